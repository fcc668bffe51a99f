/**
 * The terminal itself, as the hosts see it: commands in, topics and market frames out. Made by `createCore`
 * (composition.ts); knows brokers only as `Broker`, and no transport.
 */
import type { z } from 'zod';
import type { Answer, CommandName, Commands } from '#shared/contract/commands.ts';
import type { TopicChange, TopicName, Topics } from '#shared/contract/topics.ts';
import type { Result } from '#shared/result.ts';

/** A validated ask. */
export type Asked<C extends CommandName> = z.output<Commands[C]['ask']>;

/** One window's view of the market. Flow control is the host's: it calls `build` when the window has credit. */
export interface MarketView {
  /** Replaces what the window looks at. Unknown instruments are left out. */
  watch(quotes: readonly string[], books: readonly string[], trades: readonly string[], queues?: readonly string[]): void;
  /** Whether something changed since the last frame. */
  readonly dirty: boolean;
  /** Called once when a clean view becomes dirty. */
  onDirty(listener: () => void): void;
  /** The next frame (shared/contract/frame), or null when nothing changed. The array is the caller's. */
  build(): Float64Array | null;
  close(): void;
}

/** What one window has of the core: its own market view and its own live bars. */
export interface ScreenSession {
  readonly id: string;
  readonly market: MarketView;
  /** Answers a command; the ask has been validated by the router. Never throws. */
  handle<C extends CommandName>(command: C, ask: Asked<C>): Promise<Result<Answer<C>>>;
  /** Everything as it is now: one snapshot per topic that has one. */
  snapshots(): readonly TopicChange[];
  /** Changes in order, including `candles` for the series this window watches. Call before `snapshots`. */
  onChange(listener: (change: TopicChange) => void): void;
  close(): void;
}

export interface Core {
  open(): ScreenSession;
  /** Resolves when brokers are closed and the store is. */
  close(): Promise<void>;
}

/** How the parts of the core publish; the composition keeps the snapshots. */
export interface Publisher {
  publish<T extends TopicName>(topic: T, items: readonly Topics[T][], removed?: readonly string[]): void;
}

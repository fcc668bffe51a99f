/**
 * The contract's other end: everything the screen knows of the core. Nothing else in renderer/ knows a transport.
 */
import type { Answer, Ask, CommandName } from '#shared/contract/commands.ts';
import type { TopicChange, TopicName } from '#shared/contract/topics.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Result } from '#shared/result.ts';

export type LinkState = 'connecting' | 'up' | 'lost';

export interface Client {
  /** Never rejects: a lost connection is a fault `connection-lost`. A write that was under way when it was lost may or may not have arrived. */
  ask<C extends CommandName>(command: C, ask: Ask<C>): Promise<Result<Answer<C>>>;
  on<T extends TopicName>(topic: T, listener: (change: TopicChange<T>) => void): () => void;
  readonly link: LinkState;
  onLink(listener: (state: LinkState) => void): () => void;
  readonly market: MarketMirror;
}

/** What a set of panels looks at; the mirror asks the core for the union. */
export interface Looking {
  readonly quotes?: readonly InstrumentId[];
  readonly books?: readonly InstrumentId[];
  readonly trades?: readonly InstrumentId[];
  readonly queues?: readonly InstrumentId[];
}

/** The market as the screen has it: flat arrays, outside React. Prices in ticks (shared/model/quote, order-book, trade). */
export interface MarketMirror {
  /** Undefined until the instrument list is there. */
  slotOf(instrument: InstrumentId): number | undefined;
  /** All quotes: the record of a slot starts at slot × QUOTE_WIDTH. Replaced when it grows: read it anew in each paint. */
  readonly quotes: Float64Array;
  /** Raised by one at each change of a slot's quote. */
  readonly quoteVersions: Uint32Array;
  /** Record of BOOK_WIDTH, or undefined before its first frame. The same array is updated in place. */
  book(slot: number): Float64Array | undefined;
  bookVersion(slot: number): number;
  /** Record of QUEUE_WIDTH, or undefined before its first frame. The same array is updated in place. */
  queue(slot: number): Float64Array | undefined;
  /** The newest prints of an instrument: a bounded ring. */
  tape(slot: number): TapeRing;
  /** Calls `painter` in the one animation frame that follows a market frame. `dirty`: the slots whose quote, book, tape or broker queue changed. */
  onPaint(painter: (dirty: ReadonlySet<number>) => void): () => void;
  /** Declares what `owner` (a panel's own id) looks at; an empty looking ends it. */
  look(owner: string, looking: Looking): void;
  /** Tick to paint of recent frames, for the status bar and the benchmark: ms, newest last. */
  readonly paintDelays: readonly number[];
  readonly framesPainted: number;
}

/** Newest prints, oldest first on reading. */
export interface TapeRing {
  readonly size: number;
  /** Total ever pushed: a panel that saw up to n reads from n on. */
  readonly pushed: number;
  /** Record number `index` (0 is the oldest kept) as an offset into `records`. */
  offsetOf(index: number): number;
  readonly records: Float64Array;
}

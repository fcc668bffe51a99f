/** What a transport gives the router: one window's end of the wire. */
import type { CoreMessage } from '#shared/contract/messages.ts';

export interface ScreenPort {
  /** Sends in order, never drops. May throw when the message cannot be written: a bug of the core. */
  send(message: CoreMessage): void;
  /** The array is the transport's from then on. */
  sendFrame(frame: Float64Array): void;
  /** Ends the connection. `reason` is for the log and, where the wire has a place for it, for the screen. */
  close(reason: string): void;
  /** Bytes handed over that have not left yet; absent where the transport cannot tell. */
  readonly buffered?: number;
}

export type HostLog = (level: 'info' | 'warning' | 'error', text: string) => void;

/** Time as the host needs it; injected so that tests own it. */
export interface HostClock {
  /** Monotonic milliseconds, with fractions. */
  now(): number;
  /** Runs `task` after `ms` (0: when this turn of the loop is over); returns a canceller. */
  after(ms: number, task: () => void): () => void;
}

export const realClock: HostClock = {
  now: () => performance.now(),
  after(ms, task) {
    if (ms <= 0) {
      const turn = setImmediate(task);
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

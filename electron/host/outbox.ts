/**
 * The reliable half of a window's stream: answers and topic changes, in the order they happened, written once per turn of
 * the loop. Changes that follow each other travel in one message. Nothing is dropped: a window that does not read is closed.
 */
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import type { HostClock, ScreenPort } from './screen-port.ts';

/** Bytes that may wait in the transport before the window is given up. It reconnects to a fresh snapshot. */
export const MAX_BUFFERED_BYTES = 16_000_000;

export class Outbox {
  readonly #port: ScreenPort;
  readonly #clock: HostClock;
  readonly #giveUp: (reason: string) => void;
  readonly #unwritable: (message: CoreMessage, cause: unknown) => void;
  #waiting: CoreMessage[] = [];
  /** The changes of the last waiting message, while it may still grow. */
  #growing: TopicChange[] | null = null;
  #cancel: (() => void) | null = null;
  #ended = false;

  /**
   * @param giveUp called once when the window does not read
   * @param unwritable called for a message that the transport cannot write; may `push` another
   */
  constructor(port: ScreenPort, clock: HostClock, giveUp: (reason: string) => void, unwritable: (message: CoreMessage, cause: unknown) => void) {
    this.#port = port;
    this.#clock = clock;
    this.#giveUp = giveUp;
    this.#unwritable = unwritable;
  }

  push(message: CoreMessage): void {
    if (this.#ended) return;
    this.#growing = null;
    this.#waiting.push(message);
    this.#schedule();
  }

  pushChange(change: TopicChange): void {
    if (this.#ended) return;
    if (this.#growing) {
      this.#growing.push(change);
    } else {
      this.#growing = [change];
      this.#waiting.push({ type: 'change', changes: this.#growing });
    }
    this.#schedule();
  }

  /** Writes what waits. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const messages = this.#waiting;
    this.#waiting = [];
    this.#growing = null;
    for (const message of messages) {
      if (this.#ended) return;
      if ((this.#port.buffered ?? 0) > MAX_BUFFERED_BYTES) {
        this.end();
        this.#giveUp(`it does not read: more than ${MAX_BUFFERED_BYTES / 1_000_000} MB wait for it`);
        return;
      }
      try {
        this.#port.send(message);
      } catch (cause) {
        this.#unwritable(message, cause);
      }
    }
  }

  end(): void {
    this.#ended = true;
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = [];
    this.#growing = null;
  }

  #schedule(): void {
    this.#cancel ??= this.#clock.after(0, () => {
      this.#cancel = null;
      this.flush();
    });
  }
}

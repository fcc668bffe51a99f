/**
 * The market half of a window's stream, under credit of one: a frame leaves when the view has something new, FRAME_GAP_MS
 * after the last at the earliest, and only once the last was painted. A window that does not paint (hidden, slow, gone) gets
 * nothing, and nothing queues for it: the next frame it asks for holds the newest state.
 */
import type { MarketView } from '#electron/core/core.ts';
import { FRAME } from '#shared/contract/frame.ts';
import type { HostClock } from './screen-port.ts';

/** Twice the rate of a 60 Hz screen: a frame is never older than half a refresh when the screen draws it. */
export const FRAME_GAP_MS = 8;

export class FramePump {
  readonly #view: MarketView;
  readonly #clock: HostClock;
  readonly #send: (frame: Float64Array) => void;
  #unpainted: number | null = null;
  #lastSent = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  #ended = false;

  constructor(view: MarketView, clock: HostClock, send: (frame: Float64Array) => void) {
    this.#view = view;
    this.#clock = clock;
    this.#send = send;
    view.onDirty(() => this.#schedule());
    this.#schedule();
  }

  /** The screen says that a frame is painted. An answer to another frame than the one that is out changes nothing. */
  painted(frame: number): void {
    if (this.#unpainted !== frame) return;
    this.#unpainted = null;
    this.#schedule();
  }

  end(): void {
    this.#ended = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(): void {
    if (this.#ended || this.#cancel || this.#unpainted !== null || !this.#view.dirty) return;
    const wait = this.#lastSent + FRAME_GAP_MS - this.#clock.now();
    this.#cancel = this.#clock.after(Math.max(0, wait), () => {
      this.#cancel = null;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#ended || this.#unpainted !== null) return;
    const frame = this.#view.build();
    if (!frame) return this.#schedule();
    this.#unpainted = frame[FRAME.number];
    this.#lastSent = this.#clock.now();
    this.#send(frame);
  }
}

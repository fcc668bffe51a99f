/**
 * One animation frame for all windows of this screen. A hidden window gets no animation frames: while another (a popped-out
 * one) is visible its frames are used, and when none is, nothing is painted and the core keeps conflating.
 */
export class FrameClock {
  readonly #windows: Window[];
  #pending: (() => void) | null = null;

  constructor(main: Window) {
    this.#windows = [];
    this.join(main);
  }

  /** A window whose frames may be used; the returned function takes it out again. */
  join(window: Window): () => void {
    this.#windows.push(window);
    const shown = (): void => this.#ask();
    window.document.addEventListener('visibilitychange', shown);
    return () => {
      const at = this.#windows.indexOf(window);
      if (at >= 0) this.#windows.splice(at, 1);
      window.document.removeEventListener('visibilitychange', shown);
      this.#ask();
    };
  }

  /** Calls `paint` once, before the next repaint of a visible window. One at a time. */
  request(paint: () => void): void {
    this.#pending = paint;
    this.#ask();
  }

  /** Asking in a second window, or again, is harmless: what is pending runs once. */
  #ask(): void {
    if (!this.#pending) return;
    const visible = this.#windows.find((window) => window.document.visibilityState === 'visible') ?? this.#windows[0];
    visible?.requestAnimationFrame(() => {
      const paint = this.#pending;
      this.#pending = null;
      paint?.();
    });
  }
}

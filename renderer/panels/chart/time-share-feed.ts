/** The time-share of one instrument: what there is of its day, what goes on, and starting anew when the feed jumps or the link was lost. */
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { useLink } from '#renderer/state/link.ts';
import { withPoints } from './time-share-model.ts';

const wanted = new Map<symbol, InstrumentId>();

/** Tells the core what this window's charts want together: it keeps one set a window. */
function sendWatch(): void {
  void client().ask('time-share.watch', { instruments: [...new Set(wanted.values())] });
}

export class TimeShareFeed {
  readonly #instrument: InstrumentId;
  readonly #onPoints: (points: readonly TimeSharePoint[]) => void;
  readonly #onFault: (fault: Fault) => void;
  readonly #key = Symbol('time-share');
  readonly #ends: (() => void)[] = [];
  #points: readonly TimeSharePoint[] = [];
  /** Raised by each loading, so that an answer to an earlier one is known for old. */
  #generation = 0;
  #loaded = false;
  #closed = false;

  constructor(instrument: InstrumentId, onPoints: (points: readonly TimeSharePoint[]) => void, onFault: (fault: Fault) => void) {
    this.#instrument = instrument;
    this.#onPoints = onPoints;
    this.#onFault = onFault;
    wanted.set(this.#key, instrument);
    this.#ends.push(
      client().on('timeShares', (change) => {
        for (const update of change.items) {
          if (update.instrument !== instrument) continue;
          this.#points = update.reset ? update.points : withPoints(this.#points, update.points);
          if (this.#loaded) this.#onPoints(this.#points);
        }
      }),
      useLink.subscribe((now, before) => {
        if (now.state !== 'up' || before.state === 'up') return;
        sendWatch();
        void this.#load();
      }),
    );
    sendWatch();
    void this.#load();
  }

  get points(): readonly TimeSharePoint[] {
    return this.#points;
  }

  reload(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    this.#points = [];
    this.#loaded = false;
    const answer = await client().ask('time-share.load', { instrument: this.#instrument });
    if (generation !== this.#generation || this.#closed) return;
    if (!answer.ok) return this.#onFault(answer.fault);
    // What came meanwhile is newer than the answer.
    this.#points = withPoints(answer.value.points, this.#points);
    this.#loaded = true;
    this.#onPoints(this.#points);
  }

  close(): void {
    this.#closed = true;
    wanted.delete(this.#key);
    sendWatch();
    for (const end of this.#ends) end();
  }
}

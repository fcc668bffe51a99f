/** The user's groups of instruments. There is always at least one. */
import { randomUUID } from 'node:crypto';
import type { Asked, Publisher } from './core.ts';
import type { Store } from '#electron/store/store.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { fail, ok, type Result } from '#shared/result.ts';

export class Watchlists {
  readonly #store: Store;
  readonly #publisher: Publisher;

  constructor(store: Store, publisher: Publisher) {
    this.#store = store;
    this.#publisher = publisher;
    publisher.publish('watchlists', store.watchlists.all());
  }

  /** Makes the first groups where there are none yet: of everything that is offered, and of what is matched at the simulated exchange. */
  begin(instruments: readonly Instrument[], language: Language): void {
    if (this.#store.watchlists.all().length > 0 || instruments.length === 0) return;
    this.save({ name: language === 'zh' ? '自选' : 'Main', instruments: instruments.map(({ id }) => id), position: 0 });
    this.add(language === 'zh' ? '撮合' : 'Matching', instruments.filter(({ origin }) => origin === 'matching').map(({ id }) => id));
  }

  all(): readonly Watchlist[] {
    return this.#store.watchlists.all();
  }

  /** Makes a group behind the others. @returns its id, null where there is nothing to put into it */
  add(name: string, instruments: readonly string[]): string | null {
    if (instruments.length === 0) return null;
    const position = this.#store.watchlists.all().reduce((last, each) => Math.max(last, each.position), -1) + 1;
    const made = this.save({ name, instruments: [...instruments], position });
    return made.ok ? made.value.id : null;
  }

  save(ask: Asked<'watchlist.save'>): Result<Watchlist> {
    if (ask.id !== undefined && !this.#store.watchlists.all().some((w) => w.id === ask.id)) return fail('watchlist-unknown');
    const watchlist: Watchlist = { id: ask.id ?? randomUUID(), name: ask.name, instruments: [...new Set(ask.instruments)], position: ask.position };
    this.#store.watchlists.put(watchlist);
    this.#publisher.publish('watchlists', [watchlist]);
    return ok(watchlist);
  }

  remove(id: string): Result<null> {
    const all = this.#store.watchlists.all();
    if (!all.some((w) => w.id === id)) return fail('watchlist-unknown');
    if (all.length === 1) return fail('watchlist-last');
    this.#store.watchlists.remove(id);
    this.#publisher.publish('watchlists', [], [id]);
    return ok(null);
  }
}

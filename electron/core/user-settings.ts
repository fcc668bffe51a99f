/** The user's settings: loaded once, kept in the store, told to every window. */
import type { Asked, Publisher } from './core.ts';
import type { Store } from '#electron/store/store.ts';
import { settingsSchema, type Settings } from '#shared/model/settings.ts';

export class UserSettings {
  readonly #store: Store;
  readonly #publisher: Publisher;
  #settings: Settings;

  constructor(store: Store, publisher: Publisher) {
    this.#store = store;
    this.#publisher = publisher;
    this.#settings = store.settings.load();
    publisher.publish('settings', [this.#settings]);
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Only the fields that were asked are changed. */
  set(change: Asked<'settings.set'> & Partial<Pick<Settings, 'opend' | 'remindersApart'>>): void {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#settings = settingsSchema.parse({ ...this.#settings, ...given });
    this.#store.settings.save(this.#settings);
    this.#publisher.publish('settings', [this.#settings]);
  }
}

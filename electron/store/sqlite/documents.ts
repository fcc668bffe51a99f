/** What is few and small, kept as JSON: reminders, watchlists, connections that users made, settings. */
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '#electron/store/store.ts';
import { defaultSettings, someSettingsSchema, type Settings } from '#shared/model/settings.ts';
import { parsed, profileOf, reminderOf, watchlistOf } from './row-shapes.ts';
import type { Readable } from './unreadable-rows.ts';
import type { Writer } from './writer.ts';

interface Documents<T> {
  all(): readonly T[];
  put(document: T): void;
  remove(id: string): void;
}

/** In the order they were first put. */
function createDocuments<T extends { readonly id: string }>(
  database: DatabaseSync, writer: Writer, readable: Readable, table: 'reminders' | 'watchlists' | 'profiles', read: (document: unknown) => T | null,
): Documents<T> {
  const all = database.prepare(`SELECT id, document FROM ${table} ORDER BY seq`);
  const put = database.prepare(`INSERT INTO ${table} (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  return {
    all: () => readable.all(table, all.all(), (row) => read(parsed(row.document))),
    put(document) {
      writer.write({ of: 'rest', run: () => put.run(document.id, JSON.stringify(document)) });
    },
    remove(id) {
      writer.write({ of: 'rest', run: () => remove.run(id) });
    },
  };
}

export const createReminders = (database: DatabaseSync, writer: Writer, readable: Readable): Store['reminders'] =>
  createDocuments(database, writer, readable, 'reminders', reminderOf);

export const createProfiles = (database: DatabaseSync, writer: Writer, readable: Readable): Store['profiles'] =>
  createDocuments(database, writer, readable, 'profiles', profileOf);

/** By position, then as they were made. */
export function createWatchlists(database: DatabaseSync, writer: Writer, readable: Readable): Store['watchlists'] {
  const documents = createDocuments(database, writer, readable, 'watchlists', watchlistOf);
  return { ...documents, all: () => documents.all().toSorted((a, b) => a.position - b.position) };
}

export function createSettings(database: DatabaseSync, writer: Writer): Store['settings'] {
  const select = database.prepare('SELECT document FROM settings WHERE seq = 1');
  const replace = database.prepare('INSERT OR REPLACE INTO settings (seq, document) VALUES (1, ?)');
  return {
    load: () => settingsOf(parsed(select.get()?.document)),
    save(settings) {
      writer.write({ of: 'rest', run: () => replace.run(JSON.stringify(settings)) });
    },
  };
}

/** Field by field: what is unreadable, or from another version, falls back to its default and costs the user nothing else. */
function settingsOf(document: unknown): Settings {
  const settings = defaultSettings();
  if (typeof document !== 'object' || document === null) return settings;
  for (const [name, value] of Object.entries(document)) {
    const field = someSettingsSchema.safeParse({ [name]: value });
    if (field.success) Object.assign(settings, field.data);
  }
  return settings;
}

/** A disk that refuses while a connection is saved or removed: nothing is changed, nothing is said to a broker, and the reason is told. */
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BrokerSystem } from '#electron/brokers/broker.ts';
import type { ProfileSetup } from '#electron/core/broker-registry.ts';
import { ConnectionProfiles } from '#electron/core/connection-profiles.ts';
import { openDatabase } from '#electron/store/sqlite/database.ts';
import { createStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import { passphraseVault, type PassphraseVault } from '#electron/store/vault.ts';
import { ok } from '#shared/result.ts';
import { createScriptedBroker } from '#test/stand-ins/scripted-broker.ts';

const system: BrokerSystem = {
  kind: 'ctp',
  secrets: ['password'],
  fields: [{ name: 'password', type: 'secret', required: true, label: { zh: '', en: '' } }],
  presets: [],
  check: () => ok(null),
  environmentOf: () => 'real',
  make: () => createScriptedBroker({ instruments: [] }),
  test: async () => {},
};
const ask = (name: string, password: string, id?: string): Parameters<ConnectionProfiles['save']>[0] => ({ ...(id === undefined ? {} : { id }), kind: 'ctp', name, preset: null, settings: {}, secrets: { password } });

let folder: string;
let database: DatabaseSync;
let store: Store;
let vault: PassphraseVault;
let profiles: ConnectionProfiles;
/** What the connections were told. */
let told: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-connection-full-'));
  const opened = openDatabase(folder);
  if (!opened.ok) throw new Error(opened.fault.code);
  database = opened.value;
  store = createStore(folder, database, () => {});
  mkdirSync(join(folder, 'vault'));
  vault = passphraseVault(join(folder, 'vault', 'vault.json'));
  await vault.open('correct horse battery');
  told = [];
  profiles = new ConnectionProfiles({
    store,
    vault,
    systems: [system],
    connections: {
      replace: async ({ id }: ProfileSetup) => void told.push(`replace ${id}`),
      remove: async (id) => {
        told.push(`remove ${id}`);
        return ok(null);
      },
      wake: () => void told.push('wake'),
    },
    withdraw: async (id) => {
      told.push(`withdraw ${id}`);
      return ok(null);
    },
    publisher: { publish: (topic, items, removed = []) => void (topic === 'profiles' && told.push(`publish ${items.length} ${removed.length}`)) },
    now: () => 1,
    log: () => undefined,
  });
  told.length = 0;
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The database may not grow: real SQLITE_FULL. */
async function fill(): Promise<void> {
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
  database.exec(`PRAGMA max_page_count = ${pages + 4}`);
  for (const size of [2000, 200, 0]) {
    while ((await store.journal.append({ kind: 'reconcile', account: 'a', order: null, detail: { text: 'x'.repeat(size) }, time: 1 }, null)).ok);
  }
}

test('a full disk: the connection is as it was, its secrets too', async () => {
  const made = await profiles.save(ask('First', 'one'));
  if (!made.ok) throw new Error(made.fault.code);
  const { id } = made.value;
  told.length = 0;
  await fill();
  const full = { ok: false, fault: { code: 'connection-not-saved', params: { reason: 'database or disk is full' } } };
  expect(await profiles.save(ask('Second', 'two'))).toEqual(full);
  expect(await profiles.save(ask('Renamed', 'three', id))).toEqual(full);
  expect(await profiles.remove(id)).toEqual(full);
  expect(told).toEqual([]);
  expect(store.profiles.all().map(({ name }) => name)).toEqual(['First']);
  expect(vault.get(`connection/${id}`)).toEqual(ok(JSON.stringify({ password: 'one' })));
  expect(vault.names()).toEqual(ok([`connection/${id}`]));

  database.exec('PRAGMA max_page_count = 1000000');
  expect((await profiles.save(ask('Renamed', 'three', id))).ok).toBe(true);
  expect(told).toEqual(['publish 1 0', `replace ${id}`]);
  expect(vault.get(`connection/${id}`)).toEqual(ok(JSON.stringify({ password: 'three' })));
});

test('a vault that is out of reach: nothing is saved, and the old secret stays', async () => {
  const made = await profiles.save(ask('First', 'one'));
  if (!made.ok) throw new Error(made.fault.code);
  const { id } = made.value;
  told.length = 0;
  // As when the disk that holds it is taken out.
  renameSync(join(folder, 'vault'), join(folder, 'away'));
  for (const attempt of [ask('Second', 'two'), ask('Renamed', 'three', id)]) expect(await profiles.save(attempt)).toMatchObject({ ok: false, fault: { code: 'vault-damaged' } });
  expect(told).toEqual([]);
  renameSync(join(folder, 'away'), join(folder, 'vault'));
  expect(store.profiles.all().map(({ name }) => name)).toEqual(['First']);
  expect(vault.get(`connection/${id}`)).toEqual(ok(JSON.stringify({ password: 'one' })));
});

/** What a store does with a folder that is damaged, newer, taken or not writable. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STORE_VERSION } from '#electron/store/sqlite/migrations.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import { sampleOrder } from '#test/unit/store-samples.ts';

let folder: string;
const file = (): string => join(folder, 'pankou.db');

const open = (): Store => {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
};

/** A store with a few hundred orders, closed. */
const filled = (): void => {
  const store = open();
  store.orders.put(Array.from({ length: 500 }, (_, n) => sampleOrder(`order-${n}`)));
  store.close();
};

/** Name and bytes of everything in the folder. */
const contents = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).filter((name) => name.startsWith('pankou.db')).map((name) => [name, readFileSync(join(folder, name), 'base64')]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-faults-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a damaged database', () => {
  const damages: Record<string, () => void> = {
    'is no database': () => writeFileSync(file(), 'These are my shopping notes, and they are longer than a page header. '.repeat(200)),
    'is a few bytes': () => writeFileSync(file(), 'SQLite'),
    'has a page overwritten': () => {
      const bytes = readFileSync(file());
      bytes.fill(0xa5, 4096, 4096 * 12);
      writeFileSync(file(), bytes);
    },
    'is cut short': () => truncateSync(file(), Math.floor(statSync(file()).size / 2)),
    'belongs to another program': () => {
      rmSync(file());
      const other = new DatabaseSync(file());
      other.exec('CREATE TABLE recipes (name TEXT)');
      other.close();
    },
    'is gone while its log is there': () => {
      rmSync(file());
      writeFileSync(`${file()}-wal`, 'the last orders');
    },
  };

  for (const [what, damage] of Object.entries(damages)) {
    it(`that ${what} is kept aside whole, said so, and the next start is afresh`, () => {
      filled();
      damage();
      const before = contents();
      const opened = openStore({ folder });
      expect(opened).toMatchObject({ ok: false, fault: { code: 'store-corrupt', params: { file: file() } } });
      const backup = String(opened.ok ? '' : opened.fault.params?.backup);
      for (const [name, bytes] of Object.entries(before)) {
        expect(readFileSync(backup + name.slice('pankou.db'.length), 'base64')).toBe(bytes);
      }
      expect(existsSync(file())).toBe(false);
      const store = open();
      expect(store.orders.page({ offset: 0, limit: 1 }).total).toBe(0);
      store.close();
    });
  }
});

describe('a database of a newer version', () => {
  it('is refused and not touched by a byte', () => {
    filled();
    const database = new DatabaseSync(file());
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = contents();
    expect(openStore({ folder })).toEqual({ ok: false, fault: { code: 'store-too-new', params: { file: file(), found: 99, known: STORE_VERSION } } });
    expect(contents()).toEqual(before);
  });

  it('is recognised while the new version is still in the write-ahead log', () => {
    filled();
    const database = new DatabaseSync(file());
    database.exec('PRAGMA user_version = 99');
    // As a kill would leave it: the log not yet brought home.
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    database.close();
    const before = readFileSync(join(copy, 'pankou.db-wal'), 'base64');
    expect(openStore({ folder: copy })).toMatchObject({ ok: false, fault: { code: 'store-too-new', params: { found: 99 } } });
    expect(readFileSync(join(copy, 'pankou.db-wal'), 'base64')).toBe(before);
    rmSync(copy, { recursive: true });
  });
});

describe('a folder in use', () => {
  it('is refused to a second store, with the pid of the first, until that is closed', () => {
    const first = open();
    first.orders.put([sampleOrder('order-1')]);
    expect(openStore({ folder })).toEqual({ ok: false, fault: { code: 'store-in-use', params: { folder, pid: String(process.pid) } } });
    expect(openStore({ folder })).toMatchObject({ ok: false });
    first.close();
    first.close();
    const second = open();
    expect(second.orders.get('order-1')).not.toBeNull();
    second.close();
  });

  it('is refused while another process holds it, and free at once when that is killed', async () => {
    const script = `
      import { openStore } from ${JSON.stringify(new URL('../../electron/store/sqlite/open-store.ts', import.meta.url).href)};
      console.log(openStore({ folder: ${JSON.stringify(folder)} }).ok);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString().trim()).toBe('true');
    expect(openStore({ folder })).toEqual({ ok: false, fault: { code: 'store-in-use', params: { folder, pid: String(child.pid) } } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(folder, 'pankou.pid'))).toBe(true);
    open().close();
  });
});

describe('a folder that cannot be written', () => {
  it('is refused with the reason', () => {
    const notAFolder = join(folder, 'notes.txt');
    writeFileSync(notAFolder, '');
    expect(openStore({ folder: join(notAFolder, 'data') })).toMatchObject({ ok: false, fault: { code: 'store-unwritable', params: { folder: join(notAFolder, 'data') } } });
    expect(openStore({ folder: notAFolder })).toMatchObject({ ok: false, fault: { code: 'store-unwritable' } });
  });

  it('is refused where a part of the store is in the way', () => {
    mkdirSync(join(folder, 'pankou.db'));
    expect(openStore({ folder })).toMatchObject({ ok: false, fault: { code: 'store-unwritable' } });
    expect(openStore({ folder })).toMatchObject({ ok: false, fault: { code: 'store-unwritable' } });
    rmSync(join(folder, 'pankou.db'), { recursive: true });
    open().close();
  });
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '#shared/faults.ts';
import { keychainVault, passphraseVault, type Crypt, type Vault } from './vault.ts';

const PASSPHRASE = 'correct horse battery';
const SECRET = 'hunter2-手机令牌';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-vault-'));
  file = join(folder, 'vault.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A stand-in for the system's keychain: real encryption under a key that lives here. */
function keychain(): Crypt & { locked: boolean } {
  const key = randomBytes(32);
  return {
    locked: false,
    available() {
      return !this.locked;
    },
    encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(bytes) {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    },
  };
}

const closed = { ok: false, fault: { code: 'vault-closed' } };

function expectKept(vault: Vault): void {
  expect(vault.set('futu/password', 'old')).toEqual({ ok: true, value: null });
  expect(vault.set('futu/password', SECRET)).toEqual({ ok: true, value: null });
  expect(vault.set('__proto__', 'p')).toEqual({ ok: true, value: null });
  expect(vault.set('gone', 'x')).toEqual({ ok: true, value: null });
  expect(vault.remove('gone')).toEqual({ ok: true, value: null });
  expect(vault.remove('never there')).toEqual({ ok: true, value: null });
  expect(vault.get('futu/password')).toEqual({ ok: true, value: SECRET });
  expect(vault.get('__proto__')).toEqual({ ok: true, value: 'p' });
  expect(vault.get('gone')).toEqual({ ok: true, value: null });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['vault.json']);
}

describe('a vault under a passphrase', () => {
  it('keeps nothing without one', () => {
    const vault = passphraseVault(file);
    expect(vault.state).toBe('none');
    expect(vault.set('a', SECRET)).toEqual(closed);
    expect(vault.get('a')).toEqual(closed);
    expect(vault.remove('a')).toEqual(closed);
    expect(existsSync(file)).toBe(false);
  });

  it('gives back what it was given, over a restart, to the same passphrase only', async () => {
    const vault = passphraseVault(file);
    expect(await vault.open(PASSPHRASE)).toEqual({ ok: true, value: null });
    expect(vault.state).toBe('open');
    expectKept(vault);
    vault.close();
    expect(vault.state).toBe('closed');
    expect(vault.get('futu/password')).toEqual(closed);
    expect(vault.names()).toEqual(closed);

    const later = passphraseVault(file);
    expect(later.state).toBe('closed');
    expect(await later.open('Correct horse battery')).toEqual({ ok: false, fault: { code: 'vault-wrong-passphrase' } });
    expect(later.state).toBe('closed');
    expect(later.set('a', 'b')).toEqual(closed);
    expect((await later.open(PASSPHRASE)).ok).toBe(true);
    expect(later.get('futu/password')).toEqual({ ok: true, value: SECRET });
  });

  it('takes the same passphrase typed another way', async () => {
    await passphraseVault(file).open('café ｐａｓｓ');
    expect((await passphraseVault(file).open('cafe\u0301 pass')).ok).toBe(true);
  });

  it('never writes the same bytes twice', async () => {
    const vault = passphraseVault(file);
    await vault.open(PASSPHRASE);
    vault.set('a', SECRET);
    const first = JSON.parse(readFileSync(file, 'utf8')) as { nonce: string; data: string };
    vault.set('a', SECRET);
    const second = JSON.parse(readFileSync(file, 'utf8')) as { nonce: string; data: string };
    expect(second.nonce).not.toBe(first.nonce);
    expect(second.data).not.toBe(first.data);
  });

  it('notices every kind of tampering, and leaves the file', async () => {
    const vault = passphraseVault(file);
    await vault.open(PASSPHRASE);
    vault.set('a', SECRET);
    const good = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const flipped = (text: unknown): string => {
      const bytes = Buffer.from(String(text), 'base64');
      bytes[0] ^= 1;
      return bytes.toString('base64');
    };
    const damaged = { ok: false, fault: { code: 'vault-damaged', params: { file } } };
    const other = { data: flipped(good.data), tag: flipped(good.tag), nonce: flipped(good.nonce) };
    for (const [field, value] of Object.entries(other)) {
      writeFileSync(file, JSON.stringify({ ...good, [field]: value }));
      expect(vault.get('a')).toEqual(damaged);
      expect(vault.set('b', 'x')).toEqual(damaged);
      expect(await passphraseVault(file).open(PASSPHRASE)).toEqual(damaged);
    }
    for (const change of [{ salt: flipped(good.salt) }, { check: flipped(good.check) }]) {
      writeFileSync(file, JSON.stringify({ ...good, ...change }));
      expect(await passphraseVault(file).open(PASSPHRASE)).toEqual({ ok: false, fault: { code: 'vault-wrong-passphrase' } });
    }
    // A header that asks for all memory, or hardly any work, is not followed.
    for (const kdf of [{ name: 'scrypt', N: 2 ** 30, r: 8, p: 1 }, { name: 'scrypt', N: 2, r: 8, p: 1 }, { name: 'none' }]) {
      writeFileSync(file, JSON.stringify({ ...good, kdf }));
      expect(await passphraseVault(file).open(PASSPHRASE)).toEqual(damaged);
    }
    for (const text of ['', '{', 'null', '[]', readFileSync(file, 'utf8').slice(0, 80)]) {
      writeFileSync(file, text);
      expect(await passphraseVault(file).open(PASSPHRASE)).toEqual(damaged);
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    writeFileSync(file, JSON.stringify(good));
    expect(vault.get('a')).toEqual({ ok: true, value: SECRET });
  }, 60_000);

  it('keeps the old secret when the new one cannot be written', async () => {
    const vault = passphraseVault(file);
    await vault.open(PASSPHRASE);
    vault.set('a', SECRET);
    // A folder in the way of the temporary file stops even root.
    mkdirSync(`${file}.new`);
    writeFileSync(join(`${file}.new`, 'x'), '');
    expect(vault.set('a', 'new')).toMatchObject({ ok: false, fault: { code: 'vault-unwritable', params: { file } } });
    expect(vault.get('a')).toEqual({ ok: true, value: SECRET });
    rmSync(`${file}.new`, { recursive: true });
    const nowhere = passphraseVault(join(file, 'below-a-file', 'vault.json'));
    expect(await nowhere.open(PASSPHRASE)).toMatchObject({ ok: false, fault: { code: 'vault-unwritable' } });
    expect(nowhere.state).toBe('none');
  });

  it('shows no secret in faults, sentences, inspection or the file', async () => {
    const vault = passphraseVault(file);
    await vault.open(PASSPHRASE);
    vault.set('a', SECRET);
    const shown = [inspect(vault, { depth: 10, showHidden: true }), JSON.stringify(vault), readFileSync(file, 'utf8')];
    const wrong = await passphraseVault(file).open(`${PASSPHRASE}!`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"data":"', '"data":"AAAA'));
    for (const result of [wrong, vault.get('a'), vault.set('a', SECRET)]) {
      expect(result.ok).toBe(false);
      if (!result.ok) shown.push(JSON.stringify(result.fault), sentenceOf(result.fault, 'zh'), sentenceOf(result.fault, 'en'));
    }
    for (const text of shown) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(PASSPHRASE);
      expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12));
    }
  });
});

describe("a vault in the system's keychain", () => {
  it('gives back what it was given, over a restart', () => {
    const crypt = keychain();
    expect(keychainVault(file, crypt).get('a')).toEqual({ ok: true, value: null });
    expectKept(keychainVault(file, crypt));
    expect(keychainVault(file, crypt).get('futu/password')).toEqual({ ok: true, value: SECRET });
    expect(keychainVault(file, crypt).names()).toMatchObject({ ok: true, value: expect.arrayContaining(['futu/password']) });
    expect(readFileSync(file, 'utf8')).not.toContain('futu');
  });

  it('keeps nothing where there is no keychain', () => {
    const crypt = keychain();
    crypt.locked = true;
    const vault = keychainVault(file, crypt);
    expect(vault.state).toBe('none');
    expect(vault.set('a', SECRET)).toEqual(closed);
    expect(existsSync(file)).toBe(false);
    crypt.locked = false;
    vault.set('a', SECRET);
    crypt.locked = true;
    expect(vault.state).toBe('closed');
    expect(vault.get('a')).toEqual(closed);
  });

  it('says so when the keychain is another one, and does not overwrite what it cannot read', () => {
    keychainVault(file, keychain()).set('a', SECRET);
    const before = readFileSync(file, 'utf8');
    const other = keychainVault(file, keychain());
    expect(other.get('a')).toEqual({ ok: false, fault: { code: 'vault-damaged', params: { file } } });
    expect(other.set('b', 'x')).toEqual({ ok: false, fault: { code: 'vault-damaged', params: { file } } });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('narrows the mode of a file that was too open', () => {
    const vault = keychainVault(file, keychain());
    vault.set('a', 'x');
    chmodSync(file, 0o644);
    vault.set('a', 'y');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

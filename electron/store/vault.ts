/**
 * Secrets (broker passwords, tokens) by name. Kept only where something guards them: the system's keychain on the desktop,
 * a passphrase on the loopback host. Without either nothing is kept. No secret, passphrase or key is ever part of a fault,
 * a log line or what an inspector prints of a vault.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { fail, ok, type Result } from '#shared/result.ts';
import { replaceFile } from './atomic-file.ts';

export interface Vault {
  /** `none`: nothing was ever kept; `closed`: kept, but not readable now. */
  readonly state: 'open' | 'closed' | 'none';
  /** Null when there is no such secret. @returns `vault-closed`, `vault-damaged` */
  get(name: string): Result<string | null>;
  /** On disk when it returns. @returns `vault-closed`, `vault-damaged`, `vault-unwritable`; the old secret then stays */
  set(name: string, secret: string): Result<null>;
  remove(name: string): Result<null>;
  /** What there are secrets of. @returns `vault-closed`, `vault-damaged` */
  names(): Result<readonly string[]>;
}

export interface PassphraseVault extends Vault {
  /** Opens what is kept, or begins a vault under this passphrase where there is none. @returns `vault-wrong-passphrase`, `vault-damaged`, `vault-unwritable` */
  open(passphrase: string): Promise<Result<null>>;
  /** Forgets the key. */
  close(): void;
}

/** What Electron's safeStorage offers (electron/desktop hands it in). `available` is false where the system has no real keychain. */
export interface Crypt {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
  available(): boolean;
}

type Secrets = ReadonlyMap<string, string>;

const secretsSchema = z.array(z.tuple([z.string(), z.string()]));

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));

/**
 * scrypt at 128 MiB (OWASP Password Storage Cheat Sheet, "scrypt": N = 2^17, r = 8, p = 1). A file may ask for more or less
 * within bounds, so that the cost can rise later and a hostile file can't exhaust memory.
 */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;

const passphraseFileSchema = z.strictObject({
  version: z.literal(1),
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.union([z.literal(2 ** 17), z.literal(2 ** 18), z.literal(2 ** 19)]), r: z.literal(8), p: z.int().min(1).max(4) }),
  salt: base64.refine((bytes) => bytes.length === 32),
  check: base64.refine((bytes) => bytes.length === 32),
  nonce: base64.refine((bytes) => bytes.length === 12),
  tag: base64.refine((bytes) => bytes.length === 16),
  data: base64,
});

interface Keys {
  readonly header: string;
  readonly encryption: Buffer;
  readonly check: Buffer;
}

/** Secrets in a file under AES-256-GCM, the key made from a passphrase by scrypt. The header is authenticated with the data. */
export function passphraseVault(file: string): PassphraseVault {
  let keys: Keys | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const write = (using: Keys, secrets: Secrets): Result<null> => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', using.encryption, nonce).setAAD(Buffer.from(using.header));
    const data = Buffer.concat([cipher.update(JSON.stringify([...secrets]), 'utf8'), cipher.final()]);
    return replaced(file, {
      ...(JSON.parse(using.header) as object),
      check: using.check.toString('base64'),
      nonce: nonce.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data: data.toString('base64'),
    });
  };

  const read = (using: Keys): Result<Secrets> => {
    const content = passphraseFileSchema.safeParse(jsonOf(file));
    if (!content.success) return fail('vault-damaged', { file });
    const { nonce, tag, data } = content.data;
    try {
      const decipher = createDecipheriv('aes-256-gcm', using.encryption, nonce, { authTagLength: 16 }).setAAD(Buffer.from(using.header)).setAuthTag(tag);
      return ok(secretsOf(Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8')));
    } catch {
      return fail('vault-damaged', { file });
    }
  };

  const openNow = async (passphrase: string): Promise<Result<null>> => {
    if (!existsSync(file)) {
      const made = await keysOf(passphrase, COST, randomBytes(32));
      const written = write(made, new Map());
      if (written.ok) keys = made;
      return written;
    }
    const content = passphraseFileSchema.safeParse(jsonOf(file));
    if (!content.success) return fail('vault-damaged', { file });
    const derived = await keysOf(passphrase, content.data.kdf, content.data.salt);
    if (!timingSafeEqual(derived.check, content.data.check)) return fail('vault-wrong-passphrase');
    const secrets = read(derived);
    if (!secrets.ok) return secrets;
    keys = derived;
    return ok(null);
  };

  return {
    get state() {
      if (keys) return 'open';
      return existsSync(file) ? 'closed' : 'none';
    },
    open(passphrase) {
      // One after the other: each attempt takes 128 MiB, and guesses must not run side by side.
      const opened = queue.then(() => openNow(passphrase));
      queue = opened.catch(() => null);
      return opened;
    },
    close() {
      keys?.encryption.fill(0);
      keys = null;
    },
    ...keeper(
      () => (keys ? read(keys) : fail('vault-closed')),
      (secrets) => (keys ? write(keys, secrets) : fail('vault-closed')),
    ),
  };
}

async function keysOf(passphrase: string, cost: { readonly N: number; readonly r: number; readonly p: number }, salt: Buffer): Promise<Keys> {
  const header = JSON.stringify({ version: 1, kdf: { name: 'scrypt', N: cost.N, r: cost.r, p: cost.p }, salt: salt.toString('base64') });
  const derived = await new Promise<Buffer>((resolve, reject) => {
    // NFKC: the same passphrase typed on another keyboard or system is the same bytes.
    const { N, r, p } = cost;
    scrypt(passphrase.normalize('NFKC'), salt, 64, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)));
  });
  // Half the output encrypts. The other half only tells a wrong passphrase from a damaged file.
  return { header, encryption: derived.subarray(0, 32), check: createHmac('sha256', derived.subarray(32)).update(header).digest() };
}

const keychainFileSchema = z.strictObject({ version: z.literal(1), keeper: z.literal('keychain'), data: base64 });

/** Secrets in a file that the system's keychain can open. Closed where there is no keychain. */
export function keychainVault(file: string, crypt: Crypt): Vault {
  const read = (): Result<Secrets> => {
    if (!crypt.available()) return fail('vault-closed');
    if (!existsSync(file)) return ok(new Map());
    try {
      return ok(secretsOf(crypt.decrypt(keychainFileSchema.parse(jsonOf(file)).data)));
    } catch {
      return fail('vault-damaged', { file });
    }
  };
  return {
    get state() {
      if (crypt.available()) return 'open';
      return existsSync(file) ? 'closed' : 'none';
    },
    ...keeper(read, (secrets) => {
      if (!crypt.available()) return fail('vault-closed');
      let data: string;
      try {
        data = crypt.encrypt(JSON.stringify([...secrets])).toString('base64');
      } catch {
        return fail('vault-closed');
      }
      return replaced(file, { version: 1, keeper: 'keychain', data });
    }),
  };
}

/** The verbs over reading and writing all secrets: they are few, and read from the disk each time rather than held in memory. */
function keeper(read: () => Result<Secrets>, write: (secrets: Secrets) => Result<null>): Pick<Vault, 'get' | 'set' | 'remove' | 'names'> {
  return {
    get(name) {
      const secrets = read();
      return secrets.ok ? ok(secrets.value.get(name) ?? null) : secrets;
    },
    set(name, secret) {
      const secrets = read();
      return secrets.ok ? write(new Map([...secrets.value, [name, secret]])) : secrets;
    },
    remove(name) {
      const secrets = read();
      if (!secrets.ok) return secrets;
      return secrets.value.has(name) ? write(new Map([...secrets.value].filter(([other]) => other !== name))) : ok(null);
    },
    names() {
      const secrets = read();
      return secrets.ok ? ok([...secrets.value.keys()]) : secrets;
    },
  };
}

/** Throws where it isn't ours. */
const secretsOf = (json: string): Secrets => new Map(secretsSchema.parse(JSON.parse(json)));

/** The file's content; undefined where it can't be read or isn't JSON. */
function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function replaced(file: string, content: object): Result<null> {
  try {
    replaceFile(file, `${JSON.stringify(content)}\n`);
    return ok(null);
  } catch (error) {
    return fail('vault-unwritable', { file, reason: error instanceof Error ? error.message : String(error) });
  }
}

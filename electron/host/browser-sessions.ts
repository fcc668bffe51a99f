/**
 * Who may talk to the loopback server: a browser that opened a fresh address once. The address carries a token that works
 * one time; it is exchanged for a signed cookie. The signing key lives in the data folder, readable by its owner only, so
 * that a tab left open finds its way back after a restart; deleting the file ends every session.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;
const KEY_FILE = 'loopback.key';
/** Tokens that may be open at once; the oldest stops working when there are more. */
const MAX_TOKENS = 16;
const TOKEN_LIFE_MS = 12 * 3_600_000;
const SESSION_LIFE_MS = 30 * 24 * 3_600_000;

export class BrowserSessions {
  readonly #key: Buffer;
  readonly #now: () => number;
  /** Open tokens, each with the time after which it no longer works. */
  readonly #tokens = new Map<string, number>();

  /**
   * @param key what signs the cookies (`loadSessionKey`)
   * @param now UTC ms
   */
  constructor(key: Buffer, now: () => number = Date.now) {
    this.#key = key;
    this.#now = now;
  }

  /** A token for one opening. */
  issueToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, this.#now() + TOKEN_LIFE_MS);
    if (this.#tokens.size > MAX_TOKENS) {
      const [oldest] = this.#tokens.keys();
      this.#tokens.delete(oldest);
    }
    return token;
  }

  /** Uses a token up. @returns the cookie's value, or null where the token is unknown, used or old */
  redeem(token: string): string | null {
    const until = this.#tokens.get(token);
    if (until === undefined) return null;
    this.#tokens.delete(token);
    if (this.#now() > until) return null;
    const body = `${this.#now().toString(36)}.${randomBytes(12).toString('base64url')}`;
    return `${body}.${this.#sign(body)}`;
  }

  /** Whether a cookie's value is one of ours and not too old. */
  valid(cookie: string): boolean {
    const match = /^([0-9a-z]{1,12})\.[\w-]{16}\.[\w-]{43}$/.exec(cookie);
    if (!match) return false;
    const cut = cookie.lastIndexOf('.');
    const [given, right] = [Buffer.from(cookie.slice(cut + 1)), Buffer.from(this.#sign(cookie.slice(0, cut)))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
    const age = this.#now() - Number.parseInt(match[1], 36);
    return age >= -60_000 && age < SESSION_LIFE_MS;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}

/**
 * The signing key of a data folder, made where there is none. A folder that cannot keep it gets a key for this run.
 * Call it only while holding the folder (the store does).
 */
export function loadSessionKey(folder: string): Buffer {
  const file = join(folder, KEY_FILE);
  try {
    const kept = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
    if (kept.length === KEY_BYTES) {
      chmodSync(file, 0o600);
      return kept;
    }
  } catch {
    // None yet, or not readable: a new one is made.
  }
  const key = randomBytes(KEY_BYTES);
  try {
    // Written beside and moved into place: a link planted under the final name is replaced, never followed.
    const fresh = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(fresh, key.toString('base64url'), { mode: 0o600, flag: 'wx' });
    renameSync(fresh, file);
  } catch {
    // Only costs an open tab a fresh address after the next start.
  }
  return key;
}

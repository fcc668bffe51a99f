/**
 * How often a client may ask, by protocol: at most so many within 30 s (request 1 and request n + 1 lie more than 30 s apart), for some a
 * least gap besides. Source: protocols/futu-opend, "Limits the client respects" (lines of seeds/003 in its table).
 */
import { fail, ok, type Result } from '#shared/result.ts';

const WINDOW_MS = 30_000;

interface RateRule {
  readonly max: number;
  /** Counted for the whole gateway, or for each account. */
  readonly per: 'user' | 'account';
  readonly gapMs?: number;
  /** Counted only where the client asks past the cache. */
  readonly onlyRefresh?: boolean;
}

const user = (max: number): RateRule => ({ max, per: 'user' });
const account = (max: number, gapMs?: number): RateRule => ({ max, per: 'account', ...(gapMs === undefined ? {} : { gapMs }) });
const refreshed: RateRule = { max: 10, per: 'account', onlyRefresh: true };

/** By protocol id; what is not here has no limit (subscribed getters: line 11863). */
const RULES: ReadonlyMap<number, RateRule> = new Map([
  [2005, user(10)],
  [2101, refreshed], [2102, refreshed], [2201, refreshed], [2211, refreshed],
  [2111, account(10)], [2202, account(15, 20)], [2205, account(20, 40)], [2221, account(10)], [2222, account(10)], [2223, user(10)], [2225, account(10)], [2226, account(20)],
  [3103, user(60)], [3105, user(60)], [3203, user(60)], [3204, user(10)], [3205, user(10)], [3206, user(10)], [3207, user(10)], [3209, user(10)], [3210, user(60)],
  [3211, user(30)], [3212, user(30)], [3213, user(10)], [3214, user(10)], [3215, user(10)], [3217, user(10)], [3218, user(30)], [3219, user(30)], [3220, user(60)],
  [3221, user(10)], [3222, user(10)], [3223, user(10)], [3224, user(60)],
]);

/** What of a request matters for its limit. */
export interface Rated {
  readonly protocol: number;
  readonly name: string;
  readonly account: string | null;
  readonly refresh: boolean;
}

export class RateWindows {
  readonly #asked = new Map<string, number[]>();

  /** Counts a request, or refuses it and tells how long to wait. @param now ms of any clock that only goes forward */
  take({ protocol, name, account, refresh }: Rated, now: number): Result<null> {
    const rule = RULES.get(protocol);
    if (!rule || (rule.onlyRefresh && !refresh)) return ok(null);
    const key = rule.per === 'account' ? `${protocol}/${account ?? ''}` : String(protocol);
    const times = this.#asked.get(key) ?? [];
    this.#asked.set(key, times);
    while (times.length > 0 && now - times[0] > WINDOW_MS) times.shift();
    const last = times.at(-1);
    if (rule.gapMs !== undefined && last !== undefined && now - last < rule.gapMs) return fail('gateway-too-quick', { what: name, ms: rule.gapMs });
    if (times.length >= rule.max) return fail('gateway-rate', { what: name, max: rule.max, seconds: Math.ceil((WINDOW_MS - (now - times[0])) / 1000) });
    times.push(now);
    return ok(null);
  }
}

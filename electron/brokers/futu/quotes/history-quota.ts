/**
 * How many more securities OpenD gives history of: each that was asked for within 30 days takes a place (seeds/003, line 236). What has its
 * place is asked for freely; for what has none nothing is sent once no place is left, until OpenD says that one became free.
 */
import { RequestHistoryKLQuota } from '#electron/brokers/futu/messages/history.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { Quota } from '#shared/model/connection.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Listing } from './listing.ts';

const nameOf = ({ market, code }: { readonly market: number; readonly code: string }): string => `${market}/${code}`;

export class HistoryQuota {
  readonly #session: OpendSession;
  readonly #tell: (quota: Quota) => void;
  readonly #placed = new Set<string>();
  /** Null until OpenD said. */
  #quota: Quota | null = null;

  /** @param tell called with what is used and what there is, each time it changed */
  constructor(session: OpendSession, tell: (quota: Quota) => void) {
    this.#session = session;
    this.#tell = tell;
  }

  /** Asks OpenD anew. Where it does not say nothing is kept back: it refuses by itself. */
  async begin(): Promise<void> {
    const answer = await this.#session.request(RequestHistoryKLQuota, { bGetDetail: true });
    this.#quota = null;
    this.#placed.clear();
    if (!answer.ok) return;
    const { usedQuota, remainQuota, detailList } = answer.value;
    for (const { security } of detailList) this.#placed.add(nameOf(security));
    this.#set({ used: usedQuota, total: usedQuota + remainQuota });
  }

  /** Whether history of a listing can be asked for. Errors: opend-no-history-quota. */
  async admits(listing: Listing): Promise<Result<null>> {
    if (this.#isFree(listing)) return ok(null);
    // A place may have become free since: those of 30 days ago do.
    await this.begin();
    if (this.#isFree(listing)) return ok(null);
    const { used, total } = this.#quota!;
    return fail('opend-no-history-quota', { instrument: listing.instrument.id, used, total });
  }

  #isFree(listing: Listing): boolean {
    return this.#quota === null || this.#placed.has(nameOf(listing)) || this.#quota.used < this.#quota.total;
  }

  /** OpenD told history of a listing: it has its place from now on. */
  took(listing: Listing): void {
    if (this.#placed.has(nameOf(listing))) return;
    this.#placed.add(nameOf(listing));
    if (this.#quota) this.#set({ ...this.#quota, used: this.#quota.used + 1 });
  }

  #set(quota: Quota): void {
    this.#quota = quota;
    this.#tell(quota);
  }
}

/** A connection for the sake of it: what the settings' test button finds out. Nothing is left open. */
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import { ok, type Result } from '#shared/result.ts';
import type { OpendAddress } from './address.ts';
import { OpendConnection, versionText, type Clock } from './connection.ts';
import { askStanding, requestOn, type Standing } from './standing.ts';

/** By QotRight; `basic` cannot be subscribed to (seeds/003, "QotRight", line 6577). */
const RIGHTS = ['unknown', 'basic', 'level-1', 'level-2', 'full', 'none', 'level-3'] as const;
export type QuoteRight = (typeof RIGHTS)[number];

export interface OpendFindings {
  readonly version: string;
  readonly userId: string;
  readonly standing: Standing;
  readonly rights: { readonly hongKong: QuoteRight; readonly unitedStates: QuoteRight; readonly shanghai: QuoteRight; readonly shenzhen: QuoteRight };
  /** Places for subscriptions and for histories that the user has in all; null where OpenD does not say. */
  readonly subscriptionQuota: number | null;
  readonly historyQuota: number | null;
}

/** Bits of GetUserInfo's flag: the interface's quotas and the quote rights. */
const ASKED_FIELDS = 2 | 4;

/** Connects, asks and closes. Fails in the same words as a real connection would. */
export async function probeOpend(address: OpendAddress, clock: Clock): Promise<Result<OpendFindings>> {
  const nothing = (): void => {};
  const connection = new OpendConnection(address, 'Pankou-test', { push: nothing, trouble: nothing, latency: nothing, lost: nothing }, clock);
  try {
    const opened = await connection.open();
    if (!opened.ok) return opened;
    const standing = await askStanding(connection, opened.value);
    if (!standing.ok) return standing;
    const user = await requestOn(connection, GetUserInfo, { flag: ASKED_FIELDS });
    // An OpenD that refuses this stands nevertheless.
    if (user.kind === 'unanswered') return { ok: false, fault: user.fault };
    const told: Partial<Answered<typeof GetUserInfo>> = user.kind === 'answered' ? user.value : {};
    const right = (value: number | undefined): QuoteRight => RIGHTS[value ?? 0] ?? 'unknown';
    return ok({
      version: versionText(opened.value.serverVer),
      userId: opened.value.loginUserID,
      standing: standing.value,
      rights: {
        hongKong: right(told.hkQotRight),
        unitedStates: right(told.usQotRight),
        // An older OpenD tells one right for both.
        shanghai: right(told.shQotRight ?? told.cnQotRight),
        shenzhen: right(told.szQotRight ?? told.cnQotRight),
      },
      subscriptionQuota: told.subQuota ?? null,
      historyQuota: told.historyKLQuota ?? null,
    });
  } finally {
    await connection.close();
  }
}

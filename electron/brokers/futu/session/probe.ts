/** A connection for the sake of it: what the settings' test button finds out, step by step. Nothing is left open. */
import { GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import { GetAccList } from '#electron/brokers/futu/messages/trade.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { accountOf } from '#electron/brokers/futu/trading/trade-accounts.ts';
import type { ConnectionTestStep } from '#shared/model/connection-profile.ts';
import type { FaultCode } from '#shared/faults.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { OpendAddress } from './address.ts';
import { OpendConnection, versionText, type Clock } from './connection.ts';
import { askStanding, loggedOut, requestOn } from './standing.ts';

/** By QotRight (seeds/003, "QotRight", line 6577), as Futu's own pages call them; BMP cannot be subscribed to. */
const RIGHTS = ['?', 'BMP', 'LV1', 'LV2', 'SF', '–', 'LV3'] as const;
const NO_RIGHT = 5;

/** Bits of GetUserInfo's flag: the interface's quotas and the quote rights. */
const ASKED_FIELDS = 2 | 4;

/** Failures before anything answered at the address. */
const UNREACHED: ReadonlySet<FaultCode> = new Set(['opend-not-listening', 'opend-unreachable']);
/** Failures of the settings alone: nothing was tried. */
const UNTRIED: ReadonlySet<FaultCode> = new Set(['opend-key-needed', 'opend-key-unreadable']);

type StepName = ConnectionTestStep['step'];

/** Connects, asks and closes; fails in the same words as a real connection would. Ends at the first step after which no other is possible. */
export async function probeOpend(address: OpendAddress, clock: Clock, onStep: (step: ConnectionTestStep) => void): Promise<void> {
  const nothing = (): void => {};
  const connection = new OpendConnection(address, 'Pankou-test', { push: nothing, trouble: nothing, latency: nothing, lost: nothing }, clock);
  let begun = clock.now();
  const done = (step: StepName, result: Result<string>): boolean => {
    const ended = clock.now();
    onStep({ step, ok: result.ok, ms: Math.max(0, Math.round(ended - begun)), fault: result.ok ? null : result.fault, detail: result.ok ? result.value : '' });
    begun = ended;
    return result.ok;
  };
  try {
    const opened = await connection.open();
    if (!opened.ok && UNREACHED.has(opened.fault.code)) return void done('reach', opened);
    if (opened.ok || !UNTRIED.has(opened.fault.code)) done('reach', ok(`${address.host}:${address.port}`));
    if (!opened.ok) return void done('handshake', opened);
    const { serverVer, loginUserID } = opened.value;
    done('handshake', ok(`OpenD ${versionText(serverVer)}${address.key === null ? '' : ' · RSA + AES'}`));

    const standing = await askStanding(connection, opened.value);
    if (!standing.ok) return void done('login', standing);
    done('login', ok(loginUserID));
    const { quotes, trade } = standing.value;
    const withoutLogin = { ok: false, fault: loggedOut(standing.value) } as const;
    if (!done('quotes', quotes ? await rightsOn(connection) : withoutLogin) && !trade) return;
    done('accounts', trade ? await accountsOn(connection, loginUserID) : withoutLogin);
  } finally {
    await connection.close();
  }
}

/** Rights by market, and the places for subscriptions where OpenD says. */
async function rightsOn(connection: OpendConnection): Promise<Result<string>> {
  const user = await requestOn(connection, GetUserInfo, { flag: ASKED_FIELDS });
  // An OpenD that refuses this stands nevertheless.
  if (user.kind === 'unanswered') return { ok: false, fault: user.fault };
  const told: Partial<Answered<typeof GetUserInfo>> = user.kind === 'answered' ? user.value : {};
  // An older OpenD tells one right for both mainland markets.
  const rights = { HK: told.hkQotRight, US: told.usQotRight, SH: told.shQotRight ?? told.cnQotRight, SZ: told.szQotRight ?? told.cnQotRight };
  if (Object.values(rights).every((right) => right === NO_RIGHT)) return fail('opend-no-quote-right');
  const texts = Object.entries(rights).map(([market, right]) => `${market} ${RIGHTS[right ?? 0] ?? RIGHTS[0]}`);
  return ok([...texts, ...(told.subQuota === undefined ? [] : [String(told.subQuota)])].join(' · '));
}

async function accountsOn(connection: OpendConnection, userID: string): Promise<Result<string>> {
  const listed = await requestOn(connection, GetAccList, { userID, trdCategory: 1, needGeneralSecAccount: true });
  if (listed.kind !== 'answered') return { ok: false, fault: listed.fault };
  const accounts = listed.value.accList.map(accountOf).filter((account) => account !== null);
  return accounts.length === 0 ? fail('opend-no-accounts') : ok(accounts.map(({ name }) => name).join(', '));
}

/** How an OpenD stands: whether it is itself logged in at Futu, and if not, why. */
import { PROGRAM_STATUS } from '#electron/brokers/futu/messages/codes.ts';
import type { Answered, Asked, Call } from '#electron/brokers/futu/messages/protocol.ts';
import { GetGlobalState } from '#electron/brokers/futu/messages/system.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { versionText, type OpendConnection, type Outcome, type Welcome } from './connection.ts';

/** Whether OpenD itself is connected to Futu's servers. */
export interface Standing {
  readonly quotes: boolean;
  readonly trade: boolean;
}

/** What is said where it is not. */
export const loggedOut = ({ quotes, trade }: Standing): Fault => ({ code: 'opend-logged-out', params: { quotes: quotes ? '✓' : '×', trade: trade ? '✓' : '×' } });

/** Asks over a connection that stands; what is not sent counts as unanswered. */
export function requestOn<C extends Call>(connection: OpendConnection, call: C, asked: Asked<C>, timeoutMs?: number): Promise<Outcome<Answered<C>>> {
  return new Promise((resolve) => {
    const sent = connection.send(call, () => asked, resolve, timeoutMs);
    if (!sent.ok) resolve({ kind: 'unanswered', fault: sent.fault });
  });
}

/** Fails, in OpenD's own words where it has any, when it is logged in for nothing. */
export async function askStanding(connection: OpendConnection, { loginUserID, serverVer }: Welcome): Promise<Result<Standing>> {
  const state = await requestOn(connection, GetGlobalState, { userID: loginUserID });
  if (state.kind !== 'answered') return { ok: false, fault: state.fault };
  const { qotLogined: quotes, trdLogined: trade, programStatus } = state.value;
  if (quotes || trade) return ok({ quotes, trade });
  const text = programStatus?.strExtDesc || undefined;
  if (programStatus?.type === PROGRAM_STATUS.forceUpdate) return fail('opend-too-old', { version: versionText(serverVer) }, text);
  return { ok: false, fault: { ...loggedOut({ quotes, trade }), ...(text === undefined ? {} : { brokerText: text }) } };
}

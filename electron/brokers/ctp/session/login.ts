/** The family's way in: authenticate, log in, change the password where that is forced. Source: CTP 6.6.9 接口说明, 开发流程. */
import { fail, ok, type Result } from '#shared/result.ts';
import type { CounterLink } from './counter-link.ts';
import type { Password } from './password.ts';

export interface Credentials {
  readonly brokerId: string;
  readonly userId: string;
  readonly password: string;
  /** Used where the counter wants another password; afterwards it is the password. Empty: none. */
  readonly newPassword: string;
  readonly appId: string;
  readonly authCode: string;
}

export interface LoggedIn {
  /** `YYYYMMDD`. */
  readonly tradingDay: string;
  readonly frontId: number;
  readonly sessionId: number;
  /** The largest OrderRef that the counter knows of this session; the next one is larger. */
  readonly maxOrderRef: number;
  readonly systemName: string;
}

/** error.xml: 131 a weak password, 140 the first login, 141 an outdated password: nothing is done before the password is changed. */
const PASSWORD_MUST_CHANGE: ReadonlySet<number> = new Set([131, 140, 141]);
/** error.xml: the password is not the account's. */
const WRONG_PASSWORD = 3;
/**
 * error.xml: 3 and 63 a wrong password or authorisation code, 75 too many wrong ones, 143 and 144 an address that is barred: asking again with
 * the same words leads nowhere or to a lock.
 */
export const HOPELESS: ReadonlySet<number> = new Set([WRONG_PASSWORD, 63, 75, 143, 144]);

/** ThostFtdcUserApiDataType.h, AppType: a relay's terminals (2, 3) are told of by the relay, which this is not. */
const RELAY: ReadonlySet<string> = new Set(['2', '3']);

const refusedWith = (result: Result<unknown>, ids: { has(id: number): boolean }): boolean => !result.ok && result.fault.code === 'counter-refused' && ids.has(Number(result.fault.params?.id));

/** Errors: the counter's own, counter-password-change, counter-app-is-relay, and why the line fell. */
export async function logIn(link: CounterLink, who: Pick<Credentials, 'brokerId' | 'userId' | 'appId' | 'authCode'>, password: Password): Promise<Result<LoggedIn>> {
  const { brokerId, userId, appId, authCode } = who;
  let isRelay = false;
  if (link.has('ReqAuthenticate') && (appId !== '' || authCode !== '')) {
    const authenticated = await link.ask('ReqAuthenticate', { BrokerID: brokerId, UserID: userId, UserProductInfo: 'Pankou', AppID: appId, AuthCode: authCode });
    if (!authenticated.ok) return authenticated;
    isRelay = RELAY.has(String(authenticated.value.at(0)?.AppType ?? ''));
  }
  const [likely, other] = password.candidates;
  let used = likely;
  let logged = await tryLogin(link, who, used);
  if (other !== undefined && refusedWith(logged, new Set([WRONG_PASSWORD]))) logged = await tryLogin(link, who, (used = other));
  if (logged.ok) password.works(used);
  if (logged.ok) return logged;
  if (!refusedWith(logged, PASSWORD_MUST_CHANGE)) {
    const isForRelay = isRelay && logged.fault.code === 'counter-refused' && !refusedWith(logged, new Set([WRONG_PASSWORD]));
    return isForRelay ? fail('counter-app-is-relay', {}, logged.fault.brokerText) : logged;
  }
  const next = password.next;
  // The new one was changed to already, and is not good enough either.
  if (next === null || next === used) return fail('counter-password-change', {}, logged.fault.brokerText);
  password.asking();
  const changed = await link.ask('ReqUserPasswordUpdate', { BrokerID: brokerId, UserID: userId, OldPassword: used, NewPassword: next });
  if (!changed.ok) {
    if (changed.fault.code === 'counter-refused') password.refused();
    return changed;
  }
  password.works(next);
  return tryLogin(link, who, next);
}

async function tryLogin(link: CounterLink, { brokerId, userId }: Pick<Credentials, 'brokerId' | 'userId'>, password: string): Promise<Result<LoggedIn>> {
  const answer = await link.ask('ReqUserLogin', { BrokerID: brokerId, UserID: userId, Password: password, UserProductInfo: 'Pankou' });
  if (!answer.ok) return answer;
  const row = answer.value.at(0) ?? {};
  return ok({
    tradingDay: String(row.TradingDay ?? ''),
    frontId: Number(row.FrontID ?? 0),
    sessionId: Number(row.SessionID ?? 0),
    maxOrderRef: Number.parseInt(String(row.MaxOrderRef ?? '0'), 10) || 0,
    systemName: String(row.SystemName ?? ''),
  });
}

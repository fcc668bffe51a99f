/** The family's way in: authenticate, log in, change the password where that is forced. Source: CTP 6.6.9 接口说明, 开发流程. */
import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '#shared/result.ts';
import type { CounterLink } from './counter-link.ts';

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

/** error.xml: 131 WEAK_PASSWORD, 140 FIRST_LOGIN, 141 OUT_OF_DATE_PASSWORD: nothing is done before the password is changed. */
const PASSWORD_MUST_CHANGE: ReadonlySet<number> = new Set([131, 140, 141]);
/** error.xml: 3 INVALID_LOGIN, 63 INVALID_CLIENT authentication, 75 CONTINUOUS_LOGIN_FAIL: asking again with the same words leads nowhere or to a lock. */
export const HOPELESS: ReadonlySet<number> = new Set([3, 63, 75]);

/** Where it is noted which new password is in force, by a digest that says nothing of it. */
export interface PasswordNote {
  read(): string | null;
  write(digest: string): void;
}

const digestOf = ({ brokerId, userId, newPassword }: Credentials): string => createHash('sha256').update(`${brokerId}\n${userId}\n${newPassword}`).digest('hex');

export async function logIn(link: CounterLink, who: Credentials, note: PasswordNote): Promise<Result<LoggedIn>> {
  const { brokerId, userId, appId, authCode, newPassword } = who;
  if (link.has('ReqAuthenticate') && (appId !== '' || authCode !== '')) {
    const authenticated = await link.ask('ReqAuthenticate', { BrokerID: brokerId, UserID: userId, UserProductInfo: 'Pankou', AppID: appId, AuthCode: authCode });
    if (!authenticated.ok) return authenticated;
  }
  const isChanged = newPassword !== '' && note.read() === digestOf(who);
  const logged = await tryLogin(link, who, isChanged ? newPassword : who.password);
  if (logged.ok || logged.fault.code !== 'counter-refused' || !PASSWORD_MUST_CHANGE.has(Number(logged.fault.params?.id))) return logged;
  if (newPassword === '' || isChanged) return fail('counter-password-change', {}, logged.fault.brokerText);
  const changed = await link.ask('ReqUserPasswordUpdate', { BrokerID: brokerId, UserID: userId, OldPassword: who.password, NewPassword: newPassword });
  if (!changed.ok) return changed;
  note.write(digestOf(who));
  return tryLogin(link, who, newPassword);
}

async function tryLogin(link: CounterLink, { brokerId, userId }: Credentials, password: string): Promise<Result<LoggedIn>> {
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

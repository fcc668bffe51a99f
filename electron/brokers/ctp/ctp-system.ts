/** The CTP family as a system that users connect to: any counter, by its SDK folder. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BrokerSystem, Secrets } from '#electron/brokers/broker.ts';
import type { Environment } from '#shared/model/account.ts';
import type { ConnectionProfile, ConnectionTestStep, ProfileField } from '#shared/model/connection-profile.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createCtpBroker, type CtpSettings } from './ctp-broker.ts';
import { CTP_PRESETS } from './presets.ts';
import { launchCounter } from './process/launcher.ts';
import { idsOf, securityOf } from './quotes/securities.ts';
import { CounterLink, type LinkOptions } from './session/counter-link.ts';
import type { Clock } from './session/clock.ts';
import { errorWordsOf } from './session/error-words.ts';
import { logIn } from './session/login.ts';
import { Password, type KeepSecrets } from './session/password.ts';
import { frontOf, reach } from './session/reach.ts';
import { readSdkFolder, type ApiKind, type Machine } from './sdk-folder.ts';
import { investorIdsOf } from './trading/investors.ts';

/** Asked for where there is a counter beside the quotes. */
const COUNTER = { only: { field: 'environment', isNot: 'quotes-only' } } as const;

const FIELDS: readonly ProfileField[] = [
  {
    name: 'folder', type: 'folder', probed: true, default: '', required: true, maxLength: 1024,
    label: { zh: 'SDK 目录', en: 'SDK folder' },
    note: { zh: '厂商下载包解开后的目录：同一版本的头文件和动态库', en: 'The unpacked download of the vendor: headers and libraries of one version' },
  },
  { name: 'environment', type: 'choice', default: 'real', label: { zh: '环境', en: 'Environment' }, note: { zh: '实盘账户交易前须解锁', en: 'A real account trades once it is unlocked' }, of: [{ value: 'simulated', text: { zh: '模拟', en: 'Simulated' } }, { value: 'real', text: { zh: '实盘', en: 'Real' } }, { value: 'quotes-only', text: { zh: '仅行情', en: 'Quotes only' } }] },
  {
    name: 'listed', type: 'text', default: '', required: true, maxLength: 1024, only: { field: 'environment', is: 'quotes-only' },
    label: { zh: '列出的证券', en: 'Listed securities' },
    note: { zh: '行情库没有合约列表：写成 SSE.600519、SZSE.000001、BSE.430047，用逗号分开', en: 'A quotes’ library lists none: as SSE.600519, SZSE.000001, BSE.430047, with commas' },
  },
  { name: 'traderFront', type: 'text', probed: true, default: '', required: true, maxLength: 256, ...COUNTER, label: { zh: '交易前置', en: 'Trading front' }, note: { zh: '如 tcp://121.37.80.177:20002', en: 'Such as tcp://121.37.80.177:20002' } },
  { name: 'marketFront', type: 'text', probed: true, default: '', required: false, maxLength: 256, label: { zh: '行情前置', en: 'Quotes’ front' }, note: { zh: '留空则只交易，无行情；自行取行情的库（腾讯、新浪）也留空', en: 'Empty: trading without quotes; a library that fetches its quotes itself (QQ, Sina) has none either' } },
  { name: 'brokerId', type: 'text', default: '', required: false, maxLength: 10, ...COUNTER, label: { zh: '经纪公司代码', en: 'BrokerID' } },
  { name: 'userId', type: 'text', default: '', required: true, maxLength: 12, ...COUNTER, label: { zh: '资金账号', en: 'Account (UserID)' } },
  { name: 'investorId', type: 'text', default: '', required: false, maxLength: 256, ...COUNTER, label: { zh: '投资者账号', en: 'Investor accounts' }, note: { zh: '一个 UserID 管理多个投资者时用逗号分隔；留空则向柜台查询', en: 'Where one UserID trades for others: separated by commas; empty: the counter is asked' } },
  { name: 'password', type: 'secret', required: true, ...COUNTER, label: { zh: '密码', en: 'Password' } },
  { name: 'newPassword', type: 'secret', required: false, ...COUNTER, label: { zh: '新密码', en: 'New password' }, note: { zh: '柜台要求修改密码时填写；改好后即为密码，这里清空', en: 'Where the counter asks for another one; once changed it is the password, and this is empty again' } },
  { name: 'appId', type: 'text', default: '', required: false, maxLength: 32, ...COUNTER, label: { zh: 'AppID', en: 'AppID' }, note: { zh: '实盘由期货公司按直连终端批准，终端信息由 _se 库登录时自行采集上报；留空则不认证', en: 'Real counters approve one, as a direct terminal; the _se library collects and reports what supervision asks for by itself. Empty: no authentication' } },
  { name: 'authCode', type: 'secret', required: false, ...COUNTER, label: { zh: '授权码', en: 'Authorisation code' } },
  { name: 'preventSelfTrade', type: 'flag', default: true, ...COUNTER, label: { zh: '防自成交', en: 'Self-trade prevention' }, note: { zh: '拦截会与自己挂单成交的委托', en: 'Holds back an order that would trade with one’s own' } },
];

const REACH_MS = 5_000;
const ANSWER_MS = 20_000;
const CONNECT_MS = 15_000;

type Settings = ConnectionProfile['settings'];
const textOf = (settings: Settings, name: string): string => String(settings[name] ?? '').trim();

function settingsOf({ id, settings }: ConnectionProfile, secrets: Secrets, flow: string, keepSecrets: KeepSecrets): CtpSettings {
  return {
    connection: id,
    investorIds: investorIdsOf(textOf(settings, 'investorId')),
    launch: launchCounter,
    folder: textOf(settings, 'folder'),
    flow,
    traderFront: textOf(settings, 'traderFront'),
    marketFront: textOf(settings, 'marketFront'),
    who: {
      brokerId: textOf(settings, 'brokerId'), userId: textOf(settings, 'userId'), password: secrets['password'] ?? '', newPassword: secrets['newPassword'] ?? '',
      appId: textOf(settings, 'appId'), authCode: secrets['authCode'] ?? '',
    },
    environment: settings['environment'] === 'simulated' ? 'simulated' : 'real',
    ...(isQuotesOnly(settings) ? { listed: idsOf(textOf(settings, 'listed')) } : {}),
    preventSelfTrade: settings['preventSelfTrade'] !== false,
    keepSecrets,
  };
}

const isQuotesOnly = (settings: Settings): boolean => settings['environment'] === 'quotes-only';
const environmentOf = (settings: Settings): Environment | 'quotes-only' => (isQuotesOnly(settings) ? 'quotes-only' : settings['environment'] === 'simulated' ? 'simulated' : 'real');

const clock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

export const ctpSystem: BrokerSystem = {
  kind: 'ctp',
  secrets: ['password', 'newPassword', 'authCode'],
  fields: FIELDS,
  presets: CTP_PRESETS,

  check(settings) {
    const strange = isQuotesOnly(settings) ? idsOf(textOf(settings, 'listed')).find((id) => securityOf(id) === null) : undefined;
    if (strange !== undefined) return fail('ctp-security-unknown', { id: strange, field: 'listed' });
    for (const field of ['traderFront', 'marketFront'] as const) {
      const front = textOf(settings, field);
      if (field === 'traderFront' && isQuotesOnly(settings)) continue;
      if (front === '' && field === 'marketFront') continue;
      if (!frontOf(front)) return fail('ctp-front-invalid', { front, field });
    }
    const folder = textOf(settings, 'folder');
    try {
      if (!statSync(folder).isDirectory()) return fail('sdk-folder-unreadable', { folder, reason: 'not a folder', field: 'folder' });
    } catch (error) {
      return fail('sdk-folder-unreadable', { folder, reason: (error as NodeJS.ErrnoException).code ?? 'unreadable', field: 'folder' });
    }
    return ok(null);
  },

  environmentOf,

  make: (profile, secrets, folder, keepSecrets) => createCtpBroker(settingsOf(profile, secrets, join(folder, 'flow'), keepSecrets)),

  probe: (field, value) => (field === 'folder' ? Promise.resolve(judged(value.trim())) : distance(value.trim())),

  async test(profile, secrets, _folder, onStep) {
    // A trial changes no password, and so keeps none.
    const settings = settingsOf(profile, secrets, '', () => ok(null));
    const kind: ApiKind = settings.listed ? 'marketData' : 'trader';
    let begun = performance.now();
    const done = (step: ConnectionTestStep['step'], result: Result<string>): boolean => {
      onStep({ step, ok: result.ok, ms: Math.round(performance.now() - begun), fault: result.ok ? null : result.fault, detail: result.ok ? result.value : '' });
      begun = performance.now();
      return result.ok;
    };
    if (!done('folder', judged(settings.folder, kind))) return;
    const front = kind === 'trader' ? settings.traderFront : settings.marketFront;
    // A library that fetches its quotes itself has no front to be reached.
    const isNear = front === '' || done('reach', await distance(front));
    // Flow files of a trial are no use to anybody.
    const flow = mkdtempSync(join(tmpdir(), 'pankou-flow-'));
    try {
      await tryLogin(settings, kind, front, flow, isNear, done);
    } finally {
      rmSync(flow, { recursive: true, force: true });
    }
    if (kind === 'marketData' || settings.marketFront === '') return;
    done('quotes', await distance(settings.marketFront));
  },
};

/**
 * The libraries that a folder has, by name, where all of it fits together as far as can be told without loading it.
 * @param needs the API that it must have; absent: either will do
 */
function judged(folder: string, needs?: ApiKind): Result<string> {
  const machine: Machine = { platform: process.platform as Machine['platform'], arch: process.arch as Machine['arch'] };
  const sdk = readSdkFolder(folder, machine);
  if (!sdk.ok) return sdk;
  const { trader, marketData } = sdk.value;
  if (needs && !sdk.value[needs]) return fail('sdk-api-missing', { folder, api: needs === 'trader' ? 'TraderApi' : 'MdApi' });
  return ok([trader, marketData].flatMap((api) => (api ? [basename(api.library)] : [])).join(', '));
}

/** How far a front is, in words. */
async function distance(front: string): Promise<Result<string>> {
  const far = await reach(front, REACH_MS);
  return far.ok ? ok(`${Math.round(far.value)} ms`) : far;
}

/** Loads the library in a process of its own and logs in with it, where the front is there; nothing is left open. */
async function tryLogin(settings: CtpSettings, kind: ApiKind, front: string, flow: string, isNear: boolean, done: (step: ConnectionTestStep['step'], result: Result<string>) => boolean): Promise<void> {
  const { launch, folder, who } = settings;
  const options: LinkOptions = { launch, clock, folder, kind, flow, front, raw: [], words: errorWordsOf(folder), apartMs: 1_000, answerMs: ANSWER_MS };
  let connected: (result: Result<null>) => void = () => undefined;
  const connecting = new Promise<Result<null>>((resolve) => (connected = resolve));
  const opened = await CounterLink.open(options, {
    frontConnected: () => connected(ok(null)),
    frontDisconnected: () => undefined,
    told: () => undefined,
    batch: () => undefined,
    lost: (fault) => connected({ ok: false, fault }),
  });
  if (!done('library', opened.ok ? ok(opened.value.version ?? '') : opened) || !opened.ok) return;
  try {
    if (!isNear) return;
    await opened.value.begin(false);
    const stop = clock.after(CONNECT_MS, () => connected(fail('counter-unreachable', { front, seconds: CONNECT_MS / 1000 })));
    const up = await connecting;
    stop();
    if (!done('handshake', up.ok ? ok(front) : up)) return;
    if (kind === 'marketData') {
      const quotes = await opened.value.ask('ReqUserLogin', { BrokerID: who.brokerId, UserID: who.userId, Password: who.password });
      done('login', quotes.ok ? ok('') : quotes);
      return;
    }
    const password = new Password({ ...who, newPassword: '', note: { read: () => null, write: () => undefined }, keep: settings.keepSecrets, trouble: () => undefined });
    const tried = await logIn(opened.value, who, password);
    const changesLater = !tried.ok && tried.fault.code === 'counter-password-change' && who.newPassword !== '';
    const logged = changesLater ? fail('counter-password-changes-later', {}, tried.fault.brokerText) : tried;
    done('login', logged.ok ? ok([who.userId, logged.value.systemName, logged.value.tradingDay].filter((text) => text !== '').join(' · ')) : logged);
  } finally {
    await opened.value.close();
  }
}

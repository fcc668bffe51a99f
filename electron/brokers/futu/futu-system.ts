/** Futu OpenD as a system that users connect to: what it asks for, what is wrong with it, and how it is tried. */
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { BrokerSystem } from '#electron/brokers/broker.ts';
import type { ConnectionProfile, ProfileField } from '#shared/model/connection-profile.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createFutuBroker } from './futu-broker.ts';
import { securityOf } from './quotes/instruments.ts';
import { DEFAULT_PORT, isLoopback, type OpendAddress } from './session/address.ts';
import { probeOpend } from './session/probe.ts';

/** A key file is a few KB; whatever is larger is none. */
const MOST_KEY_BYTES = 64 * 1024;
/** What may be listed from the start; the rest is listed as it is held or ordered. */
const MOST_SECURITIES = 200;

/** In 0.01 %: further than 1 % is no adjustment any more. */
const MOST_ADJUST = 100;

const FIELDS: readonly ProfileField[] = [
  {
    name: 'host', type: 'text', default: '127.0.0.1', required: true, maxLength: 253,
    label: { zh: '地址', en: 'Address' },
    note: { zh: 'OpenD 所在的机器；同一台机器填 127.0.0.1', en: 'The machine that OpenD runs on; 127.0.0.1 for this one' },
  },
  { name: 'port', type: 'number', default: DEFAULT_PORT, min: 1, max: 65_535, label: { zh: '端口', en: 'Port' }, note: { zh: 'OpenD 的 API 端口，默认 11111', en: 'OpenD’s API port, 11111 unless it was changed' } },
  {
    name: 'keyFile', type: 'file', default: '', required: false, maxLength: 1024,
    label: { zh: 'RSA 私钥文件', en: 'RSA key file' },
    note: { zh: 'OpenD 设置了加密时填写同一文件；OpenD 在另一台机器上时必填', en: 'The same file as OpenD’s where it uses encryption; needed where OpenD is on another machine' },
  },
  {
    name: 'securities', type: 'text', default: 'HK.00700, HK.09988, HK.02800, US.AAPL, US.NVDA, US.SPY', required: false, maxLength: 1024,
    label: { zh: '列出的证券', en: 'Listed securities' },
    note: { zh: '写成 HK.00700、US.AAPL、SH.600519，用逗号分开；持有和委托的证券自动列出', en: 'As HK.00700, US.AAPL, SH.600519, with commas; what is held or ordered is listed besides' },
  },
  {
    name: 'adjust', type: 'number', default: 0, min: 0, max: MOST_ADJUST,
    label: { zh: '价格微调（0.01%）', en: 'Price adjustment (0.01 %)' },
    note: { zh: '价格不在最小变动价位上时，允许 OpenD 微调的幅度：买入只向下，卖出只向上；0 为不调整', en: 'How far OpenD may move a price onto its tick: a buy’s down only, a sell’s up only; 0 for not at all' },
  },
];

type Settings = ConnectionProfile['settings'];

const textOf = (settings: Settings, name: string): string => String(settings[name] ?? '').trim();

const securitiesOf = (settings: Settings): string[] => [...new Set(textOf(settings, 'securities').split(/[\s,，、;；]+/u).filter((text) => text !== '').map((text) => text.toUpperCase()))];

/** A host name (RFC 1123, 2.1) or an IP address, in brackets where it has colons. */
function isHost(text: string): boolean {
  if (isIP(text.replace(/^\[(.*)\]$/, '$1'))) return true;
  return /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/.test(text) && !/^[\d.]+$/.test(text);
}

/** Reads the key as it is now: it may have been put there since the last attempt. Errors: opend-key-needed, opend-key-file. */
function addressOf(settings: Settings): Result<OpendAddress> {
  const host = textOf(settings, 'host');
  const port = Number(settings['port']);
  const file = textOf(settings, 'keyFile');
  if (file === '') return isLoopback(host) ? ok({ host, port, key: null }) : fail('opend-key-needed', { host, field: 'keyFile' });
  try {
    const { size } = statSync(file);
    if (!statSync(file).isFile() || size > MOST_KEY_BYTES) return fail('opend-key-file', { file, reason: 'not a key file', field: 'keyFile' });
    return ok({ host, port, key: readFileSync(file, 'utf8') });
  } catch (error) {
    return fail('opend-key-file', { file, reason: (error as NodeJS.ErrnoException).code ?? 'unreadable', field: 'keyFile' });
  }
}

const clock = {
  now: (): number => performance.timeOrigin + performance.now(),
  after: (ms: number, task: () => void): (() => void) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

export const futuSystem: BrokerSystem = {
  kind: 'futu',
  // The trading password is asked for when an account is unlocked, and kept nowhere.
  secrets: [],
  fields: FIELDS,
  presets: [
    {
      id: 'futu/opend',
      name: { zh: '本机 OpenD', en: 'OpenD on this machine' },
      note: { zh: '富途牛牛或 moomoo 的 OpenD 已启动并登录', en: 'Futu’s or moomoo’s OpenD is running and logged in' },
      settings: { host: '127.0.0.1', port: DEFAULT_PORT },
      links: ['https://openapi.futunn.com/futu-api-doc/', 'https://openapi.moomoo.com/moomoo-api-doc/'],
    },
    {
      id: 'futu/opend-remote',
      name: { zh: '另一台机器的 OpenD', en: 'OpenD on another machine' },
      note: { zh: '须在 OpenD 设置 RSA 私钥，并在这里选用同一文件', en: 'OpenD must be set up with an RSA key, and the same file is used here' },
      settings: { host: '', port: DEFAULT_PORT },
      links: ['https://openapi.futunn.com/futu-api-doc/'],
    },
  ],

  check(settings) {
    const host = textOf(settings, 'host');
    if (!isHost(host)) return fail('opend-host-invalid', { host, field: 'host' });
    if (textOf(settings, 'keyFile') === '' && !isLoopback(host)) return fail('opend-key-needed', { host, field: 'keyFile' });
    const securities = securitiesOf(settings);
    const strange = securities.find((text) => securityOf(text) === null);
    if (strange !== undefined) return fail('opend-security-unknown', { text: strange, field: 'securities' });
    return securities.length > MOST_SECURITIES ? fail('opend-securities-too-many', { max: MOST_SECURITIES, field: 'securities' }) : ok(null);
  },

  // One OpenD carries real and simulated accounts alike: its market is the real one, and each account says of itself which it is.
  environmentOf: () => 'real',

  make: ({ settings }) => (context) => {
    const address = addressOf(settings);
    const { host, port, key } = address.ok ? address.value : { host: textOf(settings, 'host'), port: Number(settings['port']), key: '' };
    const broker = createFutuBroker({ address: { host, port, key }, securities: securitiesOf(settings), adjustWithin: Number(settings['adjust'] ?? 0) / 10_000 })(context);
    // Without its key nothing is tried, and never in the clear.
    return address.ok ? broker : { ...broker, connect: () => Promise.resolve(address) };
  },

  async test({ settings }, _secrets, _folder, onStep) {
    const address = addressOf(settings);
    if (address.ok) await probeOpend(address.value, clock, onStep);
    else onStep({ step: 'handshake', ok: false, ms: 0, fault: address.fault, detail: '' });
  },
};

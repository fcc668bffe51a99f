import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectionProfile, ConnectionTestStep } from '#shared/model/connection-profile.ts';
import { settingsFault, settingsFrom } from '#shared/connections/profile-fields.ts';
import { CounterSite } from '#test/stand-ins/counter/counter-desk.ts';
import { ctpSystem } from './ctp-system.ts';
import { frontOf } from './session/reach.ts';

const sites: CounterSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
const begin = async (): Promise<CounterSite> => {
  const site = new CounterSite();
  sites.push(site);
  return site.begin();
};
const profile = (site: CounterSite, change: ConnectionProfile['settings'] = {}): ConnectionProfile => ({
  id: 'p1', kind: 'ctp', name: 'test', preset: 'ctp/ctp', secrets: ['password', 'authCode'],
  settings: { ...settingsFrom(ctpSystem.fields), folder: site.folder, traderFront: site.front.address, marketFront: site.front.address, brokerId: '9999', userId: '10001', appId: 'a', ...change },
});
const SECRETS = { password: 'secret', authCode: '0000000000000000' };

describe('presets', () => {
  test.each(ctpSystem.presets.map((preset) => [preset.id, preset] as const))('%s fills in fields that there are, with fronts that are right', (id, preset) => {
    expect(id).toMatch(/^ctp\/[a-z0-9-]+$/);
    const settings = settingsFrom(ctpSystem.fields, preset.settings);
    // What is left to fill in is the user's: the folder, the account, and a front that only the company knows.
    expect(settingsFault(ctpSystem.fields, { ...settings, folder: '/x', userId: '1', traderFront: String(settings['traderFront']) || 'tcp://127.0.0.1:1' })).toBeNull();
    for (const front of [settings['traderFront'], settings['marketFront']]) if (front !== '') expect(frontOf(String(front))).not.toBeNull();
    expect([preset.name.zh, preset.name.en, preset.note.zh, preset.note.en].every((text) => text.length > 0)).toBe(true);
  });
  test('every counter and quotes’ channel of openctp’s pages has one', () => {
    expect(ctpSystem.presets.map(({ id }) => id.slice(4)).sort()).toEqual([
      'ctp', 'ctp-option-hongyuan', 'ctp-option-xingzheng', 'ctp-option-xingzheng-unicom', 'emt', 'ib', 'ost', 'qdp', 'qq', 'sina', 'tap', 'tora', 'tora-options', 'tts-7x24', 'tts-simulation', 'tts-vip', 'xtp', 'yd',
    ]);
    for (const { note, links } of ctpSystem.presets) {
      expect(note.en).toMatch(/thost(?:trader|mduser)api_se/);
      expect(links.length).toBeGreaterThan(0);
    }
  });
  test('each has a name of its own', () => {
    expect(new Set(ctpSystem.presets.map(({ id }) => id)).size).toBe(ctpSystem.presets.length);
  });
});

test('fronts are judged as the libraries take them', async () => {
  expect(frontOf('tcp://121.37.80.177:20002')).toEqual({ host: '121.37.80.177', port: 20002 });
  for (const wrong of ['121.37.80.177:20002', 'tcp://:1', 'tcp://a:0', 'tcp://a:65536', 'http://a:1', 'tcp://a b:1', '']) expect(frontOf(wrong)).toBeNull();
  const site = await begin();
  expect(ctpSystem.check(profile(site).settings)).toEqual({ ok: true, value: null });
  expect(ctpSystem.check(profile(site, { traderFront: '127.0.0.1' }).settings)).toMatchObject({ fault: { code: 'ctp-front-invalid', params: { field: 'traderFront' } } });
  expect(ctpSystem.check(profile(site, { folder: '/nowhere/at/all' }).settings)).toMatchObject({ fault: { code: 'sdk-folder-unreadable', params: { field: 'folder' } } });
  expect(ctpSystem.environmentOf(profile(site).settings)).toBe('real');
});

test('quotes alone ask for no counter, and for securities that there are', async () => {
  const site = await begin();
  const quotes = { environment: 'quotes-only', listed: 'sse.600519，SZSE.000001', traderFront: '', userId: '', marketFront: site.front.address };
  const { settings } = profile(site, quotes);
  expect(settingsFault(ctpSystem.fields, settings)).toBeNull();
  expect(ctpSystem.check(settings)).toEqual({ ok: true, value: null });
  expect(ctpSystem.environmentOf(settings)).toBe('quotes-only');
  expect(settingsFault(ctpSystem.fields, { ...settings, listed: '' })).toMatchObject({ code: 'field-missing', params: { field: 'listed' } });
  expect(settingsFault(ctpSystem.fields, { ...settings, environment: 'real' })).toMatchObject({ code: 'field-missing' });
  for (const id of ['SSE.60051', 'HKEX.00700', 'SHFE.RB2105', '600519']) expect(ctpSystem.check({ ...settings, listed: `SSE.600519 ${id}` })).toMatchObject({ fault: { code: 'ctp-security-unknown', params: { id, field: 'listed' } } });
  const steps: ConnectionTestStep[] = [];
  await ctpSystem.test(profile(site, quotes), {}, '', (step) => void steps.push(step));
  expect(steps.map(({ step, ok }) => [step, ok])).toEqual([['folder', true], ['reach', true], ['library', true], ['handshake', true], ['login', true]]);
});

test('a folder and a front are judged by themselves, before the rest is written', { timeout: 60_000 }, async () => {
  const site = await begin();
  expect(await ctpSystem.probe!('folder', ` ${site.folder} `)).toEqual({ ok: true, value: 'thosttraderapi_se.so, thostmduserapi_se.so' });
  expect(await ctpSystem.probe!('folder', '/nowhere/at/all')).toMatchObject({ ok: false, fault: { code: 'sdk-folder-unreadable' } });
  expect(await ctpSystem.probe!('traderFront', site.front.address)).toMatchObject({ ok: true, value: expect.stringMatching(/^\d+ ms$/) as string });
  expect(await ctpSystem.probe!('marketFront', 'tcp://127.0.0.1:9')).toMatchObject({ ok: false, fault: { code: 'counter-unreachable' } });
  expect(await ctpSystem.probe!('traderFront', 'nonsense')).toMatchObject({ ok: false, fault: { code: 'ctp-front-invalid' } });
  expect(ctpSystem.fields.flatMap(({ name, probed }) => (probed ? [name] : []))).toEqual(['folder', 'traderFront', 'marketFront']);
});

test('a trial goes step by step as far as it gets and leaves nothing open', { timeout: 60_000 }, async () => {
  const site = await begin();
  const steps: ConnectionTestStep[] = [];
  await ctpSystem.test(profile(site), SECRETS, '', (step) => void steps.push(step));
  expect(steps.map(({ step, ok }) => [step, ok])).toEqual([['folder', true], ['reach', true], ['library', true], ['handshake', true], ['login', true], ['quotes', true]]);
  expect(steps[4].detail).toBe('10001 · TradingHosting · 20210105');

  steps.length = 0;
  await ctpSystem.test(profile(site, { marketFront: '' }), { ...SECRETS, password: 'wrong' }, '', (step) => void steps.push(step));
  expect(steps.at(-1)).toMatchObject({ step: 'login', ok: false, fault: { code: 'counter-refused', brokerText: 'CTP:不合法的登录' } });

  await site.front.close();
  steps.length = 0;
  await ctpSystem.test(profile(site, { marketFront: '' }), SECRETS, '', (step) => void steps.push(step));
  expect(steps.map(({ step, ok }) => [step, ok])).toEqual([['folder', true], ['reach', false], ['library', true]]);
});

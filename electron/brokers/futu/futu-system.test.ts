/** What is asked of a user before an OpenD is connected to, and how it is judged. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { settingsFault, settingsFrom } from '#shared/connections/profile-fields.ts';
import type { ConnectionProfile, ConnectionTestStep } from '#shared/model/connection-profile.ts';
import { startOpend } from '#test/stand-ins/opend.ts';
import { openMarket } from '#test/stand-ins/opend-market.ts';
import { futuSystem } from './futu-system.ts';

const folder = mkdtempSync(join(tmpdir(), 'pankou-futu-system-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const local = settingsFrom(futuSystem.fields, futuSystem.presets[0].settings);
const judged = (change: ConnectionProfile['settings']): string => {
  const checked = futuSystem.check({ ...local, ...change });
  return checked.ok ? 'ok' : `${checked.fault.params?.['field']} ${checked.fault.code}`;
};
const profile = (settings: ConnectionProfile['settings']): ConnectionProfile => ({ id: 'futu-1', kind: 'futu', name: 'OpenD', preset: null, settings, secrets: [] });

test('a preset is right as it stands, or lacks only what the user must say', () => {
  expect(settingsFault(futuSystem.fields, local)).toBeNull();
  expect(futuSystem.check(local).ok).toBe(true);
  const remote = settingsFrom(futuSystem.fields, futuSystem.presets[1].settings);
  expect(settingsFault(futuSystem.fields, remote)).toEqual({ code: 'field-missing', params: { field: 'host' } });
});

test.each([
  [{ host: 'localhost' }, 'ok'],
  [{ host: '[::1]' }, 'ok'],
  [{ host: '192.168.1.20' }, 'keyFile opend-key-needed'],
  [{ host: 'desk.example.com', keyFile: '/keys/opend.pem' }, 'ok'],
  [{ host: '256.1.1.1' }, 'host opend-host-invalid'],
  [{ host: 'http://127.0.0.1' }, 'host opend-host-invalid'],
  [{ host: 'two words' }, 'host opend-host-invalid'],
  [{ securities: '' }, 'ok'],
  [{ securities: 'hk.00700，US.AAPL; sh.600519' }, 'ok'],
  [{ securities: 'HK.00700, AAPL' }, 'securities opend-security-unknown'],
  [{ securities: Array.from({ length: 201 }, (_, n) => `US.A${n}`).join(' ') }, 'securities opend-securities-too-many'],
])('%j is judged %s', (change, verdict) => expect(judged(change)).toBe(verdict));

async function tested(settings: ConnectionProfile['settings']): Promise<string[]> {
  const steps: ConnectionTestStep[] = [];
  await futuSystem.test(profile({ ...local, ...settings }), {}, folder, (step) => steps.push(step));
  return steps.map(({ step, ok, fault }) => `${step} ${ok ? 'ok' : fault?.code}`);
}

test('the key is read from its file, as it is at that moment', async () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;
  const server = await startOpend({ key: pem });
  openMarket(server);
  const keyFile = join(folder, 'opend.pem');
  const at = { port: server.port, keyFile };
  expect(await tested(at)).toEqual(['handshake opend-key-file']);
  expect(await tested({ ...at, keyFile: folder })).toEqual(['handshake opend-key-file']);
  writeFileSync(keyFile, 'not a key');
  expect(await tested(at)).toEqual(['handshake opend-key-unreadable']);
  writeFileSync(keyFile, pem);
  expect(await tested(at)).toEqual(['reach ok', 'handshake ok', 'login ok', 'quotes ok', 'accounts ok']);
  await server.close();
});

test('without its key a connection is not tried at all', async () => {
  const server = await startOpend();
  const make = futuSystem.make(profile({ ...local, port: server.port, keyFile: join(folder, 'missing.pem') }), {}, folder, () => ({ ok: true, value: null }));
  const nothing = (): void => {};
  const sink = new Proxy({}, { get: () => nothing }) as Parameters<typeof make>[0]['sink'];
  const storage = { readSnapshot: () => null, readEntries: () => [], append: nothing, writeSnapshot: nothing, readDocument: () => null, documentKeys: () => [] };
  const broker = make({ sink, storage, now: Date.now, after: () => nothing });
  expect(await broker.connect()).toMatchObject({ ok: false, fault: { code: 'opend-key-file' } });
  expect(server.requests).toHaveLength(0);
  await broker.close();
  await server.close();
});

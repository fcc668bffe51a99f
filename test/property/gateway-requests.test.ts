/** Whatever well-formed request a script sends, the gateway answers it or refuses it in words: nothing throws, nothing stays without an answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import { PROTOCOLS } from '#electron/brokers/futu/messages/protocols.ts';
import { GetAccList } from '#electron/brokers/futu/messages/trade.ts';
import { InitConnect, KeepAlive } from '#electron/brokers/futu/messages/system.ts';
import type { Message, Scalar } from '#electron/brokers/futu/wire/schema.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { FAULTS } from '#shared/faults.ts';
import { connectScript, type ScriptClient } from '#test/stand-ins/script-client.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

let folder: string;
let core: Core;
let shown: TopicMirror;
let script: ScriptClient;
let accounts: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-gateway-'));
  const made = await createCore({ dataFolder: folder, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null } });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  const screen = core.open();
  await screen.handle('settings.set', { language: 'en' });
  shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  script = await connectScript(shown.all('gateway')[0].port, 'hostile script');
  accounts = (await script.ask(GetAccList, { userID: '0' })).accList.map(({ accID }) => accID);
});

afterAll(async () => {
  await script.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const int32 = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
const id = fc.oneof(fc.constantFrom('0', '1', '18446744073709551615'), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String));
const text = fc.oneof(fc.constantFrom('', '00700', 'AAPL', '2021-01-04', '2021-01-05 10:00:00', '2099-12-31', 'All', '自选'), fc.string({ maxLength: 80 }));
const SCALARS: Readonly<Record<Scalar, fc.Arbitrary<unknown>>> = {
  int32,
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  bool: fc.boolean(),
  double: fc.oneof(fc.constantFrom(0, 100, 500, 0.015, -0.01, 1e300), fc.double()),
  float: fc.float(),
  string: text,
  bytes: fc.uint8Array({ maxLength: 20 }),
  id,
  signedId: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  count: fc.integer({ min: -1000, max: 1_000_000_000 }),
};

/** Fields whose values lead somewhere are given such values often. */
function fieldOf(key: string, type: Scalar | Message): fc.Arbitrary<unknown> {
  if (typeof type === 'object') return messageOf(type);
  const likely: Record<string, fc.Arbitrary<unknown>> = {
    accID: fc.constantFrom(...accounts, '5'),
    trdEnv: fc.constantFrom(0, 0, 0, 1),
    trdMarket: fc.constantFrom(1, 2, 3, 0),
    market: fc.constantFrom(1, 11, 21, 22),
    secMarket: fc.constantFrom(0, 1, 2, 31),
    code: fc.constantFrom('00700', 'AAPL', '600519', '000001', ''),
    qty: fc.constantFrom(100, 200, 1, 0, -5, 1.5, NaN),
    price: fc.constantFrom(100, 500, 0.001, NaN, -1),
    orderType: fc.integer({ min: 0, max: 16 }),
    trdSide: fc.integer({ min: 0, max: 5 }),
    klType: fc.integer({ min: 0, max: 12 }),
    subTypeList: fc.integer({ min: 0, max: 18 }),
    op: fc.integer({ min: 0, max: 7 }),
    reqNum: fc.integer({ min: -1, max: 1001 }),
  };
  return likely[key] ? fc.oneof({ weight: 5, arbitrary: likely[key] }, { weight: 1, arbitrary: SCALARS[type] }) : SCALARS[type];
}

function messageOf(message: Message): fc.Arbitrary<Record<string, unknown>> {
  const required: string[] = [];
  const shape: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, { label, type }] of Object.entries(message.fields)) {
    shape[key] = label === 'repeated' ? fc.array(fieldOf(key, type), { maxLength: 3 }) : fieldOf(key, type);
    if (label !== 'optional') required.push(key);
  }
  return fc.record(shape, { requiredKeys: required });
}

const SENTENCE = /\S/;

it('answers or refuses every call that there is', async () => {
  const calls = [...PROTOCOLS.values()].filter((protocol): protocol is Call => protocol.kind === 'call' && protocol.id !== InitConnect.id && protocol.id !== KeepAlive.id);
  for (const call of calls) {
    await fc.assert(
      fc.asyncProperty(messageOf(call.c2s), async (c2s) => {
        const answer = await script.session.request(call, c2s, 8_000);
        if (answer.ok) return;
        // Refused by the gateway in its own words, and not for want of them.
        expect(answer.fault.code, `${call.name} ${JSON.stringify(answer.fault)}`).toBe('opend-refused');
        expect(answer.fault.brokerText).toMatch(SENTENCE);
        expect(answer.fault.brokerText).not.toContain(FAULTS.internal[1].slice(0, 20));
      }),
      { numRuns: call.id >= 2000 && call.id < 3300 ? 12 : 3 },
    );
  }
  expect(shown.all('log').filter(({ subject, text: said }) => subject === 'opend' && said.includes('failed'))).toEqual([]);
  expect(shown.all('gateway')[0].clients.length).toBe(1);
}, 120_000);

/** Whatever the other side does and whenever, every request has one outcome and the session is up again in the end. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { GetBasicQot, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import { startOpend } from '#test/stand-ins/opend.ts';
import { OpendSession } from './session.ts';

const FASTER = 100;
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('ask' as const), answer: fc.constantFrom('answer', 'refuse', 'silence', 'cut') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silent' as const), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 90 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('frame' as const), protocol: fc.constantFrom(1001, 1003, 1004, 3004, 3011, 9999), serial: fc.nat(8), body: fc.uint8Array({ maxLength: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pause' as const), ms: fc.integer({ min: 1, max: 12 }) }) },
);

it('every request has one outcome, and in the end the session stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 14 }), async (deeds) => {
      const server = await startOpend({ keepAliveS: 2 });
      const session = new OpendSession(
        { host: '127.0.0.1', port: server.port, key: null },
        'chaos',
        { up() {}, standing() {}, down() {}, notice() {}, trouble() {}, latency() {} },
        {
          now: () => Date.now() * FASTER,
          after: (ms, task) => {
            const timer = setTimeout(task, Math.max(1, ms / FASTER));
            return () => clearTimeout(timer);
          },
        },
      );
      try {
        expect((await session.connect()).ok).toBe(true);
        let asked = 0;
        let outcomes = 0;
        for (const one of deeds) {
          if (one.kind === 'ask') {
            const { answer } = one;
            server.answer(GetBasicQot, () => (answer === 'answer' ? { s2c: { basicQotList: [] } } : answer === 'refuse' ? { retType: -1, retMsg: '' } : answer === 'cut' ? 'cut' : 'silence'));
            if (session.send(GetBasicQot, () => ({ securityList: [] }), () => outcomes++).ok) asked++;
          } else if (one.kind === 'cut') server.cut();
          else if (one.kind === 'silent') server.silent = one.on;
          else if (one.kind === 'bytes') server.write(one.bytes);
          else if (one.kind === 'frame') server.write(server.frame(one.protocol, one.serial, one.body));
          else if (one.kind === 'push') server.push(UpdateTicker, { security: { market: 1, code: '00700' }, tickerList: [] });
          else await pause(one.ms);
        }
        server.silent = false;
        server.answer(GetBasicQot, () => ({ s2c: { basicQotList: [] } }));
        let stands = false;
        for (let i = 0; i < 600 && !stands; i++) {
          stands = (await session.request(GetBasicQot, { securityList: [] })).ok;
          if (!stands) await pause(2);
        }
        expect(stands).toBe(true);
        // What OpenD never answered has run into its time limit after this.
        await pause(12_000 / FASTER + 20);
        expect(outcomes).toBe(asked);
      } finally {
        await session.close();
        await server.close();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

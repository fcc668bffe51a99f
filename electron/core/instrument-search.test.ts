import { expect, test } from 'vitest';
import type { Broker, InstrumentFinder } from '#electron/brokers/broker.ts';
import type { FoundInstrument } from '#shared/model/research.ts';
import { fail, ok } from '#shared/result.ts';
import { findInstruments, takeInstruments } from './instrument-search.ts';

const found = (code: string): FoundInstrument => ({ code, name: code, instrument: null, kind: 'future' });
const broker = (finder?: InstrumentFinder): Broker => (finder ? { finder } : {}) as Broker;
const having = (...codes: readonly string[]): Broker => broker({ find: (_text, limit) => Promise.resolve(ok(codes.slice(0, limit).map(found))), list: (asked) => Promise.resolve(ok(asked.map((code) => (codes.includes(code) ? `HKEX.${code}` : null)))) });
const refusing = broker({ find: () => Promise.resolve(fail('opend-wait')), list: () => Promise.resolve(fail('opend-wait')) });

test('what several connections find comes by turns, the best of each first', async () => {
  const at = [{ id: 'a', broker: having('1', '2', '3') }, { id: 'b', broker: having('x') }, { id: 'exchange', broker: broker() }, { id: 'c', broker: refusing }];
  const answer = await findInstruments(at, 'text', 3);
  expect(answer.ok && answer.value.map(({ connection, code }) => [connection, code])).toEqual([['a', '1'], ['b', 'x'], ['a', '2']]);
});

test('nothing is found where none has a catalogue; where none could answer, why', async () => {
  expect(await findInstruments([{ id: 'exchange', broker: broker() }], 'text', 3)).toEqual(ok([]));
  expect(await findInstruments([{ id: 'c', broker: refusing }], 'text', 3)).toMatchObject({ ok: false, fault: { code: 'opend-wait' } });
});

test('is listed where there is such a connection, up, with a catalogue', async () => {
  const at = (one: Broker, up = true) => ({ name: 'OpenD', broker: one, up });
  expect(await takeInstruments(at(having('1')), 'a', ['1', '2'])).toEqual(ok(['HKEX.1', null]));
  expect(await takeInstruments(undefined, 'a', ['1'])).toMatchObject({ fault: { code: 'connection-unknown' } });
  expect(await takeInstruments(at(broker()), 'a', ['1'])).toMatchObject({ fault: { code: 'catalogue-not-offered', params: { name: 'OpenD' } } });
  expect(await takeInstruments(at(having('1'), false), 'a', ['1'])).toMatchObject({ fault: { code: 'connection-is-down' } });
});

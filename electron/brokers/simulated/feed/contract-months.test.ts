import { expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { listedOn } from './contract-months.ts';

const futures = CATALOGUE.filter(({ instrument }) => instrument.kind === 'future' && instrument.expiry !== undefined);
const termsOn = (date: string): Record<string, string> =>
  Object.fromEntries(listedOn(CATALOGUE, date).filter(({ instrument }) => instrument.kind === 'future').map(({ instrument }) => [instrument.id, instrument.expiry ?? '']));

test('on the recorded days the contracts and their last days are the catalogue’s', () => {
  expect(termsOn('2021-01-04')).toMatchObject(Object.fromEntries(futures.map(({ instrument }) => [instrument.id, instrument.expiry])));
});

test('in November 2026: contracts of that time, named and dated', () => {
  expect(termsOn('2026-11-21')).toMatchObject({
    'CFFEX.IF2612': '2026-12-18',
    'CFFEX.T2703': '2027-03-12',
    'SHFE.rb2701': '2027-01-15',
    'CZCE.TA701': '2027-01-14',
    'CME.ESZ6': '2026-12-18',
    'CME.CLF7': '2026-12-21',
  });
  const index = listedOn(CATALOGUE, '2026-11-21').find(({ instrument }) => instrument.id === 'CFFEX.IF2612');
  expect(index?.instrument).toMatchObject({ code: 'IF2612', name: { zh: '沪深300股指2612', en: 'CSI 300 Index Dec 26' }, multiplier: 300 });
});

test('one contract of each product; what is held stays listed; nothing that has ended is listed unasked', () => {
  const ids = listedOn(CATALOGUE, '2026-11-23', new Set(['CFFEX.IF2611', 'CZCE.TA609', 'CME.CLZ6', 'HKEX.00700'])).map(({ instrument }) => instrument.id);
  expect(ids.filter((id) => id.startsWith('CFFEX.IF'))).toEqual(['CFFEX.IF2611', 'CFFEX.IF2612']);
  expect(ids).toEqual(expect.arrayContaining(['CZCE.TA609', 'CME.CLZ6', 'HKEX.00700']));
  expect(new Set(ids).size).toBe(ids.length);
  expect(listedOn(CATALOGUE, '2026-11-23').every(({ instrument }) => instrument.expiry === undefined || instrument.expiry >= '2026-11-23')).toBe(true);
});

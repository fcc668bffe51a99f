import { expect, test } from 'vitest';
import type { Funds } from '#shared/model/account.ts';
import { fundsBlocks, riskOf } from './funds-model.ts';

const funds = (change: Partial<Funds> = {}): Funds => ({
  account: 'A', currency: 'CNY', balance: 10_000_000_000, equity: 10_012_345_600, available: 9_000_000_000, margin: 1_000_000_000, frozen: 0, marketValue: 0,
  realised: -12_345, unrealised: 12_345_600, fees: 3_600, risk: 0.1, netDeposits: 0, reportedAt: 5, ...change,
});

test('blocks of the account alone, by currency, broker’s figures apart from live ones', () => {
  const blocks = fundsBlocks([funds({ currency: 'USD' }), funds(), funds({ account: 'B', currency: 'HKD' })], 'A', 'en');
  expect(blocks.map((b) => b.currency)).toEqual(['CNY', 'USD']);
  expect(blocks[0].equity.text).toBe('1,001,234.56');
  const text = (id: string): string | undefined => [...blocks[0].live, ...blocks[0].reported].find((f) => f.id === id)?.text;
  expect([text('unrealised'), text('realised'), text('fees'), text('margin')]).toEqual(['+1,234.56', '-1.23', '0.36', '100,000.00']);
  expect(blocks[0].live.map((f) => f.id)).not.toContain('balance');
  expect(blocks[0].reported.map((f) => f.id)).toContain('balance');
});

test('money that is missing is an alarm', () => {
  const [block] = fundsBlocks([funds({ available: -1_000_000 })], 'A', 'zh');
  expect(block.live.find((f) => f.id === 'available')).toMatchObject({ text: '-100.00', tone: 'error' });
});

test('what a broker of futures says besides is there where it says so', () => {
  const figures = (change: Partial<Funds>) => {
    const [{ live, reported }] = fundsBlocks([funds(change)], 'A', 'en');
    return [...live, ...reported].filter(({ id }) => id === 'maintenance' || id === 'riskGrade').map(({ text, tone }) => [text, tone]);
  };
  expect(figures({})).toEqual([]);
  expect(figures({ maintenance: 1_920_000_000, riskGrade: 6 })).toEqual([['192,000.00', ''], ['6 / 9', 'warning']]);
  expect([2, 7].map((riskGrade) => figures({ riskGrade })[0][1])).toEqual(['good', 'error']);
});

test('the risk level warns before it alarms, and its bar never leaves its frame', () => {
  expect(riskOf(0.3752)).toEqual({ text: '37.5%', part: 0.3752, tone: 'good' });
  expect([riskOf(0.6).tone, riskOf(0.85).tone, riskOf(1.4).part, riskOf(-1).part]).toEqual(['warning', 'error', 1, 0]);
  expect(riskOf(NaN).text).toBe('–');
});

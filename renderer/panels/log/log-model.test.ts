import { expect, test } from 'vitest';
import type { LogEntry } from '#shared/model/log.ts';
import { levelCell, LOG_ROWS, logRows, sentenceCell, subjectCell } from './log-model.ts';

const entry = (id: number, change: Partial<LogEntry> = {}): LogEntry => ({ id, time: id, level: 'info', subject: 'orders', fault: null, text: 'as it came', ...change });

test('newest first, of a level and above, bounded', () => {
  const entries = [entry(1), entry(3, { level: 'error' }), entry(2, { level: 'warning' })];
  expect(logRows(entries, 'info').map((e) => e.id)).toEqual([3, 2, 1]);
  expect(logRows(entries, 'warning').map((e) => e.id)).toEqual([3, 2]);
  expect(logRows(entries, 'error').map((e) => e.id)).toEqual([3]);
  const many = Array.from({ length: LOG_ROWS + 5 }, (_, i) => entry(i));
  expect(logRows(many, 'info')).toHaveLength(LOG_ROWS);
  expect(logRows(many, 'info')[0].id).toBe(LOG_ROWS + 4);
});

test('a fault speaks the language of the screen; what has none is shown as it came; both together', () => {
  const fault = { code: 'broker-down' } as const;
  expect(sentenceCell(entry(1, { fault, text: '' }), 'zh').text).toBe('柜台连接已断开');
  expect(sentenceCell(entry(1, { fault, text: 'code 4' }), 'en').text).toMatch(/down: code 4$/);
  expect(sentenceCell(entry(1), 'zh').text).toBe('as it came');
  const corrected = { code: 'position-corrected', params: { instrument: 'HKEX.00700', side: 'short', ours: 0, theirs: 300 } } as const;
  expect([sentenceCell(entry(1, { fault: corrected, text: '' }), 'zh').text, sentenceCell(entry(1, { fault: corrected, text: '' }), 'en').text]).toEqual(['HKEX.00700 空头 持仓与柜台不符：本地 0，柜台 300，以柜台为准', 'HKEX.00700 short position differed: ours 0, broker 300; the broker’s is kept']);
  expect(levelCell(entry(1, { level: 'error' }), 'en').text).toBe('Error');
  expect([subjectCell(entry(1), 'zh').text, subjectCell(entry(1, { subject: 'else' }), 'zh').text, subjectCell(entry(1, { subject: 'statements' }), 'zh').text]).toEqual(['委托', 'else', '结算单']);
});

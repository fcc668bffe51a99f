import { expect, test } from 'vitest';
import { workspaceWords } from '../workspace-words.ts';
import { sessionText } from './session-text.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const zh = (sessions: string, time: string): string => {
  const { phase, next } = sessionText({ sessions }, at(time), workspaceWords.zh);
  return `${phase} ${next}`;
};
const en = (sessions: string, time: string): string => {
  const { phase, next } = sessionText({ sessions }, at(time), workspaceWords.en);
  return `${phase} ${next}`;
};

test('what the market does, and until or from when', () => {
  expect(zh('cffex-index', '2024-03-05T10:00:00')).toBe('连续交易 至 11:30');
  expect(zh('cffex-index', '2024-03-05T12:00:00')).toBe('午间休市 13:00 开盘');
  expect(zh('china-stock', '2024-03-05T09:21:00')).toBe('开盘竞价 至 09:25');
  expect(zh('china-stock', '2024-03-05T14:58:00')).toBe('收盘竞价 至 15:00');
  expect(zh('cffex-index', '2024-03-08T16:00:00')).toBe('休市 周一 09:25 竞价');
  expect(zh('china-stock', '2024-02-08T16:00:00')).toBe('休市 02-19 09:15 竞价');
  expect(zh('us-stock', '2024-03-05T21:00:00')).toBe('盘前 22:30 开盘');
  expect(zh('china-stock-fixed-price', '2024-03-05T15:10:00')).toBe('盘后定价 至 15:30');
  expect(zh('around-the-clock', '2024-03-09T03:00:00')).toBe('连续交易 不休市');
  expect(en('cffex-index', '2024-03-08T16:00:00')).toBe('Closed auction Mon 09:25');
  expect(en('hong-kong', '2024-03-05T09:10:00')).toBe('Opening auction to 09:15');
  expect(en('china-futures-night-0230', '2024-03-08T23:00:00')).toBe('Trading to Sat 02:30');
});

test('says where holidays are not known', () => {
  expect(sessionText({ sessions: 'china-stock' }, at('2024-03-05T10:00:00'), workspaceWords.zh).known).toBe(true);
  expect(sessionText({ sessions: 'china-stock' }, at('2031-03-05T10:00:00'), workspaceWords.zh).known).toBe(false);
});

/** The log as rows: newest first, of a level and above, bounded. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import type { Tone } from '#renderer/workspace/grid/figures.ts';
import { formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { LogEntry } from '#shared/model/log.ts';
import { logWords } from './log-words.ts';

export type Level = LogEntry['level'];

export const LEVELS: readonly Level[] = ['info', 'warning', 'error'];

/** Most lines shown. */
export const LOG_ROWS = 1000;

const TONES: Readonly<Record<Level, Tone>> = { info: 'dim', warning: 'warning', error: 'error' };

/** Newest first, of `least` level and above, at most LOG_ROWS. */
export function logRows(entries: readonly LogEntry[], least: Level): readonly LogEntry[] {
  const from = LEVELS.indexOf(least);
  return entries
    .filter((entry) => LEVELS.indexOf(entry.level) >= from)
    .sort((a, b) => b.id - a.id)
    .slice(0, LOG_ROWS);
}

/** The sentence of an entry: its fault's in the language of the screen, else the text as it came. */
export function sentenceCell(entry: LogEntry, language: Language): CellText {
  const fault = entry.fault ? sentenceOf(entry.fault, language) : '';
  const text = fault === '' || entry.text === '' ? fault || entry.text : `${fault}${language === 'zh' ? '：' : ': '}${entry.text}`;
  return { text, title: text };
}

export const levelCell = (entry: LogEntry, language: Language): CellText => ({ text: logWords[language].levels[entry.level], tone: TONES[entry.level] });

/** Who speaks, in the language of the screen where there is a word for it. */
export const subjectCell = (entry: LogEntry, language: Language): CellText => ({ text: logWords[language].subjects[entry.subject] ?? entry.subject, tone: 'dim' });

export const timeCell = (entry: LogEntry): CellText => ({ text: formatMoment(entry.time, LOCAL_ZONE), tone: 'dim', title: LOCAL_ZONE });

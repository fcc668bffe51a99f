/** Reminders as rows, and the editor's fields as a reminder. Pure. */
import type { RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { formatChange, formatPercent, NONE, padOf } from '#renderer/workspace/grid/figures.ts';
import { formatClockSeconds, formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import type { Ask } from '#shared/contract/commands.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { OwnReminder, Reminder, ReminderFrequency, ReminderKind, ReminderSync } from '#shared/model/reminder.ts';
import { formatPrice, parsePrice, roundToTick, type Ticks } from '#shared/price.ts';
import { remindersWords } from './reminders-words.ts';

export interface ReminderRow {
  readonly id: string;
  readonly reminder: Reminder;
  readonly instrument: Instrument | undefined;
}

/** One that only a connection's broker has. */
export interface OwnRow {
  readonly id: string;
  readonly own: OwnReminder;
  /** What the connection is called. */
  readonly at: string;
}

export type AnyRow = ReminderRow | OwnRow;

export const isOwn = (row: AnyRow): row is OwnRow => 'own' in row;

export const ownRows = (syncs: readonly ReminderSync[], nameOf: (connection: string) => string): readonly OwnRow[] =>
  syncs.flatMap(({ connection, own }) => own.map((each) => ({ id: `${connection}/${each.key}`, own: each, at: nameOf(connection) })));

/** How a connection's reminders are kept in step: the state, and what is behind it on hover. */
export function syncCell({ state, comparedAt, fault }: ReminderSync, language: Language): CellText {
  const words = remindersWords[language];
  const tone = state === 'in-step' ? 'good' : state === 'failed' ? 'warning' : 'faint';
  const title = fault ? sentenceOf(fault, language) : comparedAt === null ? '' : words.comparedAt(formatClockSeconds(comparedAt, LOCAL_ZONE));
  return { text: words.syncStates[state], tone, title };
}

/** Enabled ones first, then by instrument and age. */
export function reminderRows(reminders: readonly Reminder[], instruments: ReadonlyMap<string, Instrument>): readonly ReminderRow[] {
  return reminders
    .map((reminder) => ({ id: reminder.id, reminder, instrument: instruments.get(reminder.instrument) }))
    .sort((a, b) => Number(b.reminder.enabled) - Number(a.reminder.enabled) || (a.reminder.instrument < b.reminder.instrument ? -1 : a.reminder.instrument > b.reminder.instrument ? 1 : a.reminder.createdAt - b.reminder.createdAt));
}

export const isPriceKind = (kind: ReminderKind): boolean => kind === 'price-up' || kind === 'price-down';

/** Hundredths of a percent as text: 150 → `1.50%`. */
export const percentText = (hundredths: number): string => `${(hundredths / 100).toFixed(2)}%`;

/** The threshold as the reader knows it: a price, or a signed percentage. */
export function thresholdCell(row: ReminderRow, room: number): CellText {
  const { kind, threshold } = row.reminder;
  if (isPriceKind(kind)) return row.instrument ? { text: formatPrice(row.instrument, threshold), pad: padOf(row.instrument.decimals, room) } : { text: NONE };
  return { text: `${kind === 'change-up' ? '+' : '-'}${percentText(threshold)}` };
}

/**
 * How far a reminder is from firing, above zero while it has not: in ticks for prices, as a share for changes.
 * @param last last price in ticks; @param reference what the change is measured against, in ticks
 */
export function distanceOf(reminder: Pick<Reminder, 'kind' | 'threshold'>, last: Ticks, reference: Ticks): number {
  if (reminder.kind === 'price-up') return reminder.threshold - last;
  if (reminder.kind === 'price-down') return last - reminder.threshold;
  if (reference === 0) return NaN;
  const share = (last - reference) / Math.abs(reference);
  return reminder.threshold / 10_000 - (reminder.kind === 'change-up' ? share : -share);
}

/** The distance as text: with the sign of the way the price still has to go. */
export function distanceText(row: ReminderRow, distance: number): string {
  if (!row.instrument || Number.isNaN(distance)) return NONE;
  const way = row.reminder.kind.endsWith('up') ? distance : -distance;
  return isPriceKind(row.reminder.kind) ? formatChange(row.instrument, way) : formatPercent(way);
}

export const firedCell = (row: ReminderRow, language: Language): CellText =>
  row.reminder.lastFiredAt === null
    ? { text: remindersWords[language].never, tone: 'faint' }
    : { text: formatMoment(row.reminder.lastFiredAt, row.instrument?.timeZone ?? LOCAL_ZONE).slice(0, 14), tone: 'dim', title: row.instrument?.timeZone ?? LOCAL_ZONE };

export function reminderActions(row: ReminderRow, language: Language): readonly RowAction[] {
  const words = remindersWords[language];
  return [
    { id: 'toggle', label: row.reminder.enabled ? words.turnOff : words.turnOn, enabled: true },
    { id: 'edit', label: words.edit, enabled: row.instrument !== undefined },
    { id: 'remove', label: words.remove, enabled: true, kind: 'danger' },
  ];
}

/** What is sent to save a reminder as it is but for some fields. */
export function savingOf(reminder: Reminder, change: Partial<Ask<'reminder.save'>> = {}): Ask<'reminder.save'> {
  const { id, instrument, kind, threshold, frequency, note, enabled } = reminder;
  return { id, instrument, kind, threshold, frequency, note, enabled, ...change };
}

/** The editor's fields, as typed. */
export interface ReminderFields {
  readonly kind: ReminderKind;
  readonly text: string;
  readonly frequency: ReminderFrequency;
  readonly note: string;
  readonly enabled: boolean;
}

/** Hundredths of a percent from typed text: `1.5` or `1.5%` → 150; null where it is none. */
export function parsePercent(text: string): number | null {
  const plain = text.trim().replace(/[%％]$/, '').trim();
  if (!/^\d{1,4}(\.\d{0,2})?$/.test(plain)) return null;
  const hundredths = Math.round(Number(plain) * 100);
  return hundredths > 0 && hundredths <= 100_000 ? hundredths : null;
}

export type ReminderDraftResult = { readonly ok: true; readonly ask: Ask<'reminder.save'> } | { readonly ok: false; readonly why: string };

/** The fields as a reminder to save, or the sentence that says what is wrong with the threshold. */
export function draftOf(fields: ReminderFields, instrument: Instrument, id: string | null, language: Language): ReminderDraftResult {
  let threshold: number;
  if (isPriceKind(fields.kind)) {
    const price = parsePrice(instrument, fields.text);
    if (!price.ok) return { ok: false, why: sentenceOf(price.fault, language) };
    threshold = price.value;
  } else {
    const percent = parsePercent(fields.text);
    if (percent === null) return { ok: false, why: remindersWords[language].wrongPercent };
    threshold = percent;
  }
  return {
    ok: true,
    ask: { ...(id === null ? {} : { id }), instrument: instrument.id, kind: fields.kind, threshold, frequency: fields.frequency, note: fields.note.slice(0, 200).trim(), enabled: fields.enabled },
  };
}

/** What the editor starts with: the reminder, or a new one at a price, up or down from the last by where it lies. */
export function fieldsOf(instrument: Instrument, reminder: Reminder | null, price: Ticks | null, last: Ticks): ReminderFields {
  if (reminder) {
    const { kind, threshold, frequency, note, enabled } = reminder;
    return { kind, text: isPriceKind(kind) ? formatPrice(instrument, threshold) : (threshold / 100).toFixed(2), frequency, note, enabled };
  }
  const at = roundToTick(instrument, price ?? last, 'nearest');
  return { kind: price !== null && price < last ? 'price-down' : 'price-up', text: Number.isFinite(at) ? formatPrice(instrument, at) : '', frequency: 'once', note: '', enabled: true };
}

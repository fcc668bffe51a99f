/** Price reminders: what is watched for, how far away it is, and when it last fired. */
import { Bell, Plus } from 'lucide-react';
import type { ColDef, GridOptions } from 'ag-grid-community';
import { useCallback, useMemo, type ReactNode } from 'react';
import { instrumentCell } from '#renderer/panels/orders/order-cells.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectInstrument, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useReminders } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { actionsColumn } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { referenceOf } from '#renderer/workspace/grid/figures.ts';
import { liveColumn } from '#renderer/workspace/grid/live-cells.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Language } from '#shared/faults.ts';
import { markOf } from '#shared/model/quote.ts';
import { distanceOf, distanceText, firedCell, reminderActions, reminderRows, savingOf, thresholdCell, type ReminderRow } from './reminders-model.ts';
import { remindersWords } from './reminders-words.ts';

const rowId = (row: ReminderRow): string => row.id;
const pick = (row: ReminderRow): void => selectInstrument(row.reminder.instrument);
const OPTIONS: GridOptions<ReminderRow> = { rowClassRules: { 'row-over': ({ data }) => data?.reminder.enabled === false } };

function act(id: string, row: ReminderRow): void {
  if (id === 'edit') reminderEditor.edit(row.reminder);
  else if (id === 'remove') void command('reminder.remove', { id: row.id });
  else void command('reminder.save', savingOf(row.reminder, { enabled: !row.reminder.enabled }));
}

function columnsOf(language: Language, room: number): ColDef<ReminderRow>[] {
  const words = remindersWords[language];
  return [
    textColumn<ReminderRow>({ id: 'instrument', header: words.instrument, width: 132, cut: true, cell: (r) => instrumentCell(r.instrument, r.reminder.instrument, language) }),
    textColumn<ReminderRow>({ id: 'kind', header: words.condition, width: 104, cut: true, cell: (r) => ({ text: words.kinds[r.reminder.kind] }) }),
    textColumn<ReminderRow>({ id: 'threshold', header: words.threshold, width: 82, numeric: true, cell: (r) => thresholdCell(r, room) }),
    liveColumn<ReminderRow>({
      id: 'distance', header: words.distance, title: words.distanceTitle, width: 78,
      spec: {
        instrumentOf: (r) => r.reminder.instrument,
        read: (quotes, base, r) => (r.instrument ? distanceOf(r.reminder, markOf(quotes, base), referenceOf(r.instrument, quotes, base)) : NaN),
        text: (value, r) => distanceText(r, value),
        tone: (value) => (value <= 0 ? 'warning' : 'dim'),
      },
      more: { sortable: false },
    }),
    textColumn<ReminderRow>({ id: 'frequency', header: words.frequency, width: 88, cut: true, cell: (r) => ({ text: words.frequencies[r.reminder.frequency], tone: 'dim' }) }),
    textColumn<ReminderRow>({ id: 'enabled', header: words.enabled, width: 44, cell: (r) => (r.reminder.enabled ? { text: words.on, tone: 'good' } : { text: words.off, tone: 'faint' }) }),
    textColumn<ReminderRow>({ id: 'fired', header: words.lastFired, width: 118, cell: (r) => firedCell(r, language) }),
    actionsColumn<ReminderRow>({ id: 'actions', header: words.actions, width: language === 'zh' ? 138 : 172, actions: (r) => reminderActions(r, language), onAction: act }),
    textColumn<ReminderRow>({ id: 'note', header: words.note, width: 240, cut: true, cell: (r) => ({ text: r.reminder.note, tone: 'dim', title: r.reminder.note }) }),
  ];
}

function RemindersPanel(): ReactNode {
  const words = useWords(remindersWords);
  const language = useSettings((s) => s.settings.language);
  const reminders = useReminders((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const linked = useSelectedInstrument();
  const rows = useMemo(() => reminderRows(reminders, instruments), [reminders, instruments]);
  const quotes = useMemo(() => [...new Set(rows.filter((row) => row.instrument).map((row) => row.reminder.instrument))], [rows]);
  const room = rows.reduce((most, row) => Math.max(most, row.instrument?.decimals ?? 0), 0);
  const columns = useMemo(() => columnsOf(language, room), [language, room]);
  const add = useCallback(() => linked && reminderEditor.open(linked.id), [linked]);
  const button = (
    <button type="button" className="bar-button" disabled={!linked} onClick={add}>
      <Plus size={12} aria-hidden />
      {words.add} · {linked?.code}
    </button>
  );
  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <span className="bar-label bar-figure">{words.count(reminders.filter((r) => r.enabled).length, reminders.length)}</span>
        <span className="table-panel-bar-end">{rows.length === 0 ? null : button}</span>
      </div>
      <DataGrid<ReminderRow>
        memory="reminders"
        label={words.title}
        columns={columns}
        rows={rows}
        rowId={rowId}
        quotes={quotes}
        onPick={pick}
        options={OPTIONS}
        empty={
          <>
            <span>{words.empty}</span>
            {button}
          </>
        }
      />
    </div>
  );
}

export const remindersPanel: PanelDefinition = { id: 'reminders', title: { zh: '提醒', en: 'Reminders' }, icon: Bell, component: RemindersPanel };

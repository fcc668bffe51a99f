/** Price reminders: what is watched for, how far away it is, and when it last fired. */
import { Bell, Plus } from 'lucide-react';
import { Switch } from 'radix-ui';
import type { ColDef, GridOptions } from 'ag-grid-community';
import { useCallback, useMemo, type ReactNode } from 'react';
import { instrumentCell } from '#renderer/panels/orders/order-cells.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectInstrument, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections, useReminders, useReminderSyncs } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { actionsColumn } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn, type CellText } from '#renderer/workspace/grid/cell-text.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { referenceOf } from '#renderer/workspace/grid/figures.ts';
import { liveColumn } from '#renderer/workspace/grid/live-cells.ts';
import { connectionName } from '#renderer/workspace/language/connection-name.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Language } from '#shared/faults.ts';
import { markOf } from '#shared/model/quote.ts';
import type { ReminderSync } from '#shared/model/reminder.ts';
import { distanceOf, distanceText, firedCell, isOwn, ownRows, reminderActions, reminderRows, savingOf, syncCell, thresholdCell, type AnyRow, type OwnRow, type ReminderRow } from './reminders-model.ts';
import { remindersWords } from './reminders-words.ts';

const rowId = (row: AnyRow): string => row.id;
function pick(row: AnyRow): void {
  const instrument = isOwn(row) ? row.own.instrument : row.reminder.instrument;
  if (instrument !== null) selectInstrument(instrument);
}
const isOff = (row: AnyRow | undefined): boolean => row !== undefined && !(isOwn(row) ? row.own.enabled : row.reminder.enabled);
const OPTIONS: GridOptions<AnyRow> = { rowClassRules: { 'row-over': ({ data }) => isOff(data) } };

function act(id: string, row: AnyRow): void {
  if (isOwn(row)) return;
  if (id === 'edit') reminderEditor.edit(row.reminder);
  else if (id === 'remove') void command('reminder.remove', { id: row.id });
  else void command('reminder.save', savingOf(row.reminder, { enabled: !row.reminder.enabled }));
}

function columnsOf(language: Language, room: number): ColDef<AnyRow>[] {
  const words = remindersWords[language];
  /** A cell of ours, and of a broker's own what it has instead. */
  const either = (ours: (row: ReminderRow) => CellText, own: (row: OwnRow) => CellText) => (row: AnyRow) => (isOwn(row) ? own(row) : ours(row));
  const nothing = (): CellText => ({ text: '' });
  return [
    textColumn<AnyRow>({
      id: 'instrument', header: words.instrument, width: 132, cut: true,
      cell: either((r) => instrumentCell(r.instrument, r.reminder.instrument, language), ({ own }) => ({ text: own.code, note: own.name })),
    }),
    textColumn<AnyRow>({ id: 'kind', header: words.condition, width: 148, cut: true, cell: either((r) => ({ text: words.kinds[r.reminder.kind] }), ({ own, at }) => ({ text: own.condition[language], note: at, title: words.ownTitle(at) })) }),
    textColumn<AnyRow>({ id: 'threshold', header: words.threshold, width: 100, numeric: true, cell: either((r) => thresholdCell(r, room), ({ own }) => ({ text: own.value })) }),
    liveColumn<AnyRow>({
      id: 'distance', header: words.distance, title: words.distanceTitle, width: 78,
      spec: {
        instrumentOf: (r) => (isOwn(r) ? (r.own.instrument ?? '') : r.reminder.instrument),
        read: (quotes, base, r) => (!isOwn(r) && r.instrument ? distanceOf(r.reminder, markOf(quotes, base), referenceOf(r.instrument, quotes, base)) : NaN),
        text: (value, r) => (isOwn(r) ? '' : distanceText(r, value)),
        tone: (value) => (value <= 0 ? 'warning' : 'dim'),
      },
      more: { sortable: false },
    }),
    textColumn<AnyRow>({ id: 'frequency', header: words.frequency, width: 88, cut: true, cell: (r) => ({ text: words.frequencies[isOwn(r) ? r.own.frequency : r.reminder.frequency], tone: 'dim' }) }),
    textColumn<AnyRow>({ id: 'enabled', header: words.enabled, width: 44, cell: (r) => (isOff(r) ? { text: words.off, tone: 'faint' } : { text: words.on, tone: 'good' }) }),
    textColumn<AnyRow>({ id: 'fired', header: words.lastFired, width: 118, cell: either((r) => firedCell(r, language), nothing) }),
    actionsColumn<AnyRow>({ id: 'actions', header: words.actions, width: language === 'zh' ? 138 : 172, actions: (r) => (isOwn(r) ? [] : reminderActions(r, language)), onAction: act }),
    textColumn<AnyRow>({
      id: 'note', header: words.note, width: 240, cut: true,
      cell: (r) => {
        const { note } = isOwn(r) ? r.own : r.reminder;
        return { text: note, tone: 'dim', title: note };
      },
    }),
  ];
}

/** A connection whose broker keeps reminders too: whether both are kept in step, and how that stands. */
function SyncSwitch({ sync, name }: { readonly sync: ReminderSync; readonly name: string }): ReactNode {
  const words = useWords(remindersWords);
  const language = useSettings((s) => s.settings.language);
  const state = syncCell(sync, language);
  return (
    <label className="reminder-sync" title={words.syncTitle} data-testid={`reminder-sync-${sync.connection}`} data-state={sync.state}>
      <Switch.Root className="switch" checked={sync.state !== 'off'} aria-label={words.sync(name)} onCheckedChange={(on) => void command('reminder.sync', { connection: sync.connection, on })}>
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      {words.sync(name)}
      <span className={`tone-${state.tone} bar-figure`} title={state.title}>{state.text}</span>
      {sync.fault ? <span className="reminder-sync-fault tone-warning" title={state.title}>{state.title}</span> : null}
    </label>
  );
}

function RemindersPanel(): ReactNode {
  const words = useWords(remindersWords);
  const language = useSettings((s) => s.settings.language);
  const reminders = useReminders((s) => s.items);
  const syncs = useReminderSyncs((s) => s.items);
  const connections = useConnections((s) => s.byKey);
  const instruments = useInstruments((s) => s.byId);
  const linked = useSelectedInstrument();
  const nameOf = useCallback(
    (id: string): string => {
      const connection = connections.get(id);
      return connection ? connectionName(connection, language) : id;
    },
    [connections, language],
  );
  const own = useMemo(() => reminderRows(reminders, instruments), [reminders, instruments]);
  const rows = useMemo<readonly AnyRow[]>(() => [...own, ...ownRows(syncs, nameOf)], [own, syncs, nameOf]);
  const quotes = useMemo(() => [...new Set(own.filter((row) => row.instrument).map((row) => row.reminder.instrument))], [own]);
  const room = own.reduce((most, row) => Math.max(most, row.instrument?.decimals ?? 0), 0);
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
        {syncs.map((sync) => <SyncSwitch key={sync.connection} sync={sync} name={nameOf(sync.connection)} />)}
        <span className="table-panel-bar-end">{rows.length === 0 ? null : button}</span>
      </div>
      <DataGrid<AnyRow>
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

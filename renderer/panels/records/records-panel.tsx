/** What the books say of the account in use: past orders and fills, fees and cash flow, by days. */
import { BookOpen, Download, Search, Square } from 'lucide-react';
import { useCallback, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { fileName } from '#renderer/panels/order-history/order-history-model.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument, useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections, useReplay } from '#renderer/state/topics.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { AskingNote } from '#renderer/workspace/grid/asking-note.tsx';
import { saveText } from '#renderer/workspace/grid/csv.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { factColumns, factsFile, type FactColumn } from '#renderer/workspace/grid/fact-table.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { formatDay, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { cashColumns, daysFault, feeColumns, fillColumns, instrumentIn, isByDays, lotColumns, orderColumns, RECORD_KINDS, weekTo, type Days, type RecordKind, type RecordRow } from './records-model.ts';
import { recordsWords } from './records-words.ts';
import { useRecords, type RecordsDesk } from './use-records.ts';
import '#renderer/workspace/grid/grid.css';
import './records-panel.css';

/** The columns of a kind over the rows of all. */
function columnsOf(kind: RecordKind, language: Language, instruments: ReadonlyMap<string, Instrument>): readonly FactColumn<RecordRow>[] {
  const over = <Row,>(columns: readonly FactColumn<Row>[]): readonly FactColumn<RecordRow>[] => {
    const rowOf = (record: RecordRow): Row => record.row as Row;
    return columns.map(({ file, cell, by, ...rest }) => ({ ...rest, cell: (r) => cell(rowOf(r)), by: (r) => by(rowOf(r)), ...(file ? { file: (r: RecordRow) => file(rowOf(r)) } : {}) }));
  };
  if (kind === 'orders') return over(orderColumns(language, instruments));
  if (kind === 'fills') return over(fillColumns(language, instruments));
  if (kind === 'lots') return over(lotColumns(language, instruments));
  return kind === 'cash' ? over(cashColumns(language)) : over(feeColumns(language, instruments));
}

const rowId = (record: RecordRow): string => record.id;
function pick(record: RecordRow): void {
  const instrument = instrumentIn(record);
  if (instrument !== null) selectInstrument(instrument);
}

/** The day that the account's market is in: a replay's own. */
function useTradingDay(connection: string | undefined): string {
  const simulated = useConnections((s) => (connection === undefined ? undefined : s.byKey.get(connection)?.kind)) === 'simulated';
  const replayed = useReplay((s) => s.items[0]?.tradingDay);
  const [today] = useState(() => formatDay(Date.now(), LOCAL_ZONE));
  return (simulated ? replayed : undefined) ?? today;
}

function RecordsPanel(): ReactNode {
  const words = useWords(recordsWords);
  const language = useSettings((s) => s.settings.language);
  const account = useSelectedAccount();
  const instruments = useInstruments((s) => s.byId);
  const today = useTradingDay(account?.connection);
  const [kind, setKind] = useState<RecordKind>('orders');
  const [typed, setTyped] = useState<Days | null>(null);
  const desk = useRecords();
  const days = typed ?? weekTo(today);
  const shownKind = desk.asked?.kind ?? kind;
  const facts = useMemo(() => columnsOf(shownKind, language, instruments), [shownKind, language, instruments]);
  const columns = useMemo(() => factColumns(facts), [facts]);
  const save = useCallback(() => saveText(fileName(words.files[shownKind], Date.now()), factsFile(facts, desk.rows)), [words, shownKind, facts, desk.rows]);

  if (!account) {
    return (
      <div className="table-panel">
        <div className="grid-frame">
          <div className="grid-empty">
            <span>{words.noAccount}</span>
            <button type="button" className="bar-button" onClick={() => openPanel('connections')}>{words.toConnections}</button>
          </div>
        </div>
      </div>
    );
  }
  const wrong = daysFault(kind, days, language);
  const ask = (of: RecordKind): void => desk.ask({ account: account.id, kind: of, days });
  const choose = (next: RecordKind): void => {
    setKind(next);
    if (daysFault(next, days, language) === null) ask(next);
  };
  const { asked } = desk;
  const stale = asked !== null && (asked.account !== account.id || asked.kind !== kind || (isByDays(kind) && (asked.days.from !== days.from || asked.days.to !== days.to)));
  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <div className="bar-tabs" role="tablist" aria-label={words.kind}>
          {RECORD_KINDS.map((each) => (
            <button key={each} type="button" role="tab" className="bar-tab" aria-selected={each === kind} onClick={() => choose(each)} data-record={each}>{words.kinds[each]}</button>
          ))}
        </div>
        <DaysForm days={isByDays(kind) ? days : null} wrong={wrong} running={desk.running !== null} onType={setTyped} onAsk={() => ask(kind)} onStop={desk.stop} />
        <Standing desk={desk} stale={stale} wrong={wrong} />
        <span className="table-panel-bar-end">
          <button type="button" className="bar-button" disabled={desk.rows.length === 0} onClick={save}><Download size={12} aria-hidden />{words.export}</button>
        </span>
      </div>
      <DataGrid<RecordRow>
        key={shownKind}
        memory={`records-${shownKind}`}
        label={words.kinds[shownKind]}
        columns={columns}
        rows={desk.rows}
        rowId={rowId}
        onPick={pick}
        empty={desk.running ? null : <span>{asked === null ? words.notAsked : desk.fault ? sentenceOf(desk.fault, language) : words.nothing}</span>}
      />
    </div>
  );
}

interface DaysFormProps {
  /** Null: it is asked for as it stands. */
  readonly days: Days | null;
  readonly wrong: string | null;
  readonly running: boolean;
  readonly onType: (days: Days) => void;
  readonly onAsk: () => void;
  readonly onStop: () => void;
}

function DaysForm({ days, wrong, running, onType, onAsk, onStop }: DaysFormProps): ReactNode {
  const words = useWords(recordsWords);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong === null) onAsk();
  };
  const field = (name: keyof Days): ReactNode => days && (
    <label className="records-day">
      {words[name]}
      <input className="field bar-figure" value={days[name]} maxLength={10} autoComplete="off" spellCheck={false} aria-invalid={wrong !== null} title={wrong ?? ''} onChange={(event) => onType({ ...days, [name]: event.target.value.trim() })} />
    </label>
  );
  return (
    <form className="records-days" onSubmit={submit}>
      {field('from')}
      {field('to')}
      {running ? (
        <button type="button" className="bar-button" onClick={onStop}><Square size={11} aria-hidden />{words.stop}</button>
      ) : (
        <button type="submit" className="bar-button bar-button-strong" disabled={wrong !== null} title={wrong ?? ''} data-testid="ask-records"><Search size={12} aria-hidden />{words.ask}</button>
      )}
    </form>
  );
}

/** How far it is, or what came of it. */
function Standing({ desk: { running, rows, own, asked, fault }, stale, wrong }: { readonly desk: RecordsDesk; readonly stale: boolean; readonly wrong: string | null }): ReactNode {
  const words = useWords(recordsWords);
  const language = useSettings((s) => s.settings.language);
  if (running) {
    return (
      <>
        <AskingNote since={running.since} until={running.until} />
        {running.all > 1 ? <span className="bar-label bar-figure">{words.progress(running.done, running.all)}</span> : null}
      </>
    );
  }
  if (wrong !== null) return <span className="tone-error">{wrong}</span>;
  if (asked === null) return null;
  if (stale) return <span className="tone-warning">{words.stale}</span>;
  return (
    <>
      <span className="bar-label bar-figure">{words.rows(formatQuantity(rows.length))}</span>
      {own ? <span className="tone-dim" title={words.ownTitle}>{words.own}</span> : null}
      {fault && rows.length > 0 ? <span className="tone-error records-fault" title={sentenceOf(fault, language)}>{sentenceOf(fault, language)}</span> : null}
    </>
  );
}

export const recordsPanel: PanelDefinition = { id: 'records', title: { zh: '账户记录', en: 'Records' }, icon: BookOpen, component: RecordsPanel };

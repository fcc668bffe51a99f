/** Daily statements: the days on the left, the chosen one on the right as tables or as CTP's text, and the confirmation that trading waits for. */
import { Download, ReceiptText } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { saveText } from '#renderer/workspace/grid/csv.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { SectionId } from '#shared/statement/sections.ts';
import { confirmStatement } from './statement-commands.ts';
import { dayRows, statementFile, statementTables, type DayRow, type StatementTable, type TableRow } from './statement-model.ts';
import { statementWords } from './statement-words.ts';
import { useStatementChoice, type StatementChoice } from './use-statements.ts';
import '#renderer/workspace/grid/grid.css';
import './statement-panel.css';

type View = 'tables' | 'text';

function StatementPanel(): ReactNode {
  const words = useWords(statementWords);
  const account = useSelectedAccount();
  const choice = useStatementChoice(account?.id);
  if (!account || choice.headings?.length === 0) {
    return (
      <div className="table-panel">
        <div className="grid-frame">
          <div className="grid-empty">
            <span>{account ? words.empty : words.noAccount}</span>
            {account ? null : <button type="button" className="bar-button" onClick={() => openPanel('connections')}>{words.toConnections}</button>}
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="table-panel statement">
      <Days choice={choice} />
      <Shown choice={choice} />
    </div>
  );
}

function Days({ choice }: { readonly choice: StatementChoice }): ReactNode {
  const words = useWords(statementWords);
  const language = useSettings((s) => s.settings.language);
  const rows = useMemo(() => dayRows(choice.headings ?? [], language), [choice.headings, language]);
  const step = (event: KeyboardEvent, at: number): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = rows.at(at + by);
    if (by === 0 || at + by < 0 || !next) return;
    event.preventDefault();
    choice.choose(next.number);
    (event.currentTarget.parentElement?.children[at + by] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="statement-days" role="listbox" aria-label={words.days}>
      {rows.map((row, at) => (
        <Day key={row.number} row={row} isChosen={row.number === choice.chosen} onChoose={() => choice.choose(row.number)} onKey={(event) => step(event, at)} />
      ))}
    </div>
  );
}

function Day({ row, isChosen, onChoose, onKey }: { readonly row: DayRow; readonly isChosen: boolean; readonly onChoose: () => void; readonly onKey: (event: KeyboardEvent) => void }): ReactNode {
  return (
    <button type="button" role="option" className="statement-day" aria-selected={isChosen} tabIndex={isChosen ? 0 : -1} onClick={onChoose} onKeyDown={onKey} data-statement={row.number}>
      <span>{row.day}</span>
      <span className="tone-faint">{row.round}</span>
      <span className={`statement-day-state tone-${row.state.tone}`}>{row.state.text}</span>
      <span className="statement-day-equity">{row.equity.text}{row.equity.note ? <span className="cell-note">{row.equity.note}</span> : null}</span>
    </button>
  );
}

function Shown({ choice }: { readonly choice: StatementChoice }): ReactNode {
  const words = useWords(statementWords);
  const language = useSettings((s) => s.settings.language);
  const [chosenView, setView] = useState<View>('tables');
  const [section, setSection] = useState<SectionId>('funds');
  const { read } = choice;
  // A counter's own text has no tables.
  const isTextAlone = read?.statement.text !== undefined;
  const view: View = isTextAlone ? 'text' : chosenView;
  const tables = useMemo(() => (read ? statementTables(read.statement, language) : []), [read, language]);
  const heading = choice.headings?.find(({ number }) => number === choice.chosen);
  const table = tables.find(({ id }) => id === section);
  const file = (kind: 'txt' | 'csv'): void => {
    if (!read) return;
    saveText(statementFile(read.statement, kind, language), kind === 'txt' ? `\uFEFF${read.text}` : read.csv, kind === 'txt' ? 'text/plain' : 'text/csv');
  };
  return (
    <div className="statement-shown">
      <div className="table-panel-bar">
        <select className="bar-select" aria-label={words.view} value={view} disabled={isTextAlone} onChange={(event) => setView(event.target.value as View)}>
          <option value="tables">{words.asTable}</option>
          <option value="text">{words.asText}</option>
        </select>
        {view === 'tables' ? <Sections tables={tables} chosen={section} choose={setSection} /> : null}
        <span className="table-panel-bar-end">
          {heading && !heading.confirmed ? (
            <button type="button" className="bar-button bar-button-strong" title={words.confirmTitle} onClick={() => void confirmStatement(heading)}>{words.confirm}</button>
          ) : null}
          <button type="button" className="bar-button" title={words.txt} aria-label={words.txt} disabled={!read} onClick={() => file('txt')}><Download size={12} aria-hidden />TXT</button>
          <button type="button" className="bar-button" title={words.csv} aria-label={words.csv} disabled={!read || isTextAlone} onClick={() => file('csv')}><Download size={12} aria-hidden />CSV</button>
        </span>
      </div>
      {!read ? (
        <div className="grid-frame"><div className="grid-empty"><span>{words.loading}</span></div></div>
      ) : view === 'text' ? (
        <pre className="statement-text" tabIndex={0} aria-label={words.asText}>{read.text}</pre>
      ) : table ? (
        <Table key={table.id} table={table} />
      ) : null}
    </div>
  );
}

function Sections({ tables, chosen, choose }: { readonly tables: readonly StatementTable[]; readonly chosen: SectionId; readonly choose: (id: SectionId) => void }): ReactNode {
  const words = useWords(statementWords);
  const step = (event: KeyboardEvent, at: number): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = at + by < 0 ? undefined : tables.at(at + by);
    if (by === 0 || !next) return;
    choose(next.id);
    (event.currentTarget.parentElement?.children[at + by] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="bar-tabs" role="tablist" aria-label={words.sections}>
      {tables.map(({ id, title, rows }, at) => (
        <button key={id} type="button" role="tab" className="bar-tab" aria-selected={id === chosen} tabIndex={id === chosen ? 0 : -1} onClick={() => choose(id)} onKeyDown={(event) => step(event, at)} title={title} data-section={id}>
          {words.tabs[id]}
          {id !== 'funds' && rows.length > 0 ? <span className="tone-faint bar-figure"> {rows.length}</span> : null}
        </button>
      ))}
    </div>
  );
}

const rowId = (row: TableRow): string => row.id;

function Table({ table }: { readonly table: StatementTable }): ReactNode {
  const words = useWords(statementWords);
  const columns = useMemo(
    () => table.columns.map(({ id, header, figure, width }, at) => textColumn<TableRow>({ id, header, width, numeric: figure, cut: !figure, cell: (row) => row.cells[at] })),
    [table],
  );
  return (
    <>
      {table.note === null ? null : <p className="statement-note" role="note">{table.note}</p>}
      <DataGrid<TableRow> memory={`statement-${table.id}`} label={table.title} columns={columns} rows={table.rows} rowId={rowId} empty={<span>{words.noRows}</span>} />
    </>
  );
}

export const statementPanel: PanelDefinition = { id: 'statement', title: { zh: '结算单', en: 'Statement' }, icon: ReceiptText, component: StatementPanel };

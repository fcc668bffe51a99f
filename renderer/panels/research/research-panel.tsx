/** Research: what a connection's broker knows beyond quotes and orders, asked by a form that is the contract's own and shown as a table. */
import { ChevronLeft, ChevronRight, Download, Search, Square, Telescope, Undo2 } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import { useCallback, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { fileName } from '#renderer/panels/order-history/order-history-model.ts';
import { chosenList, inOrder } from '#renderer/panels/watchlist/watchlist-model.ts';
import { useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections, useWatchlists } from '#renderer/state/topics.ts';
import { linkSecurity, watchSecurity } from '#renderer/workspace/commands/found-security.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { writeSecurity, type DraggedSecurity } from '#renderer/workspace/dragged-security.ts';
import { actionsColumn } from '#renderer/workspace/grid/actions-cell.ts';
import { AskingNote } from '#renderer/workspace/grid/asking-note.tsx';
import { saveText } from '#renderer/workspace/grid/csv.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { factColumns, factsFile } from '#renderer/workspace/grid/fact-table.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { formatDay, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { connectionName } from '#renderer/workspace/language/connection-name.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { ResearchQuestion } from '#shared/model/research.ts';
import { RATIO_FIELDS } from '#shared/model/stock-filter.ts';
import { Fields } from './question-fields.tsx';
import { columnsOf, type ResearchRow } from './research-answer.ts';
import { followUp, initialTyped, pageOf, PAGE, questionForms, questionOf, type QuestionForm, type Typed } from './research-form.ts';
import { keyWord, researchWords } from './research-words.ts';
import { useResearch, type Question, type ResearchDesk } from './use-research.ts';
import '#renderer/workspace/grid/grid.css';
import './research-panel.css';

const FORMS = questionForms();
const FIRST = FORMS.find(({ about }) => about === 'filter') ?? FORMS[0];
/** Per cent, where the filter's field is a part. */
const unitOf = (field: string): number => (RATIO_FIELDS.has(field) ? 100 : 1);
const rowId = (row: ResearchRow): string => row.id;
const NOTHING: readonly ResearchRow[] = [];

function ResearchPanel(): ReactNode {
  const words = useWords(researchWords);
  const connections = useConnections((s) => s.items);
  const able = useMemo(() => connections.filter(({ services, state }) => services.includes('research') && state !== 'off'), [connections]);
  const [chosen, setChosen] = useState<string | null>(null);
  const connection = able.find(({ id }) => id === chosen) ?? able.at(0);
  const desk = useResearch();
  if (!connection) {
    return (
      <div className="table-panel">
        <div className="grid-frame">
          <div className="grid-empty">
            <span>{words.none}</span>
            <button type="button" className="bar-button" onClick={() => openPanel('connections')}>{words.toConnections}</button>
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="table-panel research">
      <QuestionSide connection={connection} able={able} choose={setChosen} desk={desk} />
      <Answer connection={connection} desk={desk} />
    </div>
  );
}

interface SideProps {
  readonly connection: Connection;
  readonly able: readonly Connection[];
  readonly choose: (id: string) => void;
  readonly desk: ResearchDesk;
}

function QuestionSide({ connection, able, choose, desk }: SideProps): ReactNode {
  const words = useWords(researchWords);
  const language = useSettings((s) => s.settings.language);
  const wanted = useSettings((s) => s.settings.watchlist);
  const lists = useWatchlists((s) => s.items);
  const linked = useSelectedInstrument();
  const [today] = useState(() => formatDay(Date.now(), LOCAL_ZONE));
  const [form, setForm] = useState<QuestionForm>(FIRST);
  const [kept, setKept] = useState<Readonly<Record<string, Typed>>>({});
  const [wrong, setWrong] = useState<string | null>(null);
  const typed = kept[form.about] ?? initialTyped(form, today);
  const type = (next: Typed): void => {
    setWrong(null);
    setKept({ ...kept, [form.about]: next });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const watchlist = chosenList(inOrder(lists), wanted)?.instruments ?? [];
    const worded = questionOf(form, typed, { instrument: linked?.id ?? null, watchlist }, { offset: 0, limit: PAGE }, unitOf);
    if (!worded.ok) return setWrong(worded.field);
    desk.ask({ connection: connection.id, question: worded.question as Question });
  };
  return (
    <form className="research-side" onSubmit={submit} aria-label={words.about}>
      {able.length > 1 ? (
        <select className="bar-select" aria-label={words.connection} value={connection.id} onChange={(event) => choose(event.target.value)}>
          {able.map((each) => <option key={each.id} value={each.id}>{connectionName(each, language)}</option>)}
        </select>
      ) : null}
      <div className="research-topic">
        <select
          className="bar-select"
          aria-label={words.about}
          value={form.about}
          onChange={(event) => {
            setWrong(null);
            setForm(FORMS.find(({ about }) => about === event.target.value) ?? FIRST);
          }}
          data-testid="research-about"
        >
          {FORMS.map(({ about }) => <option key={about} value={about}>{words.topics[about as ResearchQuestion['about']]}</option>)}
        </select>
        {desk.running ? (
          <button type="button" className="bar-button" onClick={desk.stop}><Square size={11} aria-hidden />{words.stop}</button>
        ) : (
          <button type="submit" className="bar-button bar-button-strong" data-testid="ask-research"><Search size={12} aria-hidden />{words.ask}</button>
        )}
      </div>
      <Fields fields={form.fields} typed={typed} onType={type} wrong={wrong} today={today} linked={linked?.code ?? null} />
      {wrong === null ? null : <span className="field-error" role="status">{words.fill(keyWord(wrong, language))}</span>}
    </form>
  );
}

function Answer({ connection, desk }: { readonly connection: Connection; readonly desk: ResearchDesk }): ReactNode {
  const words = useWords(researchWords);
  const language = useSettings((s) => s.settings.language);
  const { told, running } = desk;
  const table = told?.table ?? null;
  const rows = table?.rows ?? NOTHING;
  const about = told?.asked.question.about;
  const at = told?.asked.connection ?? connection.id;
  const facts = useMemo(() => columnsOf(rows, language), [rows, language]);
  const securityOf = useCallback(({ code, name, instrument }: ResearchRow): DraggedSecurity | null => (code === null || about === 'plates' ? null : { connection: at, code, name, instrument }), [about, at]);
  const { ask } = desk;
  const asked = told?.asked.question;
  const pick = useCallback(
    (row: ResearchRow) => {
      const next = asked && followUp(asked, row);
      if (next) return ask({ connection: at, question: next as Question }, true);
      const security = securityOf(row);
      if (security) void linkSecurity(security);
    },
    [asked, ask, at, securityOf],
  );
  const columns = useMemo(() => {
    const own: ColDef<ResearchRow>[] = factColumns(facts);
    if (!rows.some((row) => securityOf(row))) return own;
    const act = (_: string, row: ResearchRow): void => {
      const security = securityOf(row);
      if (security) void watchSecurity(security);
    };
    const [first, ...others] = own;
    return [
      {
        ...first,
        dndSource: true,
        dndSourceOnRowDrag: ({ rowNode, dragEvent }: { readonly rowNode: { readonly data?: ResearchRow | undefined }; readonly dragEvent: DragEvent }) => {
          const security = rowNode.data ? securityOf(rowNode.data) : null;
          if (security && dragEvent.dataTransfer) writeSecurity(dragEvent.dataTransfer, security);
        },
      } as ColDef<ResearchRow>,
      ...others.slice(0, 1),
      actionsColumn<ResearchRow>({ id: 'actions', header: '', width: language === 'zh' ? 64 : 70, actions: (row) => (securityOf(row) ? [{ id: 'watch', label: words.toWatchlist, title: words.toWatchlistTitle, enabled: true }] : []), onAction: act }),
      ...others.slice(1),
    ];
  }, [facts, rows, securityOf, language, words]);

  return (
    <div className="research-answer">
      <div className="table-panel-bar">
        {desk.canBack ? <button type="button" className="bar-button" onClick={desk.back}><Undo2 size={12} aria-hidden />{words.back}</button> : null}
        {about === undefined ? null : <span className="bar-label">{words.topics[about]}</span>}
        {running ? <AskingNote since={running.since} until={running.until} /> : null}
        {table ? <span className="bar-label bar-figure">{words.rows(formatQuantity(rows.length))}</span> : null}
        {table?.cut ? <span className="tone-warning">{words.cut}</span> : null}
        <span className="table-panel-bar-end">
          <Pager desk={desk} connection={at} />
          <button type="button" className="bar-button" disabled={rows.length === 0} onClick={() => about && saveText(fileName(words.topics[about], Date.now()), factsFile(facts, rows))}><Download size={12} aria-hidden />{words.export}</button>
        </span>
      </div>
      <DataGrid<ResearchRow>
        key={about ?? ''}
        memory={`research-${about ?? ''}`}
        label={words.title}
        columns={columns}
        rows={rows}
        rowId={rowId}
        onPick={pick}
        empty={running ? null : <span className={told?.fault ? 'tone-error' : ''}>{told === null ? words.notAsked : told.fault ? sentenceOf(told.fault, language) : words.nothing}</span>}
      />
    </div>
  );
}

/** Which page of a longer list is shown, and the way to the others. */
function Pager({ desk, connection }: { readonly desk: ResearchDesk; readonly connection: string }): ReactNode {
  const words = useWords(researchWords);
  const { told } = desk;
  const page = told?.table ? pageOf(told.asked.question, told.table.rows.length, told.table.total) : null;
  if (!page) return null;
  const go = (question: object): void => desk.ask({ connection, question: question as Question });
  const [previous, next] = [page.previous, page.next];
  return (
    <>
      <span className="bar-label bar-figure">{words.page(formatQuantity(page.from), formatQuantity(page.to), formatQuantity(page.total))}</span>
      <button type="button" className="bar-button bar-button-icon" aria-label={words.previous} title={words.previous} disabled={!previous} onClick={() => previous && go(previous)}><ChevronLeft size={14} aria-hidden /></button>
      <button type="button" className="bar-button bar-button-icon" aria-label={words.next} title={words.next} disabled={!next} onClick={() => next && go(next)}><ChevronRight size={14} aria-hidden /></button>
    </>
  );
}

export const researchPanel: PanelDefinition = { id: 'research', title: { zh: '研究', en: 'Research' }, icon: Telescope, component: ResearchPanel };

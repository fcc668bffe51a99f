/** What happened, newest first, in the language of the screen. */
import { ScrollText } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import { useMemo, useState, type ReactNode } from 'react';
import { useSettings } from '#renderer/state/settings.ts';
import { useLog } from '#renderer/state/topics.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Language } from '#shared/faults.ts';
import type { LogEntry } from '#shared/model/log.ts';
import { levelCell, LEVELS, logRows, sentenceCell, subjectCell, timeCell, type Level } from './log-model.ts';
import { logWords } from './log-words.ts';

const rowId = (entry: LogEntry): string => String(entry.id);

function columnsOf(language: Language): ColDef<LogEntry>[] {
  const words = logWords[language];
  return [
    textColumn<LogEntry>({ id: 'time', header: words.time, width: 152, cell: timeCell }),
    textColumn<LogEntry>({ id: 'level', header: words.level, width: 64, cell: (e) => levelCell(e, language) }),
    textColumn<LogEntry>({ id: 'subject', header: words.subject, width: 84, cut: true, cell: (e) => subjectCell(e, language) }),
    textColumn<LogEntry>({ id: 'sentence', header: words.sentence, width: 400, cut: true, cell: (e) => sentenceCell(e, language), more: { flex: 1, minWidth: 200 } }),
  ];
}

function LogPanel(): ReactNode {
  const words = useWords(logWords);
  const language = useSettings((s) => s.settings.language);
  const entries = useLog((s) => s.items);
  const [least, setLeast] = useState<Level>('info');
  const rows = useMemo(() => logRows(entries, least), [entries, least]);
  const columns = useMemo(() => columnsOf(language), [language]);
  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <select className="bar-select" aria-label={words.filter} value={least} onChange={(event) => setLeast(event.target.value as Level)}>
          {LEVELS.map((level) => <option key={level} value={level}>{words.filters[level]}</option>)}
        </select>
        <span className="bar-label bar-figure">{words.count(formatQuantity(rows.length))}</span>
      </div>
      <DataGrid<LogEntry>
        memory="log"
        label={words.title}
        columns={columns}
        rows={rows}
        rowId={rowId}
        empty={
          entries.length === 0 ? (
            <span>{words.empty}</span>
          ) : (
            <>
              <span>{words.emptyFilter}</span>
              <button type="button" className="bar-button" onClick={() => setLeast('info')}>{words.showAll}</button>
            </>
          )
        }
      />
    </div>
  );
}

export const logPanel: PanelDefinition = { id: 'log', title: { zh: '日志', en: 'Log' }, icon: ScrollText, component: LogPanel };

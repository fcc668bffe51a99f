/** What was declared today, where each stands, and the way to declare something of the linked instrument. */
import { Stamp } from 'lucide-react';
import type { ColDef, GridOptions } from 'ag-grid-community';
import { useMemo, useState, type ReactNode } from 'react';
import { instrumentCell } from '#renderer/panels/orders/order-cells.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument, useSelectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useDeclarations } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { actionsColumn } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import { isOpenDeclaration } from '#shared/model/declaration.ts';
import { DeclarationPopover } from './declaration-popover.tsx';
import { amountCell, declarationRows, rowActions, sideCell, standingCell, type DeclarationRow } from './declarations-model.ts';
import { declarationWords } from './declarations-words.ts';
import { useDeclarable } from './use-declarable.ts';

const rowId = (row: DeclarationRow): string => row.id;
const pick = (row: DeclarationRow): void => selectInstrument(row.declaration.instrument);
const OPTIONS: GridOptions<DeclarationRow> = { rowClassRules: { 'row-over': ({ data }) => data !== undefined && !isOpenDeclaration(data.declaration.state) } };
const NO_QUOTES: readonly string[] = [];

function columnsOf(language: Language): ColDef<DeclarationRow>[] {
  const words = declarationWords[language];
  return [
    textColumn<DeclarationRow>({ id: 'time', header: words.time, width: 152, cell: (r) => ({ text: formatMoment(r.declaration.time, r.instrument?.timeZone ?? LOCAL_ZONE), tone: 'dim' }) }),
    textColumn<DeclarationRow>({ id: 'instrument', header: words.instrument, width: 190, cut: true, cell: (r) => instrumentCell(r.instrument, r.declaration.instrument, language) }),
    textColumn<DeclarationRow>({ id: 'kind', header: words.what, width: 110, cell: (r) => ({ text: words.kind[r.declaration.kind] }) }),
    textColumn<DeclarationRow>({ id: 'side', header: words.side, width: 60, cell: (r) => sideCell(r, language) }),
    textColumn<DeclarationRow>({ id: 'quantity', header: words.quantity, width: 150, numeric: true, cell: amountCell }),
    textColumn<DeclarationRow>({ id: 'state', header: words.standing, width: 240, cut: true, cell: (r) => standingCell(r, language) }),
    actionsColumn<DeclarationRow>({
      id: 'actions', header: words.actions, width: 80, actions: (r) => rowActions(r, language),
      onAction: (_id, { declaration }) => void command('declaration.withdraw', { account: declaration.account, declaration: declaration.id }),
    }),
    textColumn<DeclarationRow>({ id: 'broker', header: words.id, width: 200, cut: true, cell: (r) => ({ text: r.declaration.brokerId ?? '', tone: 'faint' }) }),
  ];
}

function DeclarationsPanel(): ReactNode {
  const words = useWords(declarationWords);
  const language = useSettings((s) => s.settings.language);
  const account = useSelectedAccount()?.id;
  const linked = useSelectedInstrument();
  const declarations = useDeclarations((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const fault = useTradingFault();
  const kinds = useDeclarable()(linked);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const rows = useMemo(() => declarationRows(declarations, account, instruments), [declarations, account, instruments]);
  const columns = useMemo(() => columnsOf(language), [language]);
  const title = fault ? sentenceOf(fault, language) : kinds.length === 0 ? words.notHere(linked?.code ?? '') : words.declareTitle;
  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <span className="table-panel-bar-end">
          <button type="button" className="bar-button" disabled={kinds.length === 0 || fault !== null} title={title} data-testid="declare-linked" onClick={(event) => setAnchor(event.currentTarget)}>
            {words.declare} · {linked?.code}
          </button>
        </span>
      </div>
      <DataGrid<DeclarationRow> memory="declarations" label={words.title} columns={columns} rows={rows} rowId={rowId} quotes={NO_QUOTES} onPick={pick} options={OPTIONS} empty={<span>{words.empty}</span>} />
      {anchor && linked && account !== undefined && kinds.length > 0 ? <DeclarationPopover key={linked.id} account={account} instrument={linked} kinds={kinds} most={null} anchor={anchor} onClose={() => setAnchor(null)} /> : null}
    </div>
  );
}

export const declarationsPanel: PanelDefinition = { id: 'declarations', title: { zh: '申报', en: 'Declarations' }, icon: Stamp, component: DeclarationsPanel };

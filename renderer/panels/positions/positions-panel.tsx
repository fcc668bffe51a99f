/** What the account in use holds, with its result following the market, and the ways out. */
import { Layers } from 'lucide-react';
import type { GridOptions, PostSortRowsParams } from 'ag-grid-community';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { DeclarationPopover } from '#renderer/panels/declarations/declaration-popover.tsx';
import { useDeclarable } from '#renderer/panels/declarations/use-declarable.ts';
import { priceRoom } from '#renderer/panels/orders/order-cells.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { closePosition } from '#renderer/workspace/commands/order-commands.ts';
import { useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import type { RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import { ConfirmButton } from '#renderer/workspace/grid/confirm-popover.tsx';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { sortLive } from '#renderer/workspace/grid/live-sort.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { sentenceOf } from '#shared/faults.ts';
import { declarationsOfPosition } from '#shared/orders/declarations.ts';
import { ClosePopover } from './close-popover.tsx';
import { positionColumns } from './position-columns.ts';
import { closableOf, type PositionRow } from './positions-model.ts';
import { PositionsSummary } from './positions-summary.tsx';
import { positionsWords } from './positions-words.ts';
import { usePositionRows } from './use-position-rows.ts';

const rowId = (row: PositionRow): string => row.id;
const pick = (row: PositionRow): void => selectInstrument(row.position.instrument);
const OPTIONS: GridOptions<PositionRow> = {
  rowClassRules: { 'row-over': ({ data }) => data?.flat === true },
  postSortRows: (params: PostSortRowsParams<PositionRow>) => sortLive(params, client().market, (row) => row.position.instrument),
};

function PositionsPanel(): ReactNode {
  const words = useWords(positionsWords);
  const language = useSettings((s) => s.settings.language);
  const { rows, quotes } = usePositionRows();
  const fault = useTradingFault();
  const declarable = useDeclarable();
  const [closing, setClosing] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<{ readonly id: string; readonly anchor: HTMLElement; readonly action: string } | null>(null);

  const closeRow = useCallback((row: PositionRow, quantity: number) => {
    const mark = (under: boolean): void =>
      setClosing((before) => {
        const next = new Set(before);
        if (under) next.add(row.id);
        else next.delete(row.id);
        return next;
      });
    mark(true);
    void closePosition(row.position, row.instrument, quantity).finally(() => mark(false));
  }, []);

  const actions = useCallback(
    (row: PositionRow): readonly RowAction[] => {
      if (row.flat) return [];
      const under = closing.has(row.id);
      const nothing = closableOf(row) === 0;
      const title = fault ? sentenceOf(fault, language) : nothing ? words.nothingClosable : words.closeTitle;
      const declared = row.instrument ? declarationsOfPosition(declarable(row.instrument), row.position.side) : [];
      const declare: RowAction[] = declared.length === 0 ? [] : [{ id: 'declare', label: words.declare, enabled: !nothing && fault === null, title: fault ? title : nothing ? words.nothingClosable : words.declareTitle }];
      return [...declare, { id: 'close', label: under ? words.closing : words.close, kind: 'danger', enabled: !under && !nothing && fault === null, title }];
    },
    [closing, declarable, fault, language, words],
  );
  const act = useCallback((action: string, row: PositionRow, button: HTMLElement) => setAsking({ id: row.id, anchor: button, action }), []);

  const { price, average } = priceRoom(rows.map((row) => row.instrument));
  const declares = rows.some((row) => actions(row).some(({ id }) => id === 'declare'));
  const columns = useMemo(() => positionColumns(language, { price, average }, actions, act, declares), [language, price, average, actions, act, declares]);
  const closable = rows.filter((row) => closableOf(row) > 0);
  const asked = asking === null ? undefined : rows.find((row) => row.id === asking.id);

  return (
    <div className="table-panel">
      <DataGrid<PositionRow>
        memory="positions"
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
            <button type="button" className="bar-button" onClick={() => openPanel('order-entry')}>{words.toTicket}</button>
          </>
        }
      />
      <div className="table-panel-bar table-panel-foot">
        <PositionsSummary />
        <span className="table-panel-bar-end">
          <ConfirmButton
            label={words.closeAll}
            question={words.confirmAll(closable.length)}
            confirm={words.confirm}
            cancel={words.cancel}
            disabled={closable.length === 0 || fault !== null}
            {...(fault ? { title: sentenceOf(fault, language) } : {})}
            onConfirm={() => {
              for (const row of closable) closeRow(row, closableOf(row));
            }}
          />
        </span>
      </div>
      {asking?.action === 'declare' && asked?.instrument ? (
        <DeclarationPopover
          key={asked.id}
          account={asked.position.account}
          instrument={asked.instrument}
          kinds={declarationsOfPosition(declarable(asked.instrument), asked.position.side)}
          most={closableOf(asked)}
          anchor={asking.anchor}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking?.action === 'close' && asked ? <ClosePopover key={asked.id} row={asked} anchor={asking.anchor} onClose={() => setAsking(null)} onSend={(quantity) => closeRow(asked, quantity)} /> : null}
    </div>
  );
}

export const positionsPanel: PanelDefinition = { id: 'positions', title: { zh: '持仓', en: 'Positions' }, icon: Layers, component: PositionsPanel };

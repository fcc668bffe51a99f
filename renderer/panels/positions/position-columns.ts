/** The columns of the positions table. */
import type { ColDef } from 'ag-grid-community';
import { instrumentCell, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { actionsColumn, type RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { formatPercent, formatResult, padOf, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { liveColumn, type LiveSpec } from '#renderer/workspace/grid/live-cells.ts';
import type { Language } from '#shared/faults.ts';
import { markOf } from '#shared/model/quote.ts';
import { formatMoney, formatPrice, type Money, type Ticks } from '#shared/price.ts';
import { averageOpenCell, closableCell, dayResult, hasTwoResults, openResult, openShare, partsCell, quantityCell, type PositionRow } from './positions-model.ts';
import { positionsWords } from './positions-words.ts';

const instrumentOf = (row: PositionRow): string => row.position.instrument;

function resultSpec(result: (row: PositionRow, mark: Ticks) => Money, plain: (row: PositionRow) => boolean): LiveSpec<PositionRow> {
  return {
    instrumentOf,
    read: (quotes, base, row) => (row.flat ? NaN : result(row, markOf(quotes, base))),
    text: (value, row) => (row.flat ? '' : formatResult(value)),
    tone: (value, _quotes, _base, row) => (plain(row) ? 'dim' : toneOfSign(value)),
  };
}

export function positionColumns(
  language: Language,
  room: PriceRoom,
  actions: (row: PositionRow) => readonly RowAction[],
  onAction: (id: string, row: PositionRow, button: HTMLElement) => void,
  declares = false,
): ColDef<PositionRow>[] {
  const words = positionsWords[language];
  const terms = orderWords[language];
  const money = (value: Money): string => formatMoney(value);
  return [
    textColumn<PositionRow>({ id: 'instrument', header: words.instrument, width: 126, cut: true, cell: (r) => instrumentCell(r.instrument, r.position.instrument, language) }),
    textColumn<PositionRow>({ id: 'side', header: words.side, width: 44, cell: (r) => ({ text: terms.positionSide[r.position.side], tone: r.flat ? 'faint' : r.position.side === 'long' ? 'buy' : 'sell' }) }),
    textColumn<PositionRow>({ id: 'quantity', header: words.quantity, width: 56, numeric: true, cell: (r) => quantityCell(r, language) }),
    textColumn<PositionRow>({ id: 'parts', header: words.parts, width: 76, numeric: true, cell: partsCell }),
    textColumn<PositionRow>({ id: 'closable', header: words.closable, width: 56, numeric: true, cell: (r) => closableCell(r, language) }),
    textColumn<PositionRow>({ id: 'average', header: words.average, width: 92, numeric: true, cell: (r) => averageOpenCell(r, room.average) }),
    liveColumn<PositionRow>({
      id: 'last', header: words.last, width: 78,
      spec: {
        instrumentOf,
        read: (quotes, base) => markOf(quotes, base),
        text: (value, r) => (r.instrument ? formatPrice(r.instrument, value) : ''),
        pad: (r) => padOf(r.instrument?.decimals ?? 0, room.price),
        flash: true,
      },
      more: { sortable: false },
    }),
    liveColumn<PositionRow>({ id: 'dayResult', header: words.dayResult, title: words.dayResultTitle, width: 102, spec: resultSpec(dayResult, () => false) }),
    liveColumn<PositionRow>({ id: 'openResult', header: words.costResult, title: words.costResultTitle, width: 102, spec: resultSpec(openResult, (r) => !hasTwoResults(r)) }),
    liveColumn<PositionRow>({
      id: 'percent', header: words.percent, title: words.percentTitle, width: 66,
      spec: { instrumentOf, read: (quotes, base, r) => openShare(r, markOf(quotes, base)), text: (value, r) => (r.flat ? '' : formatPercent(value)), tone: toneOfSign },
    }),
    actionsColumn<PositionRow>({ id: 'actions', header: words.actions, width: declares ? 128 : 60, actions, onAction }),
    textColumn<PositionRow>({ id: 'realised', header: words.realised, width: 94, numeric: true, cell: (r) => ({ text: r.position.realisedToday === 0 ? '0.00' : formatResult(r.position.realisedToday), tone: r.position.realisedToday === 0 ? 'faint' : toneOfSign(r.position.realisedToday), title: words.realisedTitle }) }),
    textColumn<PositionRow>({ id: 'margin', header: words.margin, width: 102, numeric: true, cell: (r) => ({ text: r.position.margin === 0 ? '' : money(r.position.margin), tone: 'dim' }) }),
    textColumn<PositionRow>({ id: 'fees', header: words.fees, width: 70, numeric: true, cell: (r) => ({ text: money(r.position.feesToday), tone: 'dim' }) }),
  ];
}

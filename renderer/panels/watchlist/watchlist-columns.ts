/** The columns of the watchlist: all figures follow the market by themselves. */
import type { ColDef } from 'ag-grid-community';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { formatChange, formatLarge, formatPercent, padOf, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { liveColumn, type LiveSpec } from '#renderer/workspace/grid/live-cells.ts';
import type { Language } from '#shared/faults.ts';
import { QUOTE, type QuoteField } from '#shared/model/quote.ts';
import { priceOf } from '#shared/price.ts';
import { formatPrice } from '#shared/price.ts';
import { changeOf, markState, markText, markTitle, nameCell, originCell, shareOf, toneOfPrice, type WatchRow } from './watchlist-model.ts';
import { watchlistWords } from './watchlist-words.ts';

const instrumentOf = (row: WatchRow): string => row.id;

/** A price of the quote, coloured against the reference. Sorted by what it costs, not by its count of ticks. */
function priceColumn(field: QuoteField, header: string, width: number, room: number, flash = false): ColDef<WatchRow> {
  const spec: LiveSpec<WatchRow> = {
    instrumentOf,
    read: (quotes, base) => quotes[base + QUOTE[field]],
    text: (value, row) => (row.instrument ? formatPrice(row.instrument, value) : ''),
    tone: (value, quotes, base, row) => (row.instrument ? toneOfPrice(value, row.instrument, quotes, base) : ''),
    pad: (row) => padOf(row.instrument?.decimals ?? 0, room),
    flash,
  };
  return liveColumn<WatchRow>({
    id: field, header, width, spec,
    sortBy: (quotes, base, row) => (row.instrument ? priceOf(row.instrument, quotes[base + QUOTE[field]]) : NaN),
  });
}

function sizeColumn(field: QuoteField, header: string, width: number, language: Language, dashForZero = false): ColDef<WatchRow> {
  return liveColumn<WatchRow>({
    id: field, header, width,
    spec: {
      instrumentOf,
      read: (quotes, base) => quotes[base + QUOTE[field]],
      text: (value) => (dashForZero && value === 0 ? '' : formatLarge(value, language)),
      tone: () => 'dim',
    },
  });
}

/**
 * Mark and instrument stay in sight while the table is scrolled sideways (grid/pin-aside).
 * @param room most decimals of the prices in the list: decimal points are lined up to it
 */
export function watchlistColumns(language: Language, room: number): ColDef<WatchRow>[] {
  const words = watchlistWords[language];
  return [
    liveColumn<WatchRow>({
      id: 'mark', header: words.mark, width: 16,
      spec: { instrumentOf, read: markState, text: (state) => markText(state, language), title: (state) => markTitle(state, language), tone: (state) => (state === -1 ? 'warning' : 'faint') },
      more: { sortable: false, resizable: false, type: [], cellClass: 'cell-mark', headerClass: 'header-mark' },
    }),
    textColumn<WatchRow>({
      id: 'instrument', header: words.instrument, width: 116, cut: true, cell: (row) => nameCell(row, language),
      order: (a, b) => ((a.instrument?.code ?? a.id) < (b.instrument?.code ?? b.id) ? -1 : 1),
    }),
    textColumn<WatchRow>({ id: 'origin', header: words.origin, width: 26, cell: (row) => originCell(row, language), order: (a, b) => ((a.instrument?.origin ?? '') < (b.instrument?.origin ?? '') ? -1 : 1), more: { cellClass: 'cell-tag', headerClass: 'header-tag' } }),
    priceColumn('last', words.last, 80, room, true),
    liveColumn<WatchRow>({
      id: 'percent', header: words.percent, width: 62,
      spec: { instrumentOf, read: (quotes, base, row) => (row.instrument ? shareOf(row.instrument, quotes, base) : NaN), text: (value) => formatPercent(value), tone: toneOfSign },
    }),
    liveColumn<WatchRow>({
      id: 'change', header: words.change, width: 76,
      spec: {
        instrumentOf,
        read: (quotes, base, row) => (row.instrument ? changeOf(row.instrument, quotes, base) : NaN),
        text: (value, row) => (row.instrument ? formatChange(row.instrument, value) : ''),
        tone: toneOfSign,
        pad: (row) => padOf(row.instrument?.decimals ?? 0, room),
      },
      sortBy: (quotes, base, row) => (row.instrument ? priceOf(row.instrument, changeOf(row.instrument, quotes, base)) : NaN),
    }),
    priceColumn('bid', words.bid, 80, room),
    sizeColumn('bidSize', words.bidSize, 56, language),
    priceColumn('ask', words.ask, 80, room),
    sizeColumn('askSize', words.askSize, 56, language),
    sizeColumn('volume', words.volume, 72, language),
    sizeColumn('openInterest', words.openInterest, 72, language, true),
    priceColumn('high', words.high, 80, room),
    priceColumn('low', words.low, 80, room),
  ];
}

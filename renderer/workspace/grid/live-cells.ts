/**
 * Cells that follow the market outside React and outside ag-grid's own refresh: in the animation frame after a market frame,
 * those on screen whose instrument changed write their own text. Cheapest of the ways measured for this house.
 */
import type { ColDef, ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { MarketMirror } from '#renderer/client/client.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Tone } from './figures.ts';

/** How one live column reads and writes. `quotes` and `base` are the record of the row's instrument. */
export interface LiveSpec<Row> {
  readonly instrumentOf: (row: Row) => string;
  /** The figure that decides whether the cell must be written again. */
  readonly read: (quotes: Float64Array, base: number, row: Row) => number;
  readonly text: (value: number, row: Row) => string;
  readonly tone?: (value: number, quotes: Float64Array, base: number, row: Row) => Tone;
  readonly pad?: (row: Row) => string;
  readonly title?: (value: number, row: Row) => string;
  /** A change brightens the text for a moment. */
  readonly flash?: boolean;
}

interface Painted {
  paint(quotes: Float64Array, base: number, now: number): void;
}

interface Flashing {
  readonly element: HTMLElement;
  readonly until: number;
}

/** How long a changed figure stays bright, and how long it then rests. */
const FLASH_MS = 280;
const REST_MS = 420;

/** The live cells of one grid. */
export class LiveCells {
  readonly #market: MarketMirror;
  readonly #groups = new Map<string, { slot: number | undefined; readonly cells: Set<Painted> }>();
  #flashing: Flashing[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #end: (() => void) | null = null;
  readonly flashes: boolean;

  constructor(market: MarketMirror, flashes: boolean) {
    this.#market = market;
    this.flashes = flashes;
  }

  /** Begins to follow the market; the returned function ends it. A grid out of sight does not follow. */
  follow(): () => void {
    this.#end?.();
    this.repaint();
    this.#end = this.#market.onPaint((dirty) => this.#paint(dirty));
    return () => {
      this.#end?.();
      this.#end = null;
    };
  }

  add(instrument: string, cell: Painted): void {
    let group = this.#groups.get(instrument);
    if (!group) {
      group = { slot: this.#market.slotOf(instrument), cells: new Set() };
      this.#groups.set(instrument, group);
    }
    group.cells.add(cell);
    if (group.slot !== undefined) cell.paint(this.#market.quotes, group.slot * QUOTE_WIDTH, 0);
  }

  remove(instrument: string, cell: Painted): void {
    const group = this.#groups.get(instrument);
    if (!group) return;
    group.cells.delete(cell);
    if (group.cells.size === 0) this.#groups.delete(instrument);
  }

  /** Writes every cell anew, without a flash. */
  repaint(): void {
    const { quotes } = this.#market;
    for (const [instrument, group] of this.#groups) {
      group.slot ??= this.#market.slotOf(instrument);
      if (group.slot === undefined) continue;
      for (const cell of group.cells) cell.paint(quotes, group.slot * QUOTE_WIDTH, 0);
    }
  }

  #paint(dirty: ReadonlySet<number>): void {
    const { quotes } = this.#market;
    const now = performance.now();
    for (const [instrument, group] of this.#groups) {
      group.slot ??= this.#market.slotOf(instrument);
      if (group.slot === undefined || !dirty.has(group.slot)) continue;
      const base = group.slot * QUOTE_WIDTH;
      for (const cell of group.cells) cell.paint(quotes, base, now);
    }
  }

  /** Brightens an element for FLASH_MS: two style changes, no running animation. */
  flash(element: HTMLElement, now: number): void {
    element.classList.add('flash');
    this.#flashing.push({ element, until: now + FLASH_MS });
    if (this.#timer === null) this.#timer = setTimeout(() => this.#dim(), FLASH_MS);
  }

  #dim(): void {
    const now = performance.now();
    let next = Infinity;
    const left: Flashing[] = [];
    for (const entry of this.#flashing) {
      if (entry.until <= now + 8) entry.element.classList.remove('flash');
      else {
        left.push(entry);
        next = Math.min(next, entry.until);
      }
    }
    this.#flashing = left;
    this.#timer = left.length === 0 ? null : setTimeout(() => this.#dim(), Math.max(8, next - now));
  }
}

/** What every grid with live cells carries as its context. */
export interface LiveContext {
  readonly live: LiveCells;
}

type Params<Row> = ICellRendererParams<Row, unknown, LiveContext> & { readonly spec: LiveSpec<Row> };

class LiveCell<Row> implements ICellRendererComp<Row>, Painted {
  readonly #element = document.createElement('span');
  readonly #text = document.createTextNode('');
  #params!: Params<Row>;
  #instrument: string | null = null;
  #value: number | undefined = undefined;
  #tone: Tone = '';
  #pad = '';
  #stale = false;
  #restUntil = 0;

  init(params: ICellRendererParams<Row>): void {
    this.#element.className = 'cell';
    this.#element.append(this.#text);
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh(params: ICellRendererParams<Row>): boolean {
    this.#params = params as Params<Row>;
    this.#value = undefined;
    const { data, spec, context } = this.#params;
    const instrument = data === undefined ? null : spec.instrumentOf(data);
    if (this.#instrument !== null) context.live.remove(this.#instrument, this);
    this.#instrument = instrument;
    if (instrument === null || data === undefined) this.#text.data = '';
    else {
      const pad = spec.pad?.(data) ?? '';
      if (pad !== this.#pad) {
        this.#pad = pad;
        if (pad === '') delete this.#element.dataset['pad'];
        else this.#element.dataset['pad'] = pad;
      }
      context.live.add(instrument, this);
    }
    return true;
  }

  destroy(): void {
    if (this.#instrument !== null) this.#params.context.live.remove(this.#instrument, this);
    this.#instrument = null;
  }

  paint(quotes: Float64Array, base: number, now: number): void {
    const { data, spec, context } = this.#params;
    if (data === undefined) return;
    const value = spec.read(quotes, base, data);
    const before = this.#value;
    const stale = quotes[base + QUOTE.stale] === 1;
    const tone = spec.tone?.(value, quotes, base, data) ?? '';
    if (tone !== this.#tone || stale !== this.#stale) {
      this.#tone = tone;
      this.#stale = stale;
      this.#element.className = `cell${tone === '' ? '' : ` tone-${tone}`}${stale ? ' stale' : ''}`;
    }
    if (Object.is(value, before)) return;
    this.#value = value;
    const text = spec.text(value, data);
    if (text !== this.#text.data) {
      this.#text.data = text;
      if (spec.flash === true && now > this.#restUntil && before !== undefined && !Number.isNaN(before) && context.live.flashes) {
        this.#restUntil = now + FLASH_MS + REST_MS;
        context.live.flash(this.#element, now);
      }
    }
    if (spec.title) this.#element.title = spec.title(value, data);
  }
}

export interface LiveColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly width: number;
  readonly spec: LiveSpec<Row>;
  readonly title?: string;
  /** What the column is sorted by; the same as it shows unless given. */
  readonly sortBy?: LiveSpec<Row>['read'];
  readonly more?: ColDef<Row>;
}

/** Marks a live column for live-sort. */
export interface LiveColumnContext<Row> {
  readonly sortBy: LiveSpec<Row>['read'];
}

/** A column of figures that follows the market. Its order is made by live-sort, a few times a second, not by ag-grid's comparator. */
export function liveColumn<Row>(column: LiveColumn<Row>): ColDef<Row> {
  const context: LiveColumnContext<Row> = { sortBy: column.sortBy ?? column.spec.read };
  return {
    colId: column.id,
    headerName: column.header,
    headerTooltip: column.title ?? column.header,
    initialWidth: column.width,
    type: 'figure',
    valueGetter: (params) => params.data,
    comparator: () => 0,
    cellRenderer: LiveCell,
    cellRendererParams: { spec: column.spec },
    context,
    ...column.more,
  };
}

/** Whether values may flash: not where the reader asked for less motion. */
export const flashesAllowed = (): boolean => !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

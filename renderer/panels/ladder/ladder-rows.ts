/** The ladder's rows on the page: a fixed pool outside React. A cell is written only when what it shows has changed. */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Stage } from './ladder-trail.ts';

/** Everything one row shows. */
export interface RowView {
  price: Ticks;
  priceText: string;
  allowed: boolean;
  bid: number;
  ask: number;
  /** Widths in whole percent. */
  bidBar: number;
  askBar: number;
  volumeBar: number;
  isBestBid: boolean;
  isBestAsk: boolean;
  isLast: boolean;
  /** Aggressor of the last print here: `buy`, `sell` or nothing. */
  lastSide: Side | '';
  /** Small text beside the price: size of the last print, high, low, limit. */
  note: string;
  /** Average open price lies here: which position. */
  average: 'long' | 'short' | '';
  ownBuy: string;
  ownBuyState: string;
  ownSell: string;
  ownSellState: string;
  flash: string;
  flashSide: Side | '';
  flashStage: Stage | '';
}

class Cell {
  readonly element: HTMLElement;
  readonly #text: Text;
  #shown = '';
  #name = '';
  #percent = 0;

  constructor(parent: HTMLElement, name: string) {
    this.element = document.createElement('span');
    this.element.className = name;
    this.#name = name;
    this.#text = document.createTextNode('');
    this.element.append(this.#text);
    parent.append(this.element);
  }

  write(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#text.data = text;
  }

  /** Width of the bar behind the text. It is the cell's background: neither layout nor a layer of its own for each. */
  bar(percent: number): void {
    if (percent === this.#percent) return;
    this.#percent = percent;
    this.element.style.backgroundSize = `${percent}% 100%`;
  }

  name(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    this.element.className = name;
  }
}

class Own {
  readonly #cell: HTMLElement;
  readonly #chip: Cell;
  readonly #side: Side;
  #state = '';

  constructor(parent: HTMLElement, side: Side) {
    this.#side = side;
    this.#cell = document.createElement('span');
    this.#cell.className = `ladder-own ${side}`;
    this.#cell.dataset['own'] = side;
    parent.append(this.#cell);
    this.#chip = new Cell(this.#cell, 'ladder-chip');
    const cross = document.createElement('span');
    cross.className = 'ladder-cancel';
    cross.dataset['cancel'] = side;
    cross.textContent = '×';
    this.#cell.append(cross);
  }

  write(text: string, state: string): void {
    this.#chip.write(text);
    if (state === this.#state) return;
    this.#state = state;
    this.#cell.className = state ? `ladder-own ${this.#side} there ${state}` : `ladder-own ${this.#side}`;
  }
}

/** One row of the pool. */
export class LadderRowElement {
  readonly element = document.createElement('div');
  readonly #ownBuy: Own;
  readonly #bid: Cell;
  readonly #price: Cell;
  readonly #note: Cell;
  readonly #ask: Cell;
  readonly #ownSell: Own;
  readonly #flash: Cell;
  #name = 'ladder-row';

  constructor(host: HTMLElement) {
    this.element.className = this.#name;
    this.#ownBuy = new Own(this.element, 'buy');
    this.#bid = new Cell(this.element, 'ladder-bid');
    this.#price = new Cell(this.element, 'ladder-price');
    this.#note = new Cell(this.#price.element, 'ladder-note');
    this.#ask = new Cell(this.element, 'ladder-ask');
    this.#ownSell = new Own(this.element, 'sell');
    this.#flash = new Cell(this.element, 'ladder-flash');
    host.append(this.element);
  }

  write(view: RowView): void {
    this.#bid.write(view.bid > 0 ? String(view.bid) : '');
    this.#ask.write(view.ask > 0 ? String(view.ask) : '');
    this.#bid.bar(view.bidBar);
    this.#ask.bar(view.askBar);
    this.#price.bar(view.volumeBar);
    this.#price.write(view.priceText);
    this.#note.write(view.note);
    this.#ownBuy.write(view.ownBuy, view.ownBuyState);
    this.#ownSell.write(view.ownSell, view.ownSellState);
    this.#flash.write(view.flash);
    this.#flash.name(view.flashStage ? `ladder-flash ${view.flashStage} ${view.flashSide}` : 'ladder-flash');
    this.#bid.name(view.isBestBid ? 'ladder-bid best' : 'ladder-bid');
    this.#ask.name(view.isBestAsk ? 'ladder-ask best' : 'ladder-ask');
    let price = 'ladder-price';
    if (view.isLast) price += ` last ${view.lastSide}`;
    if (view.average) price += ` average-${view.average}`;
    this.#price.name(price);
    const name = view.allowed ? 'ladder-row' : 'ladder-row outside';
    if (name !== this.#name) {
      this.#name = name;
      this.element.className = name;
    }
  }

  /** Marks set by the mouse, apart from what the market writes. */
  set(mark: 'hover' | 'pressed' | 'drop', value: string): void {
    if (value) this.element.dataset[mark] = value;
    else delete this.element.dataset[mark];
  }
}

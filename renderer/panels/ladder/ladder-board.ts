/**
 * The ladder outside React: keeps its pool of rows in step with the market, own orders and clicks, and turns the mouse into
 * ladder commands. It never moves its prices while the mouse is over it.
 */
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { formatPrice, type Ticks } from '#shared/price.ts';
import type { MarketMirror } from '#renderer/client/client.ts';
import { clickMeaning, dragMeaning, type LadderCommand, type LadderContext, type LadderSpot, type MouseButton } from './ladder-clicks.ts';
import {
  barPercent, centreOf, fillSizes, isAllowed, isAway, ladderPrices, ownAt, ownText, sizeText, topAround, topScrolled,
  type Held, type OwnOrders,
} from './ladder-model.ts';
import { LadderRowElement, type RowView } from './ladder-rows.ts';
import { isShown, type Mark } from './ladder-trail.ts';
import { VolumeAtPrice } from './ladder-volume.ts';
import type { LadderWords } from './ladder-words.ts';

/** What React tells the board. */
export interface BoardState {
  own: ReadonlyMap<string, OwnOrders>;
  held: readonly Held[];
  marks: readonly Mark[];
  context: LadderContext;
  words: LadderWords;
}

export interface BoardEvents {
  onCommand(command: LadderCommand, spot: LadderSpot): void;
  /** Where the mouse is, or null when it left. */
  onHover(spot: LadderSpot | null): void;
  /** Whether the market lies outside the rows' middle band. */
  onAway(away: boolean): void;
  /** After each repaint that followed the market. `quote` begins at `offset`. */
  onMarket(quote: Float64Array, offset: number): void;
}

const BUTTONS: readonly (MouseButton | undefined)[] = ['left', 'middle', 'right'];
/** Pixels that the mouse must move with own orders before it is a drag. */
const DRAG_PX = 4;

interface Press {
  readonly button: MouseButton;
  readonly spot: LadderSpot;
  readonly row: number;
  readonly y: number;
  dragging: boolean;
}

const emptyView = (): RowView => ({
  price: NaN, priceText: '', allowed: true, bid: 0, ask: 0, bidBar: 0, askBar: 0, volumeBar: 0, isBestBid: false, isBestAsk: false, isLast: false,
  lastSide: '', note: '', average: '', ownBuy: '', ownBuyState: '', ownSell: '', ownSellState: '', flash: '', flashSide: '', flashStage: '',
});

const ownClass = ({ state, waiting }: OwnOrders): string => (waiting ? `${state} waits` : state);

export class LadderBoard {
  readonly volume = new VolumeAtPrice();
  readonly #host: HTMLElement;
  readonly #market: MarketMirror;
  readonly #instrument: Instrument;
  readonly #rowHeight: number;
  readonly #events: BoardEvents;
  readonly #view = emptyView();
  readonly #ends: (() => void)[] = [];
  #state: BoardState;
  #rows: LadderRowElement[] = [];
  #prices: readonly Ticks[] = [];
  #texts: readonly string[] = [];
  #bids = new Float64Array(0);
  #asks = new Float64Array(0);
  #top: Ticks = NaN;
  #over = false;
  #hovered = -1;
  #press: Press | null = null;
  #away = false;
  #frame = 0;
  #upper = Infinity;
  #lower = -Infinity;

  constructor(host: HTMLElement, market: MarketMirror, instrument: Instrument, rowHeight: number, state: BoardState, events: BoardEvents) {
    this.#host = host;
    this.#market = market;
    this.#instrument = instrument;
    this.#rowHeight = rowHeight;
    this.#state = state;
    this.#events = events;
    host.style.setProperty('--ladder-row-px', `${rowHeight}px`);
    this.#listen('pointerenter', () => (this.#over = true));
    this.#listen('pointerleave', () => this.#leave());
    this.#listen('pointerdown', (event) => this.#down(event as PointerEvent));
    this.#listen('pointermove', (event) => this.#move(event as PointerEvent));
    this.#listen('pointerup', (event) => this.#up(event as PointerEvent));
    this.#listen('pointercancel', () => this.#release());
    this.#listen('contextmenu', (event) => event.preventDefault());
    // The middle button would start the browser's own scrolling.
    this.#listen('mousedown', (event) => (event as MouseEvent).button === 1 && event.preventDefault());
    this.#listen('wheel', (event) => this.#wheel(event as WheelEvent), { passive: false });
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(host);
    this.#ends.push(() => sizes.disconnect());
    this.#ends.push(
      market.onPaint((dirty) => {
        const slot = market.slotOf(instrument.id);
        if (slot !== undefined && dirty.has(slot)) this.#paint();
      }),
    );
  }

  #listen(type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): void {
    this.#host.addEventListener(type, listener, options);
    this.#ends.push(() => this.#host.removeEventListener(type, listener, options));
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const end of this.#ends) end();
    this.#host.replaceChildren();
  }

  /** Takes over orders, positions, clicks and words; repaints in the next frame. */
  update(state: BoardState): void {
    this.#state = state;
    this.paintSoon();
  }

  paintSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  get isMouseOver(): boolean {
    return this.#over;
  }

  /** Puts the market in the middle. Only ever by the user's wish, or while the mouse is elsewhere. */
  centre(): void {
    const { quote, offset } = this.#quote();
    const centre = quote ? centreOf(quote, offset) : NaN;
    if (!Number.isNaN(centre)) this.#setTop(topAround(this.#instrument, centre, this.#rows.length));
    this.paintSoon();
  }

  #quote(): { quote: Float64Array | null; offset: number; slot: number } {
    const slot = this.#market.slotOf(this.#instrument.id);
    return slot === undefined ? { quote: null, offset: 0, slot: -1 } : { quote: this.#market.quotes, offset: slot * QUOTE_WIDTH, slot };
  }

  #setTop(top: Ticks): void {
    this.#top = top;
    this.#prices = ladderPrices(this.#instrument, top, this.#rows.length);
    this.#texts = this.#prices.map((price) => formatPrice(this.#instrument, price));
  }

  #resize(): void {
    const count = Math.max(0, Math.floor(this.#host.clientHeight / this.#rowHeight));
    while (this.#rows.length > count) this.#rows.pop()?.element.remove();
    while (this.#rows.length < count) this.#rows.push(new LadderRowElement(this.#host));
    this.#bids = new Float64Array(count);
    this.#asks = new Float64Array(count);
    if (Number.isNaN(this.#top)) this.centre();
    else this.#setTop(this.#top);
    this.paintSoon();
  }

  #paint(): void {
    const { quote, offset, slot } = this.#quote();
    if (!quote || this.#rows.length === 0) return;
    const centre = centreOf(quote, offset);
    this.#host.dataset['empty'] = String(Number.isNaN(centre));
    this.#host.dataset['stale'] = String(quote[offset + QUOTE.stale] === 1);
    if (Number.isNaN(centre)) return;
    let away = Number.isNaN(this.#top) || isAway(this.#prices, centre);
    if (Number.isNaN(this.#top) || (away && !this.#over && !this.#press)) {
      this.#setTop(topAround(this.#instrument, centre, this.#rows.length));
      away = false;
    }
    if (away !== this.#away) {
      this.#away = away;
      this.#events.onAway(away);
    }
    this.volume.follow(this.#market.tape(slot));
    const upper = quote[offset + QUOTE.upperLimit];
    const lower = quote[offset + QUOTE.lowerLimit];
    this.#upper = Number.isNaN(upper) ? Infinity : upper;
    this.#lower = Number.isNaN(lower) ? -Infinity : lower;
    const most = fillSizes(this.#prices, this.#market.book(slot), quote, offset, this.#bids, this.#asks);
    for (let row = 0; row < this.#rows.length; row++) this.#paintRow(row, quote, offset, most);
    this.#events.onMarket(quote, offset);
  }

  #paintRow(row: number, quote: Float64Array, offset: number, most: number): void {
    const view = this.#view;
    const price = this.#prices[row];
    const { own, held, marks, words } = this.#state;
    const last = quote[offset + QUOTE.last];
    view.price = price;
    view.priceText = this.#texts[row];
    view.allowed = this.#isAllowed(price);
    view.bid = this.#bids[row];
    view.ask = this.#asks[row];
    view.bidBar = barPercent(view.bid, most);
    view.askBar = barPercent(view.ask, most);
    view.volumeBar = barPercent(this.volume.at(price), this.volume.most);
    view.isBestBid = price === quote[offset + QUOTE.bid];
    view.isBestAsk = price === quote[offset + QUOTE.ask];
    view.isLast = price === last;
    const traded = view.isLast && this.volume.lastPrice === last;
    view.lastSide = !traded || this.volume.lastAggressor === 0 ? '' : this.volume.lastAggressor > 0 ? 'buy' : 'sell';
    view.note = traded ? sizeText(this.volume.lastQuantity) : this.#noteAt(price, quote, offset);
    view.average = '';
    for (const h of held) if (h.averageRow === price) view.average = h.position.side;
    const buy = ownAt(own, 'buy', price);
    const sell = ownAt(own, 'sell', price);
    view.ownBuy = buy ? ownText(buy) : '';
    view.ownBuyState = buy ? ownClass(buy) : '';
    view.ownSell = sell ? ownText(sell) : '';
    view.ownSellState = sell ? ownClass(sell) : '';
    view.flash = '';
    view.flashSide = '';
    view.flashStage = '';
    if (marks.length > 0) {
      const now = performance.now();
      for (const mark of marks) {
        if (mark.price !== price || !isShown(mark, now)) continue;
        view.flash = words.flash[mark.stage](mark.side, mark.quantity, view.priceText);
        view.flashSide = mark.side;
        view.flashStage = mark.stage;
      }
    }
    this.#rows[row].write(view);
  }

  #noteAt(price: Ticks, quote: Float64Array, offset: number): string {
    const { notes } = this.#state.words;
    if (price === this.#upper) return notes.upper;
    if (price === this.#lower) return notes.lower;
    if (price === quote[offset + QUOTE.high]) return notes.high;
    if (price === quote[offset + QUOTE.low]) return notes.low;
    return '';
  }

  #isAllowed(price: Ticks): boolean {
    return isAllowed(this.#instrument.kind, price, this.#lower, this.#upper);
  }

  #rowAt(event: MouseEvent): number {
    const row = Math.floor((event.clientY - this.#host.getBoundingClientRect().top) / this.#rowHeight);
    return row >= 0 && row < this.#prices.length ? row : -1;
  }

  #spotAt(event: MouseEvent): { row: number; spot: LadderSpot } | null {
    const row = this.#rowAt(event);
    if (row < 0) return null;
    const price = this.#prices[row];
    const target = event.target instanceof Element ? event.target : null;
    const side = target?.closest<HTMLElement>('[data-own]')?.dataset['own'];
    const own = side === 'buy' || side === 'sell' ? (ownAt(this.#state.own, side, price) ?? null) : null;
    return { row, spot: { price, allowed: this.#isAllowed(price), own, onCancel: own !== null && target?.closest('[data-cancel]') !== null } };
  }

  #down(event: PointerEvent): void {
    const button = BUTTONS[event.button];
    const at = this.#spotAt(event);
    if (!button || !at || this.#press) return;
    this.#press = { button, spot: at.spot, row: at.row, y: event.clientY, dragging: false };
    this.#host.setPointerCapture(event.pointerId);
    if (!at.spot.own && button !== 'middle' && at.spot.allowed) this.#rows[at.row].set('pressed', button === 'left' ? 'buy' : 'sell');
  }

  #move(event: PointerEvent): void {
    const row = this.#rowAt(event);
    const press = this.#press;
    if (press?.spot.own && press.button === 'left' && !press.spot.onCancel && Math.abs(event.clientY - press.y) > DRAG_PX) press.dragging = true;
    if (row !== this.#hovered || !press) {
      if (row !== this.#hovered) {
        this.#rows[this.#hovered]?.set('hover', '');
        this.#rows[this.#hovered]?.set('drop', '');
        this.#hovered = row;
        this.#rows[row]?.set('hover', 'true');
      }
      if (!press) this.#events.onHover(this.#spotAt(event)?.spot ?? null);
    }
    if (press?.dragging) {
      this.#rows[row]?.set('drop', press.spot.own?.side ?? '');
      if (row >= 0) this.#events.onHover({ price: this.#prices[row], allowed: true, own: press.spot.own, onCancel: false });
    }
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    if (!press || BUTTONS[event.button] !== press.button) return;
    this.#release();
    const row = this.#rowAt(event);
    const price = row < 0 ? NaN : this.#prices[row];
    if (press.dragging && press.spot.own) {
      const to: LadderSpot = { price, allowed: this.#isAllowed(price), own: press.spot.own, onCancel: false };
      if (row >= 0 && this.#isInside(event)) this.#events.onCommand(dragMeaning(press.spot.own, to, this.#state.context), to);
      return;
    }
    // Let go elsewhere, or the prices moved in between: not a click.
    if (price !== press.spot.price || !this.#isInside(event)) return;
    this.#events.onCommand(clickMeaning(press.button, press.spot, this.#state.context), press.spot);
  }

  #isInside(event: MouseEvent): boolean {
    const box = this.#host.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  }

  #release(): void {
    if (this.#press) this.#rows[this.#press.row]?.set('pressed', '');
    this.#rows[this.#hovered]?.set('drop', '');
    this.#press = null;
  }

  #leave(): void {
    this.#over = false;
    this.#rows[this.#hovered]?.set('hover', '');
    this.#rows[this.#hovered]?.set('drop', '');
    this.#hovered = -1;
    this.#events.onHover(null);
    this.paintSoon();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (Number.isNaN(this.#top) || event.deltaY === 0) return;
    this.#setTop(topScrolled(this.#instrument, this.#top, Math.sign(event.deltaY) * (event.shiftKey ? 10 : 3)));
    this.paintSoon();
  }
}

/** Lines at prices: positions, working orders, reminders. An order's line has a handle to drag it by and a × to cancel it. */
import { LineStyle, type IPriceLine } from 'lightweight-charts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order, Side } from '#shared/model/order.ts';
import { isLive, remainingOf } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { positionQuantity } from '#shared/model/position.ts';
import type { Reminder } from '#shared/model/reminder.ts';
import { isWaiting, standsAt } from '#shared/orders/waiting.ts';
import { priceOf, type Ticks } from '#shared/price.ts';
import { formatAverage } from '#renderer/workspace/grid/figures.ts';
import { linePrice, sideBySide } from './chart-model.ts';
import type { ChartWords } from './chart-words.ts';
import type { PriceCanvas } from './price-canvas.ts';

export interface ChartMarks {
  readonly orders: readonly Order[];
  readonly positions: readonly Position[];
  readonly reminders: readonly Reminder[];
}

export interface ChartLineEvents {
  onMove(order: Order, price: Ticks): void;
  onCancel(order: Order): void;
}

/** Orders of one account and instrument that have a line. */
export const linedOrders = (orders: readonly Order[], account: string, instrument: string): Order[] =>
  orders.filter((o) => o.account === account && o.instrument === instrument && standsAt(o) !== null && isLive(o.state));

/** Px: the height of a handle, and the distance of two that stand side by side. */
const HANDLE_HEIGHT = 18;
const HANDLE_WIDTH = 76;

interface Handle {
  readonly element: HTMLElement;
  readonly text: Text;
  order: Order;
  line: IPriceLine;
  /** While it is dragged: where to. */
  dragged: Ticks | null;
}

export class ChartLines {
  readonly #layer: HTMLElement;
  readonly #view: PriceCanvas;
  readonly #instrument: Instrument;
  readonly #words: ChartWords;
  readonly #events: ChartLineEvents;
  readonly #handles = new Map<string, Handle>();
  #others: IPriceLine[] = [];
  #marks: ChartMarks = { orders: [], positions: [], reminders: [] };

  constructor(layer: HTMLElement, view: PriceCanvas, instrument: Instrument, words: ChartWords, events: ChartLineEvents) {
    this.#layer = layer;
    this.#view = view;
    this.#instrument = instrument;
    this.#words = words;
    this.#events = events;
  }

  close(): void {
    for (const handle of this.#handles.values()) handle.element.remove();
    this.#handles.clear();
  }

  /** Draws the lines of these orders, positions and reminders, and no others. */
  show(marks: ChartMarks): void {
    this.#marks = marks;
    const { series, colours } = this.#view;
    for (const line of this.#others) series.removePriceLine(line);
    this.#others = [
      ...marks.positions.map((p) => this.#line(p.openValue / positionQuantity(p), p.side === 'long' ? colours.buy : colours.sell, LineStyle.Solid, this.#words.position(p.side, positionQuantity(p), formatAverage(this.#instrument, p.openValue, positionQuantity(p))))),
      ...marks.reminders.map((r) => this.#line(r.threshold, colours.warning, LineStyle.Dotted, this.#words.reminder)),
    ];
    const kept = new Set(marks.orders.map((o) => o.id));
    for (const [id, handle] of this.#handles) {
      if (kept.has(id)) continue;
      series.removePriceLine(handle.line);
      handle.element.remove();
      this.#handles.delete(id);
    }
    for (const order of marks.orders) this.#showOrder(order);
    this.place();
  }

  /** Colours changed: everything is drawn again. */
  repaint(): void {
    for (const handle of this.#handles.values()) handle.line.applyOptions(this.#colourOf(handle.order.side));
    this.show(this.#marks);
  }

  /** Puts the handles where their prices are now; those too near to each other stand side by side. */
  place(): void {
    const placed: { readonly handle: Handle; readonly y: number }[] = [];
    for (const handle of this.#handles.values()) {
      const y = this.#view.heightOf(handle.dragged ?? linePrice(handle.order));
      handle.element.hidden = y === null;
      if (y !== null) placed.push({ handle, y: Math.round(y) });
    }
    const columns = sideBySide(placed.map((p) => p.y), HANDLE_HEIGHT);
    placed.forEach(({ handle, y }, i) => {
      handle.element.style.transform = `translate(${columns[i] * HANDLE_WIDTH}px, ${y - HANDLE_HEIGHT / 2}px)`;
    });
  }

  #colourOf(side: Side) {
    const { colours } = this.#view;
    const color = side === 'buy' ? colours.buy : colours.sell;
    return { color, axisLabelColor: color, axisLabelTextColor: colours.panel };
  }

  #line(ticks: number, color: string, lineStyle: LineStyle, title: string): IPriceLine {
    const price = Number.isInteger(ticks) ? priceOf(this.#instrument, ticks) : ticks * this.#instrument.tickSize;
    return this.#view.series.createPriceLine({ price, color, lineWidth: 1, lineStyle, title, axisLabelVisible: true, axisLabelColor: color, axisLabelTextColor: this.#view.colours.panel });
  }

  #showOrder(order: Order): void {
    let handle = this.#handles.get(order.id);
    if (!handle) {
      handle = this.#makeHandle(order);
      this.#handles.set(order.id, handle);
    }
    handle.order = order;
    if (handle.dragged === null) handle.line.applyOptions({ price: priceOf(this.#instrument, linePrice(order)) });
    const waits = isWaiting(order);
    const text = waits ? this.#words.waits(order.side, remainingOf(order)) : this.#words.order(order.side, remainingOf(order));
    if (handle.text.data !== text) handle.text.data = text;
    handle.element.className = `chart-order ${order.side} ${order.pending?.kind ?? order.state}${waits ? ' waits' : ''}`;
    handle.line.applyOptions({ lineStyle: waits ? LineStyle.SparseDotted : LineStyle.Dashed });
  }

  #makeHandle(order: Order): Handle {
    const element = document.createElement('div');
    const text = document.createTextNode('');
    const grip = document.createElement('span');
    grip.className = 'chart-order-grip';
    grip.title = this.#words.drag;
    grip.append(text);
    const cross = document.createElement('button');
    cross.type = 'button';
    cross.textContent = '×';
    cross.title = this.#words.cancel;
    cross.setAttribute('aria-label', this.#words.cancel);
    element.append(grip, cross);
    this.#layer.append(element);
    const line = this.#line(linePrice(order), this.#colourOf(order.side).color, LineStyle.Dashed, '');
    const handle: Handle = { element, text, order, line, dragged: null };
    cross.addEventListener('click', () => this.#events.onCancel(handle.order));
    grip.addEventListener('pointerdown', (event) => event.button === 0 && this.#drag(handle, grip, event));
    return handle;
  }

  #drag(handle: Handle, grip: HTMLElement, start: PointerEvent): void {
    start.preventDefault();
    grip.setPointerCapture(start.pointerId);
    const from = linePrice(handle.order);
    const top = this.#layer.getBoundingClientRect().top;
    const onMove = (event: PointerEvent): void => {
      const price = this.#view.priceAt(event.clientY - top);
      if (price === null) return;
      handle.dragged = price;
      handle.line.applyOptions({ price: priceOf(this.#instrument, price) });
      this.place();
    };
    const finish = (taken: boolean): void => {
      grip.removeEventListener('pointermove', onMove);
      grip.removeEventListener('pointerup', onUp);
      grip.removeEventListener('pointercancel', onCancel);
      window.removeEventListener('keydown', onKey, true);
      const to = handle.dragged;
      handle.dragged = null;
      handle.line.applyOptions({ price: priceOf(this.#instrument, linePrice(handle.order)) });
      this.place();
      if (taken && to !== null && to !== from) this.#events.onMove(handle.order, to);
    };
    const onUp = (): void => finish(true);
    const onCancel = (): void => finish(false);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') finish(false);
    };
    grip.addEventListener('pointermove', onMove);
    grip.addEventListener('pointerup', onUp);
    grip.addEventListener('pointercancel', onCancel);
    window.addEventListener('keydown', onKey, true);
  }
}

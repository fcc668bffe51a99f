/** Ties a ladder's board to the stores and the core: what is sent, what became of it, what the head and the foot say. */
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order, Side } from '#shared/model/order.ts';
import { markOf, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { formatMoney, formatPrice, type Ticks } from '#shared/price.ts';
import type { Language } from '#shared/faults.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { parseQuantity } from '#renderer/panels/order-entry/quantity.ts';
import { useArming } from '#renderer/state/arming.ts';
import { useLink } from '#renderer/state/link.ts';
import { selectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { prefillTicket, quantityText, useTicket } from '#renderer/state/ticket.ts';
import { useAccounts, useOrders, usePositions } from '#renderer/state/topics.ts';
import { cancelAll, cancelOrder, closePosition, moveOrder, placeOrder, quickOrder } from '#renderer/workspace/commands/order-commands.ts';
import { currentTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { LadderBoard } from './ladder-board.ts';
import type { LadderCommand, LadderSpot } from './ladder-clicks.ts';
import { groupOwn, heldOf, ownText, ownTotals, unrealisedOf, type Held, type OwnOrders } from './ladder-model.ts';
import { advance, isShown, SHOWN_MS, type Mark } from './ladder-trail.ts';
import type { LadderWords } from './ladder-words.ts';

/** Elements that are written outside React. */
export interface LadderElements {
  readonly rows: HTMLElement;
  readonly position: HTMLElement;
  readonly result: HTMLElement;
  readonly message: HTMLElement;
  /** Heads of the own-order columns, which tell how much is working. */
  readonly ownBuy: HTMLElement;
  readonly ownSell: HTMLElement;
}

const SEED_PRINTS = 2000;
/** How long a message stays before the line goes back to what the mouse points at. */
const TOLD_MS = 2000;
const FAULT_MS = 6000;

export class LiveLadder {
  readonly #board: LadderBoard;
  readonly #elements: LadderElements;
  readonly #instrument: Instrument;
  readonly #words: LadderWords;
  readonly #language: Language;
  readonly #ends: (() => void)[] = [];
  #own: ReadonlyMap<string, OwnOrders> = new Map();
  #held: readonly Held[] = [];
  #marks: readonly Mark[] = [];
  #hover: LadderSpot | null = null;
  #message: { readonly text: string; readonly bad: boolean; readonly until: number } | null = null;
  #closed = false;

  constructor(elements: LadderElements, instrument: Instrument, rowHeight: number, words: LadderWords, language: Language, onAway: (away: boolean) => void) {
    this.#elements = elements;
    this.#instrument = instrument;
    this.#words = words;
    this.#language = language;
    const { market } = client();
    this.#board = new LadderBoard(elements.rows, market, instrument, rowHeight, this.#boardState(), {
      onCommand: (meant, spot) => this.#do(meant, spot),
      onHover: (spot) => this.#hovered(spot),
      onAway,
      onMarket: (quote, offset) => this.#paintResult(quote, offset),
    });
    this.#ends.push(() => this.#board.close());
    const take = (): void => this.#take();
    for (const store of [useOrders, usePositions, useAccounts, useArming, useLink, useTicket]) this.#ends.push(store.subscribe(take));
    this.#ends.push(useSettings.subscribe((now, before) => now.settings.account !== before.settings.account && take()));
    const owner = `ladder:${instrument.id}`;
    const looked = [instrument.id];
    market.look(owner, { quotes: looked, books: looked, trades: looked });
    this.#ends.push(() => market.look(owner, {}));
    void this.#seed();
    this.#take();
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
  }

  centre(): void {
    this.#board.centre();
  }

  get isMouseOver(): boolean {
    return this.#board.isMouseOver;
  }

  async #seed(): Promise<void> {
    const answer = await client().ask('trades.recent', { instrument: this.#instrument.id, limit: SEED_PRINTS });
    const { market } = client();
    const slot = market.slotOf(this.#instrument.id);
    if (this.#closed || !answer.ok || slot === undefined) return;
    this.#board.volume.seed(answer.value, market.tape(slot));
    this.#board.paintSoon();
  }

  #boardState() {
    return {
      own: this.#own,
      held: this.#held,
      marks: this.#marks,
      context: { armed: useArming.getState().armed, fault: currentTradingFault() },
      words: this.#words,
    };
  }

  /** Takes orders, positions and clicks as they now are to the board. */
  #take(): void {
    const account = selectedAccount()?.id ?? '';
    const orders = useOrders.getState();
    this.#own = groupOwn(orders.items, account, this.#instrument.id);
    this.#held = heldOf(usePositions.getState().items, this.#instrument, account, this.#instrument.id);
    const now = performance.now();
    let soonest = Infinity;
    this.#marks = this.#marks
      .map((mark) => advance(mark, orders.byKey, now))
      .filter((mark) => isShown(mark, now));
    for (const mark of this.#marks) {
      soonest = Math.min(soonest, SHOWN_MS[mark.stage] - (now - mark.since));
      if (mark.stage === 'refused' && mark.fault && mark.since === now) this.#sayFault(mark.fault);
    }
    if (soonest < Infinity) this.#later(soonest + 20);
    const { buy, sell } = ownTotals(this.#own);
    this.#elements.ownBuy.textContent = this.#words.columns.ownBuy(buy);
    this.#elements.ownSell.textContent = this.#words.columns.ownSell(sell);
    const position =
      this.#held.length === 0
        ? this.#words.flat
        : this.#held.map((h) => `${h.position.side === 'long' ? this.#words.long : this.#words.short} ${h.quantity} @ ${h.average}`).join('  ');
    this.#elements.position.textContent = position;
    this.#elements.position.title = position;
    const { market } = client();
    const slot = market.slotOf(this.#instrument.id);
    if (slot !== undefined) this.#paintResult(market.quotes, slot * QUOTE_WIDTH);
    this.#board.update(this.#boardState());
    this.#paintMessage();
  }

  #later(ms: number): void {
    const timer = setTimeout(() => !this.#closed && this.#take(), ms);
    this.#ends.push(() => clearTimeout(timer));
  }

  #paintResult(quote: Float64Array, offset: number): void {
    const result = unrealisedOf(this.#held, this.#instrument, markOf(quote, offset));
    const text = this.#held.length === 0 ? '' : `${result > 0 ? '+' : ''}${formatMoney(result)}`;
    const element = this.#elements.result;
    if (element.textContent === text) return;
    element.textContent = text;
    element.dataset['sign'] = result > 0 ? 'up' : result < 0 ? 'down' : '';
  }

  #say(text: string, bad: boolean): void {
    const shown = bad ? FAULT_MS : TOLD_MS;
    this.#message = { text, bad, until: performance.now() + shown };
    this.#paintMessage();
    this.#later(shown + 20);
  }

  #sayFault(fault: Fault): void {
    this.#say(sentenceOf(fault, this.#language), true);
  }

  #hovered(spot: LadderSpot | null): void {
    this.#hover = spot;
    this.#paintMessage();
  }

  #paintMessage(): void {
    const { message } = this.#elements;
    const said = this.#message && performance.now() < this.#message.until ? this.#message : null;
    const fault = currentTradingFault();
    let text = this.#words.hover.idle;
    let bad = false;
    if (said) ({ text, bad } = said);
    else if (fault) {
      text = sentenceOf(fault, this.#language);
      bad = true;
    } else if (this.#hover) text = this.#hoverText(this.#hover);
    if (message.textContent !== text) {
      message.textContent = text;
      message.title = text;
    }
    message.dataset['bad'] = String(bad);
  }

  #hoverText(spot: LadderSpot): string {
    const { hover } = this.#words;
    const price = formatPrice(this.#instrument, spot.price);
    if (spot.own && spot.own.price !== spot.price) return hover.drag(spot.own.side, formatPrice(this.#instrument, spot.own.price), price);
    if (spot.own) return (spot.own.waiting ? hover.waits : hover.own)(spot.own.side, ownText(spot.own), price);
    if (!spot.allowed) return hover.outside(price);
    if (!useArming.getState().armed) return hover.prefill(price);
    return hover.place(quantityText(useTicket.getState(), this.#instrument), price);
  }

  #do(meant: LadderCommand, spot: LadderSpot): void {
    switch (meant.kind) {
      case 'place':
        void this.send(meant.side, meant.price);
        return;
      case 'prefill':
        prefillTicket(this.#instrument.id, meant.side, meant.price);
        return;
      case 'cancel':
        this.#cancel(meant.orders);
        return;
      case 'move':
        for (const order of meant.orders) void moveOrder(order, meant.price);
        this.#say(this.#words.moved(meant.orders.length), false);
        return;
      case 'refused':
        this.#sayFault(meant.fault);
        return;
      case 'not-armed':
        this.#say(this.#words.notArmed, true);
        return;
      case 'outside-limits':
        this.#say(this.#words.hover.outside(formatPrice(this.#instrument, spot.price)), true);
        return;
      case 'nothing':
    }
  }

  #cancel(orders: readonly Order[]): void {
    const open = orders.filter((o) => o.pending?.kind !== 'cancelling');
    for (const order of open) void cancelOrder(order);
    if (open.length > 0) this.#say(this.#words.cancelled(open.length), false);
  }

  /** Sends a one-click order for the quantity typed; `price` null: at the market. Refused in place while the ladder is not armed. */
  async send(side: Side, price: Ticks | null): Promise<void> {
    const account = selectedAccount();
    const fault = currentTradingFault();
    if (!useArming.getState().armed) return this.#say(this.#words.needsArming, true);
    if (fault || !account) return fault ? this.#sayFault(fault) : undefined;
    const quantity = parseQuantity(this.#instrument, quantityText(useTicket.getState(), this.#instrument), side);
    if (!quantity.ok) return this.#sayFault(quantity.fault);
    const request = quickOrder(account.id, this.#instrument.id, side, price, quantity.value, 'ladder');
    const shownAt = price ?? this.#touch(side);
    this.#mark({ id: request.id, side, price: shownAt, quantity: quantity.value, stage: 'sent', orders: [request.id], fault: null, since: performance.now() });
    const answer = await placeOrder(request, true);
    if (this.#closed) return;
    const at = this.#marks.find((m) => m.id === request.id);
    if (!answer.ok) {
      if (at) this.#mark({ ...at, stage: 'refused', fault: answer.fault, since: performance.now() });
      this.#sayFault(answer.fault);
    } else if (at) this.#mark({ ...at, orders: answer.value.orders.map((o) => o.id) });
  }

  /** Where a market order shows its mark: the price that it would meet first. */
  #touch(side: Side): Ticks {
    const { market } = client();
    const at = (market.slotOf(this.#instrument.id) ?? 0) * QUOTE_WIDTH;
    const met = market.quotes[at + (side === 'buy' ? QUOTE.ask : QUOTE.bid)];
    return Number.isNaN(met) ? market.quotes[at + QUOTE.last] : met;
  }

  #mark(mark: Mark): void {
    this.#marks = [...this.#marks.filter((m) => m.id !== mark.id), mark];
    this.#take();
  }

  cancelSide(side?: Side): void {
    const account = selectedAccount();
    if (account) void cancelAll(account.id, { instrument: this.#instrument.id, ...(side ? { side } : {}) });
  }

  /** Closes every held side of the instrument at the market. */
  flatten(): void {
    const fault = currentTradingFault();
    if (!useArming.getState().armed) return this.#say(this.#words.needsArming, true);
    if (fault) return this.#sayFault(fault);
    for (const h of this.#held) void closePosition(h.position, this.#instrument, h.quantity, 'ladder');
  }
}

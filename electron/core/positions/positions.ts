/**
 * What the accounts hold. Two books are kept side by side:
 *
 * - ours, from fills alone through shared/ledger/holding, stored in the transaction that stores the fills. It is compared with
 *   the broker's in reconciliation only, when no fill is under way between the two answers, and the broker's then replaces it.
 * - the broker's reports, as they came.
 *
 * What is published: the broker's report where its system sends positions by itself (it comes before, after or between the fills
 * it tells of, so it is never held against ours), ours for a system that does not. The frozen quantities are ours in both cases:
 * they cover an order from the moment it is made, and a stale figure of the broker cannot hide what may be closed.
 */
import type { Publisher } from '#electron/core/core.ts';
import type { Store } from '#electron/store/store.ts';
import { marginOf } from '#shared/ledger/fees.ts';
import { Holding, partOf, sideClosedBy, sideOpenedBy } from '#shared/ledger/holding.ts';
import type { Declaration } from '#shared/model/declaration.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { positionKey, positionQuantity, type Position, type PositionSide } from '#shared/model/position.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import type { Money } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { createFrozenQuantities, layOn } from './frozen.ts';

export interface PositionsOptions {
  readonly store: Pick<Store, 'positions'>;
  readonly publisher: Publisher;
  readonly instrumentOf: (id: InstrumentId) => Instrument | undefined;
  /** A whole quote record (shared/model/quote); may be a view that changes. */
  readonly quoteOf: (id: InstrumentId) => Float64Array | undefined;
  readonly log: (level: 'info' | 'warning' | 'error', text: string, fault: Fault | null) => void;
}

/** What a closing order may still take. `total` is what an order that names no part may take. */
export interface Closable {
  readonly today: number;
  readonly yesterday: number;
  readonly total: number;
}

export interface Positions {
  /** Takes up what the store kept of an account. Once per account. */
  load(account: string): void;
  /** Books a fill that was not booked before. */
  onFill(fill: Pick<Fill, 'account' | 'instrument' | 'side' | 'offset' | 'price' | 'quantity' | 'fee'>): void;
  /** A fill that is booked costs more than was known, or (negative) less. */
  charge(fill: Pick<Fill, 'account' | 'instrument' | 'side' | 'offset'>, more: Money): void;
  /** Takes note of an order as it now stands, for the frozen quantities. */
  onOrder(order: Order): void;
  /** Likewise of a declaration. */
  onDeclaration(declaration: Declaration): void;
  /** A position as the broker sent it by itself. */
  onReport(position: Position): void;
  /** The trading day of an account was settled: today's part becomes yesterday's. */
  settled(account: string): void;
  /** An account started again: nothing is held any more, and nothing was done today. */
  reset(account: string): void;
  /** Counts what was booked or reported of an account: tells whether an answer is older than what is here. */
  moves(account: string): number;
  /** Where our quantities differ from the broker's complete answer. Nothing is changed. */
  differences(account: string, theirs: readonly Position[]): readonly PositionDifference[];
  /** Takes the broker's complete answer for true (reconciliation, step 5). @returns what was different */
  adopt(account: string, theirs: readonly Position[]): readonly PositionDifference[];
  /** As published. */
  of(account: string): readonly Position[];
  closable(account: string, instrument: Instrument, side: PositionSide): Closable;
  /** Writes what changed in our book; inside the caller's transaction. It counts as changed until `saved`. */
  save(): void;
  /** The transaction went through. */
  saved(): void;
  /** Publishes what changed since the last time. */
  publish(): void;
  /** Whether `save` or `publish` have something to do. */
  readonly dirty: boolean;
}

export interface PositionDifference {
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  readonly ours: number;
  readonly theirs: number;
}

interface Book {
  /** Ours, by position key. */
  readonly holdings: Map<string, Holding>;
  /** The broker's, by position key. */
  readonly reported: Map<string, Position>;
  /** The broker sends positions by itself. */
  reports: boolean;
  moves: number;
  readonly published: Map<string, Position>;
}

const isEmpty = (p: Position): boolean => positionQuantity(p) === 0 && p.realisedToday === 0 && p.feesToday === 0 && p.margin === 0;

/** What a holding knows; margin and frozen quantities are laid on it. */
const HELD = ['today', 'yesterday', 'openValue', 'dayValue', 'realisedToday', 'feesToday'] as const satisfies readonly (keyof Position)[];

const sameHeld = (a: Pick<Position, (typeof HELD)[number]>, b: Position): boolean => HELD.every((field) => a[field] === b[field]);

const samePosition = (a: Position, b: Position): boolean =>
  sameHeld(a, b) && a.margin === b.margin && a.frozenToday === b.frozenToday && a.frozenYesterday === b.frozenYesterday;

export function createPositions({ store, publisher, instrumentOf, quoteOf, log }: PositionsOptions): Positions {
  const books = new Map<string, Book>();
  const frozen = createFrozenQuantities();
  /** Keys of what may have changed, by account; and holdings to be stored. */
  const touched = new Map<string, Set<string>>();
  const unsaved = new Set<Holding>();

  const bookOf = (account: string): Book => {
    let book = books.get(account);
    if (!book) books.set(account, (book = { holdings: new Map(), reported: new Map(), reports: false, moves: 0, published: new Map() }));
    return book;
  };

  const touch = (account: string, key: string): void => {
    const keys = touched.get(account);
    if (keys) keys.add(key);
    else touched.set(account, new Set([key]));
  };

  const changed = (holding: Holding): void => {
    unsaved.add(holding);
    touch(holding.account, positionKey({ account: holding.account, instrument: holding.instrument.id, side: holding.side }));
  };

  const holdingOf = (account: string, instrument: Instrument, side: PositionSide): Holding => {
    const { holdings } = bookOf(account);
    const key = positionKey({ account, instrument: instrument.id, side });
    let holding = holdings.get(key);
    if (!holding) holdings.set(key, (holding = new Holding(account, instrument, side)));
    return holding;
  };

  /** Our position, margin by the instrument's terms on the day's basis. */
  const oursOf = (holding: Holding): Position => holding.position(marginOf(holding.instrument, holding.side, holding.dayValue, holding.quantity));

  /** The source's position of a key, before frozen quantities are laid on it. */
  const sourceOf = (book: Book, key: string): Position | undefined => {
    if (book.reports) return book.reported.get(key);
    const holding = book.holdings.get(key);
    const reported = book.reported.get(key);
    if (!holding) return reported;
    // As long as no fill came on top, the broker's own figure of the margin holds.
    return reported && sameHeld(holding, reported) ? reported : oursOf(holding);
  };

  const withFrozen = (key: string, position: Position): Position => ({ ...position, ...layOn(position, frozen.of(key)) });

  const differencesOf = (account: string, theirs: readonly Position[]): PositionDifference[] => {
    const found: PositionDifference[] = [];
    const { holdings } = bookOf(account);
    const seen = new Set<string>();
    for (const position of theirs) {
      const key = positionKey(position);
      seen.add(key);
      const ours = holdings.get(key);
      const [today, yesterday] = ours ? [ours.today, ours.yesterday] : [0, 0];
      // Nothing is amiss when a night passed and what was today's is all yesterday's now.
      const rolled = position.today === 0 && position.yesterday === today + yesterday;
      if ((today === position.today && yesterday === position.yesterday) || rolled) continue;
      found.push({ instrument: position.instrument, side: position.side, ours: today + yesterday, theirs: positionQuantity(position) });
    }
    for (const [key, holding] of holdings) {
      if (seen.has(key) || holding.quantity === 0) continue;
      found.push({ instrument: holding.instrument.id, side: holding.side, ours: holding.quantity, theirs: 0 });
    }
    return found;
  };

  const positions: Positions = {
    load(account) {
      const { holdings } = bookOf(account);
      for (const stored of store.positions.load(account)) {
        const instrument = instrumentOf(stored.instrument);
        const key = positionKey(stored);
        if (!instrument || holdings.has(key)) continue;
        const holding = new Holding(account, instrument, stored.side);
        // Frozen quantities come from the open orders, not from the row.
        holding.replace({ ...stored, frozenToday: 0, frozenYesterday: 0 });
        holdings.set(key, holding);
        touch(account, key);
      }
    },

    onFill({ account, instrument: id, side, offset, price, quantity, fee }) {
      const instrument = instrumentOf(id);
      if (!instrument) {
        log('warning', `fill of ${id}, which no connection offers: its position is the broker's alone`, { code: 'instrument-unknown', params: { instrument: id } });
        return;
      }
      // A combination is held as its legs, of which the broker tells too.
      if (instrument.legs) return;
      bookOf(account).moves++;
      const net = instrument.offsets === 'net';
      let left = quantity;
      let charged = holdingOf(account, instrument, net || offset === 'open' ? sideOpenedBy(side) : sideClosedBy(side));
      if (net || offset !== 'open') {
        const closing = holdingOf(account, instrument, sideClosedBy(side));
        const part = !net ? partOf(offset, instrument.offsets) : side === 'sell' && instrument.sellable === 'next-day' ? 'yesterday' : 'any';
        left -= closing.close(price, left, part).closed;
        if (left === 0) charged = closing;
        if (left < quantity) changed(closing);
      }
      // What a named close could not find is not opened the other way: reconciliation will say what is there.
      if (left > 0 && (net || offset === 'open')) holdingOf(account, instrument, sideOpenedBy(side)).open(price, left);
      charged.feesToday += fee;
      changed(charged);
    },

    charge({ account, instrument: id, side, offset }, more) {
      const instrument = instrumentOf(id);
      if (!instrument || instrument.legs) return;
      const isNet = instrument.offsets === 'net';
      const holding = holdingOf(account, instrument, isNet && !instrument.shortable ? 'long' : isNet || offset === 'open' ? sideOpenedBy(side) : sideClosedBy(side));
      holding.feesToday += more;
      changed(holding);
    },

    onOrder(order) {
      const instrument = instrumentOf(order.instrument);
      if (!instrument) return;
      for (const key of frozen.onOrder(order, instrument)) touch(order.account, key);
    },

    onDeclaration(declaration) {
      for (const key of frozen.onDeclaration(declaration)) touch(declaration.account, key);
    },

    onReport(position) {
      const book = bookOf(position.account);
      const key = positionKey(position);
      if (!book.reports) {
        book.reports = true;
        for (const known of [...book.published.keys(), ...book.holdings.keys()]) touch(position.account, known);
        // Until its first report of each, what it was last asked for (or ours) stands.
        for (const [ourKey, holding] of book.holdings) if (!book.reported.has(ourKey)) book.reported.set(ourKey, oursOf(holding));
      }
      book.reported.set(key, position);
      book.moves++;
      touch(position.account, key);
    },

    settled(account) {
      for (const holding of bookOf(account).holdings.values()) {
        const quote = quoteOf(holding.instrument.id);
        const settlement = quote ? quote[QUOTE.settlement] : NaN;
        const mark = Number.isNaN(settlement) && quote ? markOf(quote) : settlement;
        const basis = holding.quantity === 0 ? 0 : Math.round(holding.dayValue / holding.quantity);
        holding.settle(Number.isNaN(mark) ? basis : mark);
        changed(holding);
      }
    },

    reset(account) {
      const book = bookOf(account);
      for (const [key, holding] of book.holdings) {
        const { instrument, side } = holding;
        holding.replace({ ...new Holding(account, instrument, side).position(0) });
        changed(holding);
        touch(account, key);
      }
      for (const key of book.reported.keys()) touch(account, key);
      book.reported.clear();
      book.moves++;
    },

    moves: (account) => bookOf(account).moves,

    differences: differencesOf,

    adopt(account, theirs) {
      const found = differencesOf(account, theirs);
      const book = bookOf(account);
      const listed = new Set<string>();
      for (const position of theirs) {
        const key = positionKey(position);
        listed.add(key);
        book.reported.set(key, position);
        touch(account, key);
        const instrument = instrumentOf(position.instrument);
        if (!instrument) continue;
        const holding = holdingOf(account, instrument, position.side);
        if (sameHeld(holding, position)) continue;
        holding.replace({ ...position, frozenToday: 0, frozenYesterday: 0 });
        changed(holding);
      }
      for (const [key, holding] of book.holdings) {
        if (listed.has(key) || holding.quantity === 0) continue;
        holding.replace({ ...oursOf(holding), today: 0, yesterday: 0, openValue: 0, dayValue: 0 });
        changed(holding);
      }
      for (const [key, reported] of book.reported) {
        if (listed.has(key) || positionQuantity(reported) === 0) continue;
        book.reported.delete(key);
        touch(account, key);
      }
      return found;
    },

    of: (account) => [...bookOf(account).published.values()],

    closable(account, instrument, side) {
      const key = positionKey({ account, instrument: instrument.id, side });
      const source = sourceOf(bookOf(account), key);
      if (!source) return { today: 0, yesterday: 0, total: 0 };
      const { frozenToday, frozenYesterday } = layOn(source, frozen.of(key));
      const today = Math.max(0, source.today - frozenToday);
      const yesterday = Math.max(0, source.yesterday - frozenYesterday);
      return { today, yesterday, total: instrument.sellable === 'next-day' ? yesterday : today + yesterday };
    },

    save() {
      if (unsaved.size > 0) store.positions.put(Array.from(unsaved, oursOf));
    },

    saved: () => unsaved.clear(),

    publish() {
      if (touched.size === 0) return;
      const items: Position[] = [];
      const removed: string[] = [];
      for (const [account, keys] of touched) {
        const book = bookOf(account);
        for (const key of keys) {
          const source = sourceOf(book, key);
          const before = book.published.get(key);
          if (!source || isEmpty(source)) {
            if (before) removed.push(key);
            book.published.delete(key);
            continue;
          }
          const now = withFrozen(key, source);
          if (before && samePosition(before, now)) continue;
          book.published.set(key, now);
          items.push(now);
        }
      }
      touched.clear();
      if (items.length > 0 || removed.length > 0) publisher.publish('positions', items, removed);
    },

    get dirty() {
      return unsaved.size > 0 || touched.size > 0;
    },
  };
  return positions;
}


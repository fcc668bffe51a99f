/** Declarations as rows, and a declaration as it is typed. Pure. */
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import type { RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { formatQuantity, type Tone } from '#renderer/workspace/grid/figures.ts';
import type { DeclareRequest } from '#shared/contract/commands.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import { isOpenDeclaration, type Declaration, type DeclarationKind, type DeclarationState } from '#shared/model/declaration.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import type { PositionSide } from '#shared/model/position.ts';
import { quoteFault, sideOfDeclaration } from '#shared/orders/declarations.ts';
import { formatPrice, parsePrice } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { declarationWords } from './declarations-words.ts';

export interface DeclarationRow {
  readonly id: string;
  readonly declaration: Declaration;
  readonly instrument: Instrument | undefined;
}

const TONES: Readonly<Record<DeclarationState, Tone>> = { submitting: 'warning', unknown: 'error', working: 'accent', done: 'good', cancelled: 'dim', rejected: 'error' };
/** Without a request to take them back. */
const FINAL_AT_ONCE: ReadonlySet<DeclarationKind> = new Set(['combine', 'split', 'ask-quote']);

/** Of an account, newest first. */
export const declarationRows = (declarations: readonly Declaration[], account: string | undefined, instruments: ReadonlyMap<string, Instrument>): readonly DeclarationRow[] =>
  declarations
    .filter((declaration) => declaration.account === account)
    .map((declaration) => ({ id: declaration.id, declaration, instrument: instruments.get(declaration.instrument) }))
    .sort((a, b) => b.declaration.time - a.declaration.time || (a.id < b.id ? 1 : -1));

export function standingCell({ declaration: { state, fault } }: DeclarationRow, language: Language): CellText {
  return { text: declarationWords[language].state[state], tone: TONES[state], ...(fault ? { title: sentenceOf(fault, language), note: sentenceOf(fault, language) } : {}) };
}

/** What it is about: contracts, or both sides of a quote. */
export function amountCell({ declaration: { quantity, quote }, instrument }: DeclarationRow): CellText {
  if (!quote) return { text: quantity === 0 ? '' : formatQuantity(quantity) };
  const price = (ticks: number): string => (instrument ? formatPrice(instrument, ticks) : String(ticks));
  return { text: `${formatQuantity(quote.bidQuantity)} @ ${price(quote.bid)} / ${price(quote.ask)} @ ${formatQuantity(quote.askQuantity)}` };
}

export const sideCell = ({ declaration: { side } }: DeclarationRow, language: Language): CellText =>
  side === null ? { text: '' } : { text: orderWords[language].positionSide[side], tone: side === 'long' ? 'buy' : 'sell' };

export function rowActions({ declaration: { kind, state } }: DeclarationRow, language: Language): readonly RowAction[] {
  const words = declarationWords[language];
  return isOpenDeclaration(state) && !FINAL_AT_ONCE.has(kind) ? [{ id: 'withdraw', label: words.withdraw, title: words.withdrawTitle, enabled: state !== 'unknown', kind: 'danger' }] : [];
}

/** A declaration as it stands in its form. */
export interface Typed {
  readonly kind: DeclarationKind;
  readonly side: PositionSide;
  readonly quantity: string;
  readonly bid: string;
  readonly ask: string;
  readonly bidQuantity: string;
  readonly askQuantity: string;
  readonly bidOffset: Offset;
  readonly askOffset: Offset;
}

export const firstTyped = (kind: DeclarationKind, quantity: number): Typed => ({ kind, side: 'long', quantity: String(quantity), bid: '', ask: '', bidQuantity: '1', askQuantity: '1', bidOffset: 'open', askOffset: 'open' });

const wholeOf = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : 0);

/** What is typed as the core takes it. `most`: contracts that may be declared; null: not known here. */
export function requestOf(typed: Typed, account: string, instrument: Instrument, most: number | null): Result<DeclareRequest> {
  const { kind } = typed;
  const about = { account, kind, instrument: instrument.id };
  if (kind === 'ask-quote') return ok({ ...about, quantity: 0 });
  if (kind === 'quote') {
    const [bid, ask] = [parsePrice(instrument, typed.bid), parsePrice(instrument, typed.ask)];
    if (!bid.ok) return bid;
    if (!ask.ok) return ask;
    const quote = { bid: bid.value, bidQuantity: wholeOf(typed.bidQuantity), bidOffset: typed.bidOffset, ask: ask.value, askQuantity: wholeOf(typed.askQuantity), askOffset: typed.askOffset };
    for (const [quantity, text] of [[quote.bidQuantity, typed.bidQuantity], [quote.askQuantity, typed.askQuantity]] as const) if (quantity <= 0) return fail('quantity-invalid', { quantity: text });
    const wrong = quoteFault(instrument, quote);
    return wrong ? { ok: false, fault: wrong } : ok({ ...about, quantity: 0, quote });
  }
  const quantity = wholeOf(typed.quantity);
  if (quantity <= 0) return fail('quantity-invalid', { quantity: typed.quantity });
  if (most !== null && quantity > most) return fail('position-insufficient', { needed: quantity, available: most });
  return ok({ ...about, quantity, ...(sideOfDeclaration(kind) === undefined ? { side: typed.side } : {}) });
}

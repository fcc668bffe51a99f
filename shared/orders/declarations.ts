/** What can be declared of an instrument, by what it is and what its broker carries. Pure. */
import type { MarketCapabilities } from '../model/connection.ts';
import type { DeclarationKind, TwoSided } from '../model/declaration.ts';
import type { Instrument } from '../model/instrument.ts';
import type { PositionSide } from '../model/position.ts';
import type { Fault } from '../result.ts';
import { tickFault } from '../rules/order-price.ts';
import { capabilityFor } from './offer.ts';

const OF_OPTIONS: ReadonlySet<DeclarationKind> = new Set(['exercise', 'abandon', 'close-options', 'close-futures']);
const OF_COMBINATIONS: ReadonlySet<DeclarationKind> = new Set(['combine', 'split']);

/** Those that the instrument's broker takes, in the order they are listed. */
export function declarationsFor(capabilities: readonly MarketCapabilities[], instrument: Pick<Instrument, 'exchange' | 'kind' | 'legs'>): readonly DeclarationKind[] {
  return (capabilityFor(capabilities, instrument)?.declarations ?? []).filter((kind) =>
    OF_OPTIONS.has(kind) ? instrument.kind === 'option' : OF_COMBINATIONS.has(kind) ? instrument.legs !== undefined : instrument.legs === undefined,
  );
}

/** Side of the position that a kind is about, where it is always the same; null where none is; undefined where it is asked for. */
export function sideOfDeclaration(kind: DeclarationKind): PositionSide | null | undefined {
  if (kind === 'combine' || kind === 'split') return undefined;
  if (kind === 'ask-quote' || kind === 'quote') return null;
  return kind === 'close-futures' ? 'short' : 'long';
}

/** Those that a row of a position offers: what is about an option of this side. */
export const declarationsOfPosition = (offered: readonly DeclarationKind[], side: PositionSide): readonly DeclarationKind[] => offered.filter((kind) => OF_OPTIONS.has(kind) && sideOfDeclaration(kind) === side);

/** A quote's prices: on the tick, and the bid below the ask. */
export function quoteFault(instrument: Instrument, { bid, ask }: TwoSided): Fault | null {
  return tickFault(instrument, bid) ?? tickFault(instrument, ask) ?? (bid < ask ? null : { code: 'quote-crossed' });
}

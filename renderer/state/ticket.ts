/**
 * What the next order would be, shared by everything that can send one: the quantity typed for each instrument, and a price
 * that was pointed at on the ladder or the chart. Quantities are kept as typed, so that a wrong one is seen, not replaced.
 */
import { create } from 'zustand';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import { leastOf } from '#shared/rules/order-quantity.ts';

/** A price to be taken over by the order entry. `serial` tells two equal ones apart. */
export interface Prefill {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly price: Ticks;
  readonly serial: number;
}

export interface TicketState {
  readonly quantities: ReadonlyMap<InstrumentId, string>;
  readonly prefill: Prefill | null;
}

export const useTicket = create<TicketState>(() => ({ quantities: new Map(), prefill: null }));

/** The quantity as typed; the least that can be bought before anything was. */
export const quantityText = (state: TicketState, instrument: Pick<Instrument, 'id' | 'lot' | 'minOrderQuantity'>): string =>
  state.quantities.get(instrument.id) ?? String(leastOf(instrument));

export function typeQuantity(instrument: InstrumentId, text: string): void {
  useTicket.setState((state) => ({ quantities: new Map(state.quantities).set(instrument, text) }));
}

/** Takes a price (and the side it was pointed at for) to the order entry. */
export function prefillTicket(instrument: InstrumentId, side: Side, price: Ticks): void {
  useTicket.setState((state) => ({ prefill: { instrument, side, price, serial: (state.prefill?.serial ?? 0) + 1 } }));
}

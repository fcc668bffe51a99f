/** The instruments that the connections offer, by id and by slot. */
import { create } from 'zustand';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';

export interface InstrumentsState {
  readonly byId: ReadonlyMap<InstrumentId, Instrument>;
  readonly all: readonly Instrument[];
}

export const useInstruments = create<InstrumentsState>(() => ({ byId: new Map(), all: [] }));

export const instrumentOf = (id: InstrumentId): Instrument | undefined => useInstruments.getState().byId.get(id);

/** The instruments that the connections offer, by id and by slot. */
import { create } from 'zustand';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';

export interface InstrumentsState {
  readonly byId: ReadonlyMap<InstrumentId, Instrument>;
  readonly all: readonly Instrument[];
}

export const useInstruments = create<InstrumentsState>(() => ({ byId: new Map(), all: [] }));

export const instrumentOf = (id: InstrumentId): Instrument | undefined => useInstruments.getState().byId.get(id);

/** Takes the list as the core has it; an instrument that did not change keeps its identity. */
export function setInstruments(instruments: readonly Instrument[]): void {
  const before = useInstruments.getState();
  const all = instruments.map((instrument) => {
    const known = before.byId.get(instrument.id);
    return known && JSON.stringify(known) === JSON.stringify(instrument) ? known : instrument;
  });
  if (all.length === before.all.length && all.every((instrument, i) => instrument === before.all[i])) return;
  useInstruments.setState({ byId: new Map(all.map((instrument) => [instrument.id, instrument])), all });
}

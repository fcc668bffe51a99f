/** Listed instruments for tests of their rules. */
import { catalogueEntry } from '#electron/brokers/simulated/feed/catalogue.ts';
import type { Instrument } from '#shared/model/instrument.ts';

/** Throws where the catalogue has none of that id. */
export function listed(id: string): Instrument {
  const entry = catalogueEntry(id);
  if (!entry) throw new Error(`${id} is not in the catalogue`);
  return entry.instrument;
}

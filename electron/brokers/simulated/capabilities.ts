/** What the simulated exchange offers, one row per exchange: what any of its instruments takes. What each takes of it: shared/orders/offer. */
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { carriedBy } from '#shared/orders/offer.ts';
import { OFFSETS_OFFERED } from './exchange/rules.ts';

export function capabilitiesOf(instruments: readonly Instrument[]): MarketCapabilities[] {
  const rows: MarketCapabilities[] = [];
  for (const [exchange, listed] of Map.groupBy(instruments, (instrument) => instrument.exchange)) {
    rows.push({
      exchange,
      kinds: [...new Set(listed.map((instrument) => instrument.kind))],
      ...carriedBy(listed),
      offsets: [...new Set(listed.flatMap((instrument) => OFFSETS_OFFERED[instrument.offsets]))],
      modify: true,
      depth: Math.max(...listed.map((instrument) => instrument.depth)),
    });
  }
  return rows;
}

/** What the simulated exchange offers, one row per exchange: what its instruments have in common. */
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { TIMES_IN_FORCE } from '#shared/model/order.ts';
import { OFFSETS_OFFERED } from './exchange/rules.ts';

export function capabilitiesOf(instruments: readonly Instrument[]): MarketCapabilities[] {
  const rows: MarketCapabilities[] = [];
  for (const [exchange, listed] of Map.groupBy(instruments, (instrument) => instrument.exchange)) {
    rows.push({
      exchange,
      kinds: [...new Set(listed.map((instrument) => instrument.kind))],
      orderTypes: ['limit', 'market'],
      timesInForce: TIMES_IN_FORCE,
      offsets: [...new Set(listed.flatMap((instrument) => OFFSETS_OFFERED[instrument.offsets]))],
      modify: true,
      depth: Math.max(...listed.map((instrument) => instrument.depth)),
    });
  }
  return rows;
}

/** Made-up instruments for the load feed: as many as asked, plain futures terms, named so that nobody takes them for real. */
import type { Instrument } from '#shared/model/instrument.ts';

/** `count` instruments `PANKOU.L0000`, `PANKOU.L0001` …; the first one has ten levels of depth, the others one. */
export function loadInstruments(count: number): Instrument[] {
  return Array.from({ length: count }, (_, index) => {
    const code = `L${String(index).padStart(4, '0')}`;
    return {
      id: `PANKOU.${code}`,
      exchange: 'PANKOU',
      code,
      name: { zh: `压力测试 ${index}`, en: `Load test ${index}` },
      kind: 'future',
      product: 'L',
      currency: 'CNY',
      tickSize: 0.2,
      decimals: 1,
      multiplier: 10,
      lot: 1,
      maxOrderQuantity: 1_000_000,
      margin: { long: 0.1, short: 0.1 },
      fees: { open: { byValue: 0.00002 } },
      offsets: 'open-close',
      sellable: 'today',
      shortable: true,
      priceLimit: 0.1,
      reference: 'pre-settlement',
      sessions: 'around-the-clock',
      timeZone: 'Asia/Shanghai',
      origin: 'synthetic',
      depth: index === 0 ? 10 : 1,
    };
  });
}

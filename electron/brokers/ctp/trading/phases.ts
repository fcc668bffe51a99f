/**
 * What the market of each instrument does, as the counter tells it (OnRtnInstrumentStatus). Real counters name the product (`rb`, `m_o`) where
 * the field says the instrument; some of the family name each instrument. Source: ThostFtdcUserApiDataType.h, InstrumentStatus; CTP 6.6.9
 * 接口说明, OnRtnInstrumentStatus.
 */
import type { FaultCode } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Phase } from '#shared/model/quote.ts';
import type { Fault } from '#shared/result.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import { exchangeOf } from './instruments.ts';

/** Before trading, not trading (a pause), continuous, auction: orders, balance, matching; closed, and the day's processing. */
const PHASE: ReadonlyMap<string, Phase> = new Map<string, Phase>([
  ['0', 'closed'], ['1', 'break'], ['2', 'continuous'], ['3', 'auction'], ['4', 'auction'], ['5', 'auction'], ['6', 'closed'], ['7', 'closed'],
]);

const REFUSED: Readonly<Partial<Record<Phase, FaultCode>>> = { closed: 'counter-refused-closed', break: 'counter-refused-break', auction: 'counter-refused-auction' };

interface Standing {
  readonly phase: Phase;
  /** The counter's clock. */
  readonly since: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

export class Phases {
  readonly #standing = new Map<string, Standing>();

  /** A new login tells the day's states again. */
  clear(): void {
    this.#standing.clear();
  }

  /** Takes a row of OnRtnInstrumentStatus. @returns whether anything changed */
  take(row: StructValues): boolean {
    const exchange = exchangeOf(text(row.ExchangeID));
    const of = text(row.InstrumentID) || text(row.ExchangeInstID);
    const phase = PHASE.get(text(row.InstrumentStatus));
    if (!exchange || of === '' || !phase) return false;
    const key = `${exchange}.${of}`;
    const isNew = this.#standing.get(key)?.phase !== phase;
    this.#standing.set(key, { phase, since: text(row.EnterTime) });
    return isNew;
  }

  /** An instrument's own state goes before its product's; a combination's is that of its first leg. Undefined where the counter tells none. */
  #of({ exchange, code, product, legs }: Instrument): Standing | undefined {
    const letters = legs ? /^[A-Za-z]+/.exec(legs[0].slice(exchange.length + 1))?.[0] : undefined;
    for (const name of [code, product, ...(letters === undefined ? [] : [letters])]) {
      const standing = this.#standing.get(`${exchange}.${name}`);
      if (standing) return standing;
    }
    return undefined;
  }

  of(instrument: Instrument): Phase | undefined {
    return this.#of(instrument)?.phase;
  }

  /** An order that was refused while its market takes none, or not such: the counter's words with what the market does. Otherwise as it was. */
  explain(fault: Fault, instrument: Instrument): Fault {
    const standing = this.#of(instrument);
    const code = standing && REFUSED[standing.phase];
    return standing && code && fault.code === 'counter-refused' ? { ...fault, code, params: { ...fault.params, instrument: instrument.code, since: standing.since } } : fault;
  }
}

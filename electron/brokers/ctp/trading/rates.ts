/** The account's own margin and fee rates, one instrument after another behind everything that is waited for: the counter answers one a second. */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { paidInFull } from '#shared/model/instrument.ts';
import type { CounterLink } from '../session/counter-link.ts';
import { withCommission, withMarginRate } from './instruments.ts';
import type { Listings } from './listings.ts';

export interface RatesOptions {
  readonly brokerId: string;
  /** Whose rates: of an operator's investors the first's. */
  readonly investorId: () => string;
  readonly listings: Listings;
  /** Terms that were learnt. */
  readonly learned: (instrument: Instrument) => void;
}

export class Rates {
  readonly #options: RatesOptions;
  readonly #asked = new Set<InstrumentId>();
  #wanted: readonly InstrumentId[] = [];
  #link: CounterLink | null = null;
  #busy = false;

  constructor(options: RatesOptions) {
    this.#options = options;
  }

  /** @param isNewDay rates of another day are asked for anew */
  begin(link: CounterLink, isNewDay: boolean): void {
    this.#link = link;
    if (isNewDay) this.#asked.clear();
    void this.#run();
  }

  end(): void {
    this.#link = null;
  }

  /** These matter: they are held, ordered or looked at. */
  want(instruments: readonly InstrumentId[]): void {
    this.#wanted = [...new Set([...instruments, ...this.#wanted])];
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const link = this.#link;
        const id = this.#wanted.find((one) => !this.#asked.has(one) && this.#options.listings.of(one));
        if (!link || id === undefined) return;
        this.#asked.add(id);
        if (!(await this.#ask(link, id))) {
          // The line fell: asked again at the next login.
          this.#asked.delete(id);
          if (this.#link === link) this.#link = null;
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  /** @returns false where the line fell */
  async #ask(link: CounterLink, id: InstrumentId): Promise<boolean> {
    const { listings, brokerId, investorId, learned } = this.#options;
    const of = (): Instrument | undefined => listings.of(id);
    const before = of();
    if (!before) return true;
    const fields = { BrokerID: brokerId, InvestorID: investorId(), InstrumentID: before.code, ExchangeID: before.exchange, HedgeFlag: '1' };
    for (const [method, apply] of [['ReqQryInstrumentMarginRate', withMarginRate], ['ReqQryInstrumentCommissionRate', withCommission]] as const) {
      if (!link.has(method) || (apply === withMarginRate && paidInFull(before))) continue;
      const answer = await link.query(method, fields, false);
      const row = answer.ok ? answer.value.at(-1) : undefined;
      const now = of();
      if (row && now) listings.put(apply(now, row));
      if (!answer.ok && (answer.fault.code === 'counter-disconnected' || answer.fault.code === 'broker-down' || answer.fault.code === 'counter-crashed' || answer.fault.code === 'counter-silent')) return false;
    }
    const after = of();
    if (after && after !== before) learned(after);
    return true;
  }
}

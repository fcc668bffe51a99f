/** The account's own margin and fee rates, one instrument after another behind everything that is waited for: the counter answers one a second. */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { paidInFull } from '#shared/model/instrument.ts';
import type { CounterLink } from '../session/counter-link.ts';
import { withCommission, withMarginRate } from './instruments.ts';
import type { Investor, Investors } from './investors.ts';
import type { Listings } from './listings.ts';

export interface RatesOptions {
  readonly brokerId: string;
  /** The first one's rates are the instrument's terms; of the others only the fees are asked, for what they trade. */
  readonly investors: Investors;
  readonly listings: Listings;
  /** Rates of an investor were learnt; `instrument`: at them. */
  readonly learned: (investor: Investor, instrument: Instrument) => void;
}

interface Wanted {
  readonly investor: string;
  readonly id: InstrumentId;
}

const keyOf = ({ investor, id }: Wanted): string => `${investor}/${id}`;

/** What an answer that will never come is told as: asked again at the next login. */
const LINE_FELL: ReadonlySet<string> = new Set(['counter-disconnected', 'broker-down', 'counter-crashed', 'counter-silent']);

export class Rates {
  readonly #options: RatesOptions;
  readonly #asked = new Set<string>();
  /** In the order to be asked, by their key. */
  #wanted: ReadonlyMap<string, Wanted> = new Map();
  /** Of investors but the first, by key. */
  readonly #fees = new Map<string, Instrument['fees']>();
  #link: CounterLink | null = null;
  #busy = false;

  constructor(options: RatesOptions) {
    this.#options = options;
  }

  /** @param isNewDay rates of another day are asked for anew */
  begin(link: CounterLink, isNewDay: boolean): void {
    this.#link = link;
    if (isNewDay) {
      this.#asked.clear();
      this.#fees.clear();
    }
    void this.#run();
  }

  end(): void {
    this.#link = null;
  }

  /** These matter: they are held, ordered or looked at. */
  want(instruments: readonly InstrumentId[], investor: Investor = this.#options.investors.first): void {
    const before = instruments.map((id): Wanted => ({ investor: investor.id, id }));
    this.#wanted = new Map([...before, ...this.#wanted.values()].map((one) => [keyOf(one), one]));
    void this.#run();
  }

  /** An instrument at the fees of an investor; null while they are not known. */
  at(investor: Investor, instrument: Instrument): Instrument | null {
    // ReqQryInstrumentCommissionRate names one for closing too.
    if (investor === this.#options.investors.first) return instrument.fees.close === undefined ? null : instrument;
    const fees = this.#fees.get(keyOf({ investor: investor.id, id: instrument.id }));
    return fees ? { ...instrument, fees } : null;
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const link = this.#link;
        const next = [...this.#wanted].find(([key, { id }]) => !this.#asked.has(key) && this.#options.listings.of(id));
        if (!link || !next) return;
        const [key, wanted] = next;
        this.#asked.add(key);
        if (!(await this.#ask(link, wanted))) {
          this.#asked.delete(key);
          if (this.#link === link) this.#link = null;
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  /** @returns false where the line fell */
  async #ask(link: CounterLink, wanted: Wanted): Promise<boolean> {
    const { listings, brokerId, investors, learned } = this.#options;
    const of = (): Instrument | undefined => listings.of(wanted.id);
    const before = of();
    const investor = investors.of(wanted.investor);
    if (!before || !investor) return true;
    const isFirst = investor === investors.first;
    const fields = { BrokerID: brokerId, InvestorID: investor.id, InstrumentID: before.code, ExchangeID: before.exchange, HedgeFlag: '1' };
    for (const [method, apply] of [['ReqQryInstrumentMarginRate', withMarginRate], ['ReqQryInstrumentCommissionRate', withCommission]] as const) {
      if (!link.has(method) || (apply === withMarginRate && (!isFirst || paidInFull(before)))) continue;
      const answer = await link.query(method, fields, false);
      const row = answer.ok ? answer.value.at(-1) : undefined;
      const now = of();
      if (row && now && isFirst) listings.put(apply(now, row));
      else if (row && now) this.#fees.set(keyOf(wanted), apply(now, row).fees);
      if (!answer.ok && LINE_FELL.has(answer.fault.code)) return false;
    }
    const after = of();
    const rated = after && (isFirst ? after : this.at(investor, after));
    if (rated && rated !== before) learned(investor, rated);
    return true;
  }
}

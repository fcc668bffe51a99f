/**
 * Money of the accounts: the broker's last report per currency, and on top of it what the marks did since. Every report starts
 * anew: only the difference between the marks then and now is ours, so our arithmetic can never drift away from the broker's.
 */
import type { Publisher } from '#electron/core/core.ts';
import { fundsKey, type Funds } from '#shared/model/account.ts';
import type { Currency, Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { paidInFull, tickMoney } from '#shared/model/instrument.ts';
import type { Position } from '#shared/model/position.ts';
import { positionQuantity } from '#shared/model/position.ts';
import { markOf } from '#shared/model/quote.ts';
import type { Money } from '#shared/price.ts';

export interface FundsOptions {
  readonly publisher: Publisher;
  readonly positionsOf: (account: string) => readonly Position[];
  readonly instrumentOf: (id: InstrumentId) => Instrument | undefined;
  readonly quoteOf: (id: InstrumentId) => Float64Array | undefined;
}

export interface FundsBook {
  /** A report of the broker. Published by `publish`, after the positions of the same turn are in place. */
  onReport(funds: Funds): void;
  /** Publishes reports of this turn, with the marks as they are as their basis. */
  publish(): void;
  /** Works out live figures again and publishes those that moved. For a timer of at most 4 Hz. */
  revalue(): void;
  /** As published; undefined before the first report. */
  of(account: string, currency: Currency): Funds | undefined;
}

/** What the open positions of an account are worth in a currency at the marks: results of futures and stocks, and the stocks' value. */
export interface Valuation {
  /** Against the day's basis, what is margined: it moves equity and what is available. */
  readonly margined: Money;
  /** Against cost, what is paid in full: it moves with `marketValue`. */
  readonly paid: Money;
  readonly marketValue: Money;
}

/** Values positions of one currency at the marks. An instrument without a mark counts at its basis. */
export function valuationOf(
  positions: readonly Position[],
  currency: Currency,
  instrumentOf: FundsOptions['instrumentOf'],
  quoteOf: FundsOptions['quoteOf'],
): Valuation {
  let margined = 0;
  let paid = 0;
  let marketValue = 0;
  for (const position of positions) {
    const instrument = instrumentOf(position.instrument);
    const quantity = positionQuantity(position);
    if (!instrument || instrument.currency !== currency || quantity === 0) continue;
    const quote = quoteOf(position.instrument);
    const mark = quote ? markOf(quote) : NaN;
    const value = Number.isNaN(mark) ? position.dayValue : mark * quantity;
    const direction = position.side === 'long' ? 1 : -1;
    const result = direction * (value - position.dayValue) * tickMoney(instrument);
    if (paidInFull(instrument)) {
      paid += result;
      marketValue += direction * value * tickMoney(instrument);
    } else margined += result;
  }
  return { margined, paid, marketValue };
}

/** A report carried to other marks, its risk against what the broker measured it by: more than this currency's equity where one margin is for all. Only margined results change what is available; a share's gain is not spent before it is sold. */
export function carry(report: Funds, then: Valuation, now: Valuation): Funds {
  const margined = now.margined - then.margined;
  const marketValue = now.marketValue - then.marketValue;
  const equity = report.equity + margined + marketValue;
  const against = (report.risk > 0 ? report.margin / report.risk : report.equity) + margined + marketValue;
  return {
    ...report,
    equity,
    available: report.available + margined,
    marketValue: report.marketValue + marketValue,
    unrealised: report.unrealised + margined + (now.paid - then.paid),
    risk: against > 0 ? report.margin / against : 0,
  };
}

interface Entry {
  report: Funds;
  basis: Valuation;
  shown: Funds;
}

export function createFundsBook({ publisher, positionsOf, instrumentOf, quoteOf }: FundsOptions): FundsBook {
  const entries = new Map<string, Entry>();
  const reported = new Map<string, Funds>();

  const valuation = (funds: Funds): Valuation => valuationOf(positionsOf(funds.account), funds.currency, instrumentOf, quoteOf);

  return {
    onReport: (funds) => void reported.set(fundsKey(funds), funds),

    publish() {
      if (reported.size === 0) return;
      const items: Funds[] = [];
      for (const [key, report] of reported) {
        entries.set(key, { report, basis: valuation(report), shown: report });
        items.push(report);
      }
      reported.clear();
      publisher.publish('funds', items);
    },

    revalue() {
      const items: Funds[] = [];
      for (const entry of entries.values()) {
        const now = valuation(entry.report);
        const shown = carry(entry.report, entry.basis, now);
        if (shown.equity === entry.shown.equity && shown.unrealised === entry.shown.unrealised) continue;
        entry.shown = shown;
        items.push(shown);
      }
      if (items.length > 0) publisher.publish('funds', items);
    },

    of: (account, currency) => entries.get(fundsKey({ account, currency }))?.shown,
  };
}

/** Learns what a security is when it is first named, and announces it: a list, a position, an order or a push may be the first to. */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { SecurityStaticInfo } from '#electron/brokers/futu/messages/security.ts';
import { GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { instrumentOf, type SecurityName } from './instruments.ts';
import type { Listing, Listings } from './listing.ts';

/** Securities in one question. */
const BATCH = 200;

export class Catalogue {
  readonly #session: OpendSession;
  readonly #listings: Listings;
  readonly #sink: BrokerSink;
  readonly #onGrown: () => void;
  readonly #now: () => number;
  /** What OpenD does not know or is not carried here: not asked again until the next connection. */
  readonly #unknown = new Set<string>();
  /** One question at a time: what is asked twice at once is learned once. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param onGrown called after new instruments were announced @param now UTC ms */
  constructor(session: OpendSession, listings: Listings, sink: BrokerSink, onGrown: () => void, now: () => number) {
    this.#session = session;
    this.#listings = listings;
    this.#sink = sink;
    this.#onGrown = onGrown;
    this.#now = now;
  }

  /** A new connection may know more. */
  begin(): void {
    this.#unknown.clear();
  }

  /** Makes listings of what is not listed yet. Fails when OpenD does not answer; what it does not know is simply not listed then. */
  learn(securities: readonly SecurityName[]): Promise<Result<null>> {
    if (this.#missing(securities).length === 0) return Promise.resolve(ok(null));
    const turn = this.#last.then(() => this.#ask(securities));
    this.#last = turn;
    return turn;
  }

  #missing(securities: readonly SecurityName[]): SecurityName[] {
    const missing = new Map<string, SecurityName>();
    for (const security of securities) {
      const key = `${security.market}/${security.code}`;
      if (!this.#listings.named(security.market, security.code) && !this.#unknown.has(key)) missing.set(key, security);
    }
    return [...missing.values()];
  }

  async #ask(securities: readonly SecurityName[]): Promise<Result<null>> {
    const missing = this.#missing(securities);
    for (let at = 0; at < missing.length; at += BATCH) {
      const asked = await this.#askBatch(missing.slice(at, at + BATCH));
      if (!asked.ok) return asked;
    }
    return ok(null);
  }

  async #askBatch(batch: readonly SecurityName[]): Promise<Result<null>> {
    const answer = await this.#session.request(GetStaticInfo, { securityList: batch });
    if (!answer.ok) {
      if (answer.fault.code !== 'opend-refused') return answer;
      // One code that it does not know refuses them all: each by itself tells which.
      if (batch.length > 1) {
        for (const security of batch) {
          const single = await this.#askBatch([security]);
          if (!single.ok) return single;
        }
        return ok(null);
      }
      const [{ market, code }] = batch;
      this.#unknown.add(`${market}/${code}`);
      this.#sink.log('warning', code, fail('instrument-unknown', { instrument: code }, answer.fault.brokerText).fault);
      return ok(null);
    }
    this.adopt(answer.value.staticInfoList);
    for (const { market, code } of batch) if (!this.#listings.named(market, code)) this.#unknown.add(`${market}/${code}`);
    return ok(null);
  }

  /** Makes listings of what OpenD told of by itself, as far as it is carried and not listed yet. */
  adopt(infos: readonly Decoded<typeof SecurityStaticInfo>[]): void {
    const found: Listing[] = [];
    for (const info of infos) {
      const { market, code } = info.basic.security;
      const instrument = this.#listings.named(market, code) ? null : instrumentOf(info, dateOf(this.#now()));
      if (instrument) found.push(this.#listings.add(instrument, market, code, this.#sink.slotOf(instrument.id)));
    }
    if (found.length === 0) return;
    this.#sink.instruments(found.map(({ instrument }) => instrument));
    this.#onGrown();
  }
}

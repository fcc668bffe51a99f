/**
 * Learns what a security is when it is first named, and announces it: a list, a position, an order, a push or the user may be the first to.
 * A share is known by its static information; what derives from another security is learned after that one, with its terms.
 */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { SECURITY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetFutureInfo } from '#electron/brokers/futu/messages/derivatives.ts';
import { GetSecuritySnapshot, GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { futureOf, optionOf, warrantOf, type FutureInfo, type SnapshotInfo, type StaticInfo } from './derivatives.ts';
import { instrumentOf, type SecurityName } from './instruments.ts';
import type { Listing, Listings } from './listing.ts';

/** Securities in one question: as many as Qot_GetFutureInfo takes (seeds/003, line 3979); a snapshot takes 400. */
const BATCH = 200;
/** Where a future's terms must wait for their place in the rate; learning is not given up for it. */
const LONGEST_WAIT_MS = 35_000;

function batches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));
}

const nameOf = ({ market, code }: SecurityName): string => `${market}/${code}`;
/** OpenD said no, as opposed to saying nothing. */
const isRefusal = ({ code }: Fault): boolean => code === 'opend-refused';
const ownerOf = ({ optionExData, warrantExData }: StaticInfo): SecurityName | undefined => optionExData?.owner ?? warrantExData?.owner;

export class Catalogue {
  readonly #session: OpendSession;
  readonly #paced: PacedRequests;
  readonly #listings: Listings;
  readonly #sink: BrokerSink;
  readonly #onGrown: () => void;
  readonly #now: () => number;
  /** What OpenD does not know or is not carried here: not asked again until the next connection. */
  readonly #unknown = new Set<string>();
  /** One question at a time: what is asked twice at once is learned once. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param onGrown called after new instruments were announced @param now UTC ms */
  constructor(session: OpendSession, paced: PacedRequests, listings: Listings, sink: BrokerSink, onGrown: () => void, now: () => number) {
    this.#session = session;
    this.#paced = paced;
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
    return this.#missing(securities).length === 0 ? Promise.resolve(ok(null)) : this.#inTurn(() => this.#ask(securities));
  }

  /** Makes listings of what OpenD told of by itself, as far as it is carried and not listed yet. Fails as `learn` does. */
  adopt(infos: readonly StaticInfo[]): Promise<Result<null>> {
    const missing = new Set(this.#missing(infos.map(({ basic }) => basic.security)).map(nameOf));
    const fresh = infos.filter(({ basic }) => missing.has(nameOf(basic.security)));
    return fresh.length === 0 ? Promise.resolve(ok(null)) : this.#inTurn(() => this.#take(fresh));
  }

  #inTurn(task: () => Promise<Result<null>>): Promise<Result<null>> {
    const turn = this.#last.then(task);
    this.#last = turn;
    return turn;
  }

  #missing(securities: readonly SecurityName[]): SecurityName[] {
    const missing = new Map<string, SecurityName>();
    for (const security of securities) {
      const key = nameOf(security);
      if (!this.#listings.named(security.market, security.code) && !this.#unknown.has(key)) missing.set(key, security);
    }
    return [...missing.values()];
  }

  async #ask(securities: readonly SecurityName[]): Promise<Result<null>> {
    for (const batch of batches(this.#missing(securities))) {
      const asked = await this.#askBatch(batch);
      if (!asked.ok) return asked;
    }
    return ok(null);
  }

  async #askBatch(batch: readonly SecurityName[]): Promise<Result<null>> {
    const answer = await this.#session.request(GetStaticInfo, { securityList: batch });
    if (!answer.ok) {
      if (!isRefusal(answer.fault)) return answer;
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
    const taken = await this.#take(answer.value.staticInfoList);
    if (!taken.ok) return taken;
    for (const security of batch) if (!this.#listings.named(security.market, security.code)) this.#unknown.add(nameOf(security));
    return ok(null);
  }

  /** Lists what static information is enough for, then what derives from it. */
  async #take(infos: readonly StaticInfo[]): Promise<Result<null>> {
    const day = dateOf(this.#now());
    const ofType = (...types: readonly number[]): StaticInfo[] => infos.filter(({ basic }) => types.includes(basic.secType) && basic.delisting !== true);
    const futures = ofType(SECURITY_TYPE.future);
    const owned = ofType(SECURITY_TYPE.option, SECURITY_TYPE.warrant);
    this.#list(infos.map((info) => ({ info, instrument: instrumentOf(info, day) })));
    const told = await this.#futures(futures);
    return told.ok ? this.#owned(owned) : told;
  }

  async #futures(infos: readonly StaticInfo[]): Promise<Result<null>> {
    for (const batch of batches(infos)) {
      const answer = await this.#paced.ask(GetFutureInfo, { securityList: batch.map(({ basic }) => basic.security) }, '', LONGEST_WAIT_MS);
      if (!answer.ok && !isRefusal(answer.fault)) return answer;
      const terms = new Map<string, FutureInfo>(answer.ok ? answer.value.futureInfoList.map((info) => [nameOf(info.security), info]) : []);
      this.#list(batch.map((info) => ({ info, instrument: this.#told(futureOf(info, terms.get(nameOf(info.basic.security)))) })));
    }
    return ok(null);
  }

  async #owned(infos: readonly StaticInfo[]): Promise<Result<null>> {
    const owners = await this.#ask(infos.flatMap((info) => ownerOf(info) ?? []));
    if (!owners.ok) return owners;
    // Rights are by market: what one has none for refuses no other.
    const markets = Map.groupBy(infos, ({ basic }) => basic.security.market);
    for (const batch of [...markets.values()].flatMap((of) => batches(of))) {
      const answer = await this.#paced.ask(GetSecuritySnapshot, { securityList: batch.map(({ basic }) => basic.security) }, '', LONGEST_WAIT_MS);
      // Without the right to their quotes they are listed with what static information says.
      if (!answer.ok && !isRefusal(answer.fault)) return answer;
      const snapshots = new Map<string, SnapshotInfo>(answer.ok ? answer.value.snapshotList.map((one) => [nameOf(one.basic.security), one]) : []);
      this.#list(batch.map((info) => ({ info, instrument: this.#derived(info, snapshots.get(nameOf(info.basic.security))) })));
    }
    return ok(null);
  }

  #derived(info: StaticInfo, snapshot: SnapshotInfo | undefined): Instrument | null {
    const named = ownerOf(info);
    const owner = named && this.#listings.named(named.market, named.code)?.instrument;
    if (!owner) return this.#told(fail('terms-untold', { instrument: info.basic.security.code, what: 'underlying' }));
    return this.#told(info.basic.secType === SECURITY_TYPE.option ? optionOf(info, owner, snapshot) : warrantOf(info, owner, snapshot));
  }

  #told(made: Result<Instrument>): Instrument | null {
    if (made.ok) return made.value;
    this.#sink.log('warning', '', made.fault);
    return null;
  }

  #list(made: readonly { readonly info: StaticInfo; readonly instrument: Instrument | null }[]): void {
    const found: Listing[] = [];
    for (const { info, instrument } of made) {
      const { market, code } = info.basic.security;
      if (instrument && !this.#listings.named(market, code)) found.push(this.#listings.add(instrument, market, code, this.#sink.slotOf(instrument.id)));
    }
    if (found.length === 0) return;
    this.#sink.instruments(found.map(({ instrument }) => instrument));
    this.#onGrown();
  }
}

/**
 * OpenD's whole catalogue, to be searched and listed from. OpenD has no search: its lists by market and kind (Qot_GetStaticInfo without
 * codes) are fetched when the first search asks for them and kept while the connection stands. Options are not in them; theirs are the
 * chains of their underlyings, or a code typed in full.
 */
import type { BrokerSink, BrokerStorage, InstrumentFinder } from '#electron/brokers/broker.ts';
import { QOT_MARKET, SECURITY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { Catalogue } from '#electron/brokers/futu/quotes/catalogue.ts';
import { securityOf, type SecurityName } from '#electron/brokers/futu/quotes/instruments.ts';
import type { Listings } from '#electron/brokers/futu/quotes/listing.ts';
import { KIND_OF } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { InstrumentId, InstrumentKind } from '#shared/model/instrument.ts';
import type { FoundInstrument } from '#shared/model/research.ts';
import { ok, type Result } from '#shared/result.ts';
import { textOf } from './research-words.ts';

const { hk, us, shanghai, shenzhen } = QOT_MARKET;
const { equity, trust, index, future, option, warrant } = SECURITY_TYPE;

/** The lists that a search goes through, those of the fewest first. Hong Kong's warrants, ten thousand and more, are found by their underlying. */
const LISTS: readonly (readonly [market: number, type: number])[] = [
  [hk, future], [us, future], [hk, index], [shanghai, index], [shenzhen, index], [hk, trust], [shanghai, trust], [shenzhen, trust], [hk, equity], [shanghai, equity], [shenzhen, equity], [us, trust], [us, equity],
];

const KINDS: ReadonlyMap<number, InstrumentKind> = new Map<number, InstrumentKind>([...KIND_OF, [future, 'future'], [option, 'option'], [warrant, 'warrant']]);

/** What was listed at the user's wish, oldest first, as OpenD's own codes. */
const DOCUMENT = 'listed-by-hand';
/** So many are remembered: those listed last. */
const REMEMBERED = 500;

interface Entry {
  readonly security: SecurityName;
  readonly name: string;
  readonly kind: InstrumentKind;
}

/** How well an entry fits, the best first; 0: not at all. A code is fitted without the zeros that Hong Kong's begin with. */
function fit({ security, name }: Entry, text: string): number {
  const code = security.code.toLowerCase();
  if (code === text || code.replace(/^0+/, '') === text) return 4;
  if (code.startsWith(text) || code.replace(/^0+/, '').startsWith(text)) return 3;
  const called = name.toLowerCase();
  return called.startsWith(text) ? 2 : called.includes(text) || code.includes(text) ? 1 : 0;
}

export class FutuFinder implements InstrumentFinder {
  readonly #session: OpendSession;
  readonly #listings: Listings;
  readonly #catalogue: Catalogue;
  readonly #storage: BrokerStorage;
  readonly #sink: Pick<BrokerSink, 'log'>;
  #entries: Promise<readonly Entry[]> | null = null;
  #remembered: readonly string[] | null = null;

  constructor(session: OpendSession, listings: Listings, catalogue: Catalogue, storage: BrokerStorage, sink: Pick<BrokerSink, 'log'>) {
    this.#session = session;
    this.#listings = listings;
    this.#catalogue = catalogue;
    this.#storage = storage;
    this.#sink = sink;
  }

  /** A new connection: lists may have changed. @returns what is to be listed again */
  begin(): readonly SecurityName[] {
    this.#entries = null;
    return this.#known().flatMap((code) => securityOf(code) ?? []);
  }

  /** What was learned of `begin`'s: what is unknown by now (expired, delisted) is forgotten. */
  settled(): void {
    const left = this.#known().filter((code) => this.#idOf(securityOf(code)) !== null);
    if (left.length < this.#known().length) this.#keep(left);
  }

  async find(text: string, limit: number): Promise<Result<readonly FoundInstrument[]>> {
    const exact = [text, text.toUpperCase()].map(securityOf).find((security) => security !== null);
    if (exact) {
      const listed = await this.#byCode(text);
      if (!listed.ok || listed.value.length > 0) return listed;
    }
    const wanted = (exact?.code ?? text).trim().toLowerCase();
    const entries = await (this.#entries ??= this.#load());
    const found: { readonly entry: Entry; readonly fit: number }[] = [];
    for (const entry of entries) {
      const fits = exact && entry.security.market !== exact.market ? 0 : fit(entry, wanted);
      if (fits > 0) found.push({ entry, fit: fits });
    }
    found.sort((a, b) => b.fit - a.fit || a.entry.security.code.length - b.entry.security.code.length || (a.entry.security.code < b.entry.security.code ? -1 : 1));
    return ok(found.slice(0, limit).map(({ entry }) => this.#told(entry)));
  }

  async list(codes: readonly string[]): Promise<Result<readonly (InstrumentId | null)[]>> {
    const securities = codes.map(securityOf);
    const learned = await this.#catalogue.learn(securities.flatMap((security) => security ?? []));
    if (!learned.ok) return learned;
    const ids = securities.map((security) => this.#idOf(security));
    const listed = codes.filter((_, i) => ids[i] !== null);
    if (listed.length > 0) this.#keep([...this.#known().filter((code) => !listed.includes(code)), ...listed]);
    return ok(ids);
  }

  #idOf(security: SecurityName | null): InstrumentId | null {
    return security ? (this.#listings.named(security.market, security.code)?.instrument.id ?? null) : null;
  }

  #told({ security, name, kind }: Entry): FoundInstrument {
    return { code: textOf(security), name, instrument: this.#idOf(security), kind };
  }

  /** A code typed in full, in whatever letters. */
  async #byCode(text: string): Promise<Result<readonly FoundInstrument[]>> {
    for (const security of [securityOf(text), securityOf(text.toUpperCase())]) {
      if (!security) continue;
      const answer = await this.#session.request(GetStaticInfo, { securityList: [security] });
      if (!answer.ok) {
        if (answer.fault.code !== 'opend-refused') return answer;
        continue;
      }
      const entries = answer.value.staticInfoList.flatMap(({ basic }) => entryOf(basic) ?? []);
      if (entries.length > 0) return ok(entries.map((entry) => this.#told(entry)));
    }
    return ok([]);
  }

  /** Lists that OpenD refuses are left out; where it does not answer the next search asks again. */
  async #load(): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for (const [market, secType] of LISTS) {
      const answer = await this.#session.request(GetStaticInfo, { market, secType });
      if (answer.ok) entries.push(...answer.value.staticInfoList.flatMap(({ basic }) => entryOf(basic) ?? []));
      else if (answer.fault.code !== 'opend-refused') {
        this.#entries = null;
        this.#sink.log('warning', '', answer.fault);
        break;
      }
    }
    return entries;
  }

  #known(): readonly string[] {
    if (this.#remembered) return this.#remembered;
    const text = this.#storage.readDocument(DOCUMENT);
    try {
      const parsed: unknown = JSON.parse(text ?? '[]');
      return (this.#remembered = Array.isArray(parsed) ? parsed.filter((code) => typeof code === 'string') : []);
    } catch {
      this.#sink.log('error', '', { code: 'store-row-unreadable', params: { table: DOCUMENT, row: (text ?? '').slice(0, 80) } });
      return (this.#remembered = []);
    }
  }

  /** What the disk refuses is listed all the same, until the program ends. */
  #keep(codes: readonly string[]): void {
    this.#remembered = codes.slice(-REMEMBERED);
    try {
      this.#storage.append([], [{ key: DOCUMENT, text: JSON.stringify(this.#remembered) }]);
    } catch (error) {
      this.#sink.log('error', String(error), null);
    }
  }
}

function entryOf(basic: { readonly security: SecurityName; readonly name: string; readonly secType: number; readonly delisting?: boolean }): Entry | null {
  const kind = KINDS.get(basic.secType);
  return kind && basic.delisting !== true ? { security: basic.security, name: basic.name, kind } : null;
}

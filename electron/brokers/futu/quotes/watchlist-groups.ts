/** The user's groups at Futu (自选股), read and changed. Groups of the system are read alone (seeds/003, line 5211). */
import type { WatchlistGroup, WatchlistGroups } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { GROUP_TYPE, MODIFY_GROUP } from '#electron/brokers/futu/messages/codes.ts';
import { GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity } from '#electron/brokers/futu/messages/personal.ts';
import { textOf } from '#electron/brokers/futu/research/research-words.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Catalogue } from './catalogue.ts';
import type { SecurityName } from './instruments.ts';
import type { Listings } from './listing.ts';

export class FutuGroups implements WatchlistGroups {
  readonly #paced: PacedRequests;
  readonly #listings: Listings;
  readonly #catalogue: Catalogue;
  readonly #keep: (texts: readonly string[]) => void;

  /** @param keep what is in a group that was read is listed again at the next start */
  constructor(paced: PacedRequests, listings: Listings, catalogue: Catalogue, keep: (texts: readonly string[]) => void) {
    this.#paced = paced;
    this.#listings = listings;
    this.#catalogue = catalogue;
    this.#keep = keep;
  }

  async list(): Promise<Result<readonly WatchlistGroup[]>> {
    const answer = await this.#paced.ask(GetUserSecurityGroup, { groupType: GROUP_TYPE.all });
    if (!answer.ok) return answer;
    // Of groups with one name the first alone can be read (line 5212).
    const groups = new Map<string, WatchlistGroup>();
    for (const { groupName, groupType } of answer.value.groupList) if (!groups.has(groupName)) groups.set(groupName, { name: groupName, writable: groupType === GROUP_TYPE.custom });
    return ok([...groups.values()]);
  }

  async read(name: string): Promise<Result<{ readonly instruments: readonly InstrumentId[]; readonly others: number }>> {
    const answer = await this.#paced.ask(GetUserSecurity, { groupName: name });
    if (!answer.ok) return answer;
    const securities = answer.value.staticInfoList.map(({ basic }) => basic.security);
    const adopted = await this.#catalogue.adopt(answer.value.staticInfoList);
    if (!adopted.ok) return adopted;
    const instruments = new Set(securities.flatMap(({ market, code }) => this.#listings.named(market, code)?.instrument.id ?? []));
    this.#keep(securities.filter(({ market, code }) => this.#listings.named(market, code)).map(textOf));
    return ok({ instruments: [...instruments], others: securities.length - instruments.size });
  }

  async change(name: string, add: readonly InstrumentId[], remove: readonly InstrumentId[]): Promise<Result<null>> {
    for (const [op, instruments] of [[MODIFY_GROUP.add, add], [MODIFY_GROUP.moveOut, remove]] as const) {
      const securityList: SecurityName[] = [];
      for (const instrument of instruments) {
        const listing = this.#listings.of(instrument);
        if (!listing) return fail('instrument-unknown', { instrument });
        securityList.push({ market: listing.market, code: listing.code });
      }
      if (securityList.length === 0) continue;
      const changed = await this.#paced.ask(ModifyUserSecurity, { groupName: name, op, securityList });
      if (!changed.ok) return changed;
    }
    return ok(null);
  }
}

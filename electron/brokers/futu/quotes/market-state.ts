/** OpenD's market states as phases of the house. Source: seeds/003, "MarketState", and the public definition of QotMarketState. */
import { MARKET_STATE } from '#electron/brokers/futu/messages/codes.ts';
import { PHASES, type Phase } from '#shared/model/quote.ts';

const S = MARKET_STATE;

/** Extended hours (before and after the American session, overnight) count as closed: their prices come apart and are not the day's. */
const BY_PHASE: Readonly<Partial<Record<Phase, readonly number[]>>> = {
  auction: [S.auction, S.hkClosingAuction, S.closingAuction, S.tradeAuction],
  continuous: [S.morning, S.afternoon, S.nightOpen, S.futureDayOpen, S.futureAfternoon, S.futureOpen, S.night, S.aShareAfterHours, S.tradeAtLast],
  break: [S.rest, S.futureDayBreak, S.futureBreak, S.futureBreakOver],
};

const INDEX = new Map(Object.entries(BY_PHASE).flatMap(([phase, states]) => states.map((state) => [state, PHASES.indexOf(phase as Phase)] as const)));
const CLOSED = PHASES.indexOf('closed');

/** Index into PHASES. */
export const phaseOf = (state: number): number => INDEX.get(state) ?? CLOSED;

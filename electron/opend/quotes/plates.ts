/**
 * Plates: groups of what the simulated exchange lists, by market and product. Only what the instrument catalogue tells is a plate; industries,
 * regions and themes of companies are not known here. Codes are Futu's own for the same groups: the boards that its stock filter takes
 * (seeds/003, "支持的板块指数代码", line 4262) and its lists of all shares, funds and futures of a market.
 */
import { QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { PlateInfo } from '#electron/brokers/futu/messages/security.ts';
import { GetOwnerPlate, GetPlateSecurity, GetPlateSet } from '#electron/brokers/futu/messages/snapshot.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, instrumentsOf, writtenName, type Answers } from '../call-context.ts';
import { isStar, marketOf, nameKey, securityOf, type SecurityName } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { staticInfo } from './quote-messages.ts';
import { sortedBy } from './security-order.ts';

interface Plate extends SecurityName {
  readonly name: Readonly<Record<Language, string>>;
  readonly holds: (instrument: Instrument) => boolean;
}

/** PlateSetType of Qot_Common. */
const SET = { all: 0, industry: 1, region: 2, concept: 3 } as const;
/** Line 3178. */
const MOST_OWNERS = 200;
/** Stock, CME's products by what they are of. */
const INDEX_FUTURES: ReadonlySet<string> = new Set(['ES', 'NQ', 'YM', 'RTY']);
const ENERGY_FUTURES: ReadonlySet<string> = new Set(['CL', 'NG', 'HO', 'RB']);
const METAL_FUTURES: ReadonlySet<string> = new Set(['GC', 'SI', 'HG', 'PL']);

const share = ({ kind }: Instrument): boolean => kind === 'stock';
const fund = ({ kind }: Instrument): boolean => kind === 'fund';
const future = ({ kind }: Instrument): boolean => kind === 'future';
/** Hong Kong numbers GEM's shares 08000 to 08999; Shenzhen ChiNext's 300 and 301. */
const isGem = ({ code }: Instrument): boolean => code.startsWith('08');
const isChiNext = ({ code }: Instrument): boolean => /^30[01]/.test(code);

const plate = (market: number, code: string, zh: string, en: string, holds: Plate['holds']): Plate => ({ market, code, name: { zh, en }, holds });
const { hk, us, shanghai, shenzhen } = QOT_MARKET;

const PLATES: readonly Plate[] = [
  plate(hk, 'BK1910', '所有港股', 'All Hong Kong shares', share),
  plate(hk, 'Motherboard', '港股主板', 'Main board', (each) => share(each) && !isGem(each)),
  plate(hk, 'GEM', '港股创业板', 'GEM', (each) => share(each) && isGem(each)),
  plate(hk, 'Fund', '港股基金', 'Hong Kong funds', fund),
  plate(us, 'USAALL', '所有美股', 'All American shares', share),
  plate(us, 'NYSE', '纽交所', 'NYSE', (each) => share(each) && each.exchange === 'NYSE'),
  plate(us, 'NASDAQ', '纳斯达克', 'NASDAQ', (each) => share(each) && each.exchange === 'NASDAQ'),
  plate(us, 'BK2989', '美股期货全类型', 'All American futures', future),
  plate(us, 'BK2994', '美股股指期货', 'American index futures', (each) => future(each) && INDEX_FUTURES.has(each.product)),
  plate(us, 'BK2995', '美股能源化工期货', 'American energy futures', (each) => future(each) && ENERGY_FUTURES.has(each.product)),
  plate(us, 'BK2996', '美股贵金属期货', 'American metal futures', (each) => future(each) && METAL_FUTURES.has(each.product)),
  plate(shanghai, '3000000', '上海主板', 'Shanghai main board', (each) => share(each) && each.exchange === 'SSE' && !isStar(each)),
  plate(shanghai, 'BK0992', '科创板', 'STAR market', isStar),
  plate(shanghai, '3000005', '沪深全部A股', 'All A-shares', share),
  plate(shenzhen, '3000001', '深证主板', 'Shenzhen main board', (each) => share(each) && each.exchange === 'SZSE' && !isChiNext(each)),
  plate(shenzhen, '3000004', '深证创业板', 'ChiNext', (each) => share(each) && each.exchange === 'SZSE' && isChiNext(each)),
];

const BY_NAME = new Map(PLATES.map((each) => [nameKey(each), each]));
/** Shanghai and Shenzhen are one to whoever asks for plates. */
const MAINLAND: ReadonlySet<number> = new Set([shanghai, shenzhen]);
const sameMarket = (a: number, b: number): boolean => a === b || (MAINLAND.has(a) && MAINLAND.has(b));

const holds = (each: Plate, instrument: Instrument): boolean => {
  const market = marketOf(instrument)?.market;
  return market !== undefined && sameMarket(each.market, market) && each.holds(instrument);
};

/** What is in a plate now. Errors: gateway-plate-unknown. */
export function platesMembers(terminal: Terminal, name: SecurityName): Result<readonly Instrument[]> {
  const found = BY_NAME.get(nameKey(name));
  return found ? ok(terminal.securities.filter((each) => holds(found, each))) : fail('gateway-plate-unknown', { plate: writtenName(name).slice(0, 40) });
}

const info = ({ market, code, name }: Plate, language: Language): Encodable<typeof PlateInfo> => ({ plate: { market, code }, name: name[language], plateType: SET.concept });

/** Protocols 3204, 3205, 3207. */
export function plateCalls(answers: Answers, terminal: Terminal): void {
  answer(answers, GetPlateSet, async ({ market, plateSetType }) => {
    if (!PLATES.some((each) => sameMarket(each.market, market))) return fail('gateway-argument', { what: 'market', value: market });
    if (plateSetType === SET.industry || plateSetType === SET.region) return ok({ plateInfoList: [] });
    if (plateSetType !== SET.all && plateSetType !== SET.concept) return fail('gateway-argument', { what: 'plateSetType', value: plateSetType });
    await terminal.loadInstruments();
    const listed = PLATES.filter((each) => sameMarket(each.market, market) && terminal.securities.some((instrument) => holds(each, instrument)));
    return ok({ plateInfoList: listed.map((each) => info(each, terminal.language)) });
  });

  answer(answers, GetPlateSecurity, async ({ plate: name, sortField, ascend }) => {
    await terminal.loadInstruments();
    const members = platesMembers(terminal, name);
    if (!members.ok) return members;
    const sorted = await sortedBy(terminal, members.value, sortField, ascend);
    return sorted.ok ? ok({ staticInfoList: sorted.value.map((each) => staticInfo(each, terminal)) }) : sorted;
  });

  answer(answers, GetOwnerPlate, async ({ securityList }) => {
    const instruments = await instrumentsOf(terminal, securityList, MOST_OWNERS);
    if (!instruments.ok) return instruments;
    return ok({
      ownerPlateList: instruments.value.map((instrument) => ({
        security: securityOf(instrument)!,
        name: instrument.name[terminal.language],
        plateInfoList: PLATES.filter((each) => holds(each, instrument)).map((each) => info(each, terminal.language)),
      })),
    });
  });
}

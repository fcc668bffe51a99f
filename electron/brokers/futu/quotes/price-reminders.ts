/** Price reminders that Futu keeps for the user, which reach his phone while the terminal is closed. */
import type { BrokerReminder, BrokerReminders, KeptReminder, ReminderTrigger } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { QOT_MARKET, REMINDER_FREQUENCY, REMINDER_OP, REMINDER_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetPriceReminder, SetPriceReminder, UpdatePriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import type { Answered, Asked } from '#electron/brokers/futu/messages/protocol.ts';
import { textOf } from '#electron/brokers/futu/research/research-words.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { loggedOut, type Standing } from '#electron/brokers/futu/session/standing.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { OwnReminder, ReminderFrequency, ReminderKind } from '#shared/model/reminder.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Catalogue } from './catalogue.ts';
import type { Listings } from './listing.ts';

const TYPE_OUT: Readonly<Record<ReminderKind, number>> = {
  'price-up': REMINDER_TYPE.priceUp, 'price-down': REMINDER_TYPE.priceDown, 'change-up': REMINDER_TYPE.changeUp, 'change-down': REMINDER_TYPE.changeDown,
};
const TYPE_IN: ReadonlyMap<number, ReminderKind> = new Map(Object.entries(TYPE_OUT).map(([kind, type]) => [type, kind as ReminderKind]));
const FREQUENCY_OUT: Readonly<Record<ReminderFrequency, number>> = { always: REMINDER_FREQUENCY.always, daily: REMINDER_FREQUENCY.onceADay, once: REMINDER_FREQUENCY.once };
const FREQUENCY_IN: ReadonlyMap<number, ReminderFrequency> = new Map(Object.entries(FREQUENCY_OUT).map(([frequency, number]) => [number, frequency as ReminderFrequency]));

/** What each type waits for, as it is shown where it stays Futu's own. `%`: its value is in per cent. */
const TYPE_WORDS: ReadonlyMap<number, readonly [zh: string, en: string, unit: '' | '%']> = new Map([
  [REMINDER_TYPE.priceUp, ['价格涨到', 'Price up to', '']], [REMINDER_TYPE.priceDown, ['价格跌到', 'Price down to', '']],
  [REMINDER_TYPE.changeUp, ['日涨幅超', 'Up on the day by', '%']], [REMINDER_TYPE.changeDown, ['日跌幅超', 'Down on the day by', '%']],
  [REMINDER_TYPE.fiveMinutesUp, ['5 分钟涨幅超', 'Up in 5 minutes by', '%']], [REMINDER_TYPE.fiveMinutesDown, ['5 分钟跌幅超', 'Down in 5 minutes by', '%']],
  [REMINDER_TYPE.volumeUp, ['成交量超过', 'Volume above', '']], [REMINDER_TYPE.turnoverUp, ['成交额超过', 'Turnover above', '']], [REMINDER_TYPE.turnoverRateUp, ['换手率超过', 'Turnover rate above', '%']],
  [REMINDER_TYPE.bidUp, ['买一价高于', 'Best bid above', '']], [REMINDER_TYPE.askDown, ['卖一价低于', 'Best ask below', '']],
  [REMINDER_TYPE.bidSizeUp, ['买一量高于', 'Size at best bid above', '']], [REMINDER_TYPE.askSizeUp, ['卖一量高于', 'Size at best ask above', '']],
  [REMINDER_TYPE.threeMinutesUp, ['3 分钟涨幅超', 'Up in 3 minutes by', '%']], [REMINDER_TYPE.threeMinutesDown, ['3 分钟跌幅超', 'Down in 3 minutes by', '%']],
]);

/** Either exchange of the mainland stands for both. */
const MARKETS: readonly number[] = [QOT_MARKET.hk, QOT_MARKET.us, QOT_MARKET.shanghai];
/** A note holds twenty characters (line 4842). */
const NOTE_CHARACTERS = 20;
/** Values keep three decimals, what goes beyond is dropped (line 4909). */
const VALUE_UNITS = 1_000;
/** A change is in 1/100 of a per cent here and in per cent there, where 20 is 20 %. */
const PER_CENT = 100;

const isChange = (kind: ReminderKind): boolean => kind === 'change-up' || kind === 'change-down';

type Theirs = Answered<typeof GetPriceReminder>['priceReminderList'][number];
type Item = Theirs['itemList'][number];

export class FutuReminders implements BrokerReminders {
  readonly #paced: PacedRequests;
  readonly #listings: Listings;
  readonly #catalogue: Catalogue;
  readonly #standing: () => Standing;
  readonly #listeners: ((trigger: ReminderTrigger) => void)[] = [];
  /** American hours in which a reminder holds, by key: not known here, and kept where it is changed. */
  readonly #sessions = new Map<string, readonly number[]>();

  constructor(session: OpendSession, paced: PacedRequests, listings: Listings, catalogue: Catalogue, standing: () => Standing) {
    this.#paced = paced;
    this.#listings = listings;
    this.#catalogue = catalogue;
    this.#standing = standing;
    session.on(UpdatePriceReminder, ({ security, name, content, note, key, price }) => {
      const instrument = listings.named(security.market, security.code)?.instrument;
      const text = [name || security.code, content, note].filter((part) => part !== '').join(' · ');
      for (const listener of this.#listeners) listener({ key: key ?? '', price: instrument ? ticksOf(instrument, price) : null, text });
    });
  }

  onTrigger(listener: (trigger: ReminderTrigger) => void): void {
    this.#listeners.push(listener);
  }

  async list(): Promise<Result<{ readonly reminders: readonly KeptReminder[]; readonly own: readonly OwnReminder[] }>> {
    const found = new Map<string, Theirs>();
    for (const market of MARKETS) {
      // Without quotes OpenD has none of the user's lists: an empty one would be taken at its word.
      if (!this.#standing().quotes) return { ok: false, fault: loggedOut(this.#standing()) };
      const answer = await this.#paced.ask(GetPriceReminder, { market });
      if (!answer.ok) return answer;
      for (const each of answer.value.priceReminderList) found.set(`${each.security.market}/${each.security.code}`, each);
    }
    const learned = await this.#catalogue.learn([...found.values()].map(({ security }) => security));
    if (!learned.ok) return learned;
    const reminders: KeptReminder[] = [];
    const own: OwnReminder[] = [];
    for (const { security, name, itemList } of found.values()) {
      const instrument = this.#listings.named(security.market, security.code)?.instrument ?? null;
      for (const item of itemList) {
        this.#sessions.set(item.key, item.reminderSessionList);
        const kept = instrument && keptOf(instrument, item);
        if (kept) reminders.push(kept);
        else own.push({ key: item.key, code: textOf(security), name: name ?? '', instrument: instrument?.id ?? null, ...conditionOf(item), frequency: FREQUENCY_IN.get(item.freq) ?? 'always', note: item.note, enabled: item.isEnable });
      }
    }
    return ok({ reminders, own });
  }

  async add(reminder: BrokerReminder): Promise<Result<string>> {
    const told = await this.#set(reminder, { op: REMINDER_OP.add, ...this.#terms(reminder) });
    return told.ok ? ok(told.value.key) : told;
  }

  /** What it waits for, then whether it is on: a change of the one may touch the other. */
  async change(from: KeptReminder, to: BrokerReminder): Promise<Result<null>> {
    const { key } = from;
    if (from.kind !== to.kind || from.threshold !== to.threshold || from.frequency !== to.frequency || from.note !== to.note) {
      const changed = await this.#set(from, { op: REMINDER_OP.modify, key, ...this.#terms(to), reminderSessionList: this.#sessions.get(key) ?? [] });
      if (!changed.ok) return changed;
    }
    const switched = await this.#set(from, { op: to.enabled ? REMINDER_OP.enable : REMINDER_OP.disable, key });
    return switched.ok ? ok(null) : switched;
  }

  async remove(reminder: KeptReminder): Promise<Result<null>> {
    const removed = await this.#set(reminder, { op: REMINDER_OP.remove, key: reminder.key });
    return removed.ok ? ok(null) : removed;
  }

  #set({ instrument }: Pick<BrokerReminder, 'instrument'>, asked: Omit<Asked<typeof SetPriceReminder>, 'security'>): Promise<Result<Answered<typeof SetPriceReminder>>> {
    const listing = this.#listings.of(instrument);
    if (!listing) return Promise.resolve(fail('instrument-unknown', { instrument }));
    return this.#paced.ask(SetPriceReminder, { ...asked, security: { market: listing.market, code: listing.code } });
  }

  #terms({ instrument, kind, threshold, frequency, note }: BrokerReminder): Pick<Asked<typeof SetPriceReminder>, 'type' | 'freq' | 'value' | 'note'> {
    const terms = this.#listings.of(instrument)?.instrument;
    const value = isChange(kind) || !terms ? threshold / PER_CENT : priceOf(terms, threshold);
    return { type: TYPE_OUT[kind], freq: FREQUENCY_OUT[frequency], value, note: shortened(note) };
  }

  carries(instrument: string): boolean {
    return this.#listings.of(instrument) !== undefined;
  }

  asKept(reminder: BrokerReminder): BrokerReminder {
    const { kind, threshold, note } = reminder;
    const instrument = this.#listings.of(reminder.instrument)?.instrument;
    // The smallest part is not to be lost to what binary fractions leave of it.
    const kept = isChange(kind) || !instrument ? threshold : ticksOf(instrument, Math.floor(priceOf(instrument, threshold) * VALUE_UNITS + 1e-6) / VALUE_UNITS);
    return { ...reminder, threshold: kept, note: shortened(note) };
  }
}

const shortened = (note: string): string => Array.from(note).slice(0, NOTE_CHARACTERS).join('');

/** Null: of a kind that is not here. */
function keptOf(instrument: Instrument, { key, type, value, note, freq, isEnable }: Item): KeptReminder | null {
  const kind = TYPE_IN.get(type);
  if (!kind) return null;
  const threshold = isChange(kind) ? Math.round(Math.abs(value) * PER_CENT) : ticksOf(instrument, value);
  return { key, instrument: instrument.id, kind, threshold, frequency: FREQUENCY_IN.get(freq) ?? 'always', note, enabled: isEnable };
}

function conditionOf({ type, value }: Item): Pick<OwnReminder, 'condition' | 'value'> {
  const [zh, en, unit] = TYPE_WORDS.get(type) ?? [`类型 ${type}`, `Type ${type}`, ''];
  return { condition: { zh, en }, value: `${value.toLocaleString('en-US', { maximumFractionDigits: 3 })}${unit}` };
}

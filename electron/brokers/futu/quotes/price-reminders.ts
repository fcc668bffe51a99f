/** Price reminders that Futu keeps for the user, which reach his phone while the terminal is closed: listed and added. */
import type { BrokerReminder, BrokerReminders, BrokerSink } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { QOT_MARKET, REMINDER_FREQUENCY, REMINDER_OP, REMINDER_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetPriceReminder, SetPriceReminder, UpdatePriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { ReminderFrequency, ReminderKind } from '#shared/model/reminder.ts';
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

/** Either exchange of the mainland stands for both. */
const MARKETS: readonly number[] = [QOT_MARKET.hk, QOT_MARKET.us, QOT_MARKET.shanghai];
/** A note holds twenty characters (line 4795). */
const NOTE_CHARACTERS = 20;
/** A change is in 1/100 of a per cent here and in per cent there, where 20 is 20 %. */
const PER_CENT = 100;

const isChange = (kind: ReminderKind): boolean => kind === 'change-up' || kind === 'change-down';

type Theirs = Answered<typeof GetPriceReminder>['priceReminderList'][number];

export class FutuReminders implements BrokerReminders {
  readonly #paced: PacedRequests;
  readonly #listings: Listings;
  readonly #catalogue: Catalogue;

  constructor(session: OpendSession, paced: PacedRequests, listings: Listings, catalogue: Catalogue, sink: BrokerSink) {
    this.#paced = paced;
    this.#listings = listings;
    this.#catalogue = catalogue;
    session.on(UpdatePriceReminder, ({ security, name, content, note }) => sink.log('info', [name || security.code, content, note].filter((part) => part !== '').join(' · '), null));
  }

  async list(): Promise<Result<{ readonly reminders: readonly BrokerReminder[]; readonly others: number }>> {
    const found = new Map<string, Theirs>();
    for (const market of MARKETS) {
      const answer = await this.#paced.ask(GetPriceReminder, { market });
      if (!answer.ok) return answer;
      for (const each of answer.value.priceReminderList) found.set(`${each.security.market}/${each.security.code}`, each);
    }
    const learned = await this.#catalogue.learn([...found.values()].map(({ security }) => security));
    if (!learned.ok) return learned;
    const reminders = [...found.values()].flatMap((theirs) => this.#remindersOf(theirs));
    const all = [...found.values()].reduce((sum, { itemList }) => sum + itemList.length, 0);
    return ok({ reminders, others: all - reminders.length });
  }

  /** Those of kinds that are here too; others (turnover, five minutes, the touch) stay Futu's own. */
  #remindersOf({ security, itemList }: Theirs): BrokerReminder[] {
    const instrument = this.#listings.named(security.market, security.code)?.instrument;
    if (!instrument) return [];
    return itemList.flatMap(({ type, value, note, freq, isEnable }) => {
      const kind = TYPE_IN.get(type);
      if (!kind) return [];
      const threshold = isChange(kind) ? Math.round(Math.abs(value) * PER_CENT) : ticksOf(instrument, value);
      return [{ instrument: instrument.id, kind, threshold, frequency: FREQUENCY_IN.get(freq) ?? 'always', note, enabled: isEnable }];
    });
  }

  async add({ instrument, kind, threshold, frequency, note }: BrokerReminder): Promise<Result<null>> {
    const listing = this.#listings.of(instrument);
    if (!listing) return fail('instrument-unknown', { instrument });
    const value = isChange(kind) ? threshold / PER_CENT : priceOf(listing.instrument, threshold);
    const answer = await this.#paced.ask(SetPriceReminder, {
      security: { market: listing.market, code: listing.code }, op: REMINDER_OP.add, type: TYPE_OUT[kind], freq: FREQUENCY_OUT[frequency], value, note: Array.from(note).slice(0, NOTE_CHARACTERS).join(''),
    });
    return answer.ok ? ok(null) : answer;
  }

  carries(instrument: string): boolean {
    return this.#listings.of(instrument) !== undefined;
  }
}

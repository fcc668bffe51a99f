/** Protocols 3213, 3214, 3220 to 3222 and the push 3019: the user's groups and price reminders, the same that the screen shows. */
import { GetPriceReminder, GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity, SetPriceReminder, UpdatePriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Reminder, ReminderFiring, ReminderFrequency, ReminderKind } from '#shared/model/reminder.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, instrumentOf, instrumentsOf, type Answers } from '../call-context.ts';
import { numberOf } from '../numbers.ts';
import { securityOf } from '../securities.ts';
import { pushFrame, type PushFrame } from '../server/client-connection.ts';
import type { Terminal } from '../terminal.ts';
import { nameOf, staticInfo } from './quote-messages.ts';

/** PriceReminderType, PriceReminderFreq, SetPriceReminderOp, GroupType and ModifyUserSecurityOp of Qot_Common and their own messages. */
const KINDS: ReadonlyMap<number, ReminderKind> = new Map([[1, 'price-up'], [2, 'price-down'], [3, 'change-up'], [4, 'change-down']]);
const KIND_NUMBERS = new Map(Array.from(KINDS, ([number, kind]) => [kind, number]));
const FREQUENCIES: ReadonlyMap<number, ReminderFrequency> = new Map([[1, 'always'], [2, 'daily'], [3, 'once']]);
const FREQUENCY_NUMBERS = new Map(Array.from(FREQUENCIES, ([number, frequency]) => [frequency, number]));
const OP = { add: 1, remove: 2, enable: 3, disable: 4, modify: 5, removeAll: 6 } as const;
const GROUP = { custom: 1, system: 2, all: 3 } as const;
const GROUP_OP = { add: 1, remove: 2, moveOut: 3 } as const;
/** The group of everything, by either name (line 5099). */
const EVERYTHING: ReadonlySet<string> = new Set(['全部', 'All']);
const OPEN = 1;
const MOST_CODES = 500;
const NOTE_LENGTH = 200;

const isPrice = (kind: ReminderKind): boolean => kind === 'price-up' || kind === 'price-down';

/** What is waited for, in currency units or per cent. */
const valueOf = (instrument: Instrument, { kind, threshold }: Reminder): number => (isPrice(kind) ? priceOf(instrument, threshold) : threshold / 100);

export function personalCalls(answers: Answers, terminal: Terminal): void {
  const reminders = (): Reminder[] => [...terminal.kept.reminders.values()];

  const save = async (reminder: Omit<Reminder, 'createdAt' | 'lastFiredAt' | 'lastFiredDay' | 'armed' | 'id'> & { id?: string }): Promise<Result<{ key: string }>> => {
    const { id, instrument, kind, threshold, frequency, note, enabled } = reminder;
    const saved = await terminal.ask('reminder.save', { ...(id === undefined ? {} : { id }), instrument, kind, threshold, frequency, note, enabled });
    return saved.ok ? ok({ key: numberOf(saved.value.id) }) : saved;
  };

  answer(answers, SetPriceReminder, async (c2s) => {
    const found = await instrumentOf(terminal, c2s.security);
    if (!found.ok) return found;
    const instrument = found.value;
    const own = reminders().filter((each) => each.instrument === instrument.id);
    if (c2s.op === OP.removeAll) {
      for (const { id } of own) await terminal.ask('reminder.remove', { id });
      return ok({ key: '0' });
    }
    const known = own.find(({ id }) => numberOf(id) === c2s.key);
    if (c2s.op !== OP.add && !known) return fail('reminder-unknown');
    if (c2s.op === OP.remove) {
      const removed = await terminal.ask('reminder.remove', { id: known!.id });
      return removed.ok ? ok({ key: c2s.key! }) : removed;
    }
    if (c2s.op === OP.enable || c2s.op === OP.disable) return save({ ...known!, enabled: c2s.op === OP.enable });
    if (c2s.op !== OP.add && c2s.op !== OP.modify) return fail('gateway-argument', { what: 'op', value: c2s.op });
    const kind = c2s.type === undefined ? known?.kind : KINDS.get(c2s.type);
    if (!kind) return fail('gateway-reminder-type', { type: c2s.type ?? 0 });
    const frequency = c2s.freq === undefined ? (known?.frequency ?? 'always') : FREQUENCIES.get(c2s.freq);
    if (!frequency) return fail('gateway-argument', { what: 'freq', value: c2s.freq ?? 0 });
    if (c2s.value === undefined && (!known || known.kind !== kind)) return fail('gateway-argument', { what: 'value', value: '' });
    const threshold = c2s.value === undefined ? known!.threshold : isPrice(kind) ? ticksOf(instrument, c2s.value) : Math.round(c2s.value * 100);
    if (!Number.isSafeInteger(threshold)) return fail('gateway-argument', { what: 'value', value: c2s.value ?? '' });
    const note = (c2s.note ?? known?.note ?? '').slice(0, NOTE_LENGTH);
    return save({ ...(c2s.op === OP.modify ? { id: known!.id } : {}), instrument: instrument.id, kind, threshold, frequency, note, enabled: known?.enabled ?? true });
  });

  answer(answers, GetPriceReminder, async (c2s) => {
    let only: string | null = null;
    if (c2s.security) {
      const found = await instrumentOf(terminal, c2s.security);
      if (!found.ok) return found;
      only = found.value.id;
    }
    const byInstrument = Map.groupBy(reminders().filter(({ instrument }) => only === null || instrument === only), ({ instrument }) => instrument);
    return ok({
      priceReminderList: [...byInstrument].flatMap(([id, list]) => {
        const instrument = terminal.instrument(id);
        const security = instrument && securityOf(instrument);
        if (!security || (c2s.market !== undefined && c2s.security === undefined && security.market !== c2s.market)) return [];
        const itemList = list.map((each) => ({
          key: numberOf(each.id),
          type: KIND_NUMBERS.get(each.kind)!,
          value: valueOf(instrument, each),
          note: each.note,
          freq: FREQUENCY_NUMBERS.get(each.frequency)!,
          isEnable: each.enabled,
          reminderSessionList: [OPEN],
        }));
        return [{ security, name: nameOf(instrument, terminal.language), itemList }];
      }),
    });
  });

  answer(answers, GetUserSecurityGroup, (c2s) => {
    const custom = [...terminal.kept.watchlists.values()].sort((a, b) => a.position - b.position).map(({ name }) => ({ groupName: name, groupType: GROUP.custom as number }));
    const system = [{ groupName: terminal.language === 'zh' ? '全部' : 'All', groupType: GROUP.system as number }];
    if (c2s.groupType === GROUP.custom) return ok({ groupList: custom });
    if (c2s.groupType === GROUP.system) return ok({ groupList: system });
    return c2s.groupType === GROUP.all ? ok({ groupList: [...system, ...custom] }) : fail('gateway-argument', { what: 'groupType', value: c2s.groupType });
  });

  const groupOf = (name: string) => [...terminal.kept.watchlists.values()].sort((a, b) => a.position - b.position).find((each) => each.name === name);

  answer(answers, GetUserSecurity, async (c2s) => {
    const group = groupOf(c2s.groupName);
    if (!group && !EVERYTHING.has(c2s.groupName)) return fail('gateway-group-unknown', { group: c2s.groupName.slice(0, 40) });
    await terminal.loadInstruments();
    const ids = new Set(group ? group.instruments : [...terminal.kept.watchlists.values()].flatMap(({ instruments }) => instruments));
    const listed = [...ids].flatMap((id) => {
      const instrument = terminal.instrument(id);
      return instrument && securityOf(instrument) ? [staticInfo(instrument, terminal)] : [];
    });
    return ok({ staticInfoList: listed });
  });

  answer(answers, ModifyUserSecurity, async (c2s) => {
    const group = groupOf(c2s.groupName);
    if (!group) return EVERYTHING.has(c2s.groupName) ? fail('gateway-group-system', { group: c2s.groupName }) : fail('gateway-group-unknown', { group: c2s.groupName.slice(0, 40) });
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    const ids = instruments.value.map(({ id }) => id);
    if (c2s.op !== GROUP_OP.add && c2s.op !== GROUP_OP.remove && c2s.op !== GROUP_OP.moveOut) return fail('gateway-argument', { what: 'op', value: c2s.op });
    const next = c2s.op === GROUP_OP.add ? [...ids.filter((id) => !group.instruments.includes(id)), ...group.instruments] : group.instruments.filter((id) => !ids.includes(id));
    const saved = await terminal.ask('watchlist.save', { id: group.id, name: group.name, instruments: next, position: group.position });
    return saved.ok ? ok({}) : saved;
  });
}

/** A reminder that fired, as it is pushed to every client; null for what has no name there. */
export function reminderPush(terminal: Terminal, { reminder, price }: ReminderFiring): PushFrame | null {
  const instrument = terminal.instrument(reminder.instrument);
  const security = instrument && securityOf(instrument);
  if (!security) return null;
  const quote = terminal.quoteOf(instrument.id);
  const reference = quote?.[instrument.reference === 'pre-close' ? QUOTE.preClose : QUOTE.preSettlement] ?? NaN;
  const change = reference === 0 || Number.isNaN(reference) ? 0 : Number((((price - reference) / Math.abs(reference)) * 100).toFixed(3));
  const paid = priceOf(instrument, price);
  const name = nameOf(instrument, terminal.language);
  return pushFrame(UpdatePriceReminder, {
    security,
    name,
    price: paid,
    changeRate: change,
    marketStatus: OPEN,
    content: `${name} ${paid}`,
    note: reminder.note,
    key: numberOf(reminder.id),
    type: KIND_NUMBERS.get(reminder.kind)!,
    setValue: valueOf(instrument, reminder),
    curValue: isPrice(reminder.kind) ? paid : change,
  });
}

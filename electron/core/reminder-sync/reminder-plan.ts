/**
 * What brings the reminders of a broker and those of the terminal into step, worked out from both lists and from what both sides last
 * agreed upon. Pure.
 *
 * - What one side alone changed, made or removed since then, the other side follows.
 * - Changed on both sides: what each changed holds (what it waits for, how often, the note, whether it is on); where both changed the same,
 *   and where the instrument is another one, the terminal's word counts.
 * - Changed on one side and removed on the other: the change counts, nothing is lost.
 * - Two that nobody has joined yet and that wait for the same (instrument, kind, threshold) are one reminder.
 * - One that is off here and is not at the broker stays here alone until it is on: handed over it would ring.
 */
import type { BrokerReminder, KeptReminder } from '#electron/brokers/broker.ts';
import type { Reminder } from '#shared/model/reminder.ts';

/** One reminder on both sides. */
export interface Link {
  /** Its id here. */
  readonly reminder: string;
  /** Its key at the broker; null: handed over, and the answer with the key has not been had. */
  readonly key: string | null;
  /** What both sides had last. */
  readonly agreed: BrokerReminder;
}

export type HereStep =
  | { readonly do: 'make'; readonly from: KeptReminder }
  /** Done, what the broker has is agreed upon; not done, `link` stays as it is. */
  | { readonly do: 'change'; readonly reminder: Reminder; readonly to: BrokerReminder; readonly kept: KeptReminder; readonly link: Link }
  | { readonly do: 'remove'; readonly reminder: Reminder };

export type ThereStep =
  | { readonly do: 'add'; readonly reminder: string; readonly terms: BrokerReminder }
  | { readonly do: 'change'; readonly reminder: string; readonly from: KeptReminder; readonly terms: BrokerReminder }
  | { readonly do: 'remove'; readonly kept: KeptReminder };

export interface Plan {
  /** What is agreed upon as it stands. Where a step at the broker has still to be done it is what was agreed before: not done, it is found again. */
  readonly links: readonly Link[];
  readonly here: readonly HereStep[];
  readonly there: readonly ThereStep[];
  /** What is removed there is to be made anew as another: a second comparison does it, once the first is gone. */
  readonly again: boolean;
}

export interface Sides {
  readonly ours: readonly Reminder[];
  readonly theirs: readonly KeptReminder[];
  /** Keys that the broker has and that are not among `theirs` as they have no word here (any more): what is joined to them is left alone. */
  readonly unread: ReadonlySet<string>;
  readonly links: readonly Link[];
  readonly asKept: (reminder: BrokerReminder) => BrokerReminder;
  readonly carries: (instrument: string) => boolean;
}

export const termsOf = ({ instrument, kind, threshold, frequency, note, enabled }: BrokerReminder): BrokerReminder => ({ instrument, kind, threshold, frequency, note, enabled });

const waitForTheSame = (a: BrokerReminder, b: BrokerReminder): boolean => a.instrument === b.instrument && a.kind === b.kind && a.threshold === b.threshold;
export const sameTerms = (a: BrokerReminder, b: BrokerReminder): boolean => waitForTheSame(a, b) && a.frequency === b.frequency && a.note === b.note && a.enabled === b.enabled;

/** Of one instrument: what either changed since both agreed. */
function mergedOf(own: BrokerReminder, kept: BrokerReminder, agreed: BrokerReminder): BrokerReminder {
  const { kind, threshold } = waitForTheSame(own, agreed) ? kept : own;
  const { frequency } = own.frequency === agreed.frequency ? kept : own;
  const { note } = own.note === agreed.note ? kept : own;
  const { enabled } = own.enabled === agreed.enabled ? kept : own;
  return { instrument: own.instrument, kind, threshold, frequency, note, enabled };
}

export function planSync({ ours, theirs, unread, links, asKept, carries }: Sides): Plan {
  const mineById = new Map(ours.map((reminder) => [reminder.id, reminder]));
  const keptByKey = new Map(theirs.map((kept) => [kept.key, kept]));
  const settled: Link[] = [];
  const here: HereStep[] = [];
  const there: ThereStep[] = [];
  let again = false;

  const addThere = (mine: Reminder): void => {
    if (mine.enabled && carries(mine.instrument)) there.push({ do: 'add', reminder: mine.id, terms: asKept(termsOf(mine)) });
  };

  /** Both sides have it. @param agreed null: they are joined now */
  const compare = (mine: Reminder, kept: KeptReminder, agreed: BrokerReminder | null): void => {
    mineById.delete(mine.id);
    keptByKey.delete(kept.key);
    const own = asKept(termsOf(mine));
    const link = { reminder: mine.id, key: kept.key, agreed: agreed ?? termsOf(kept) };
    if (mine.instrument !== kept.instrument) {
      // The broker's is of its instrument for good.
      settled.push(link);
      there.push({ do: 'remove', kept });
      again = true;
      return;
    }
    const merged = mergedOf(own, kept, link.agreed);
    if (sameTerms(own, merged)) settled.push(sameTerms(kept, merged) ? { ...link, agreed: own } : link);
    // A note that the broker holds cut short stays whole here.
    else here.push({ do: 'change', reminder: mine, to: { ...merged, note: merged.note === own.note ? mine.note : merged.note }, kept, link });
    if (!sameTerms(kept, merged)) there.push({ do: 'change', reminder: mine.id, from: kept, terms: merged });
  };

  const follow = (link: Link, mine: Reminder | undefined, kept: KeptReminder | undefined): void => {
    if (mine && kept) return compare(mine, kept, link.agreed);
    if (mine) {
      mineById.delete(mine.id);
      if (sameTerms(asKept(termsOf(mine)), link.agreed)) here.push({ do: 'remove', reminder: mine });
      else addThere(mine);
    } else if (kept && sameTerms(kept, link.agreed)) {
      keptByKey.delete(kept.key);
      settled.push(link);
      there.push({ do: 'remove', kept });
    }
    // Removed here and changed there: it is left over, and made here again.
  };

  for (const link of links) {
    if (link.key === null) continue;
    const mine = mineById.get(link.reminder);
    const uncarried = mine !== undefined && mine.instrument === link.agreed.instrument && !carries(mine.instrument);
    if (unread.has(link.key) || uncarried) {
      mineById.delete(link.reminder);
      keptByKey.delete(link.key);
      settled.push(link);
    } else follow(link, mine, keptByKey.get(link.key));
  }

  /** Of those that nobody is joined to yet. */
  const firstKept = (fits: (kept: KeptReminder) => boolean): KeptReminder | undefined => [...keptByKey.values()].find(fits);
  for (const link of links) {
    if (link.key !== null) continue;
    const kept = firstKept((each) => sameTerms(each, link.agreed));
    // Not there: it never arrived, and what is here is handed over as any other.
    if (kept) follow({ ...link, key: kept.key }, mineById.get(link.reminder), kept);
  }
  for (const alike of [sameTerms, waitForTheSame]) {
    for (const mine of mineById.values()) {
      const own = asKept(termsOf(mine));
      const kept = firstKept((each) => alike(each, own));
      if (kept) compare(mine, kept, null);
    }
  }
  for (const mine of mineById.values()) addThere(mine);
  for (const from of keptByKey.values()) here.push({ do: 'make', from });
  return { links: settled, here, there, again };
}

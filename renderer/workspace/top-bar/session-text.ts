/** An instrument's market at a moment in words: what may be done, and until or from when. Pure. */
import { isKnown } from '#shared/calendar/market-days.ts';
import { daysOf, nextOpening, sessionOf } from '#shared/calendar/sessions.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { workspaceWords } from '../workspace-words.ts';
import { shanghaiClock } from './replay-time.ts';

type Words = (typeof workspaceWords)['zh'];

export interface SessionText {
  /** `连续交易`, `休市`. */
  readonly phase: string;
  /** `至 11:30`, `周一 09:25 集合竞价`; empty where it never ends. */
  readonly next: string;
  readonly open: boolean;
  /** Whether the market's holidays are known for the day; where not, weekdays are taken for trading days. */
  readonly known: boolean;
}

const NEVER_CLOSES = 'around-the-clock';

/** `09:25` today, `周一 09:25` within a week, `02-24 09:25` later; Shanghai time. */
function whenText(time: number, now: number, w: Words): string {
  const [then, today] = [shanghaiClock(time), shanghaiClock(now)];
  const clock = then.time.slice(0, 5);
  if (then.date === today.date) return clock;
  return time - now < 6 * 86_400_000 ? `${w.weekdays[then.weekday]} ${clock}` : `${then.date.slice(5)} ${clock}`;
}

/** @param time UTC ms */
export function sessionText({ sessions }: Pick<Instrument, 'sessions'>, time: number, w: Words): SessionText {
  const known = isKnown(daysOf(sessions), shanghaiClock(time).date);
  if (sessions === NEVER_CLOSES) return { phase: w.phases.continuous, next: w.neverCloses, open: true, known };
  const session = sessionOf(sessions, time);
  if (session?.phase === 'continuous') return { phase: w.phases.continuous, next: w.until(whenText(session.to, time, w)), open: true, known };
  if (session?.phase === 'auction') return { phase: w.sessionNames[session.name] ?? w.phases.auction, next: w.until(whenText(session.to, time, w)), open: true, known };
  if (session?.orders === 'taken') return { phase: w.sessionNames[session.name] ?? '', next: w.until(whenText(session.to, time, w)), open: true, known };
  const next = nextOpening(sessions, time);
  const phase = session ? (w.sessionNames[session.name] ?? w.phases[session.phase]) : w.phases.closed;
  return { phase, next: next ? w.opensAt(whenText(next.from, time, w), next.phase === 'auction') : '', open: false, known };
}

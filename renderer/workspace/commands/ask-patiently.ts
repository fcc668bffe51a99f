/**
 * Questions at the pace that a broker allows. Where its rate stands in the way the core says for how long; the screen shows the wait and
 * asks again when it is over.
 */
import type { Fault, Result } from '#shared/result.ts';

/** How long a question has to wait, ms; null: it is not the rate that refused it. */
export function waitOf({ code, params }: Fault): number | null {
  return code === 'opend-wait' ? Math.max(1, Number(params?.['seconds'] ?? 1)) * 1_000 : null;
}

export interface Patience {
  /** UTC ms until when it waits; null: it goes on. */
  readonly onWait: (until: number | null) => void;
  readonly isOver: () => boolean;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly now?: () => number;
}

const sleepFor = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The answer, once the rate allows it; the refusal by the rate itself where it was given up meanwhile. */
export async function askPatiently<T>(ask: () => Promise<Result<T>>, { onWait, isOver, sleep = sleepFor, now = Date.now }: Patience): Promise<Result<T>> {
  for (;;) {
    const answer = await ask();
    const wait = answer.ok ? null : waitOf(answer.fault);
    if (wait === null || isOver()) return answer;
    onWait(now() + wait);
    await sleep(wait);
    if (isOver()) return answer;
    onWait(null);
  }
}

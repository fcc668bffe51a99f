/** A million quotes from a counter's library: every one arrives, and neither its process nor ours grows with them. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { ChildLauncher } from '#electron/brokers/ctp/process/counter-process.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { CounterSite, launchCounter, until } from '#test/stand-ins/counter/counter-desk.ts';

const site = new CounterSite();
afterEach(() => site.close());

const TICKS = 1_000_000;
/** From the first tenth on, when every buffer has its size. A kept quote takes some 300 bytes: keeping them would be 270 MB; below is the garbage that a busy machine leaves lying. */
const GROWTH_MB = 100;

const rssMb = (pid: number | undefined): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

test.runIf(process.platform === 'linux')('1,000,000 quotes with flat memory', { timeout: 300_000 }, async () => {
  await site.begin();
  const pids: (number | undefined)[] = [];
  const launch: ChildLauncher = (environment) => {
    const child = launchCounter(environment);
    pids.push(child.pid);
    return child;
  };
  const desk = await site.up({ launch });
  desk.broker.subscribe(['CFFEX.IF2103']);
  await until(() => desk.seen.quotes.length > 0, 'a quote');
  // What the desk writes down would be the growth.
  let [count, newest] = [0, 0];
  for (const list of [desk.seen.quotes, desk.seen.books, desk.seen.trades]) Object.assign(list, { push: () => 0 });
  Object.assign(desk.seen.quotes, { push: ({ record }: { readonly record: Float64Array }) => {
    count++;
    newest = record[QUOTE.volume];
  } });
  site.front.say(`ticks 0 ${TICKS}`, 'md');
  await until(() => count >= TICKS / 10, 'a tenth', 60_000);
  const before = pids.map(rssMb);
  await until(() => count === TICKS, 'all of them', 240_000);
  expect(newest).toBe(TICKS);
  const after = pids.map(rssMb);
  after.forEach((mb, at) => expect(mb - before[at]).toBeLessThan(GROWTH_MB));
});

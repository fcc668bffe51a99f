/** A counter's process as it is built, forked by Node and as one of Electron's utility processes: the same counter, up and gone again. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { nodeLauncher, type ChildLauncher } from '#electron/brokers/ctp/process/counter-process.ts';
import { build } from '#electron/build.mjs';
import { counterLauncher } from '#electron/desktop/counter-launcher.ts';
import { ACCOUNT, CounterSite, until } from '#test/stand-ins/counter/counter-desk.ts';

const entry = fileURLToPath(new URL('../../dist/electron/counter-child.js', import.meta.url));
const sites: CounterSite[] = [];
beforeAll(() => build({ quiet: true }), 120_000);
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});

const launchers: Readonly<Record<string, ChildLauncher>> = { 'forked by Node': nodeLauncher(entry), 'as a utility process': counterLauncher(entry) };

test.each(Object.entries(launchers))('%s', { timeout: 60_000 }, async (_, launch) => {
  const site = new CounterSite();
  sites.push(site);
  await site.begin();
  const desk = await site.up({ launch });
  desk.broker.subscribe(['CFFEX.IF2103']);
  await until(() => desk.seen.quotes.length > 0, 'a quote');
  site.front.say('crash', 'trader');
  await until(() => desk.seen.states.at(-1)?.state === 'down', 'down');
  expect(desk.seen.states.at(-1)?.fault?.code).toBe('counter-crashed');
  await until(() => desk.seen.states.at(-1)?.state === 'up', 'up again');
  expect((await desk.broker.queryFunds(ACCOUNT)).ok).toBe(true);
});

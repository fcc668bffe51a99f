import { expect, test } from 'vitest';
import { CU, IF } from '#test/stand-ins/instruments.ts';
import { InstrumentDirectory } from './instrument-directory.ts';
import { SILENCE, SilentFeeds } from './silent-feeds.ts';

/** A live connection with IF and CU, a simulated one with IF; `wait` lets what is due come. */
function desk() {
  const directory = new InstrumentDirectory();
  directory.add('sim', [IF]);
  directory.add('live', [IF, CU], true);
  const quoted = new Set<string>();
  const passedOn: string[] = [];
  const due: (() => void)[] = [];
  const state = { asked: true };
  const feeds = new SilentFeeds({
    directory,
    hasQuoted: (_connection, instrument) => quoted.has(instrument),
    isAsked: () => state.asked,
    after(ms, task) {
      expect(ms).toBe(SILENCE);
      due.push(task);
      return () => undefined;
    },
    onPassedOn: (connection, instruments) => void passedOn.push(`${connection} ${instruments.join(' ')}`),
  });
  const wait = (): void => due.splice(0).forEach((task) => task());
  return { directory, feeds, quoted, passedOn, due, state, wait };
}

test('what it does not quote in time others carry, once', () => {
  const { directory, feeds, passedOn, due, wait } = desk();
  feeds.asked('live', [IF.id, CU.id]);
  feeds.asked('live', [IF.id]);
  expect(due).toHaveLength(1);
  wait();
  expect([passedOn, directory.carrierOf(IF.id), directory.carrierOf(CU.id)]).toEqual([[`live ${IF.id}`], 'sim', 'live']);
  // Carried by another it is not waited for.
  feeds.asked('live', [IF.id]);
  expect(due).toEqual([]);
});

test('what it quoted, before or meanwhile, stays its own; so does what nobody asks for any more', () => {
  const { feeds, quoted, passedOn, due, state, wait } = desk();
  feeds.asked('live', [IF.id]);
  state.asked = false;
  wait();
  state.asked = true;
  feeds.asked('live', [IF.id]);
  quoted.add(IF.id);
  wait();
  feeds.asked('live', [IF.id]);
  expect([due, passedOn]).toEqual([[], []]);
});

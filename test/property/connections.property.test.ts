/**
 * Whatever is asked of a user's connections, in whatever order and without waiting: in the end each one that is on has one broker, every
 * other broker is closed, and what the screen was told is what is kept.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Broker, BrokerFactory, BrokerSystem } from '#electron/brokers/broker.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createTopicMirror } from '#test/stand-ins/topic-mirror.ts';

type Manner = 'answers' | 'refuses' | 'hangs';

interface Made {
  readonly id: string;
  readonly name: string;
  closed: boolean;
  connects: number;
}

/** Brokers that answer, refuse or hang, as the profile says; each is remembered. */
function countingSystem(made: Made[]): BrokerSystem {
  const make = (id: string, name: string, manner: Manner): BrokerFactory => ({ sink }) => {
    const record: Made = { id, name, closed: false, connects: 0 };
    // Some say nothing of themselves until they are up.
    const quiet = name === 'P' || name === 'Q';
    made.push(record);
    let giveUp = (): void => {};
    const broker: Partial<Broker> = {
      kind: 'ctp',
      capabilities: [],
      async connect(): Promise<Result<null>> {
        if (record.closed) throw new Error('connected after it was closed');
        record.connects++;
        if (!quiet) sink.connection('connecting', null, null);
        await new Promise<void>((resolve) => {
          giveUp = resolve;
          if (manner !== 'hangs') setImmediate(resolve);
        });
        if (record.closed || manner !== 'answers') return fail('broker-down');
        sink.accounts([{ id: `A-${id}`, environment: 'simulated', name: `A-${id}`, currencies: ['CNY'] }]);
        sink.connection('up', null, 1);
        return ok(null);
      },
      async close() {
        record.closed = true;
        giveUp();
        await new Promise((resolve) => setImmediate(resolve));
        sink.connection('off', null, null);
      },
      subscribe: () => {},
      queryOrders: async () => ok([]),
      queryFills: async () => ok([]),
      queryPositions: async () => ok([]),
      queryFunds: async () => ok([]),
    };
    return broker as Broker;
  };
  return {
    kind: 'ctp',
    secrets: [],
    fields: [{ name: 'manner', type: 'choice', default: 'answers', of: (['answers', 'refuses', 'hangs'] as const).map((value) => ({ value, text: { zh: value, en: value } })), label: { zh: '', en: '' } }],
    presets: [],
    check: () => ok(null),
    environmentOf: () => 'simulated',
    make: ({ id, name, settings }) => make(id, name, settings['manner'] as Manner),
    test: async () => {},
  };
}

type Step =
  | { readonly do: 'add' | 'change'; readonly which: number; readonly manner: Manner; readonly name: string; readonly wait: boolean }
  | { readonly do: 'remove' | 'on' | 'off'; readonly which: number; readonly wait: boolean }
  | { readonly do: 'restart'; readonly which: number; readonly wait: boolean };

const which = fc.nat(3);
const wait = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('add' as const, 'change' as const), which, manner: fc.constantFrom<Manner>('answers', 'answers', 'refuses', 'hangs'), name: fc.constantFrom('P', 'Q', 'R', 'S', 'T'), wait }),
  fc.record({ do: fc.constantFrom('remove' as const, 'on' as const, 'off' as const, 'off' as const), which, wait }),
  fc.record({ do: fc.constant('restart' as const), which, wait }),
);

test('in the end there is one broker for each connection that is on, and none besides', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'pankou-connections-'));
      const made: Made[] = [];
      const system = countingSystem(made);
      let core: Core;
      let screen: ScreenSession;
      let mirror = createTopicMirror();
      const start = async (): Promise<void> => {
        const opened = await createCore({ dataFolder: folder, connections: [], systems: [system] });
        if (!opened.ok) throw new Error(opened.fault.code);
        core = opened.value;
        screen = core.open();
        mirror = createTopicMirror();
        screen.onChange((change) => mirror.take(change));
        for (const change of screen.snapshots()) mirror.take(change);
      };
      await start();
      try {
        const under: Promise<unknown>[] = [];
        const saving: Promise<unknown>[] = [];
        for (const one of steps) {
          const ids = mirror.all('profiles').map(({ id }) => id);
          const id = ids[one.which % Math.max(1, ids.length)];
          if (one.do === 'restart') {
            // A switch that waits for what hangs is answered when the core closes.
            await Promise.all(saving);
            await core!.close();
            await Promise.all(under);
            expect(made.filter(({ closed }) => !closed)).toEqual([]);
            await start();
            continue;
          }
          const save = one.do === 'add' || one.do === 'change' ? { kind: 'ctp' as const, name: one.name, preset: null, settings: { manner: one.manner }, secrets: {} } : null;
          if (one.do !== 'add' && id === undefined) continue;
          const asked =
            save !== null ? screen!.handle('connection.save', { ...save, ...(one.do === 'change' ? { id } : {}) })
            : one.do === 'remove' ? screen!.handle('connection.remove', { id })
            : screen!.handle('connection.set', { id, on: one.do === 'on' });
          under.push(asked);
          if (one.do === 'on') continue;
          saving.push(asked);
          if (one.wait) await asked;
        }
        // What hangs for good is switched off, so that everything that was asked is answered.
        for (const { id, settings } of mirror.all('profiles')) if (settings['manner'] === 'hangs') under.push(screen!.handle('connection.set', { id, on: false }));
        await Promise.all(under);
        for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));

        const profiles = mirror.all('profiles');
        const off = new Set(mirror.all('settings')[0].connectionsOff);
        const named = (all: readonly { readonly id: string; readonly name: string }[]): Map<string, string> => new Map(all.map(({ id, name }) => [id, name]));
        expect(named(mirror.all('connections'))).toEqual(named(profiles));
        expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length);
        for (const { id, name, settings } of profiles) {
          const living = made.filter((broker) => broker.id === id && !broker.closed);
          const connection = mirror.all('connections').find((each) => each.id === id)!;
          expect(living.map((broker) => broker.name), connection.state).toEqual(off.has(id) ? [] : [name]);
          if (off.has(id)) expect(connection.state).toBe('off');
          else expect(connection.state).toBe(settings['manner'] === 'answers' ? 'up' : settings['manner'] === 'refuses' ? 'down' : 'connecting');
          const account = mirror.all('accounts').find((each) => each.connection === id);
          if (connection.state === 'up') expect(account?.state).not.toBe('offline');
        }
        const known = new Set(profiles.map(({ id }) => id));
        expect(made.filter(({ id, closed }) => !known.has(id) && !closed)).toEqual([]);
        expect(mirror.all('accounts').filter(({ connection }) => !known.has(connection))).toEqual([]);
      } finally {
        await core!.close();
        rmSync(folder, { recursive: true, force: true });
      }
      expect(made.filter(({ closed }) => !closed)).toEqual([]);
    }),
    { numRuns: 120 },
  ), 120_000);

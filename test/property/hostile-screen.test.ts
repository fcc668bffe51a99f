/** Whatever a screen sends, the router does not throw: it answers or closes, and the core is handed only what its schema allows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routeScreen } from '#electron/host/router.ts';
import type { ScreenPort } from '#electron/host/screen-port.ts';
import type { CommandName } from '#shared/contract/commands.ts';
import { commands } from '#shared/contract/commands.ts';
import { FAULTS } from '#shared/faults.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import { ScriptedCore } from '#test/stand-ins/core.ts';

const names = Object.keys(commands);
const keys = ['order', 'account', 'instrument', 'quantity', 'price', 'side', 'id', 'limit', 'offset', 'quotes', 'books', 'trades', 'layout', 'panels', '__proto__', 'constructor', 'toJSON'];

/** Values of every kind that JSON or a structured clone can carry, with the keys that the schemas look for. */
const value = fc.letrec((again) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, undefined, true, Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, 1e308, '', '🀄', '\u0000', 10n),
    fc.integer(),
    fc.double(),
    fc.string({ maxLength: 60 }),
    fc.constantFrom('buy', 'CFFEX.IF2101', 'limit', 'day', 'open', 'x'.repeat(5000)),
    fc.array(again('any'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 8 })), again('any'), { maxKeys: 8 }),
    fc.date().map((date) => date),
    fc.uint8Array({ maxLength: 8 }),
    fc.constant(new Map([['type', 'command']])),
  ),
})).any;

const message = fc.oneof(
  value,
  fc.record({ type: fc.constantFrom('command', 'painted', 'other'), id: fc.oneof(fc.nat(), value), command: fc.oneof(fc.constantFrom(...names, '__proto__', 'hasOwnProperty'), value), ask: value }, { requiredKeys: [] }),
  fc.record({ type: fc.constant('command'), id: fc.nat(1000), command: fc.constantFrom(...names), ask: value }),
  fc.record({ type: fc.constant('painted'), frame: fc.oneof(fc.integer(), value) }),
);

interface Outcome {
  readonly sent: CoreMessage[];
  readonly closed: boolean;
  readonly asked: { command: CommandName; ask: unknown }[];
}

async function outcomeOf(messages: readonly unknown[]): Promise<Outcome> {
  const core = new ScriptedCore();
  const sent: CoreMessage[] = [];
  let closed = false;
  const port: ScreenPort = {
    send: (out) => void sent.push(structuredClone(out)),
    sendFrame: () => undefined,
    close: () => (closed = true),
  };
  const route = routeScreen(core, port, { log: () => undefined });
  for (const each of messages) {
    route.receive(each);
    core.sessions[0].market.touch();
  }
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  route.closed();
  return { sent: sent.slice(3), closed, asked: core.sessions[0].asked };
}

const isPainted = (each: unknown): boolean => typeof each === 'object' && each !== null && 'type' in each && each.type === 'painted' && Object.keys(each).length === 2 && 'frame' in each && Number.isSafeInteger(each.frame) && Number(each.frame) >= 0;

test('every message is answered, unless it is an acknowledgement or the window was closed', () =>
  fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      const { sent, closed } = await outcomeOf(messages);
      const expected = messages.filter((each) => !isPainted(each)).length;
      if (closed) return;
      expect(sent.filter((each) => each.type === 'answer')).toHaveLength(expected);
      for (const each of sent) if (each.type === 'answer' && !each.ok) expect(Object.hasOwn(FAULTS, each.fault.code)).toBe(true);
    }),
    { numRuns: 400 },
  ));

test('what reaches the core is what its schema makes of it, and parses to itself', () =>
  fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      const { asked } = await outcomeOf(messages);
      for (const { command, ask } of asked) expect(commands[command].ask.parse(ask)).toEqual(ask);
    }),
    { numRuns: 300 },
  ));

test('a refusal stays small however large the nonsense is', () =>
  fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1, maxLength: 400 }), value, { minKeys: 50, maxKeys: 200 }), fc.constantFrom(...names), async (ask, command) => {
      const { sent } = await outcomeOf([{ type: 'command', id: 1, command, ask }]);
      expect(JSON.stringify(sent).length).toBeLessThan(600);
    }),
    { numRuns: 60 },
  ));

test('nothing reaches the prototype of objects', () =>
  fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), async (command) => {
      const ask: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"panels":{"__proto__":"x"}}');
      await outcomeOf([{ type: 'command', id: 1, command, ask }, JSON.parse('{"__proto__":{"type":"command"},"id":1}')]);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    }),
  ));

test('deep nesting is refused, not run into', async () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
  const { sent, closed } = await outcomeOf([deep, { type: 'command', id: 1, command: 'settings.set', ask: deep }, { type: 'command', id: 2, command: 'settings.set', ask: { panels: { a: deep } } }]);
  expect(closed).toBe(false);
  expect(sent).toHaveLength(3);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_MS, QUOTA, Subscriptions, type Topic } from './subscriptions.ts';

const topic = (security: string, type = 1): Topic => ({ security, type });
const code = (result: { ok: boolean; fault?: { code: string } }): string => (result.ok ? 'ok' : result.fault!.code);

describe('subscriptions', () => {
  it('one place for each security and type, whoever holds it; freed when the last has unsubscribed', () => {
    const all = new Subscriptions<string>();
    all.subscribe('a', [topic('X'), topic('X', 2)], true, 0);
    all.subscribe('b', [topic('X')], undefined, 0);
    expect([all.used(0), all.usedBy('a'), all.usedBy('b')]).toEqual([2, 2, 1]);
    expect(all.pushedTo(topic('X'))).toEqual(['a']);
    expect(code(all.unsubscribe('a', [topic('X')], LEAST_MS))).toBe('ok');
    expect(all.used(LEAST_MS)).toBe(2);
    expect(code(all.unsubscribe('b', [topic('X')], LEAST_MS))).toBe('ok');
    expect(all.used(LEAST_MS)).toBe(1);
  });

  it('nobody unsubscribes within the first minute; who leaves keeps the place until it is over', () => {
    const all = new Subscriptions<string>();
    all.subscribe('a', [topic('X')], true, 1_000);
    expect(all.unsubscribe('a', [topic('X')], 1_000 + LEAST_MS - 1)).toMatchObject({ ok: false, fault: { code: 'gateway-unsubscribe-early', params: { seconds: 1 } } });
    all.leave('a', 2_000);
    expect(all.pushedTo(topic('X'))).toEqual([]);
    expect(all.used(1_000 + LEAST_MS - 1)).toBe(1);
    expect(all.used(1_000 + LEAST_MS)).toBe(0);
  });

  it('all or none where the quota does not reach', () => {
    const all = new Subscriptions<string>();
    all.subscribe('a', Array.from({ length: QUOTA - 1 }, (_, i) => topic(`S${i}`)), false, 0);
    expect(all.subscribe('b', [topic('X'), topic('Y'), topic('S1')], false, 0)).toMatchObject({ ok: false, fault: { code: 'gateway-no-quota', params: { missing: 1 } } });
    expect(all.usedBy('b')).toBe(0);
    expect(code(all.subscribe('b', [topic('X'), topic('S1')], false, 0))).toBe('ok');
  });

  it('pushes are registered only for what is subscribed', () => {
    const all = new Subscriptions<string>();
    all.subscribe('a', [topic('X')], false, 0);
    expect(code(all.register('a', [topic('X'), topic('Y')], true))).toBe('gateway-not-subscribed');
    expect(all.pushedTo(topic('X'))).toEqual([]);
    all.register('a', [topic('X')], true);
    expect(all.pushedTo(topic('X'))).toEqual(['a']);
  });

  it('whatever is asked, the quota is what a plain list of holders and leavers says', () => {
    const step = fc.record({ at: fc.nat(40_000), client: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('sub', 'unsub', 'leave'), security: fc.constantFrom('X', 'Y', 'Z'), type: fc.constantFrom(1, 2) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const all = new Subscriptions<string>();
        const held = new Map<string, number>();
        const kept = new Map<string, number>();
        let now = 0;
        for (const { at, client, what, security, type } of steps) {
          now += at;
          const key = `${client}|${security}#${type}`;
          if (what === 'sub') {
            expect(all.subscribe(client, [topic(security, type)], true, now).ok).toBe(true);
            if (!held.has(key)) held.set(key, now);
          } else if (what === 'unsub') {
            const since = held.get(key);
            const done = all.unsubscribe(client, [topic(security, type)], now).ok;
            expect(done).toBe(since === undefined || now - since >= LEAST_MS);
            if (done) held.delete(key);
          } else {
            all.leave(client, now);
            for (const [each, since] of held) {
              if (!each.startsWith(`${client}|`)) continue;
              const name = each.slice(2);
              kept.set(name, Math.max(kept.get(name) ?? 0, since + LEAST_MS));
              held.delete(each);
            }
          }
          const places = new Set([...[...held.keys()].map((each) => each.slice(2)), ...[...kept].flatMap(([name, until]) => (until > now ? [name] : []))]);
          expect(all.used(now)).toBe(places.size);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopicChange } from '#shared/contract/topics.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { applyChange, applyChanges, ChangeBatch } from './topic-store.ts';

const list = (id: string, position: number): Watchlist => ({ id, name: id, instruments: [], position });
const change = (items: readonly Watchlist[], removed: readonly string[] = [], snapshot = false): TopicChange<'watchlists'> => ({ topic: 'watchlists', snapshot, items, removed });
const nothing = { byKey: new Map<string, Watchlist>(), items: [] };

describe('a topic’s store', () => {
  it('replaces items by key and keeps their place', () => {
    const state = applyChange(applyChange(nothing, change([list('a', 0), list('b', 1)])), change([list('a', 9)]));
    expect(state.items.map((w) => [w.id, w.position])).toEqual([['a', 9], ['b', 1]]);
  });

  it('starts over with a snapshot', () => {
    expect(applyChange(applyChange(nothing, change([list('a', 0)])), change([list('b', 1)], [], true)).items.map((w) => w.id)).toEqual(['b']);
  });

  it('is the same whether changes come one by one or together', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const changes = fc.array(
      fc.record({ items: fc.array(fc.tuple(id, fc.nat(9)), { maxLength: 3 }), removed: fc.array(id, { maxLength: 2 }), snapshot: fc.boolean() }),
    );
    fc.assert(
      fc.property(changes, (raw) => {
        const all = raw.map(({ items, removed, snapshot }) => change(items.map(([key, position]) => list(key, position)), removed, snapshot));
        let single: ReturnType<typeof applyChanges<'watchlists'>> = nothing;
        for (const one of all) single = applyChange(single, one);
        expect(applyChanges(nothing, all).items).toEqual(single.items);
      }),
    );
  });

  it('bounds fills to the newest and keeps every order that is still open', () => {
    const orders = Array.from({ length: 1200 }, (_, n) => ({ id: `o${n}`, state: n % 100 === 0 ? 'working' : 'filled' }));
    const state = applyChange({ byKey: new Map(), items: [] }, { topic: 'orders', snapshot: false, items: orders as never, removed: [] });
    expect(state.items).toHaveLength(500);
    expect(state.byKey.has('o0')).toBe(true);
    expect(state.byKey.has('o1')).toBe(false);
    expect(state.byKey.has('o1199')).toBe(true);
  });
});

describe('a batch of changes', () => {
  it('applies a thousand changes in one go, in their order', () => {
    const scheduled: (() => void)[] = [];
    const batch = new ChangeBatch((flush) => scheduled.push(flush));
    const applied: number[][] = [];
    for (let n = 0; n < 1000; n++) batch.add(change([list('a', n)]), (changes) => applied.push(changes.map((c) => c.items[0].position)));
    expect(scheduled).toHaveLength(1);
    expect(applied).toEqual([]);
    scheduled[0]();
    expect(applied).toHaveLength(1);
    expect(applied[0]).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  });

  it('may be flushed early and asks for another turn after that', () => {
    const scheduled: (() => void)[] = [];
    const batch = new ChangeBatch((flush) => scheduled.push(flush));
    let applied = 0;
    const apply = (): void => void applied++;
    batch.add(change([]), apply);
    batch.flush();
    expect(applied).toBe(1);
    batch.add(change([]), apply);
    expect(scheduled).toHaveLength(2);
    scheduled[0]();
    scheduled[1]();
    expect(applied).toBe(2);
  });
});

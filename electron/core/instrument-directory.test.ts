import { describe, expect, it } from 'vitest';
import { CU, IF } from '#test/stand-ins/instruments.ts';
import { InstrumentDirectory } from './instrument-directory.ts';

describe('which connection carries an instrument', () => {
  it('the first that named it, among equals', () => {
    const directory = new InstrumentDirectory();
    expect(directory.add('one', [IF, CU])).toEqual([]);
    expect(directory.add('other', [{ ...IF, depth: 10 }])).toEqual([]);
    expect([directory.carrierOf(IF.id), directory.get(IF.id)?.depth]).toEqual(['one', IF.depth]);
    expect(directory.isLive(IF.id)).toBe(false);
  });

  it('a live one ahead of a simulated one, whichever came first, with its terms', () => {
    for (const order of [['sim', 'live'], ['live', 'sim']]) {
      const directory = new InstrumentDirectory();
      const taken = order.flatMap((connection) => directory.add(connection, [{ ...IF, origin: connection === 'live' ? 'live' : 'synthetic' }], connection === 'live'));
      expect(taken).toEqual(order[0] === 'sim' ? [IF.id] : []);
      expect([directory.carrierOf(IF.id), directory.get(IF.id)?.origin, directory.isLive(IF.id)]).toEqual(['live', 'live', true]);
    }
  });

  it('takes new terms of whoever named it before', () => {
    const directory = new InstrumentDirectory();
    directory.add('sim', [IF]);
    directory.add('live', [IF], true);
    expect(directory.add('sim', [{ ...IF, depth: 1 }])).toEqual([]);
    expect(directory.add('live', [{ ...IF, depth: 10 }], true)).toEqual([]);
    expect(directory.get(IF.id)?.depth).toBe(10);
  });

  it('a live one that quotes nothing steps back until it does; it is still asked', () => {
    const directory = new InstrumentDirectory();
    directory.add('live', [IF, CU], true);
    directory.add('sim', [{ ...IF, origin: 'synthetic' }]);
    expect([directory.isShared(IF.id), directory.isShared(CU.id)]).toEqual([true, false]);
    expect(directory.hush('live', [IF.id, CU.id])).toEqual([IF.id]);
    expect([directory.carrierOf(IF.id), directory.get(IF.id)?.origin, directory.isLive(IF.id), directory.carrierOf(CU.id)]).toEqual(['sim', 'synthetic', false, 'live']);
    expect([directory.askedFor(IF.id), directory.askedFor(CU.id)]).toEqual([['sim', 'live'], ['live']]);
    expect([directory.isSilent('live', IF.id), directory.isSilent('sim', IF.id), directory.isSilent('live', CU.id)]).toEqual([true, false, false]);
    // Told again it is as silent as before; another live one that quotes goes before both.
    expect(directory.add('live', [{ ...IF, depth: 10 }], true)).toEqual([]);
    expect(directory.add('other', [IF], true)).toEqual([IF.id]);
    expect(directory.remove('other')).toEqual([IF.id]);
    expect(directory.speaks('live', IF.id)).toBe(true);
    expect([directory.carrierOf(IF.id), directory.get(IF.id)?.depth, directory.speaks('live', IF.id)]).toEqual(['live', 10, false]);
    expect(directory.askedFor(IF.id)).toEqual(['live']);
  });

  it('a live one stays though it is silent where the other’s ticks or contracts are not its own, or nobody else has it', () => {
    const directory = new InstrumentDirectory();
    directory.add('sim', [{ ...IF, tickSize: IF.tickSize * 2 }, { ...CU, multiplier: 1 }]);
    directory.add('live', [IF, CU], true);
    expect(directory.hush('live', [IF.id, CU.id, 'CFFEX.none'])).toEqual([]);
    expect([directory.carrierOf(IF.id), directory.carrierOf(CU.id)]).toEqual(['live', 'live']);
    expect(directory.hush('sim', [IF.id])).toEqual([]);
  });

  it('passes on what a connection carried when it goes', () => {
    const directory = new InstrumentDirectory();
    directory.add('sim', [IF]);
    directory.add('live', [IF, CU], true);
    expect(directory.remove('live')).toEqual([IF.id]);
    expect([directory.carrierOf(IF.id), directory.get(CU.id)]).toEqual(['sim', undefined]);
    expect(directory.remove('live')).toEqual([]);
    expect(directory.find(CU.id)).toMatchObject({ ok: false, fault: { code: 'instrument-unknown' } });
    expect(directory.all()).toEqual([IF]);
  });
});

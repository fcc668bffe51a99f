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

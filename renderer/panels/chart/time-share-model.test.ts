import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { fellAt, minutesOf, rangeAround, timeShareReadOut, withPoints } from './time-share-model.ts';

const MINUTE = 60_000;
const SCALE = { tickSize: 0.2, decimals: 1 };
const at = (text: string): number => Date.parse(`${text}+08:00`);
const point = (time: number, price = 100, average = 100, volume = 1): TimeSharePoint => ({ time, price, average, volume });

describe('a time-share', () => {
  it('takes up what goes on: new minutes behind, changed ones in their place', () => {
    const known = [point(1), point(3)];
    expect(withPoints(known, [point(4)]).map(({ time }) => time)).toEqual([1, 3, 4]);
    expect(withPoints(known, [point(2, 7), point(3, 9)]).map(({ time, price }) => [time, price])).toEqual([[1, 100], [2, 7], [3, 9]]);
    expect(withPoints(known, [])).toBe(known);
  });

  it('told in any pieces is the whole of what was told, each minute as it was told last (property)', () => {
    const told = fc.array(fc.array(fc.record({ time: fc.nat(50), price: fc.nat(1000) }), { maxLength: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(told, (pieces) => {
        const newest = new Map<number, number>();
        let points: readonly TimeSharePoint[] = [];
        for (const piece of pieces) {
          const sorted = [...new Map(piece.map((each) => [each.time, each])).values()].sort((a, b) => a.time - b.time);
          for (const { time, price } of sorted) newest.set(time, price);
          points = withPoints(points, sorted.map(({ time, price }) => point(time, price)));
        }
        expect(points.map(({ time, price }) => [time, price])).toEqual([...newest].sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it('has room for all minutes of its day, without the breaks, and for what was traded beside them', () => {
    const minutes = minutesOf({ sessions: 'hong-kong' }, [point(at('2025-01-02T09:30:00')), point(at('2025-01-02T16:08:00'))]);
    expect(minutes.length).toBe(150 + 180 + 1);
    expect([minutes[0], minutes[149], minutes[150], minutes.at(-1)]).toEqual(['09:30', '11:59', '13:00', '16:08'].map((time) => at(`2025-01-02T${time}:00`)));
    expect(minutesOf({ sessions: 'hong-kong' }, [])).toEqual([]);
  });

  it('of a contract with a night begins the evening before', () => {
    const minutes = minutesOf({ sessions: 'china-futures-night-0100' }, [point(at('2025-01-02T21:00:00'))]);
    const day = minutes.filter((time) => time >= at('2025-01-03T09:00:00'));
    expect([minutes[0], day.length]).toEqual([at('2025-01-02T21:00:00'), 225]);
    expect(minutes.every((time, i) => i === 0 || time - minutes[i - 1] >= MINUTE)).toBe(true);
  });

  it('stands around the previous close', () => {
    expect(rangeAround([point(1, 105, 103), point(2, 98, 102)], 100)).toEqual({ low: 95, high: 105 });
    expect(rangeAround([point(1, 100, 100)], 100)).toEqual({ low: 99, high: 101 });
    expect(rangeAround([point(1, 105, 103.5)], NaN)).toEqual({ low: 103.5, high: 105 });
    expect(rangeAround([], 100)).toBeNull();
  });

  it('is read minute by minute, against the previous close', () => {
    const points = [point(1, 1901, 1900.5, 12_300), point(2, 1890, 1895, 0)];
    expect(timeShareReadOut(points, 0, 1900, SCALE)).toEqual({ price: '380.2', average: '380.10', change: '+0.05%', direction: 'up', volume: '12,300' });
    expect(timeShareReadOut(points, 1, NaN, SCALE)).toMatchObject({ change: '–', direction: '' });
    expect(timeShareReadOut(points, 2, 1900, SCALE)).toBeNull();
    expect([fellAt(points, 0, 1900), fellAt(points, 0, 1902), fellAt(points, 1, 1800)]).toEqual([false, true, true]);
  });
});

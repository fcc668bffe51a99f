import { describe, expect, it } from 'vitest';
import { PrintRing } from '#renderer/client/tape-ring.ts';
import { VolumeAtPrice } from './ladder-volume.ts';

const row = (price: number, quantity: number, sequence: number, aggressor = 1): number[] => [1000 + sequence, price, quantity, aggressor, sequence];
const push = (ring: PrintRing, ...records: number[][]): void => records.forEach((r) => ring.push(Float64Array.from(r), 0));

describe('volume at price', () => {
  it('adds what the tape brings, once', () => {
    const volume = new VolumeAtPrice();
    const ring = new PrintRing();
    push(ring, row(100, 2, 1), row(101, 3, 2, -1));
    volume.follow(ring);
    volume.follow(ring);
    push(ring, row(100, 5, 3));
    volume.follow(ring);
    expect([volume.at(100), volume.at(101), volume.at(99), volume.most]).toEqual([7, 3, 0, 7]);
    expect([volume.lastPrice, volume.lastQuantity, volume.lastAggressor]).toEqual([100, 5, 1]);
  });

  it('does not count twice what both the core and the ring know', () => {
    const volume = new VolumeAtPrice();
    const ring = new PrintRing();
    push(ring, row(100, 2, 5), row(100, 3, 6));
    volume.follow(ring);
    volume.seed([...row(100, 1, 4), ...row(100, 2, 5)], ring);
    expect(volume.at(100)).toBe(6);
  });

  it('starts anew when the feed jumps back', () => {
    const volume = new VolumeAtPrice();
    const ring = new PrintRing();
    push(ring, row(100, 2, 50));
    volume.follow(ring);
    push(ring, row(90, 4, 1));
    volume.follow(ring);
    expect([volume.at(100), volume.at(90), volume.most]).toEqual([0, 4, 4]);
  });
});

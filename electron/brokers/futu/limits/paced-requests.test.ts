import { describe, expect, it } from 'vitest';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { GetPlateSet } from '#electron/brokers/futu/messages/snapshot.ts';
import { ok } from '#shared/result.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { PacedRequests } from './paced-requests.ts';
import { RateLimits } from './rate-limits.ts';

/** Ten plate lists in 30 s. */
const ask = { market: 1, plateSetType: 0 };

describe('paced requests', () => {
  it('go at once, then each when its place has come', async () => {
    const clock = createHandClock();
    const start = clock.now();
    const sent: number[] = [];
    const session = { request: () => { sent.push(clock.now() - start); return Promise.resolve(ok({ plateInfoList: [] })); } } as unknown as OpendSession;
    const told: [string, number][] = [];
    const paced = new PacedRequests(session, new RateLimits(), clock, (what, until) => told.push([what, until - start]));
    const answers = Array.from({ length: 12 }, () => paced.ask(GetPlateSet, ask, '', 60_000));
    expect(paced.waitFor(GetPlateSet)).toBeGreaterThan(30_000);
    clock.run(60_000);
    expect((await Promise.all(answers)).every((answer) => answer.ok)).toBe(true);
    expect(sent.length).toBe(12);
    expect(sent.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(clock.waiting).toBe(0);
    // Those that wait are told of, with the moment at which they go.
    expect(told.map(([what]) => what)).toEqual([GetPlateSet.name, GetPlateSet.name]);
    for (const [, until] of told) expect(until).toBeGreaterThan(30_000);
    expect(told.every(([, until]) => until < 31_000)).toBe(true);
  });

  it('that would wait too long say for how long, and take no place', async () => {
    const clock = createHandClock();
    const session = { request: () => Promise.resolve(ok({ plateInfoList: [] })) } as unknown as OpendSession;
    const paced = new PacedRequests(session, new RateLimits(), clock);
    for (let i = 0; i < 10; i++) await paced.ask(GetPlateSet, ask);
    const wait = paced.waitFor(GetPlateSet);
    expect(await paced.ask(GetPlateSet, ask)).toEqual({ ok: false, fault: { code: 'opend-wait', params: { what: 'Qot_GetPlateSet', seconds: 31 } } });
    expect(paced.waitFor(GetPlateSet)).toBe(wait);
    clock.run(wait);
    expect((await paced.ask(GetPlateSet, ask)).ok).toBe(true);
  });
});

/**
 * Who subscribed to what, and what it takes of the quota. One place of quota for each security and type, whoever asks; it is given back
 * when the last client has unsubscribed, and nobody may within the first minute. A client that leaves keeps its places until that minute
 * is over (seeds/003, lines 201-204, 1516, 11767-11777).
 */
import { fail, ok, type Result } from '#shared/result.ts';

/** The middle tier of the document (lines 201-204). */
export const QUOTA = 1000;
export const LEAST_MS = 60_000;

/** One security and one type. */
export interface Topic {
  readonly security: string;
  readonly type: number;
}

interface Held {
  readonly since: number;
  pushed: boolean;
}

const keyOf = ({ security, type }: Topic): string => `${security}#${type}`;

export class Subscriptions<Client> {
  /** By topic, then client. */
  readonly #held = new Map<string, { readonly topic: Topic; readonly clients: Map<Client, Held> }>();
  /** Of clients that left within the minute: when each topic's place is given back. */
  readonly #leaving = new Map<string, { readonly topic: Topic; readonly until: number }>();

  /** Places of the quota that are taken. */
  used(now: number): number {
    this.#expire(now);
    let leaving = 0;
    for (const key of this.#leaving.keys()) if (!this.#held.has(key)) leaving++;
    return this.#held.size + leaving;
  }

  usedBy(client: Client): number {
    return this.of(client).length;
  }

  of(client: Client): readonly Topic[] {
    return [...this.#held.values()].filter(({ clients }) => clients.has(client)).map(({ topic }) => topic);
  }

  /** All or none. */
  subscribe(client: Client, topics: readonly Topic[], push: boolean | undefined, now: number): Result<null> {
    this.#expire(now);
    const added = new Set(topics.map(keyOf).filter((key) => !this.#held.has(key) && !this.#leaving.has(key))).size;
    const used = this.used(now);
    if (used + added > QUOTA) return fail('gateway-no-quota', { missing: used + added - QUOTA, used, total: QUOTA });
    for (const topic of topics) {
      const key = keyOf(topic);
      let entry = this.#held.get(key);
      if (!entry) this.#held.set(key, (entry = { topic, clients: new Map() }));
      const held = entry.clients.get(client);
      if (!held) entry.clients.set(client, { since: now, pushed: push === true });
      else if (push !== undefined) held.pushed = push;
    }
    return ok(null);
  }

  /** All or none: refused while any of them is younger than a minute. What is not subscribed is passed over. */
  unsubscribe(client: Client, topics: readonly Topic[], now: number): Result<null> {
    for (const topic of topics) {
      const held = this.#held.get(keyOf(topic))?.clients.get(client);
      if (held && now - held.since < LEAST_MS) return fail('gateway-unsubscribe-early', { seconds: Math.ceil((LEAST_MS - (now - held.since)) / 1000) });
    }
    for (const topic of topics) this.#drop(keyOf(topic), client);
    return ok(null);
  }

  /** Switches pushes of what is subscribed. */
  register(client: Client, topics: readonly Topic[], push: boolean): Result<null> {
    for (const topic of topics) if (!this.isSubscribed(client, topic)) return fail('gateway-not-subscribed', { security: topic.security, type: topic.type });
    for (const topic of topics) this.#held.get(keyOf(topic))!.clients.get(client)!.pushed = push;
    return ok(null);
  }

  isSubscribed(client: Client, topic: Topic): boolean {
    return this.#held.get(keyOf(topic))?.clients.has(client) === true;
  }

  /** Every topic that somebody holds. */
  topics(): Topic[] {
    return Array.from(this.#held.values(), ({ topic }) => topic);
  }

  /** Who is pushed a topic. */
  pushedTo(topic: Topic): Client[] {
    const clients: Client[] = [];
    for (const [client, { pushed }] of this.#held.get(keyOf(topic))?.clients ?? []) if (pushed) clients.push(client);
    return clients;
  }

  /** The client is gone. */
  leave(client: Client, now: number): void {
    for (const [key, { topic, clients }] of this.#held) {
      const held = clients.get(client);
      if (!held) continue;
      const until = held.since + LEAST_MS;
      if (until > now && until > (this.#leaving.get(key)?.until ?? 0)) this.#leaving.set(key, { topic, until });
      this.#drop(key, client);
    }
  }

  #drop(key: string, client: Client): void {
    const entry = this.#held.get(key);
    if (entry?.clients.delete(client) && entry.clients.size === 0) this.#held.delete(key);
  }

  #expire(now: number): void {
    for (const [key, { until }] of this.#leaving) if (until <= now) this.#leaving.delete(key);
  }
}

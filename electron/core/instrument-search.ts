/** Searches through the catalogues of the connections that have one larger than what they list, and listing from them. */
import type { Broker } from '#electron/brokers/broker.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { FoundInstrument } from '#shared/model/research.ts';
import { fail, ok, type Result } from '#shared/result.ts';

export type FoundAt = FoundInstrument & { readonly connection: string };

/**
 * What the connections find, by turns: the best of each, then each one's next, `limit` in all. Fails with the first connection's fault
 * where none could answer; finds nothing where none has a catalogue.
 */
export async function findInstruments(standing: readonly { readonly id: string; readonly broker: Broker }[], text: string, limit: number): Promise<Result<readonly FoundAt[]>> {
  const asked = standing.flatMap(({ id, broker }) => (broker.finder ? [{ id, answer: broker.finder.find(text, limit) }] : []));
  const answers = await Promise.all(asked.map(async ({ id, answer }) => ({ id, found: await answer })));
  const lists: (readonly FoundAt[])[] = [];
  for (const { id, found } of answers) if (found.ok) lists.push(found.value.map((one) => ({ ...one, connection: id })));
  const refused = answers.map(({ found }) => found).find((found) => !found.ok);
  if (lists.length === 0 && refused && !refused.ok) return refused;
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return ok(Array.from({ length: longest }, (_, place) => lists.flatMap((list) => (place < list.length ? [list[place]] : []))).flat().slice(0, limit));
}

/** Errors: connection-unknown, connection-is-down, catalogue-not-offered, and what the broker says. */
export async function takeInstruments(
  at: { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined,
  connection: string,
  codes: readonly string[],
): Promise<Result<readonly (InstrumentId | null)[]>> {
  if (!at) return fail('connection-unknown', { connection });
  if (!at.broker.finder) return fail('catalogue-not-offered', { name: at.name });
  return at.up ? at.broker.finder.list(codes) : fail('connection-is-down', { name: at.name });
}

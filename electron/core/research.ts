/** Questions to a connection's research: what its broker knows beyond quotes and orders. */
import type { Broker } from '#electron/brokers/broker.ts';
import type { ResearchAnswer, ResearchQuestion } from '#shared/model/research.ts';
import { fail, type Result } from '#shared/result.ts';

/** Errors: connection-unknown, connection-is-down, research-not-offered, and what the broker says. */
export function askResearch(named: (id: string) => { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined, connection: string, question: ResearchQuestion): Promise<Result<ResearchAnswer>> {
  const at = named(connection);
  if (!at) return Promise.resolve(fail('connection-unknown', { connection }));
  if (!at.broker.research) return Promise.resolve(fail('research-not-offered', { name: at.name }));
  return at.up ? at.broker.research(question) : Promise.resolve(fail('connection-is-down', { name: at.name }));
}

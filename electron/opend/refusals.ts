/** What the simulated exchange has nothing to answer with, and why: OpenD's protocols that every client library has. */
import { GetCapitalDistribution, GetCapitalFlow } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetHoldingChangeList } from '#electron/brokers/futu/messages/history.ts';
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import { GetBroker } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetDelayStatistics, TestCmd, Verification } from '#electron/brokers/futu/messages/system.ts';
import type { Fault } from '#shared/result.ts';
import type { FaultCode } from '#shared/faults.ts';

const REASONS: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  [GetBroker.id, 'gateway-no-brokers'],
  [GetCapitalFlow.id, 'gateway-no-capital'],
  [GetCapitalDistribution.id, 'gateway-no-capital'],
  [GetHoldingChangeList.id, 'gateway-no-holders'],
  [Verification.id, 'gateway-no-login'],
  [GetDelayStatistics.id, 'gateway-no-statistics'],
  [TestCmd.id, 'gateway-no-console'],
]);

export function refusalOf({ id, name }: Pick<Call, 'id' | 'name'>): Fault {
  const code = REASONS.get(id);
  return code ? { code } : { code: 'gateway-not-offered', params: { what: name } };
}

/**
 * Protocols 3105, 3201, 3216, 3217: what happens to companies. At the simulated exchange nothing does: no dividend or split, no suspension of a
 * day, no new code, no new listing. Empty is the true answer, for securities and markets that there are.
 */
import { GetCodeChange, GetSuspend, RequestRehab } from '#electron/brokers/futu/messages/history.ts';
import { GetIpoList } from '#electron/brokers/futu/messages/screening.ts';
import { fail, ok } from '#shared/result.ts';
import { answer, instrumentOf, instrumentsOf, type Answers } from '../call-context.ts';
import { GATEWAY_MARKETS, securityOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';

const MOST_CODES = 400;

export function companyCalls(answers: Answers, terminal: Terminal): void {
  answer(answers, RequestRehab, async ({ security }) => {
    const found = await instrumentOf(terminal, security);
    return found.ok ? ok({ rehabList: [] }) : found;
  });

  answer(answers, GetSuspend, async ({ securityList }) => {
    const found = await instrumentsOf(terminal, securityList, MOST_CODES);
    return found.ok ? ok({ SecuritySuspendList: found.value.map((each) => ({ security: securityOf(each)!, suspendList: [] })) }) : found;
  });

  answer(answers, GetCodeChange, async ({ securityList }) => {
    // Without a list all are meant.
    const found = securityList.length === 0 ? ok([]) : await instrumentsOf(terminal, securityList, MOST_CODES);
    return found.ok ? ok({ codeChangeList: [] }) : found;
  });

  answer(answers, GetIpoList, ({ market }) => (GATEWAY_MARKETS.some((each) => each.market === market) ? ok({ ipoList: [] }) : fail('gateway-argument', { what: 'market', value: market })));
}

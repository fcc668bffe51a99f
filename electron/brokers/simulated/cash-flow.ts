/**
 * Cash in and out of an account of the simulated exchange on one of its trading days: of a settled day as its statements have it, and what
 * has come and gone since.
 */
import type { StatementDesk } from '#electron/brokers/broker.ts';
import type { AccountAnswer, AccountQuestion, CashFlowEntry, OwnFlow } from '#shared/model/account-records.ts';
import type { StatementTransfer } from '#shared/model/statement.ts';
import { fail, ok, type Result } from '#shared/result.ts';

export interface CashFlowOptions {
  readonly statements: Pick<StatementDesk, 'list' | 'read'>;
  /** What came and went since the last settlement; undefined: there is no such account. */
  readonly unsettled: (account: string) => readonly StatementTransfer[] | undefined;
  /** `YYYY-MM-DD`. */
  readonly tradingDay: () => string;
}

const kindOf = ({ kind, counterpart }: StatementTransfer): OwnFlow => (counterpart === null ? kind : 'transfer');

/** Errors: account-unknown, account-offline; records-not-kept for what is no cash flow. */
export async function simulatedRecords({ statements, unsettled, tradingDay }: CashFlowOptions, account: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
  if (question.about !== 'cash-flow') return fail('records-not-kept', { account });
  const { date } = question;
  const listed = await statements.list(account);
  if (!listed.ok) return listed;
  const rows: CashFlowEntry[] = [];
  const add = (from: string, transfers: readonly StatementTransfer[]): void =>
    transfers.forEach((transfer, at) => rows.push({
      id: `${from}/${at + 1}`, clearingDate: date, settlementDate: date, currency: transfer.currency, kind: kindOf(transfer), remark: transfer.counterpart ?? '', amount: transfer.amount,
    }));
  if (date === tradingDay()) add('now', (unsettled(account) ?? []).toReversed());
  // Newest first; a replayed day may have been settled several times.
  for (const { number, tradingDay: day } of listed.value) {
    if (day !== date) continue;
    const read = await statements.read(account, number);
    if (!read.ok) return read;
    add(String(number), read.value.transfers.toReversed());
  }
  return ok({ about: 'cash-flow', rows });
}

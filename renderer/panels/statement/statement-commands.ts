/** What can be done with a statement: confirm it, from the panel or from the notice. */
import { notify } from '#renderer/state/notices.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import type { StatementHeading } from '#shared/model/statement.ts';
import { statementWords } from './statement-words.ts';

/** Confirms a statement and those before it; a refusal is shown. */
export async function confirmStatement({ account, number, tradingDay }: Pick<StatementHeading, 'account' | 'number' | 'tradingDay'>): Promise<void> {
  const answer = await command('statement.confirm', { account, number });
  if (answer.ok) notify('good', statementWords[useSettings.getState().settings.language].done(tradingDay));
}

/** Says that trading waits for a statement, with the button that confirms it. */
export function askToConfirm(heading: StatementHeading): void {
  if (heading.confirmed) return;
  const words = statementWords[useSettings.getState().settings.language];
  notify('warning', { code: 'statement-unconfirmed', params: { day: heading.tradingDay } }, { label: words.confirm, run: () => void confirmStatement(heading) });
}

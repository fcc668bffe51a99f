/** The simulated accounts with what each is worth and may spend; one of them is being looked at. */
import { useId } from 'react';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useWords } from '../../language/words.ts';
import { workspaceWords } from '../../workspace-words.ts';
import type { AccountRow } from './accounts-model.ts';
import { accountsWords } from './accounts-words.ts';

export function AccountList({ rows, chosen, choose }: { readonly rows: readonly AccountRow[]; readonly chosen: string | null; readonly choose: (account: string) => void }) {
  const w = useWords(accountsWords);
  const states = useWords(workspaceWords);
  const inUse = useSelectedAccount()?.id;
  const group = useId();
  return (
    <div className="account-list" role="radiogroup" aria-label={w.list}>
      {rows.map(({ account, at, state, lines }) => (
        <label key={account.id} className="account-row" data-account={account.id}>
          <input type="radio" name={group} checked={account.id === chosen} onChange={() => choose(account.id)} />
          <span className="account-row-head">
            <span className="account-row-name">{account.name}</span>
            <span className="account-row-at">{at}</span>
            <span className="account-row-end">{state !== 'ready' ? states[state] : account.id === inUse ? w.inUse : ''}</span>
          </span>
          {lines.length === 0 ? (
            <span className="account-none">{state === 'offline' || state === 'off' ? w.fundsAway : w.noFunds}</span>
          ) : (
            <span className="account-lines">
              <span />
              <span>{w.equity}</span>
              <span>{w.available}</span>
              {lines.map((line) => (
                <span key={line.currency} className="account-line">
                  <span>{line.currency}</span>
                  <span className="figure" data-equity={line.currency}>{line.equity}</span>
                  <span className="figure" data-available={line.currency}>{line.available}</span>
                </span>
              ))}
            </span>
          )}
        </label>
      ))}
    </div>
  );
}

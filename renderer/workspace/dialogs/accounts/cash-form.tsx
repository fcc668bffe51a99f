/** Money in, out, or over to another account. */
import { useState, type FormEvent } from 'react';
import type { Account } from '#shared/model/account.ts';
import { CURRENCIES, type Currency } from '#shared/model/instrument.ts';
import { useAccounts, useFunds } from '#renderer/state/topics.ts';
import { useWords } from '../../language/words.ts';
import { fundsOf, moneyText, readAmount, takeable, transferTargets } from './accounts-model.ts';
import { accountsWords } from './accounts-words.ts';
import { AmountField, Choices, Outcome } from './fields.tsx';
import { useAccountCommand } from './use-account-command.ts';

export type CashTask = 'deposit' | 'withdraw' | 'transfer';

export function CashForm({ account, task, openNew }: { readonly account: Account; readonly task: CashTask; readonly openNew: () => void }) {
  const w = useWords(accountsWords);
  const funds = useFunds((s) => s.items);
  const accounts = useAccounts((s) => s.items);
  const offered: readonly Currency[] = task === 'deposit' || account.currencies.length === 0 ? CURRENCIES : account.currencies;
  const targets = task === 'transfer' ? transferTargets(accounts, account) : [];
  const [chosen, setCurrency] = useState<Currency>(offered[0]);
  const [amount, setAmount] = useState('');
  const [target, setTarget] = useState('');
  const sending = useAccountCommand();
  const currency = offered.includes(chosen) ? chosen : offered[0];
  const to = targets.find((one) => one.id === target) ?? targets.at(0);
  const all = task === 'deposit' ? null : takeable(fundsOf(funds, account.id, currency));

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readAmount(amount);
    if (!read.ok) {
      sending.refuse(read.fault);
      return;
    }
    const said = moneyText(read.value, currency);
    const ended = (words: string): string => {
      setAmount('');
      return words;
    };
    const cash = { currency, amount: read.value };
    if (task === 'deposit') void sending.ask('account.deposit', { account: account.id, ...cash }, () => ended(w.deposited(said, account.name)));
    else if (task === 'withdraw') void sending.ask('account.withdraw', { account: account.id, ...cash }, () => ended(w.withdrawn(said, account.name)));
    else if (to) void sending.ask('account.transfer', { from: account.id, to: to.id, ...cash }, () => ended(w.transferred(said, account.name, to.name)));
  };

  if (task === 'transfer' && !to) {
    return (
      <div className="account-form">
        <p className="dialog-note">{w.noOther}</p>
        <button type="button" className="button account-fit" onClick={openNew}>
          {w.openNew}
        </button>
      </div>
    );
  }
  return (
    <form className="account-form" onSubmit={submit} noValidate>
      {to ? (
        <div className="account-field">
          <label className="setting-name" htmlFor="transfer-to">
            {w.to}
          </label>
          <select className="text-field" id="transfer-to" value={to.id} onChange={(event) => setTarget(event.target.value)} data-testid="transfer-to">
            {targets.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      <Choices
        label={w.currency}
        value={currency}
        of={offered.map((value) => ({ value, text: value }))}
        onChange={(next) => {
          setCurrency(next);
          sending.touched();
        }}
      />
      <AmountField
        label={w.amount}
        value={amount}
        currency={currency}
        fault={sending.faultOf('amount')}
        note={all === null ? undefined : w.upTo(`${all} ${currency}`)}
        autoFocus
        testId="cash-amount"
        onChange={(next) => {
          setAmount(next);
          sending.touched();
        }}
        end={
          task === 'deposit' ? null : (
            <button type="button" className="button" disabled={all === null} onClick={() => {
              setAmount(all ?? '');
              sending.touched();
            }}>
              {w.all}
            </button>
          )
        }
      />
      <div className="account-do">
        <Outcome fault={sending.faultOf('form')} done={sending.done} />
        <button type="submit" className="button" data-kind="primary" disabled={sending.busy || amount.trim() === ''}>
          {w.tasks[task]}
        </button>
      </div>
    </form>
  );
}

/** Starts an account again: asks for its name, because nothing brings back what is dropped. */
import { TriangleAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { Account } from '#shared/model/account.ts';
import { useWords } from '../../language/words.ts';
import { confirmsReset, readAmounts, START_FROM } from './accounts-model.ts';
import { accountsWords } from './accounts-words.ts';
import { Outcome, TextField } from './fields.tsx';
import { StartAmounts } from './start-amounts.tsx';
import { useAccountCommand } from './use-account-command.ts';

export function ResetForm({ account }: { readonly account: Account }) {
  const w = useWords(accountsWords);
  const [texts, setTexts] = useState(START_FROM);
  const [typed, setTyped] = useState('');
  const sending = useAccountCommand();
  const { deposits, faults } = readAmounts(texts);
  const right = Object.keys(faults).length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!right || !confirmsReset(typed, account)) return;
    void sending.ask('account.reset', { account: account.id, deposits }, () => {
      setTyped('');
      return w.resetDone(account.name);
    });
  };
  return (
    <form className="account-form account-danger" onSubmit={submit} noValidate>
      <p className="account-warning">
        <TriangleAlert size={15} aria-hidden />
        {w.resetNote}
      </p>
      <StartAmounts texts={texts} faults={faults} onChange={setTexts} />
      <TextField
        label={w.name}
        value={typed}
        fault={sending.faultOf('name')}
        note={w.resetConfirm(account.name)}
        testId="reset-name"
        onChange={(next) => {
          setTyped(next);
          sending.touched();
        }}
      />
      <div className="account-do account-do-danger">
        <button type="submit" className="button" data-kind="danger" disabled={sending.busy || !right || !confirmsReset(typed, account)} data-testid="reset-account">
          {w.resetNow}
        </button>
        <Outcome fault={sending.faultOf('form') ?? sending.faultOf('amount')} done={sending.done} />
      </div>
    </form>
  );
}

/** A new account: its name, what it starts with, and at which exchange where there are several. */
import { useState, type FormEvent } from 'react';
import type { Account } from '#shared/model/account.ts';
import { ACCOUNT_NAME_MAX } from '#shared/model/account.ts';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { selectAccount } from '#renderer/state/selection.ts';
import { connectionName } from '../../language/connection-name.ts';
import { useWords } from '../../language/words.ts';
import { freeName, openingPlaces, readAmounts, START_FROM } from './accounts-model.ts';
import { accountsWords } from './accounts-words.ts';
import { Choices, Outcome, TextField } from './fields.tsx';
import { StartAmounts } from './start-amounts.tsx';
import { useAccountCommand } from './use-account-command.ts';

export function OpenAccountForm({ near, onOpened }: { readonly near: string | undefined; readonly onOpened: (account: Account) => void }) {
  const w = useWords(accountsWords);
  const language = useSettings((s) => s.settings.language);
  const accounts = useAccounts((s) => s.items);
  const connections = useConnections((s) => s.items);
  const places = openingPlaces(connections);
  const [chosen, setPlace] = useState(near);
  const [name, setName] = useState(() => freeName(accounts));
  const [texts, setTexts] = useState(START_FROM);
  const sending = useAccountCommand();
  const place = places.find((one) => one.id === chosen) ?? places.at(0);
  const { deposits, faults } = readAmounts(texts);
  const right = name.trim() !== '' && Object.keys(faults).length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!place || !right) return;
    void sending.ask('account.open', { connection: place.id, name: name.trim(), deposits }, (account) => {
      selectAccount(account.id);
      onOpened(account);
      return w.opened;
    });
  };
  return (
    <form className="account-form" onSubmit={submit} noValidate>
      <h3 className="account-title">
        {w.openTitle}
        {place ? <span className="account-row-at"> · {connectionName(place, language)}</span> : null}
      </h3>
      <p className="dialog-note">{place ? w.openNote : w.nowhere}</p>
      {place && places.length > 1 ? <Choices label={w.at} value={place.id} of={places.map((one) => ({ value: one.id, text: connectionName(one, language) }))} onChange={setPlace} /> : null}
      <TextField
        label={w.name}
        value={name}
        fault={sending.faultOf('name')}
        maxLength={ACCOUNT_NAME_MAX}
        autoFocus
        testId="account-name"
        onChange={(next) => {
          setName(next);
          sending.touched();
        }}
      />
      <p className="account-part">
        {w.startWith}
        <span className="account-part-note">{w.startNote}</span>
      </p>
      <StartAmounts texts={texts} faults={faults} onChange={setTexts} />
      <div className="account-do">
        <Outcome fault={sending.faultOf('form') ?? sending.faultOf('amount')} done={sending.done} />
        <button type="submit" className="button" data-kind="primary" disabled={sending.busy || !right || !place} data-testid="open-account">
          {w.open}
        </button>
      </div>
    </form>
  );
}

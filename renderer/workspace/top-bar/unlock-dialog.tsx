/** The password of a real account: asked for, sent once, forgotten. */
import { useState, type FormEvent } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import type { Account } from '#shared/model/account.ts';
import type { Fault } from '#shared/result.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { command } from '../commands/order-commands.ts';
import { WindowDialog } from '../dialogs/window-dialog.tsx';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

export function UnlockDialog({ account, close }: { readonly account: Account; readonly close: () => void }) {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const unlock = async (): Promise<void> => {
    setBusy(true);
    const answer = await command('account.unlock', { account: account.id, password }, true);
    setBusy(false);
    setPassword('');
    if (answer.ok) close();
    else setFault(answer.fault);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && password !== '') void unlock();
  };
  return (
    <WindowDialog title={w.unlockTitle(account.name)} close={close} real>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <p className="dialog-note">{w.unlockNote}</p>
          <label>
            <span className="unseen">{w.password}</span>
            <input
              className="text-field"
              type="password"
              autoComplete="off"
              maxLength={256}
              autoFocus
              placeholder={w.password}
              value={password}
              aria-invalid={fault !== null}
              aria-describedby="unlock-fault"
              onChange={(event) => {
                setPassword(event.target.value);
                setFault(null);
              }}
            />
          </label>
          <p className="fault" id="unlock-fault" role="alert">
            {fault ? sentenceOf(fault, language) : ''}
          </p>
        </div>
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            {w.cancel}
          </button>
          <button type="submit" className="button" data-kind="primary" disabled={busy || password === ''}>
            {w.unlock}
          </button>
        </div>
      </form>
    </WindowDialog>
  );
}

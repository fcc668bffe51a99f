/** Opens the vault that secrets are kept in, or makes one where there is none. Nothing where the system's keychain guards it, or it is open. */
import { useId, useState } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import type { Fault } from '#shared/result.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useVault } from '#renderer/state/topics.ts';
import { command } from '../../commands/order-commands.ts';
import { useWords } from '../../language/words.ts';
import { connectionWords } from './connection-words.ts';
import './connection-dialog.css';

const SHORTEST = 8;
const LONGEST = 256;

/** @param slim one line, for a panel's bar */
export function VaultForm({ slim = false }: { readonly slim?: boolean }) {
  const w = useWords(connectionWords);
  const language = useSettings((s) => s.settings.language);
  const vault = useVault((s) => s.items[0]);
  const id = useId();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  if (!vault || vault.state === 'open' || vault.keeper === 'keychain') return null;
  const isNew = vault.state === 'none';
  const right = passphrase.length >= SHORTEST && (!isNew || again === passphrase);
  const hint = passphrase !== '' && passphrase.length < SHORTEST ? w.passphraseShort : isNew && again !== '' && again !== passphrase ? w.passphraseDiffers : '';
  const open = async (): Promise<void> => {
    if (!right || busy) return;
    setBusy(true);
    const answer = await command('vault.open', { passphrase }, true);
    setBusy(false);
    setPassphrase('');
    setAgain('');
    setFault(answer.ok ? null : answer.fault);
  };
  const input = (value: string, set: (value: string) => void, name: string, testId: string) => (
    <input
      className="text-field vault-passphrase"
      type="password"
      autoComplete="new-password"
      maxLength={LONGEST}
      value={value}
      placeholder={name}
      aria-label={name}
      aria-describedby={`${id}-hint`}
      aria-invalid={fault !== null}
      data-testid={testId}
      onChange={(event) => {
        set(event.target.value);
        setFault(null);
      }}
      // It may stand inside another form, whose button is not meant.
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        void open();
      }}
    />
  );
  return (
    <div className={slim ? 'vault-form vault-slim' : 'vault-form'} role="group" aria-label={isNew ? w.vaultBegin : w.vaultOpen} data-testid="vault-form">
      <p className="dialog-note" title={slim ? w.vaultOpenNote : undefined}>
        {slim ? w.vaultClosed : isNew ? w.vaultBeginNote : w.vaultOpenNote}
      </p>
      <div className="vault-row">
        {input(passphrase, setPassphrase, w.passphrase, 'vault-passphrase')}
        {isNew ? input(again, setAgain, w.passphraseAgain, 'vault-passphrase-again') : null}
        <button type="button" className={slim ? 'bar-button' : 'button'} disabled={!right || busy} onClick={() => void open()} data-testid="vault-open">
          {isNew ? w.beginVault : w.openVault}
        </button>
        <span className={fault ? 'fault' : 'dialog-note'} id={`${id}-hint`} role="status">
          {fault ? sentenceOf(fault, language) : hint}
        </span>
      </div>
    </div>
  );
}

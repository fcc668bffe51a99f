/** What a field's value leads to, asked when the field is left: judged before everything else is filled in. */
import { useRef, useState } from 'react';
import type { ProfileField, ProfileKind } from '#shared/model/connection-profile.ts';
import type { Fault } from '#shared/result.ts';
import { command } from '../../commands/order-commands.ts';

export type Probe =
  | { readonly state: 'none' }
  | { readonly state: 'busy' }
  | { readonly state: 'found'; readonly detail: string }
  | { readonly state: 'failed'; readonly fault: Fault };

const NONE: Probe = { state: 'none' };

/** @returns what is known of the value as it stands, and what has it looked at */
export function useFieldProbe(kind: ProfileKind, { name, probed }: ProfileField, value: string): { readonly probe: Probe; readonly look: () => Promise<void> } {
  const [known, setKnown] = useState<{ readonly of: string; readonly probe: Probe }>({ of: '', probe: NONE });
  const newest = useRef(0);
  const look = async (): Promise<void> => {
    // A failure is looked at again: the front may be there by now.
    if (!probed || value.trim() === '' || (known.of === value && known.probe.state !== 'failed')) return;
    const turn = ++newest.current;
    setKnown({ of: value, probe: { state: 'busy' } });
    const answer = await command('connection.probe', { kind, field: name, value }, true);
    if (turn === newest.current) setKnown({ of: value, probe: answer.ok ? { state: 'found', detail: answer.value.detail } : { state: 'failed', fault: answer.fault } });
  };
  return { probe: known.of === value ? known.probe : NONE, look };
}

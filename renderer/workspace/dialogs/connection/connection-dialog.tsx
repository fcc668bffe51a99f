/** A connection of the user's own: begun from one of the places offered, or an existing one to be changed. */
import { useEffect, useState } from 'react';
import type { ConnectionProfile, SystemOffer } from '#shared/model/connection-profile.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useProfiles } from '#renderer/state/topics.ts';
import { command } from '../../commands/order-commands.ts';
import { useWords } from '../../language/words.ts';
import { closeDialog, useOpenDialog } from '../../open-dialog.ts';
import { WindowDialog } from '../window-dialog.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { formOfProfile, newForm, startsOf } from './connection-model.ts';
import { connectionWords } from './connection-words.ts';
import './connection-dialog.css';

/** What can be connected to: asked once, it does not change while the program runs. */
function useSystems(): readonly SystemOffer[] | null {
  const [systems, setSystems] = useState<readonly SystemOffer[] | null>(null);
  useEffect(() => {
    let open = true;
    const ask = async (): Promise<void> => {
      const answer = await command('connection.systems', {});
      if (open && answer.ok) setSystems(answer.value);
    };
    void ask();
    return () => {
      open = false;
    };
  }, []);
  return systems;
}

export function ConnectionDialog() {
  const w = useWords(connectionWords);
  const systems = useSystems();
  const subject = useOpenDialog((s) => s.subject);
  const tests = useOpenDialog((s) => s.dialog === 'test-connection');
  // As it was when the dialog opened: a change from elsewhere does not wipe what is being typed.
  const [profile] = useState(() => (subject === null ? undefined : useProfiles.getState().byKey.get(subject)));
  const title = subject === null ? w.addTitle : w.editTitle(profile?.name ?? '');
  return (
    <WindowDialog title={title} close={closeDialog} wide={subject === null}>
      {systems === null ? <p className="dialog-body dialog-note">{w.loading}</p> : subject === null ? <AddConnection systems={systems} /> : <EditConnection systems={systems} profile={profile} tests={tests} />}
    </WindowDialog>
  );
}

function AddConnection({ systems }: { readonly systems: readonly SystemOffer[] }) {
  const w = useWords(connectionWords);
  const language = useSettings((s) => s.settings.language);
  const starts = startsOf(systems);
  const [chosen, setChosen] = useState(starts[0]?.preset.id);
  const [taken] = useState(() => useProfiles.getState().items.map((profile) => profile.name));
  const start = starts.find(({ preset }) => preset.id === chosen);
  return (
    <div className="connection-sides">
      <div className="connection-starts" role="radiogroup" aria-label={w.starts}>
        {systems.map((system) => (
          <div key={system.kind}>
            <div className="connection-kind">{w.kinds[system.kind]}</div>
            {system.presets.map((preset) => (
              <label key={preset.id} className="connection-start" data-preset={preset.id}>
                <input type="radio" name="connection-start" checked={preset.id === chosen} onChange={() => setChosen(preset.id)} />
                {preset.name[language]}
              </label>
            ))}
          </div>
        ))}
      </div>
      {start ? <ConnectionForm key={start.preset.id} begun={newForm(start, taken, language)} note={start.preset.note[language]} links={start.preset.links} /> : null}
    </div>
  );
}

interface EditConnectionProps {
  readonly systems: readonly SystemOffer[];
  readonly profile: ConnectionProfile | undefined;
  readonly tests: boolean;
}

function EditConnection({ systems, profile, tests }: EditConnectionProps) {
  const w = useWords(connectionWords);
  const begun = profile && formOfProfile(profile, systems);
  if (!begun) return <p className="dialog-body dialog-note">{w.gone}</p>;
  const links = begun.system.presets.find(({ id }) => id === begun.preset)?.links ?? [];
  return <ConnectionForm begun={begun} note={null} links={links} tests={tests} />;
}

/** The user's settings. Each takes effect as it is touched; there is nothing to save. */
import { Switch } from 'radix-ui';
import { useId, useState, type ReactNode } from 'react';
import type { Settings } from '#shared/model/settings.ts';
import { desktopBridge } from '#renderer/client/message-port.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { useWords } from '../language/words.ts';
import { closeDialog } from '../open-dialog.ts';
import { resetLayout } from '../desk/desk-control.ts';
import { workspaceWords } from '../workspace-words.ts';
import { parsePresets, presetsText } from './presets-text.ts';
import { WindowDialog } from './window-dialog.tsx';

interface ChoicesProps<V extends string> {
  readonly name: string;
  readonly value: V;
  readonly of: Readonly<Record<V, ReactNode>>;
  readonly onChange: (value: V) => void;
}

/** One of a few, all in sight. */
function Choices<V extends string>({ name, value, of, onChange }: ChoicesProps<V>) {
  const group = useId();
  return (
    <div className="setting" role="radiogroup" aria-label={name}>
      <span className="setting-name">{name}</span>
      <div className="choices">
        {(Object.keys(of) as V[]).map((choice) => (
          <label key={choice}>
            <input type="radio" name={group} value={choice} checked={choice === value} onChange={() => onChange(choice)} />
            {of[choice]}
          </label>
        ))}
      </div>
    </div>
  );
}

function Toggle({ name, note, on, onChange }: { readonly name: string; readonly note: string; readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className="setting">
      <label className="setting-name" htmlFor={id}>
        {name}
      </label>
      <div style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
        <Switch.Root className="switch" id={id} checked={on} onCheckedChange={onChange}>
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
        <span className="dialog-note">{note}</span>
      </div>
    </div>
  );
}

function Presets({ presets }: { readonly presets: readonly number[] }) {
  const w = useWords(workspaceWords);
  const id = useId();
  const [text, setText] = useState(presetsText(presets));
  const parsed = parsePresets(text);
  return (
    <div className="setting">
      <label className="setting-name" htmlFor={id}>
        {w.presets}
      </label>
      <input
        className="text-field figure"
        id={id}
        value={text}
        maxLength={80}
        aria-invalid={parsed === null}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          setText(event.target.value);
          const next = parsePresets(event.target.value);
          if (next) changeSettings({ quantityPresets: next });
        }}
      />
      <span className={parsed ? 'setting-note' : 'setting-note fault'} id={`${id}-note`}>
        {parsed ? w.presetsNote : w.presetsBad}
      </span>
    </div>
  );
}

/** In a browser the user is asked once, from here; the desktop window has its own. */
function NotificationPermission() {
  const w = useWords(workspaceWords);
  const [permission, setPermission] = useState(() => ('Notification' in window && !desktopBridge() ? Notification.permission : 'granted'));
  if (permission === 'granted') return null;
  return (
    <div className="setting">
      <span />
      {permission === 'denied' ? (
        <span className="dialog-note">{w.notificationsDenied}</span>
      ) : (
        <button type="button" className="button" style={{ width: 'fit-content' }} onClick={() => void Notification.requestPermission().then(setPermission)}>
          {w.allowNotifications}
        </button>
      )}
    </div>
  );
}

const swatched = (colour: string, text: string): ReactNode => (
  <>
    <span className="swatch" style={{ background: `var(--${colour})` }} />
    {text}
  </>
);

export function SettingsDialog() {
  const w = useWords(workspaceWords);
  const settings = useSettings((s) => s.settings);
  const set = <K extends keyof Settings>(key: K) => (value: Settings[K]) => changeSettings({ [key]: value });
  return (
    <WindowDialog title={w.settings} close={closeDialog}>
      <div className="dialog-body" data-testid="settings">
        <Choices name={w.language} value={settings.language} of={{ zh: '中文', en: 'English' }} onChange={set('language')} />
        <Choices name={w.theme} value={settings.theme} of={w.themes} onChange={set('theme')} />
        <Choices
          name={w.rising}
          value={settings.rising}
          of={{ auto: w.risingChoices.auto, red: swatched('red', w.risingChoices.red), green: swatched('green', w.risingChoices.green) }}
          onChange={set('rising')}
        />
        <Choices name={w.density} value={settings.density} of={w.densities} onChange={set('density')} />
        <Toggle name={w.sounds} note={w.soundsNote} on={settings.sounds} onChange={set('sounds')} />
        <Toggle name={w.notifications} note={w.notificationsNote} on={settings.notifications} onChange={set('notifications')} />
        {settings.notifications ? <NotificationPermission /> : null}
        <Toggle name={w.confirmOrders} note={w.confirmOrdersNote} on={settings.confirmOrders} onChange={set('confirmOrders')} />
        <Choices name={w.confirmStatements} value={settings.confirmStatements} of={w.confirmStatementsChoices} onChange={set('confirmStatements')} />
        <Presets presets={settings.quantityPresets} />
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={resetLayout}>
          {w.resetLayout}
        </button>
        <button type="button" className="button" data-kind="primary" onClick={closeDialog}>
          {w.close}
        </button>
      </div>
    </WindowDialog>
  );
}

import { HOTKEYS, keyText } from '../hotkeys.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '../language/words.ts';
import { closeDialog } from '../open-dialog.ts';
import { workspaceWords } from '../workspace-words.ts';
import { WindowDialog } from './window-dialog.tsx';

/** Every hotkey, from the list the window listens to. */
export function HelpDialog() {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  return (
    <WindowDialog title={w.help} close={closeDialog}>
      <div className="dialog-body">
        <dl className="keys">
          {HOTKEYS.map(({ id, shown, words }) => [
            <dt key={`${id}-keys`}>
              {shown.map((key, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- the same key may stand twice in a sequence
                <kbd key={i}>{keyText(key)}</kbd>
              ))}
            </dt>,
            <dd key={id}>{words[language]}</dd>,
          ])}
        </dl>
      </div>
    </WindowDialog>
  );
}

/** The one question before everything is stopped. */
import { AlertDialog } from 'radix-ui';
import { killSwitch } from '../actions.ts';
import { useWords } from '../language/words.ts';
import { closeDialog } from '../open-dialog.ts';
import { workspaceWords } from '../workspace-words.ts';

export function KillDialog() {
  const w = useWords(workspaceWords);
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && closeDialog()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content className="dialog">
          <div className="dialog-head">
            <AlertDialog.Title className="dialog-title">{w.killTitle}</AlertDialog.Title>
          </div>
          <div className="dialog-body">
            <AlertDialog.Description>{w.killNote}</AlertDialog.Description>
          </div>
          <div className="dialog-foot">
            <AlertDialog.Cancel className="button">{w.cancel}</AlertDialog.Cancel>
            <AlertDialog.Action className="button" data-kind="danger" onClick={() => void killSwitch(true)}>
              {w.killNow}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** One more question before what cannot be taken back, beside the button that asks it. */
import { Popover } from 'radix-ui';
import { useState, type ReactNode } from 'react';

export interface ConfirmButtonProps {
  readonly label: string;
  readonly title?: string;
  readonly question: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  /** The better way where there is one: it has the weight, and `confirm` stands beside it. */
  readonly instead?: { readonly label: string; readonly onChoose: () => void } | undefined;
}

export function ConfirmButton(props: ConfirmButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  const chosen = (act: () => void) => (): void => {
    setOpen(false);
    act();
  };
  return (
    <Popover.Root open={open && props.disabled !== true} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button type="button" className="bar-button row-button-danger" title={props.title} disabled={props.disabled}>{props.label}</button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={4} collisionPadding={8} aria-label={props.question}>
          <div className="pop-form">
            <div className="wide">{props.question}</div>
            <div className="wide pop-actions">
              <button type="button" className="bar-button" onClick={() => setOpen(false)}>{props.cancel}</button>
              <Choice label={props.confirm} strong={props.instead === undefined} onChoose={chosen(props.onConfirm)} />
              {props.instead ? <Choice label={props.instead.label} strong onChoose={chosen(props.instead.onChoose)} /> : null}
            </div>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choice({ label, strong, onChoose }: { readonly label: string; readonly strong: boolean; readonly onChoose: () => void }): ReactNode {
  return <button type="button" className={strong ? 'bar-button bar-button-strong' : 'bar-button'} onClick={onChoose}>{label}</button>;
}

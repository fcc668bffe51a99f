/** A question over the desk. Only for what is a question. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

interface WindowDialogProps {
  readonly title: string;
  readonly close: () => void;
  /** Framed in the colour of real money. */
  readonly real?: boolean;
  /** For what has two sides. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function WindowDialog({ title, close, real = false, wide = false, children }: WindowDialogProps) {
  const w = useWords(workspaceWords);
  const content = useRef<HTMLDivElement>(null);
  /** A field that asks for the focus has it by then; otherwise the dialog itself takes it, not its closing button. */
  const focus = (event: Event): void => {
    event.preventDefault();
    if (!content.current?.contains(document.activeElement)) content.current?.focus();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content ref={content} className="dialog" tabIndex={-1} data-real={real} data-wide={wide} aria-describedby={undefined} onOpenAutoFocus={focus}>
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <Dialog.Close asChild>
              <button type="button" className="icon-button" aria-label={w.close} title={`${w.close} (Esc)`}>
                <X size={14} aria-hidden />
              </button>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

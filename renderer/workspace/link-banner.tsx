/** What cannot be overlooked: there is no core, so no price is new and no order can leave. */
import { Unplug } from 'lucide-react';
import { useLink } from '#renderer/state/link.ts';
import { useWords } from './language/words.ts';
import { workspaceWords } from './workspace-words.ts';

export function LinkBanner() {
  const w = useWords(workspaceWords);
  const { state, trouble } = useLink();
  if (state !== 'lost') return null;
  const text = trouble === 'session-refused' ? w.linkRefused : trouble === 'other-version' ? w.linkVersion : w.linkLost;
  return (
    <div className="link-banner" role="alert" data-testid="link-banner">
      <Unplug size={15} aria-hidden />
      <span>{text}</span>
      {trouble === 'other-version' ? (
        <button type="button" className="button" onClick={() => location.reload()}>
          {w.reload}
        </button>
      ) : null}
    </div>
  );
}

/** Shown while the kill switch is on: nothing can be sent, and one click says how to end it. */
import { OctagonX } from 'lucide-react';
import { isKilled, useRisk } from '#renderer/state/topics.ts';
import { killSwitch } from '../actions.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

export function KillChip() {
  const w = useWords(workspaceWords);
  const killed = useRisk(isKilled);
  if (!killed) return null;
  return (
    <button type="button" className="kill-chip" title={w.release} onClick={() => void killSwitch(false)} data-testid="kill-chip">
      <OctagonX size={13} aria-hidden />
      {w.killed}
    </button>
  );
}

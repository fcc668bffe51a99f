/** How a connection test goes, step by step as each ends. */
import { Check, LoaderCircle, X } from 'lucide-react';
import { sentenceOf } from '#shared/faults.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '../../language/words.ts';
import { stepTime } from './connection-model.ts';
import { connectionWords } from './connection-words.ts';
import type { ConnectionTest } from './use-connection-test.ts';

/** A long form is above it: what is being found out is brought into sight. */
function intoSight(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: 'nearest' });
}

export function TestSteps({ test }: { readonly test: ConnectionTest }) {
  const w = useWords(connectionWords);
  const language = useSettings((s) => s.settings.language);
  const { steps, busy, ended } = test;
  if (steps.length === 0 && !busy) return null;
  const well = steps.every((step) => step.ok);
  return (
    <div className="connection-test" aria-live="polite" data-testid="connection-test" data-ended={ended} data-well={ended && well}>
      <ol className="connection-steps">
        {steps.map((step) => (
          <li key={step.step} className="connection-step" data-step={step.step} data-ok={step.ok}>
            {step.ok ? <Check size={14} aria-label={w.well} /> : <X size={14} aria-label={w.failed} />}
            <span className="connection-step-name">{w.steps[step.step]}</span>
            <span className="connection-step-text">{step.fault ? sentenceOf(step.fault, language) : step.detail}</span>
            <span className="connection-step-time figure">{stepTime(step)}</span>
          </li>
        ))}
      </ol>
      <p key={steps.length} ref={intoSight} className={busy ? 'connection-test-end' : well ? 'connection-test-end tone-good' : 'connection-test-end fault'}>
        {busy ? <LoaderCircle size={13} aria-hidden /> : null}
        {busy ? w.testing : well ? w.tested : w.testFailed}
      </p>
    </div>
  );
}

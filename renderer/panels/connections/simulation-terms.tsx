/** Latency and slippage of a simulated exchange, which take effect as they are typed. */
import { useId, useState, type ReactNode } from 'react';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { IDEAL, LATENCY_MAX_MS, SLIPPAGE_MAX_TICKS, type SimulationTerms } from '#shared/model/simulation.ts';
import { termOf } from './connections-model.ts';
import { connectionsWords } from './connections-words.ts';

interface TermProps {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function Term({ name, unit, title, value, max, onChange }: TermProps): ReactNode {
  const id = useId();
  const [text, setText] = useState(String(value));
  const typed = termOf(text, max);
  return (
    <span className="simulation-term" title={title}>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        className="field field-figure"
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        value={text}
        aria-invalid={typed === null}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setText(event.target.value);
          const next = termOf(event.target.value, max);
          if (next !== null) onChange(next);
        }}
        onBlur={() => setText(String(value))}
      />
      <span className="tone-dim">{unit}</span>
    </span>
  );
}

/** @param connection id of a simulated connection */
export function SimulationTermsRow({ connection }: { readonly connection: string }): ReactNode {
  const words = useWords(connectionsWords);
  const simulation = useSettings((s) => s.settings.simulation);
  const terms = simulation[connection] ?? IDEAL;
  const change = (part: Partial<SimulationTerms>): void => changeSettings({ simulation: { ...simulation, [connection]: { ...terms, ...part } } });
  return (
    <div className="simulation-terms" data-testid="simulation-terms">
      <Term name={words.orderLatency} unit={words.latencyUnit} title={words.orderLatencyTitle} value={terms.latencyMs} max={LATENCY_MAX_MS} onChange={(latencyMs) => change({ latencyMs })} />
      <Term name={words.slippage} unit={words.slippageUnit} title={words.slippageTitle} value={terms.slippageTicks} max={SLIPPAGE_MAX_TICKS} onChange={(slippageTicks) => change({ slippageTicks })} />
    </div>
  );
}

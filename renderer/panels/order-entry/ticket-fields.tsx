/** The ticket's fields: price and quantity with steppers, and rows of choices. */
import { Minus, Plus } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';

export function Choices<T extends string>(props: {
  readonly label: string;
  readonly options: readonly T[];
  readonly chosen: T | null;
  readonly text: Readonly<Record<T, string>>;
  readonly hint?: Readonly<Record<T, string>>;
  readonly disabled?: boolean;
  onChoose(option: T): void;
}) {
  return (
    <div className="ticket-choices" role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === props.chosen}
          title={props.hint?.[option]}
          disabled={props.disabled}
          onClick={() => props.onChoose(option)}
        >
          {props.text[option]}
        </button>
      ))}
    </div>
  );
}

export interface StepFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid: boolean;
  readonly describedBy: string;
  readonly disabled?: boolean;
  readonly inputMode: 'decimal' | 'numeric';
  onType(text: string): void;
  onStep(count: number): void;
}

/** A number that is typed, or stepped by arrow keys, wheel and buttons. Enter does nothing: only a button sends. */
export function StepField(props: StepFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const step = useEffectEvent((count: number) => props.onStep(count));
  useEffect(() => {
    const at = input.current;
    if (!at) return;
    // React listens passively; the panel must not scroll while the wheel steps the figure.
    const onWheel = (event: WheelEvent): void => {
      if (at.disabled) return;
      event.preventDefault();
      step(event.deltaY < 0 ? 1 : -1);
    };
    at.addEventListener('wheel', onWheel, { passive: false });
    return () => at.removeEventListener('wheel', onWheel);
  }, []);
  const button = (count: 1 | -1, icon: ReactNode) => (
    <button type="button" tabIndex={-1} disabled={props.disabled} aria-label={`${props.label} ${count > 0 ? '+' : '−'}`} onClick={() => props.onStep(count)}>
      {icon}
    </button>
  );
  return (
    <div className="ticket-field">
      {button(-1, <Minus size={12} />)}
      <input
        ref={input}
        aria-label={props.label}
        title={props.hint}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        inputMode={props.inputMode}
        autoComplete="off"
        spellCheck={false}
        maxLength={16}
        value={props.value}
        placeholder={props.placeholder}
        disabled={props.disabled}
        onFocus={(event) => event.target.select()}
        onChange={(event) => props.onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          props.onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
        }}
      />
      {button(1, <Plus size={12} />)}
    </div>
  );
}

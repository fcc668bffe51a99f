import type { Fault } from '../result.ts';

/** A line of the log panel. `fault` makes its sentence; `text` is for what has no code (a broker's words). */
export interface LogEntry {
  readonly id: number;
  readonly time: number;
  readonly level: 'info' | 'warning' | 'error';
  /** Which part speaks: `orders`, `connection`, `store`, `replay` … */
  readonly subject: string;
  readonly fault: Fault | null;
  readonly text: string;
}

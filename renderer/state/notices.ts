/** What the screen has to tell the user now; renderer/workspace shows them as toasts and keeps the last one in the status bar. */
import { create } from 'zustand';
import type { Fault } from '#shared/result.ts';

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'good' | 'warning' | 'error';
  /** A text in the language of the screen, or a fault that becomes one when shown. */
  readonly text: string | null;
  readonly fault: Fault | null;
  readonly time: number;
  /** The one thing to do about it, as a button. */
  readonly action?: NoticeAction;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

const KEPT = 50;

export const useNotices = create<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }));

let next = 1;

export function notify(level: Notice['level'], message: string | Fault, action?: NoticeAction): void {
  const notice: Notice = {
    id: next++,
    level,
    text: typeof message === 'string' ? message : null,
    fault: typeof message === 'string' ? null : message,
    time: Date.now(),
    ...(action ? { action } : {}),
  };
  useNotices.setState((state) => ({ notices: [...state.notices, notice].slice(-KEPT) }));
}

/** The reminder window: mounted once by the desk, opened through renderer/state/reminder-editor.ts. */
import type { ReactNode } from 'react';

export function ReminderEditor(): ReactNode {
  return null;
}

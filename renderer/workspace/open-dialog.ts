/** Which of the window's own dialogs is open: one at a time. */
import { create } from 'zustand';

export type DialogName = 'palette' | 'settings' | 'help' | 'kill' | 'accounts' | 'open-account' | 'connection' | 'test-connection';

/** `subject`: what the dialog is about, where it can be about several (the id of a connection); null: a new one. */
export const useOpenDialog = create<{ readonly dialog: DialogName | null; readonly subject: string | null }>(() => ({ dialog: null, subject: null }));

export const openDialog = (dialog: DialogName, subject: string | null = null): void => useOpenDialog.setState({ dialog, subject });
export const closeDialog = (): void => useOpenDialog.setState({ dialog: null, subject: null });

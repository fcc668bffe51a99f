/** Which of the window's own dialogs is open: one at a time. */
import { create } from 'zustand';

export type DialogName = 'palette' | 'settings' | 'help' | 'kill' | 'accounts' | 'open-account';

export const useOpenDialog = create<{ readonly dialog: DialogName | null }>(() => ({ dialog: null }));

export const openDialog = (dialog: DialogName): void => useOpenDialog.setState({ dialog });
export const closeDialog = (): void => useOpenDialog.setState({ dialog: null });

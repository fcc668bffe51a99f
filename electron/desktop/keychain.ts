/** Electron's safeStorage as the vault's `Crypt`: the key is held by the system's keychain. */
import { safeStorage } from 'electron';
import type { Crypt } from '#electron/store/vault.ts';

/** On Linux Chromium falls back to a key that is the same everywhere: that guards nothing. */
const NO_KEYCHAIN = new Set(['basic_text', 'unknown']);

/** Usable once the app is ready. `decrypt` throws where the bytes were not encrypted by this user on this machine. */
export const keychain: Crypt = {
  available: () => safeStorage.isEncryptionAvailable() && !(process.platform === 'linux' && NO_KEYCHAIN.has(safeStorage.getSelectedStorageBackend())),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};

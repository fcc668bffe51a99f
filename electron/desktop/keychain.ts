/** The vault's secrets behind Electron's safeStorage: the key is held by the system's keychain. */
import { join } from 'node:path';
import { safeStorage } from 'electron';
import type { Crypt, Vault } from '#electron/store/vault.ts';
import { keychainVault } from '#electron/store/vault.ts';

/** On Linux Chromium falls back to a key that is the same everywhere: that guards nothing. */
const NO_KEYCHAIN = new Set(['basic_text', 'unknown']);

/** Usable once the app is ready. `decrypt` throws where the bytes were not encrypted by this user on this machine. */
const keychain: Crypt = {
  available: () => safeStorage.isEncryptionAvailable() && !(process.platform === 'linux' && NO_KEYCHAIN.has(safeStorage.getSelectedStorageBackend())),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};

/** The vault that the system's keychain guards; nothing where there is no keychain, and the core asks for a passphrase instead. */
export function desktopVault(dataFolder: string): { readonly vault?: Vault } {
  return keychain.available() ? { vault: keychainVault(join(dataFolder, 'vault-keychain.json'), keychain) } : {};
}

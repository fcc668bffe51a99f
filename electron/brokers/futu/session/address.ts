/** Where an OpenD is and whether a key must be used with it. */
import { isIPv4, isIPv6 } from 'node:net';
import { CipherError, PLAIN, rsaCipher, type PacketCipher } from '#electron/brokers/futu/wire/cipher.ts';
import { fail, ok, type Result } from '#shared/result.ts';

export interface OpendAddress {
  readonly host: string;
  readonly port: number;
  /** The private key in PEM that OpenD is set up with; null where the connection is not enciphered. */
  readonly key: string | null;
}

/** OpenD's own default (seeds/003, "api_port"). */
export const DEFAULT_PORT = 11_111;

/** Whether a host is this machine itself: what is said to it passes no network. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIPv4(bare)) return bare.startsWith('127.');
  if (isIPv6(bare)) return bare === '::1' || /^::ffff:127\.\d+\.\d+\.\d+$/.test(bare);
  return bare === 'localhost';
}

/** The cipher of the handshake. Fails for a key that is none, and for another machine without one (seeds/003, lines 355 and 989). */
export function handshakeCipher(address: OpendAddress): Result<PacketCipher> {
  if (address.key === null) return isLoopback(address.host) ? ok(PLAIN) : fail('opend-key-needed', { host: address.host });
  try {
    return ok(rsaCipher(address.key));
  } catch (error) {
    if (error instanceof CipherError) return fail('opend-key-unreadable', { reason: error.message });
    throw error;
  }
}

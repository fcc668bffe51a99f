/**
 * How bodies are enciphered between OpenD and its clients (seeds/003, "加密通信流程", lines 11347-11403, and protocols/futu-opend,
 * "Encryption"). Both sides hold one RSA key file. InitConnect is RSA both ways and brings an AES key for all that follows.
 */
import { constants, createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, type KeyObject } from 'node:crypto';

/** Turns plain bodies into sent ones and back. `open` throws CipherError for what cannot have been sealed with the same key. */
export interface PacketCipher {
  seal(plain: Uint8Array): Uint8Array;
  open(sealed: Uint8Array): Uint8Array;
}

export class CipherError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'CipherError';
  }
}

/** No encryption. */
export const PLAIN: PacketCipher = { seal: (plain) => plain, open: (sealed) => sealed };

/** Plaintext is enciphered in pieces of at most so many bytes (lines 11364-11368). */
const RSA_PIECE = 100;
/** What PKCS#1 v1.5 padding takes at least. */
const PKCS1_OVERHEAD = 11;
const AES_BLOCK = 16;

/**
 * RSA with PKCS#1 v1.5 padding: pieces of 100 bytes (or what a shorter key can hold), each a block as long as the key.
 * @param pem the private key in PKCS#1 or PKCS#8 PEM, without a password; throws CipherError when it is not one
 */
export function rsaCipher(pem: string): PacketCipher {
  const privateKey = readKey(pem);
  const publicKey = createPublicKey(privateKey);
  const block = Math.ceil((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const piece = Math.min(RSA_PIECE, block - PKCS1_OVERHEAD);
  if (piece <= 0) throw new CipherError(`an RSA key of ${block * 8} bits is too short`);
  return {
    seal(plain) {
      const blocks: Uint8Array[] = [];
      for (let at = 0; at < plain.length; at += piece) {
        blocks.push(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, plain.subarray(at, at + piece)));
      }
      return Buffer.concat(blocks);
    },
    open(sealed) {
      if (sealed.length % block !== 0) throw new CipherError(`${sealed.length} bytes are no whole count of ${block}-byte RSA blocks`);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < sealed.length; at += block) pieces.push(unpad(decrypt(privateKey, sealed.subarray(at, at + block))));
      return Buffer.concat(pieces);
    },
  };
}

function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new CipherError(error instanceof Error ? error.message : String(error));
  }
  if (key.asymmetricKeyType !== 'rsa') throw new CipherError(`an RSA key is needed, this one is ${key.asymmetricKeyType}`);
  return key;
}

/** Raw, since Node refuses PKCS#1 v1.5 decryption where its OpenSSL cannot hide a bad padding; the padding is taken off here. */
function decrypt(key: KeyObject, block: Uint8Array): Uint8Array {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  } catch {
    throw new CipherError('an RSA block is not of this key');
  }
}

/** Takes off 00 02, at least eight bytes that are not zero, and 00 (RFC 8017, 7.2.2). */
function unpad(block: Uint8Array): Uint8Array {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 2 + 8) throw new CipherError('an RSA block is not of this key');
  return block.subarray(end + 1);
}

/**
 * Futu's own framing of AES-128-ECB: the plaintext is filled up with zeros to whole blocks, and a block of its own follows the
 * ciphertext whose last byte is the plaintext's length modulo 16 (lines 11375-11403).
 * @param key 16 ASCII characters
 */
export function aesEcbCipher(key: string): PacketCipher {
  const bytes = keyBytes(key, 'key');
  return {
    seal(plain) {
      const rest = plain.length % AES_BLOCK;
      const cipher = createCipheriv('aes-128-ecb', bytes, null).setAutoPadding(false);
      const tail = new Uint8Array(AES_BLOCK);
      tail[AES_BLOCK - 1] = rest;
      return Buffer.concat([cipher.update(plain), rest === 0 ? cipher.final() : cipher.update(new Uint8Array(AES_BLOCK - rest)), tail]);
    },
    open(sealed) {
      const rest = sealed.length === 0 ? AES_BLOCK : sealed[sealed.length - 1];
      const length = sealed.length - AES_BLOCK;
      if (length < 0 || length % AES_BLOCK !== 0 || rest >= AES_BLOCK || (rest > 0 && length === 0)) throw new CipherError(`${sealed.length} bytes are no AES-ECB packet`);
      const decipher = createDecipheriv('aes-128-ecb', bytes, null).setAutoPadding(false);
      const plain = decipher.update(sealed.subarray(0, length));
      return rest === 0 ? plain : plain.subarray(0, length - AES_BLOCK + rest);
    },
  };
}

/**
 * AES-128-CBC with PKCS#7 padding; every packet starts anew from the same initial vector.
 * @param key 16 ASCII characters
 * @param iv 16 ASCII characters
 */
export function aesCbcCipher(key: string, iv: string): PacketCipher {
  const bytes = keyBytes(key, 'key');
  const start = keyBytes(iv, 'initial vector');
  return {
    seal(plain) {
      const cipher = createCipheriv('aes-128-cbc', bytes, start);
      return Buffer.concat([cipher.update(plain), cipher.final()]);
    },
    open(sealed) {
      try {
        const decipher = createDecipheriv('aes-128-cbc', bytes, start);
        return Buffer.concat([decipher.update(sealed), decipher.final()]);
      } catch {
        throw new CipherError(`${sealed.length} bytes are no AES-CBC packet of this key`);
      }
    },
  };
}

function keyBytes(text: string, what: string): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length !== AES_BLOCK) throw new CipherError(`the AES ${what} has ${bytes.length} characters instead of ${AES_BLOCK}`);
  return bytes;
}

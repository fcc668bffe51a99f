import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { aesCbcCipher, aesEcbCipher, CipherError, PLAIN, rsaCipher, type PacketCipher } from './cipher.ts';

const KEY = '0123456789abcdef';
const IV = 'fedcba9876543210';
const HELLO = Buffer.from('Pankou says hello to OpenD');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pemOf = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;

const bytes = fc.uint8Array({ maxLength: 400 });
const roundTrips = (cipher: PacketCipher): void => fc.assert(fc.property(bytes, (plain) => { expect(hex(cipher.open(cipher.seal(plain)))).toBe(hex(plain)); }));

describe('AES-ECB in Futu’s framing', () => {
  const cipher = aesEcbCipher(KEY);
  it('is openssl’s ECB of the zero-filled text, and a block that tells the length modulo 16', () => {
    // (printf 'Pankou says hello to OpenD'; head -c 6 /dev/zero) | openssl enc -aes-128-ecb -K 30313233343536373839616263646566 -nopad
    const openssl = 'e3dcf4c8109815b87af6bdb934c900df01d68985db215e25e162756899e2f739';
    expect(hex(cipher.seal(HELLO))).toBe(`${openssl}0000000000000000000000000000000a`);
    expect(cipher.open(Buffer.from(`${openssl}0000000000000000000000000000000a`, 'hex')).toString()).toBe(HELLO.toString());
    // printf 'exactly 16 bytes' | openssl enc -aes-128-ecb -K 30313233343536373839616263646566 -nopad
    expect(hex(cipher.seal(Buffer.from('exactly 16 bytes')))).toBe('6d590d1acd26ab609e16be0842a77e6300000000000000000000000000000000');
  });
  it('comes back as it went, zeros at the end included', () => roundTrips(cipher));
  it('refuses what is no packet', () => {
    for (const wrong of [new Uint8Array(0), new Uint8Array(15), new Uint8Array(17), Uint8Array.from({ length: 32 }, () => 16), Uint8Array.from({ length: 16 }, () => 1)]) {
      expect(() => cipher.open(wrong)).toThrow(CipherError);
    }
    fc.assert(fc.property(bytes, (sealed) => { try { cipher.open(sealed); } catch (error) { expect(error).toBeInstanceOf(CipherError); } }));
  });
});

describe('AES-CBC', () => {
  const cipher = aesCbcCipher(KEY, IV);
  it('is openssl’s CBC with PKCS#7 padding, from the same vector for each packet', () => {
    // printf 'Pankou says hello to OpenD' | openssl enc -aes-128-cbc -K 3031…66 -iv 66656463626139383736353433323130
    const openssl = '28565a5f6a352d30405faf3f2662630e8513e921086276f9c678a4a322225797';
    for (let packet = 0; packet < 2; packet++) {
      expect(hex(cipher.seal(HELLO))).toBe(openssl);
      expect(cipher.open(Buffer.from(openssl, 'hex')).toString()).toBe(HELLO.toString());
    }
  });
  it('comes back as it went', () => roundTrips(cipher));
  it('refuses what is no packet', () => {
    for (const wrong of [new Uint8Array(0), new Uint8Array(15), new Uint8Array(16)]) expect(() => cipher.open(wrong)).toThrow(CipherError);
  });
  it('wants a key and a vector of 16 characters', () => {
    expect(() => aesCbcCipher('short', IV)).toThrow(CipherError);
    expect(() => aesCbcCipher(KEY, '')).toThrow(CipherError);
  });
});

describe('RSA', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-rsa-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const pem = pemOf(1024);
  const cipher = rsaCipher(pem);
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, pem);
  const openssl = (action: '-encrypt' | '-decrypt', input: Uint8Array): Buffer =>
    execFileSync('openssl', ['pkeyutl', action, '-inkey', keyFile, '-pkeyopt', 'rsa_padding_mode:pkcs1'], { input });

  it('reads what openssl sealed and seals what openssl reads', () => {
    const pieces = [HELLO, Buffer.alloc(100, 7)];
    expect(hex(cipher.open(Buffer.concat(pieces.map((piece) => openssl('-encrypt', piece)))))).toBe(hex(Buffer.concat(pieces)));
    expect(openssl('-decrypt', cipher.seal(HELLO)).toString()).toBe(HELLO.toString());
  });
  it('takes pieces of 100 bytes to blocks of 128', () => {
    const sealed = cipher.seal(Buffer.alloc(201, 1));
    expect(sealed.length).toBe(3 * 128);
    expect(openssl('-decrypt', sealed.subarray(0, 128)).length).toBe(100);
    expect(openssl('-decrypt', sealed.subarray(256)).length).toBe(1);
  });
  it('comes back as it went', () => fc.assert(fc.property(bytes, (plain) => { expect(hex(cipher.open(cipher.seal(plain)))).toBe(hex(plain)); }), { numRuns: 20 }));
  it('takes shorter pieces with a shorter key', () => {
    const short = rsaCipher(pemOf(512));
    expect(short.seal(new Uint8Array(54)).length).toBe(2 * 64);
    expect(hex(short.open(short.seal(HELLO)))).toBe(hex(HELLO));
  });
  it('knows another key by its padding, and pieces that are no blocks', () => {
    const other = rsaCipher(pemOf(1024));
    expect(() => other.open(cipher.seal(HELLO))).toThrow(CipherError);
    expect(() => cipher.open(new Uint8Array(127))).toThrow(CipherError);
    expect(() => cipher.open(new Uint8Array(128).fill(255))).toThrow(CipherError);
  });
  it('says that a key is none', () => {
    expect(() => rsaCipher('-----BEGIN RSA PRIVATE KEY-----\nnonsense\n-----END RSA PRIVATE KEY-----')).toThrow(CipherError);
    const { privateKey } = generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
    expect(() => rsaCipher(privateKey)).toThrow(/RSA key is needed/);
  });
});

it('nothing is done where nothing was agreed', () => expect(PLAIN.open(PLAIN.seal(HELLO))).toBe(HELLO));

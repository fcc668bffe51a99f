/** Bytes of a vendor's header as text: UTF-8 where they are that, else GBK (most of the CTP family), without a byte-order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });
const gbk = new TextDecoder('gbk');

export function decodeHeader(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return gbk.decode(bytes);
  }
}

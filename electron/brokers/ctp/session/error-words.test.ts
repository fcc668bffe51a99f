import { expect, test } from 'vitest';
import { encode } from '../structs/gbk.ts';
import { faultOf, parseErrorWords } from './error-words.ts';

const XML = '<?xml version="1.0" encoding="GB2312"?>\n<errors>\n<error id="NONE" value="0" prompt="CTP:正确"/>\n<error id="INVALID_LOGIN" value="3" prompt="CTP:不合法的登录 &amp; &quot;x&quot;"/>\n<error id="BROKEN" value="x" prompt="?"/>\n</errors>';

test('error.xml in either encoding, entities and all', () => {
  for (const bytes of [encode(XML), new TextEncoder().encode(XML.replace('GB2312', 'UTF-8'))]) {
    const words = parseErrorWords(bytes);
    expect([...words]).toEqual([[0, 'CTP:正确'], [3, 'CTP:不合法的登录 & "x"']]);
  }
});

test('a fault has the file’s words, else the counter’s own', () => {
  const words = parseErrorWords(encode(XML));
  expect(faultOf({ ErrorID: 3, ErrorMsg: 'no' }, words)?.brokerText).toBe('CTP:不合法的登录 & "x"');
  expect(faultOf({ ErrorID: 4, ErrorMsg: 'no' }, words)).toEqual({ code: 'counter-refused', params: { id: 4 }, brokerText: 'no' });
  expect(faultOf({ ErrorID: 0, ErrorMsg: '' }, words)).toBeNull();
  expect(faultOf(null, words)).toBeNull();
});

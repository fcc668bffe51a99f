import { expect, test } from 'vitest';
import { unlisted, type Found } from './instrument-finder.ts';

test('what the terminal lists already is not shown a second time', () => {
  const found = (code: string, instrument: string | null): Found => ({ connection: 'opend', code, name: code, kind: 'future', instrument });
  const all = [found('HK.HSI2501', null), found('HK.00700', 'HKEX.00700'), found('HK.00005', 'HKEX.00005')];
  expect(unlisted(all, (id) => id === 'HKEX.00700').map(({ code }) => code)).toEqual(['HK.HSI2501', 'HK.00005']);
});

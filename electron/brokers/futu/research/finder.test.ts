/** OpenD's catalogue searched and listed from, against an OpenD written from the document. */
import { afterEach, describe, expect, it } from 'vitest';
import { GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { Result } from '#shared/result.ts';
import { openFutu, type FutuDesk } from '#test/stand-ins/futu-desk.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';

const open: FutuDesk[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

async function desk(...args: Parameters<typeof openFutu>): Promise<FutuDesk & { readonly finder: NonNullable<FutuDesk['broker']['finder']> }> {
  const one = await openFutu(...args);
  open.push(one);
  return { ...one, finder: one.broker.finder! };
}
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
};

describe('a search', () => {
  it('goes through the lists by code without its zeros, and by name, the best first', async () => {
    const { finder } = await desk();
    const codes = async (text: string): Promise<unknown> => value(await finder.find(text, 10)).map(({ code, kind, instrument }) => [code, kind, instrument]);
    expect(await codes('700')).toEqual([['HK.00700', 'stock', 'HKEX.00700']]);
    expect(await codes('hsi')).toEqual([['HK.HSI2501', 'future', null], ['HK.HSImain', 'future', null]]);
    expect(await codes('苹果')).toEqual([['US.AAPL', 'stock', 'NASDAQ.AAPL']]);
    expect(await codes('纳指')).toEqual([['US.NQ2503', 'future', null]]);
    expect(await codes('nothing of the kind')).toEqual([]);
    expect(value(await finder.find('0', 1))).toHaveLength(1);
  });

  it('finds by the code in full what is in no list, in whatever letters', async () => {
    const { finder } = await desk();
    expect(value(await finder.find('hk.tch250127c400000', 10))).toEqual([{ code: 'HK.TCH250127C400000', name: '腾讯 250127 400.00 购', instrument: null, kind: 'option' }]);
    expect(value(await finder.find('HK.24719', 10)).map(({ kind }) => kind)).toEqual(['warrant']);
    expect(value(await finder.find('HK.HSImain', 10)).map(({ code }) => code)).toEqual(['HK.HSImain']);
    // A code that is not whole goes through the lists of its market.
    expect(value(await finder.find('US.NQ', 10)).map(({ code }) => code)).toEqual(['US.NQ2503']);
    expect(value(await finder.find('HK.NQ', 10))).toEqual([]);
  });

  it('fetches each list once, and goes without those that OpenD refuses', async () => {
    const { finder, server } = await desk();
    const lists = (): number => server.requests.filter(({ protocol, c2s }) => protocol === GetStaticInfo.id && (c2s as { secType?: number }).secType !== undefined).length;
    await Promise.all([finder.find('hsi', 10), finder.find('tencent', 10)]);
    const once = lists();
    await finder.find('00', 10);
    expect(lists()).toBe(once);
    const { finder: partly } = await desk({}, {}, (_market, opend) => opend.answer(GetStaticInfo, ({ secType }) => (secType === 10 ? { retType: -1, retMsg: '无权限' } : { s2c: { staticInfoList: [] } })));
    expect(value(await partly.find('hsi', 10))).toEqual([]);
  });
});

describe('listing by hand', () => {
  it('announces before it answers, with what it derives from, and says what it cannot list', async () => {
    const announced: string[] = [];
    const { finder } = await desk({ instruments: (list) => void announced.push(...list.map(({ id }) => id)) });
    expect(value(await finder.list(['US.AAPL250117P240000', 'HK.99999', 'MOON.1']))).toEqual(['OPRA.AAPL250117P240000', null, null]);
    expect(announced).toContain('OPRA.AAPL250117P240000');
  });

  it('is remembered over a restart, and what is unknown by then forgotten', async () => {
    const storage = createMemoryStorage();
    const first = await desk({}, {}, () => {}, storage);
    value(await first.finder.list(['HK.HSI2501', 'HK.TCH250127C400000']));
    value(await first.finder.list(['HK.24719', 'HK.HSI2501']));
    await first.close();
    const announced: string[] = [];
    const expired = (code: string): boolean => code === 'TCH250127C400000';
    await desk({ instruments: (list) => void announced.push(...list.map(({ id }) => id)) }, {}, (_market, opend) => {
      opend.answer(GetStaticInfo, ({ securityList }) =>
        securityList.some(({ code }) => expired(code))
          ? { retType: -1, retMsg: '未知股票' }
          : { s2c: { staticInfoList: securityList.map((security) => ({ basic: { security, id: '1', lotSize: 100, secType: 3, name: security.code, listTime: '', exchType: 5 } })) } },
      );
    }, storage);
    expect(announced).toEqual(expect.arrayContaining(['HKEX.24719', 'HKEX.HSI2501']));
    expect(announced).not.toContain('HKEX.TCH250127C400000');
    expect(JSON.parse(storage.readDocument('listed-by-hand')!)).toEqual(['HK.24719', 'HK.HSI2501']);
  });
});

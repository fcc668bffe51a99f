/**
 * What only a live broker shows, on screen: the broker queue of a Hong Kong share, its time-share, bars adjusted as chosen, and the quotas
 * that they take. The broker is Futu's client over a real socket; OpenD is the scripted one.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { RequestHistoryKL, RequestHistoryKLQuota } from '#electron/brokers/futu/messages/history.ts';
import { GetRT, Sub, UpdateBasicQot, UpdateBroker, UpdateOrderBook, UpdateRT } from '#electron/brokers/futu/messages/subscribed.ts';
import { startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { openMarket, type OpendMarket } from '#test/stand-ins/opend-market.ts';
import { serveCore, type ServedCore } from './served-core.ts';
import { launchBrowser, openScreen, temporaryFolder } from './terminal.ts';

const folder = temporaryFolder();
const security = { market: 1, code: '00700' };
const quote = {
  security, isSuspended: false, listTime: '', priceSpread: 0.2, updateTime: '', updateTimestamp: 1_735_787_400, highPrice: 384, openPrice: 379, lowPrice: 378, curPrice: 382, lastClosePrice: 377, volume: 9_000_000, turnover: 3.4e9,
  turnoverRate: 0, amplitude: 0,
};
const two = (n: number): string => String(n).padStart(2, '0');
const minute = (ofDay: number, price: number) => ({
  time: `2025-01-02 ${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}:00`, minute: ofDay, isBlank: false, price, lastClosePrice: 377, avgPrice: Math.round((379 + (price - 379) / 2) * 1_000) / 1_000, volume: 20_000 + 300 * (ofDay % 37),
});
/** The morning until 11:10, wavering around the previous close. */
const morning = Array.from({ length: 101 }, (_, i) => minute(570 + i, Math.round((378.5 + 3 * Math.sin(i / 17) + 1.2 * Math.sin(i / 3)) * 5) / 5));
const bar = (day: number, price: number) => ({ time: new Date(Date.UTC(2023, 0, 2 + day)).toISOString().slice(0, 10) + ' 00:00:00', isBlank: false, openPrice: price, highPrice: price + 4, lowPrice: price - 3, closePrice: price + 1, volume: 1_000_000 });
const BROKERS = [['5338', 'J.P.摩根'], ['8305', '富途证券国际(香港)有限公司'], ['1179', '华泰金融控股(香港)有限公司'], ['6996', '中国投资信息有限公司'], ['4088', '汇丰证券经纪'], ['3436', '瑞银证券']] as const;
const places = (from: number) => Array.from({ length: 14 }, (_, i) => ({ id: BROKERS[(from + i) % BROKERS.length][0], name: BROKERS[(from + i) % BROKERS.length][1], pos: i < 5 ? 1 : i < 10 ? 2 : 3 }));

let opend: OpendStandIn;
let market: OpendMarket;
let served: ServedCore;
let browser: Browser;
let page: Page;
let problems: string[];
/** Whose broker queues the page has said that it looks at. */
let looked: readonly string[] = [];

beforeAll(async () => {
  opend = await startOpend();
  market = openMarket(opend);
  opend.answer(GetRT, () => ({ s2c: { security, rtList: morning } }));
  opend.answer(RequestHistoryKLQuota, () => ({ s2c: { usedQuota: 2, remainQuota: 98, detailList: [] } }));
  opend.answer(RequestHistoryKL, ({ rehabType, klType }) => ({ s2c: { security, klList: klType === 2 ? Array.from({ length: 200 }, (_, i) => bar(i, (rehabType === 2 ? 700 : rehabType === 0 ? 400 : 300) + (i % 40))) : [] } }));
  const make = createFutuBroker({ address: { host: '127.0.0.1', port: opend.port, key: null }, securities: ['HK.00700'] });
  served = await serveCore(folder.path, [{ id: 'opend', kind: 'futu', environment: 'real', name: 'OpenD', make }]);
  const session = served.core.open();
  await session.handle('settings.set', { instrument: 'HKEX.00700' });
  session.close();
  browser = await launchBrowser();
  ({ page, problems } = await openScreen(browser, served.freshAddress()));
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const message = typeof payload === 'string' ? (JSON.parse(payload) as { command?: string; ask?: { queues?: readonly string[] } }) : {};
      if (message.command === 'market.watch') looked = message.ask?.queues ?? [];
    }),
  );
  await page.reload();
  page.setDefaultTimeout(12_000);
  await opend.asked(Sub);
  opend.push(UpdateBasicQot, { basicQotList: [quote] });
  const levels = (from: number, step: number) => Array.from({ length: 10 }, (_, i) => ({ price: Math.round((from + step * i) * 10) / 10, volume: 12_300 - 700 * i, orederCount: 3 }));
  opend.push(UpdateOrderBook, { security, orderBookBidList: levels(381.8, -0.2), orderBookAskList: levels(382, 0.2) });
  await page.locator('[data-testid="ladder-rows"][data-empty="false"]').waitFor();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await opend?.close();
  folder.remove();
});

const mode = (name: string) => page.locator('.chart-periods').getByRole('button', { name, exact: true });
const readOut = () => page.getByTestId('chart-read-out');

test('the broker queue is subscribed once it is looked at, shows names and levels on both sides, and follows', async () => {
  expect(market.subscribed.has('00700/14')).toBe(false);
  await page.locator('.dv-tab').filter({ hasText: '经纪队列' }).click();
  await expect.poll(() => market.subscribed.has('00700/14')).toBe(true);
  opend.push(UpdateBroker, { security, brokerBidList: places(0), brokerAskList: places(3) });
  const queue = page.getByTestId('broker-queue');
  await queue.locator('.queue-side.bid .queue-row').nth(16).waitFor();
  expect(await queue.locator('.queue-side.bid .queue-row').nth(0).textContent()).toBe('1381.8012,300');
  expect(await queue.locator('.queue-side.bid .queue-row').nth(1).textContent()).toBe('5338J.P.摩根');
  expect(await queue.locator('.queue-side.ask .queue-row').nth(2).textContent()).toBe('4088汇丰证券经纪');
  opend.push(UpdateBroker, { security, brokerBidList: places(4), brokerAskList: [] });
  await expect.poll(() => queue.locator('.queue-side.ask .queue-row').count()).toBe(0);
  expect(await queue.locator('.queue-side.bid .queue-row').nth(1).textContent()).toContain('4088');
  // Behind another tab it is not wanted any more, and takes no place of the quota.
  expect(looked).toEqual(['HKEX.00700']);
  await page.locator('.dv-tab').filter({ hasText: '盘口' }).click();
  await expect.poll(() => looked).toEqual([]);
  await page.locator('.dv-tab').filter({ hasText: '经纪队列' }).click();
  await expect.poll(() => looked).toEqual(['HKEX.00700']);
});

test('the time-share is the broker’s own, minute by minute, and goes on', async () => {
  await mode('分时').click();
  await expect.poll(() => market.subscribed.has('00700/5')).toBe(true);
  await expect.poll(() => readOut().textContent()).toContain('11:09');
  opend.push(UpdateRT, { security, rtList: [minute(671, 383)] });
  await expect.poll(() => readOut().textContent()).toContain('2025-01-02 11:10');
  const text = await readOut().textContent();
  expect(text).toContain('383.00');
  expect(text).toContain('+1.59%');
  expect(text).toContain('381.000');
});

test('bars are adjusted as chosen, and what was chosen is found again', async () => {
  await mode('日').click();
  await expect.poll(() => readOut().textContent()).toContain('340.00');
  await page.getByLabel('复权').selectOption('backward');
  await expect.poll(() => readOut().textContent()).toContain('740.00');
  await page.getByLabel('复权').selectOption('none');
  await expect.poll(() => readOut().textContent()).toContain('440.00');
  for (const name of ['月', '季', '年']) expect(await mode(name).isVisible()).toBe(true);
  await page.reload();
  await expect.poll(() => page.getByLabel('复权').inputValue()).toBe('none');
  await mode('分时').click();
  expect(await page.getByLabel('复权').count()).toBe(0);
});

test('what it takes of the quotas is on screen', async () => {
  await page.locator('.dv-tab').filter({ hasText: '连接' }).click();
  const panel = page.locator('[data-panel="connections"]');
  await panel.getByRole('button', { name: 'OpenD', exact: true }).click();
  await panel.getByText(/订阅额度 \d+ \/ 100 · 历史 K 线额度（30 天内的标的）3 \/ 100/).waitFor();
  expect(opend.requests.filter(({ protocol }) => protocol === Sub.id).length).toBeGreaterThan(2);
  expect(problems).toEqual([]);
});

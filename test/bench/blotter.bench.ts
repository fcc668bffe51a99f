/**
 * The blotter with 100,000 orders in history: how long the panel takes to show its newest rows, whether it scrolls at frame rate,
 * and whether a burst of 1,000 orders (each placed and cancelled) within a second drops a frame.
 */
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Order } from '#shared/model/order.ts';
import { quantile, report } from './report.ts';
import { measure, openBenchScreen } from './screen.ts';

const ORDERS = 100_000;

function fillHistory(folder: string): void {
  const store = openStore({ folder });
  if (!store.ok) throw new Error(store.fault.code);
  const begun = Date.now() - ORDERS * 1000;
  const order = (i: number): Order => ({
    id: `history-${String(i).padStart(8, '0')}`,
    account: 'SIM-1',
    instrument: 'CFFEX.IF2101',
    side: i % 2 === 0 ? 'buy' : 'sell',
    offset: i % 4 < 2 ? 'open' : 'close',
    type: 'limit',
    price: 26_000 + (i % 500),
    quantity: 1 + (i % 5),
    timeInForce: 'day',
    source: 'ladder',
    state: i % 3 === 0 ? 'cancelled' : 'filled',
    pending: null,
    filled: i % 3 === 0 ? 0 : 1 + (i % 5),
    filledValue: i % 3 === 0 ? 0 : (1 + (i % 5)) * (26_000 + (i % 500)),
    overfilled: false,
    brokerOrderId: String(i),
    external: false,
    fault: null,
    createdAt: begun + i * 1000,
    sentAt: begun + i * 1000,
    acknowledgedAt: begun + i * 1000 + 1,
    updatedAt: begun + i * 1000 + 2,
    tradingDay: '2021-01-04',
  });
  for (let i = 0; i < ORDERS; i += 5000) store.value.orders.put(Array.from({ length: 5000 }, (_, k) => order(i + k)));
  store.value.close();
}

const screen = await openBenchScreen([], fillHistory);
const { page } = screen;
await page.waitForTimeout(3000);
const rows = page.locator('[data-panel="order-history"] .ag-row[row-index]:not(.ag-row-loading)').filter({ hasText: 'IF2101' });
const opens: number[] = [];
for (let i = 0; i < 7; i++) {
  await page.locator('.dv-tab[data-tab-panel-id="positions"]').click();
  await page.waitForTimeout(400);
  // Measured inside the page, from the click to the frame that shows the newest row.
  opens.push(
    await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const begun = performance.now();
          const tab = document.querySelector<HTMLElement>('.dv-tab[data-tab-panel-id="order-history"]')!;
          for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) tab.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0 }));
          const look = (): void => {
            const row = document.querySelector('[data-panel="order-history"] .ag-row[row-index="0"]:not(.ag-row-loading)');
            if (row?.textContent?.includes('IF2101')) resolve(performance.now() - begun);
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
    ),
  );
}
await rows.first().waitFor();
await page.locator('[data-panel="order-history"] .ag-row').first().hover();
const scrolling = await measure(screen, async () => {
  // A fast wheel: about 250 rows a second.
  for (let i = 0; i < 180; i++) {
    await page.mouse.wheel(0, 100);
    await page.waitForTimeout(16);
  }
});
await page.locator('.dv-tab[data-tab-panel-id="orders"]').click();
await page.waitForTimeout(1000);
const quiet = await measure(screen, () => page.waitForTimeout(2000));
const bursting = await measure(screen, async () => {
  screen.tell('burst 1000');
  await screen.heard('burst done');
  await page.waitForTimeout(500);
});
report('blotter', {
  orders: ORDERS,
  open_ms: quantile(opens, 0.5),
  open_first_ms: opens[0],
  fps: scrolling.fps,
  scroll_frame_p99_ms: scrolling.frame_p99_ms,
  fps_in_burst: bursting.fps,
  fps_before_burst: quiet.fps,
  burst_frame_p99_ms: bursting.frame_p99_ms,
  burst_long_tasks: bursting.long_tasks,
});
await screen.close();

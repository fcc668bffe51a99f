/**
 * The screen under load: 5,000-row watchlist, chart, ladder and tape at 50,000 updates a second, headless Chromium on the same
 * machine as the core. Then the same while a trader clicks the ladder: mouse down → the order's acknowledgement on the clicked row.
 */
import { quantile, report } from './report.ts';
import { measure, openBenchScreen } from './screen.ts';

const SECONDS = 15;
const CLICKS = 60;

const screen = await openBenchScreen(['--load', '5000', '50000']);
const { page } = screen;
// The tape stands behind the ladder on the default desk: it is drawn beside the chart, so that all four paint.
await page.locator('.dv-tab', { has: page.locator('[data-panel-tab="trades-tape"]') }).or(page.locator('.dv-tab[data-tab-panel-id="trades-tape"]')).first().dragTo(page.locator('[data-panel="chart"]'), { targetPosition: { x: 700, y: 250 } });
await page.waitForTimeout(3000);
const visible = await page.locator('[data-panel]').evaluateAll((panels) => panels.filter((panel) => panel.getBoundingClientRect().width > 0).map((panel) => (panel as HTMLElement).dataset['panel']));
for (const panel of ['watchlist', 'chart', 'ladder', 'trades-tape']) if (!visible.includes(panel)) throw new Error(`${panel} is not on screen: ${visible.join(', ')}`);

const painted = await measure(screen, () => page.waitForTimeout(SECONDS * 1000));

await page.locator('.ladder').getByRole('switch').click();
await page.evaluate(() => {
  const rows = document.querySelector('[data-testid="ladder-rows"]')!;
  const clicks: number[] = [];
  let pressed = 0;
  Object.assign(window, { benchClicks: clicks });
  rows.addEventListener('pointerdown', () => (pressed = performance.now()), { capture: true });
  new MutationObserver(() => {
    if (pressed === 0 || !rows.querySelector('.ladder-flash.acknowledged, .ladder-flash.filled')) return;
    const at = pressed;
    pressed = 0;
    // The row is written inside an animation frame: the first task after it runs when that frame has been drawn.
    const drawn = new MessageChannel();
    drawn.port1.addEventListener('message', () => clicks.push(performance.now() - at));
    drawn.port1.start();
    drawn.port2.postMessage(null);
  }).observe(rows, { subtree: true, attributes: true, attributeFilter: ['class'] });
});
const clicking = await measure(screen, async () => {
  for (let i = 0; i < CLICKS; i++) {
    const rows = page.locator('.ladder-row');
    await rows.nth((await rows.count()) - 3).locator('.ladder-bid').click();
    await page.waitForTimeout(700);
    await page.locator('.ladder-own.there .ladder-cancel').first().click({ timeout: 2000 }).catch(() => undefined);
    await page.waitForTimeout(300);
  }
});
const clicks = await page.evaluate(() => (window as unknown as { benchClicks: number[] }).benchClicks);
if (clicks.length < CLICKS / 2) throw new Error(`Only ${clicks.length} of ${CLICKS} clicks were acknowledged on screen`);
report('screen-load', {
  ...painted,
  click_p50_ms: quantile(clicks, 0.5),
  click_p99_ms: quantile(clicks, 0.99),
  clicks: clicks.length,
  fps_while_clicking: clicking.fps,
  instruments: 5000,
  updates_per_s: 50_000,
});
await screen.close();

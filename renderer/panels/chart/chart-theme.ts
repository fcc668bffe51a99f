/** The chart's colours, read from the page's tokens. */
import { LineStyle, type ChartOptions, type DeepPartial } from 'lightweight-charts';

export interface ChartColours {
  readonly panel: string;
  readonly grid: string;
  readonly text: string;
  /** The line of the time-share. */
  readonly price: string;
  readonly crosshair: string;
  readonly label: string;
  readonly up: string;
  readonly down: string;
  readonly upVolume: string;
  readonly downVolume: string;
  readonly buy: string;
  readonly sell: string;
  readonly warning: string;
  readonly onColour: string;
  readonly averages: readonly string[];
}

/** Half transparent: volume stands behind the prices in weight. Tokens are six-digit hex. */
const half = (colour: string): string => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}80` : colour);

export function readColours(root: Element): ChartColours {
  const style = getComputedStyle(root);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    panel: token('--panel'),
    grid: token('--hairline'),
    text: token('--text-dim'),
    price: token('--text'),
    crosshair: token('--text-faint'),
    label: token('--hairline-strong'),
    up: token('--up'),
    down: token('--down'),
    upVolume: half(token('--up')),
    downVolume: half(token('--down')),
    buy: token('--buy'),
    sell: token('--sell'),
    warning: token('--warning'),
    onColour: token('--text-on-colour'),
    averages: [token('--line-1'), token('--line-2'), token('--line-3'), token('--line-4')],
  };
}

export function chartOptions(c: ChartColours, fontFamily: string): DeepPartial<ChartOptions> {
  return {
    layout: { background: { color: c.panel }, textColor: c.text, fontSize: 11, fontFamily, panes: { separatorColor: c.grid, separatorHoverColor: c.grid, enableResize: true } },
    grid: { vertLines: { color: c.grid, style: LineStyle.Dotted }, horzLines: { color: c.grid, style: LineStyle.Dotted } },
    crosshair: { vertLine: { color: c.crosshair, labelBackgroundColor: c.label }, horzLine: { color: c.crosshair, labelBackgroundColor: c.label } },
    rightPriceScale: { borderColor: c.grid },
    timeScale: { borderColor: c.grid },
  };
}

/** Calls back when theme, colour of a rise or density changes; the returned function ends it. */
export function onThemeChange(root: Element, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme', 'data-rising', 'data-density'] });
  return () => observer.disconnect();
}

import { beforeEach, expect, test, vi } from 'vitest';
import type { MarketMirror } from '#renderer/client/client.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { LiveCells } from './live-cells.ts';

/** A market of two instruments whose paint frames the test gives. */
function market(): { readonly mirror: MarketMirror; readonly frame: (...dirty: number[]) => void; readonly painters: () => number; known: boolean } {
  const painters = new Set<(dirty: ReadonlySet<number>) => void>();
  const quotes = new Float64Array(2 * QUOTE_WIDTH);
  quotes.set(emptyQuote(), 0);
  quotes.set(emptyQuote(), QUOTE_WIDTH);
  const self = {
    known: true,
    painters: () => painters.size,
    frame: (...dirty: number[]) => painters.forEach((paint) => paint(new Set(dirty))),
    mirror: {
      quotes,
      slotOf: (id: string) => (self.known ? ['A', 'B'].indexOf(id) : undefined),
      onPaint: (painter: (dirty: ReadonlySet<number>) => void) => {
        painters.add(painter);
        return () => painters.delete(painter);
      },
    } as unknown as MarketMirror,
  };
  return self;
}

let made: ReturnType<typeof market>;
let cells: LiveCells;
beforeEach(() => {
  made = market();
  cells = new LiveCells(made.mirror, false);
});

const cell = (): { readonly paint: ReturnType<typeof vi.fn<(quotes: Float64Array, base: number, now: number) => void>> } => ({ paint: vi.fn<(quotes: Float64Array, base: number, now: number) => void>() });

test('a cell is painted when it appears and then only in frames that changed its instrument', () => {
  const a = cell();
  const b = cell();
  cells.add('A', a);
  cells.add('B', b);
  expect([a.paint.mock.calls.length, b.paint.mock.calls.length]).toEqual([1, 1]);
  const end = cells.follow();
  a.paint.mockClear();
  b.paint.mockClear();
  made.frame(1);
  expect([a.paint.mock.calls.length, b.paint.mock.calls.length]).toEqual([0, 1]);
  expect(b.paint.mock.calls[0][1]).toBe(QUOTE_WIDTH);
  end();
  expect(made.painters()).toBe(0);
});

test('a cell that is gone is not painted', () => {
  const a = cell();
  cells.add('A', a);
  cells.follow();
  cells.remove('A', a);
  a.paint.mockClear();
  made.frame(0);
  expect(a.paint).not.toHaveBeenCalled();
});

test('an instrument that becomes known later is painted from then on', () => {
  made.known = false;
  const a = cell();
  cells.add('A', a);
  cells.follow();
  expect(a.paint).not.toHaveBeenCalled();
  made.known = true;
  made.mirror.quotes[QUOTE.last] = 5;
  made.frame(0);
  expect(a.paint).toHaveBeenCalledOnce();
});

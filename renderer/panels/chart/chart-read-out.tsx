/** The line above the chart: the bar under the crosshair, else the newest. Written outside React; every figure has its own fixed place. */
import { useImperativeHandle, useRef, type Ref } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { AVERAGES, axisTime, isDaily, readOutOf } from './chart-model.ts';
import { wallClock } from './exchange-time.ts';
import type { ChartWords } from './chart-words.ts';
import type { Candle, Period } from '#shared/model/candle.ts';

export interface ReadOutHandle {
  /** Shows the bar at `index`; nothing there empties the line. */
  show(bars: readonly Candle[], index: number): void;
}

const FIELDS = ['open', 'high', 'low', 'close', 'change', 'volume', 'openInterest'] as const;

export function ChartReadOut(props: { readonly instrument: Instrument; readonly period: Period; readonly words: ChartWords; readonly handle: Ref<ReadOutHandle> }) {
  const { instrument, period, words: w } = props;
  const cells = useRef(new Map<string, HTMLElement>());
  const keep = (key: string) => (element: HTMLElement | null): void => {
    if (element) cells.current.set(key, element);
    else cells.current.delete(key);
  };
  useImperativeHandle(props.handle, () => {
    const write = (key: string, text: string): void => {
      const cell = cells.current.get(key);
      if (cell && cell.textContent !== text) cell.textContent = text;
    };
    return {
      show: (bars, index) => {
        const read = readOutOf(bars, index, instrument);
        write('time', read ? wallClock(axisTime(bars[index], period, instrument.timeZone) * 1000, isDaily(period)) : '');
        for (const field of FIELDS) write(field, read?.[field] ?? '');
        AVERAGES.forEach((length, i) => write(`average${length}`, read?.averages[i] ?? ''));
        const change = cells.current.get('change');
        if (change) change.dataset['sign'] = read?.direction ?? '';
      },
    };
  }, [instrument, period]);
  const labels = { open: w.open, high: w.high, low: w.low, close: w.close, volume: w.volume, openInterest: w.openInterest, change: '' };
  return (
    <div className="chart-read-out" data-testid="chart-read-out">
      <span className="chart-time" ref={keep('time')} />
      {FIELDS.map((field) => (
        <span key={field} className={`chart-figure ${field}`}>
          {labels[field] && <i>{labels[field]}</i>}
          <span ref={keep(field)} />
        </span>
      ))}
      <span className="chart-averages">
        {AVERAGES.map((length, i) => (
          <span key={length} className={`chart-figure average line-${i + 1}`}>
            <i>{w.average(length)}</i>
            <span ref={keep(`average${length}`)} />
          </span>
        ))}
      </span>
    </div>
  );
}

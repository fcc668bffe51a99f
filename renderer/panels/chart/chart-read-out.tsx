/** The line above the chart: the bar or minute under the crosshair, else the newest. Written outside React; every figure has its own fixed place. */
import { useImperativeHandle, useState, type Ref } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { AVERAGES, axisTime, readOutOf } from './chart-model.ts';
import { wallClock } from './exchange-time.ts';
import type { ChartWords } from './chart-words.ts';
import { isDaily, type Candle, type Period } from '#shared/model/candle.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { timeShareReadOut } from './time-share-model.ts';

export interface ReadOutHandle {
  /** Shows the bar at `index`; nothing there empties the line. */
  show(bars: readonly Candle[], index: number): void;
}

interface Cells {
  /** The ref of a figure's place. */
  readonly keep: (key: string) => (element: HTMLElement | null) => void;
  readonly write: (key: string, text: string) => void;
  readonly sign: (key: string, direction: string) => void;
}

/** Places of figures that are written outside React. */
function useCells(): Cells {
  const [cells] = useState((): Cells => {
    const places = new Map<string, HTMLElement>();
    return {
      keep: (key) => (element) => {
        if (element) places.set(key, element);
        else places.delete(key);
      },
      write: (key, text) => {
        const cell = places.get(key);
        if (cell && cell.textContent !== text) cell.textContent = text;
      },
      sign: (key, direction) => {
        const cell = places.get(key);
        if (cell) cell.dataset['sign'] = direction;
      },
    };
  });
  return cells;
}

const FIELDS = ['open', 'high', 'low', 'close', 'change', 'volume', 'openInterest'] as const;

export function ChartReadOut(props: { readonly instrument: Instrument; readonly period: Period; readonly words: ChartWords; readonly handle: Ref<ReadOutHandle> }) {
  const { instrument, period, words: w } = props;
  const { keep, write, sign } = useCells();
  useImperativeHandle(props.handle, () => {
    return {
      show: (bars, index) => {
        const read = readOutOf(bars, index, instrument);
        write('time', read ? wallClock(axisTime(bars[index], period, instrument.timeZone) * 1000, isDaily(period)) : '');
        for (const field of FIELDS) write(field, read?.[field] ?? '');
        AVERAGES.forEach((length, i) => write(`average${length}`, read?.averages[i] ?? ''));
        sign('change', read?.direction ?? '');
      },
    };
  }, [instrument, period, write, sign]);
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

export interface TimeShareReadOutHandle {
  /** Shows the minute at `index`; nothing there empties the line. */
  show(points: readonly TimeSharePoint[], index: number, previous: number): void;
}

const MINUTE_FIELDS = ['price', 'change', 'average', 'volume'] as const;

export function TimeShareReadOut(props: { readonly instrument: Instrument; readonly words: ChartWords; readonly handle: Ref<TimeShareReadOutHandle> }) {
  const { instrument, words: w } = props;
  const { keep, write, sign } = useCells();
  useImperativeHandle(props.handle, () => {
    return {
      show: (points, index, previous) => {
        const read = timeShareReadOut(points, index, previous, instrument);
        write('time', read ? wallClock(axisTime(points[index], '1m', instrument.timeZone) * 1000, false) : '');
        for (const field of MINUTE_FIELDS) write(field, read?.[field] ?? '');
        sign('change', read?.direction ?? '');
      },
    };
  }, [instrument, write, sign]);
  const labels = { price: w.price, change: '', average: w.averagePrice, volume: w.volume };
  return (
    <div className="chart-read-out" data-testid="chart-read-out">
      <span className="chart-time" ref={keep('time')} />
      {MINUTE_FIELDS.map((field) => (
        <span key={field} className={`chart-figure ${field}${field === 'average' ? ' line-1' : ''}`}>
          {labels[field] && <i>{labels[field]}</i>}
          <span ref={keep(field)} />
        </span>
      ))}
    </div>
  );
}

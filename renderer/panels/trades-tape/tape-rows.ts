/** The tape's rows: a fixed pool outside React, written at most once a frame and only where a text changed. */
import { TRADE } from '#shared/model/trade.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatPrice } from '#shared/price.ts';
import type { TapeRing } from '#renderer/client/client.ts';
import { exchangeClock } from '#renderer/panels/chart/exchange-time.ts';
import type { PrintAt, Tape } from './trades-tape-model.ts';

interface Row {
  readonly element: HTMLElement;
  readonly texts: readonly Text[];
  shown: string;
  mark: string;
}

const ARROWS = { '1': '▲', '-1': '▼', '0': '' } as const;

export class TapeRows {
  readonly #host: HTMLElement;
  #rows: Row[] = [];
  readonly #at: PrintAt = { records: [], offset: 0 };

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Makes the pool as long as the panel is high. */
  resize(count: number): void {
    while (this.#rows.length > count) this.#rows.pop()?.element.remove();
    while (this.#rows.length < count) {
      const element = document.createElement('div');
      element.className = 'tape-row';
      const texts = ['tape-time', 'tape-arrow', 'tape-price', 'tape-size'].map((name) => {
        const cell = document.createElement('span');
        cell.className = name;
        const text = document.createTextNode('');
        cell.append(text);
        element.append(cell);
        return text;
      });
      this.#host.append(element);
      this.#rows.push({ element, texts, shown: '', mark: '' });
    }
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Writes the prints from number `skip` (0 is the newest) down. */
  paint(instrument: Instrument, tape: Tape, ring: TapeRing, skip: number, big: number): void {
    const at = this.#at;
    for (let i = 0; i < this.#rows.length; i++) {
      const row = this.#rows[i];
      if (!tape.read(ring, skip + i, at)) {
        this.#write(row, '', '', '', '', '');
        continue;
      }
      const { records, offset } = at;
      const aggressor = records[offset + TRADE.aggressor];
      const quantity = records[offset + TRADE.quantity];
      const side = aggressor > 0 ? ' buy' : aggressor < 0 ? ' sell' : '';
      this.#write(
        row,
        quantity >= big ? `big${side}` : side.trim(),
        exchangeClock(instrument.timeZone, records[offset + TRADE.exchangeTime]),
        ARROWS[String(Math.sign(aggressor)) as keyof typeof ARROWS] ?? '',
        formatPrice(instrument, records[offset + TRADE.price]),
        String(quantity),
      );
    }
  }

  #write(row: Row, mark: string, time: string, arrow: string, price: string, size: string): void {
    const shown = `${time}${arrow}${price}/${size}`;
    if (shown !== row.shown) {
      row.shown = shown;
      const next = [time, arrow, price, size];
      for (let i = 0; i < next.length; i++) if (row.texts[i].data !== next[i]) row.texts[i].data = next[i];
    }
    if (mark !== row.mark) {
      row.mark = mark;
      row.element.className = mark ? `tape-row ${mark}` : 'tape-row';
    }
  }
}

/** Whose orders stand in the book of the linked instrument, level by level: where its connection carries a broker queue. */
import { Users } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUEUE } from '#shared/model/broker-queue.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { client } from '#renderer/client/current.ts';
import { useSelectedInstrument } from '#renderer/state/selection.ts';
import { useQueueBrokers } from '#renderer/state/topics.ts';
import { useVisible } from '#renderer/workspace/grid/use-visible.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { queueRows } from './broker-queue-model.ts';
import { queueTitle, queueWords } from './broker-queue-words.ts';
import { QueueRows } from './queue-rows.ts';
import './broker-queue-panel.css';

/** Nobody reads names faster than this. */
const PAINT_EVERY_MS = 100;

interface Places {
  readonly panel: HTMLElement;
  readonly bids: HTMLElement;
  readonly asks: HTMLElement;
}

/** Keeps both sides in step with the queue of an instrument until the returned function is called. */
function runQueue({ panel, bids, asks }: Places, instrument: Instrument): () => void {
  const { market } = client();
  const sides = { bid: new QueueRows(bids), ask: new QueueRows(asks) };
  let due: ReturnType<typeof setTimeout> | null = null;
  const paint = (): void => {
    due = null;
    const slot = market.slotOf(instrument.id);
    const queue = slot === undefined ? undefined : market.queue(slot);
    panel.dataset['empty'] = String(!queue || queue[QUEUE.bids] + queue[QUEUE.asks] === 0);
    if (slot === undefined || !queue) return;
    const { byKey } = useQueueBrokers.getState();
    const nameOf = (number: number): string | undefined => byKey.get(String(number))?.name;
    for (const side of ['bid', 'ask'] as const) sides[side].paint(queueRows(side, queue, market.book(slot), instrument, nameOf));
    panel.dataset['stale'] = String(market.quotes[slot * QUOTE_WIDTH + QUOTE.stale] === 1);
  };
  const paintSoon = (): void => {
    due ??= setTimeout(paint, PAINT_EVERY_MS);
  };
  const owner = `broker-queue:${instrument.id}`;
  market.look(owner, { quotes: [instrument.id], books: [instrument.id], queues: [instrument.id] });
  const ends = [
    market.onPaint((dirty) => {
      const slot = market.slotOf(instrument.id);
      if (slot !== undefined && dirty.has(slot)) paintSoon();
    }),
    useQueueBrokers.subscribe(paintSoon),
    () => market.look(owner, {}),
  ];
  paint();
  return () => {
    if (due !== null) clearTimeout(due);
    for (const end of ends) end();
    for (const side of Object.values(sides)) side.clear();
  };
}

function BrokerQueue() {
  const w = useWords(queueWords);
  const instrument = useSelectedInstrument();
  const panel = useRef<HTMLElement>(null);
  const bids = useRef<HTMLDivElement>(null);
  const asks = useRef<HTMLDivElement>(null);
  // Behind another tab it takes no place of the broker's quota.
  const visible = useVisible(panel);
  const carried = instrument?.queue === true ? instrument : undefined;

  useEffect(() => {
    if (!panel.current || !bids.current || !asks.current || !carried || !visible) return;
    return runQueue({ panel: panel.current, bids: bids.current, asks: asks.current }, carried);
  }, [carried, visible]);

  const message = !instrument ? w.noInstrument : carried ? w.waiting : w.none(instrument.code);
  return (
    <section ref={panel} className="queue" aria-label={instrument?.code} data-empty="true" data-carried={String(carried !== undefined)} data-testid="broker-queue">
      <div className="queue-head">
        <span>{w.bid}</span>
        <span>{w.ask}</span>
      </div>
      <div className="queue-sides">
        <div className="queue-side bid" ref={bids} />
        <div className="queue-side ask" ref={asks} />
        <p className="queue-message">{message}</p>
      </div>
    </section>
  );
}

export const brokerQueuePanel: PanelDefinition = { id: 'broker-queue', title: queueTitle, icon: Users, component: BrokerQueue };

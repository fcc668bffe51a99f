/** Futu's broker connected to the scripted OpenD, with nobody behind its sink: for questions and their answers. */
import type { Broker, BrokerSink, BrokerStorage } from '#electron/brokers/broker.ts';
import { createFutuBroker, type FutuSettings } from '#electron/brokers/futu/futu-broker.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { startOpend, type OpendStandIn } from './opend.ts';
import { openMarket, type OpendMarket } from './opend-market.ts';

export interface FutuDesk {
  readonly server: OpendStandIn;
  readonly market: OpendMarket;
  readonly broker: Broker;
  close(): Promise<void>;
}

/** 10:00:10 in Hong Kong on a trading day; the broker's clock goes on from there. */
const START = Date.UTC(2025, 0, 2, 2, 0, 10);

/** @param sink what is listened to; the rest is let go @param prepare what the market is to have, and OpenD to answer, before the broker connects */
export async function openFutu(sink: Partial<BrokerSink> = {}, settings: Partial<FutuSettings> = {}, prepare: (market: OpendMarket, server: OpendStandIn) => void = () => {}, storage: BrokerStorage = createMemoryStorage()): Promise<FutuDesk> {
  const server = await startOpend();
  const market = openMarket(server);
  prepare(market, server);
  const slots: string[] = [];
  const nothing = (): void => {};
  const begun = Date.now();
  const broker = createFutuBroker({ address: { host: '127.0.0.1', port: server.port, key: null }, securities: ['HK.00700', 'US.AAPL'], ...settings })({
    sink: {
      connection: nothing, accounts: nothing, instruments: nothing, quote: nothing, book: nothing, trade: nothing, queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, order: nothing, fill: nothing, refusal: nothing, position: nothing,
      funds: nothing, settled: nothing, accountReset: nothing, replay: nothing, log: nothing,
      slotOf(id) {
        if (!slots.includes(id)) slots.push(id);
        return slots.indexOf(id);
      },
      ...sink,
    },
    storage,
    now: () => START + Date.now() - begun,
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  });
  const connected = await broker.connect();
  if (!connected.ok) throw new Error(connected.fault.code);
  return {
    server,
    market,
    broker,
    async close() {
      await broker.close();
      await server.close();
    },
  };
}

/**
 * OpenD's ten-level books from bytes to the hub on one core: frames as they come off a socket (64 KB pieces) → frame decoder → SHA-1 →
 * book → hub, which one window watches. Time is this process's own CPU time.
 */
import { MarketDataHub } from '#electron/core/market-data/hub.ts';
import { QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import { UpdateOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import { Listings } from '#electron/brokers/futu/quotes/listing.ts';
import { QuotePushes } from '#electron/brokers/futu/quotes/quote-pushes.ts';
import { checkBody, encodeFrame, FrameDecoder } from '#electron/brokers/futu/wire/frame.ts';
import { encodeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import { AAPL } from '#test/stand-ins/instruments.ts';
import { quantile, report } from './report.ts';

const INSTRUMENTS = 200;
const BOOKS = 20_000;
const ROUNDS = 9;
const PIECE = 65_536;
const LEVELS = 10;

const hub = new MarketDataHub();
const listings = new Listings();
const codes = Array.from({ length: INSTRUMENTS }, (_, i) => `L${i}`);
for (const code of codes) listings.add({ ...AAPL, id: `NASDAQ.${code}`, code }, QOT_MARKET.us, code, hub.slotOf(`NASDAQ.${code}`));
const view = hub.openView('window', () => performance.timeOrigin + performance.now());
view.watch(codes.map((code) => `NASDAQ.${code}`), [`NASDAQ.${codes[0]}`], []);

const level = (ticks: number): { price: number; volume: number; orederCount: number } => ({ price: ticks / 100, volume: 100 + (ticks % 90) * 100, orederCount: 1 + (ticks % 7) });
let bodyBytes = 0;
const stream = Buffer.concat(
  Array.from({ length: BOOKS }, (_, i) => {
    const middle = 18_900 + (i % 997);
    const body = encodeMessage(UpdateOrderBook.response, {
      retType: 0,
      retMsg: '',
      errCode: 0,
      s2c: {
        security: { market: QOT_MARKET.us, code: codes[i % INSTRUMENTS] },
        name: 'Load',
        orderBookAskList: Array.from({ length: LEVELS }, (_, k) => level(middle + 1 + k)),
        orderBookBidList: Array.from({ length: LEVELS }, (_, k) => level(middle - k)),
        svrRecvTimeBid: '2025-01-02 10:00:00.123',
        svrRecvTimeBidTimestamp: 1_735_826_400.123 + i,
        svrRecvTimeAsk: '2025-01-02 10:00:00.123',
        svrRecvTimeAskTimestamp: 1_735_826_400.123 + i,
      },
    });
    bodyBytes += body.length;
    return encodeFrame(UpdateOrderBook.id, i, body);
  }),
);

const sink = { quote: hub.quote.bind(hub), book: hub.book.bind(hub), trade: hub.trade.bind(hub), queue: hub.queue.bind(hub), queueBrokers: () => {} };
const pushes = new QuotePushes(listings, sink, () => performance.timeOrigin + performance.now());
let decoded = 0;
const decoder = new FrameDecoder((frame) => {
  checkBody(frame, frame.body);
  pushes.orderBook(frame.body);
  decoded++;
});

function round(): number {
  const begun = process.cpuUsage();
  for (let at = 0; at < stream.length; at += PIECE) decoder.push(stream.subarray(at, at + PIECE));
  const { user, system } = process.cpuUsage(begun);
  return BOOKS / ((user + system) / 1e6);
}

round();
const rates = Array.from({ length: ROUNDS }, round);
if (decoded !== BOOKS * (ROUNDS + 1) || hub.updates !== decoded) throw new Error(`only ${hub.updates} of ${BOOKS * (ROUNDS + 1)} books arrived`);
report('futu-decode', { books_per_s: Math.round(quantile(rates, 0.5)), bytes_per_book: Math.round(bodyBytes / BOOKS), instruments: INSTRUMENTS });

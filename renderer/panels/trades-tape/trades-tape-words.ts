import { words } from '#renderer/workspace/language/words.ts';

export const tapeTitle = { zh: '逐笔成交', en: 'Trades' };

export const tapeWords = words(
  {
    time: '时间',
    price: '价格',
    size: '数量',
    hint: '悬停暂停 · 滚轮回看',
    paused: (fresh: number) => `已暂停 · 新增 ${fresh} 笔`,
    empty: '暂无成交，等待行情',
    noInstrument: '请在自选中选择合约',
    side: { buy: '主动买', sell: '主动卖', unknown: '方向不明' },
  },
  {
    time: 'Time',
    price: 'Price',
    size: 'Size',
    hint: 'Hover pauses · wheel looks back',
    paused: (fresh: number) => `Paused · ${fresh} new`,
    empty: 'No trades yet; waiting for the market',
    noInstrument: 'Choose an instrument in the watchlist',
    side: { buy: 'buyer', sell: 'seller', unknown: 'side unknown' },
  },
);

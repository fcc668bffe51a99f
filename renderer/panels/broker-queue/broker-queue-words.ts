import { words } from '#renderer/workspace/language/words.ts';

export const queueTitle = { zh: '经纪队列', en: 'Brokers' };

export const queueWords = words(
  {
    bid: '买盘经纪',
    ask: '卖盘经纪',
    none: (code: string) => `${code} 没有经纪队列：港股证券经 OpenD 连接、行情权限高于 LV1 时显示`,
    waiting: '等待经纪队列；港股 LV1 权限下没有',
    noInstrument: '请在自选中选择合约',
  },
  {
    bid: 'Bid',
    ask: 'Ask',
    none: (code: string) => `${code} has no broker queue; Hong Kong securities show one through OpenD with a quote right above LV1`,
    waiting: 'Waiting for the broker queue; there is none with the right LV1',
    noInstrument: 'Choose an instrument in the watchlist',
  },
);

/** The field's names of the order types, the same wherever one is shown. */
import type { OrderType } from '#shared/model/order.ts';

type Names = Readonly<Record<OrderType, string>>;

export const orderTypeWords: { readonly zh: Names; readonly en: Names } = {
  zh: {
    limit: '限价', market: '市价', 'best-five-ioc': '五档剩撤', 'best-five-limit': '五档转限', 'counter-best': '对手最优', 'own-best': '本方最优',
    'special-limit': '特别限价', auction: '竞价', 'auction-limit': '竞价限价', stop: '止损市价', 'stop-limit': '止损限价', touch: '触及市价',
    'touch-limit': '触及限价', 'trailing-stop': '跟踪止损', 'trailing-stop-limit': '跟踪限价',
  },
  en: {
    limit: 'Limit', market: 'Market', 'best-five-ioc': 'Best 5 IOC', 'best-five-limit': 'Best 5 limit', 'counter-best': 'Counter best', 'own-best': 'Own best',
    'special-limit': 'Special limit', auction: 'Auction', 'auction-limit': 'Auction limit', stop: 'Stop', 'stop-limit': 'Stop limit', touch: 'If touched',
    'touch-limit': 'Touched limit', 'trailing-stop': 'Trailing', 'trailing-stop-limit': 'Trail limit',
  },
};

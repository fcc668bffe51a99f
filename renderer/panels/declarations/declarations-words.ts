import { words } from '#renderer/workspace/language/words.ts';
import type { DeclarationKind, DeclarationState } from '#shared/model/declaration.ts';

interface DeclarationWords {
  readonly title: string;
  readonly kind: Readonly<Record<DeclarationKind, string>>;
  /** What each leads to, in a sentence. */
  readonly means: Readonly<Record<DeclarationKind, string>>;
  readonly state: Readonly<Record<DeclarationState, string>>;
  readonly time: string; readonly instrument: string; readonly what: string; readonly side: string; readonly quantity: string; readonly standing: string; readonly actions: string; readonly id: string;
  readonly firstLeg: Readonly<Record<'long' | 'short', string>>;
  readonly bid: string; readonly ask: string; readonly bidQuantity: string; readonly askQuantity: string; readonly offset: string;
  readonly send: (kind: string) => string;
  readonly cancel: string; readonly withdraw: string; readonly withdrawTitle: string;
  readonly declare: string; readonly declareTitle: string; readonly nothing: string; readonly notHere: (code: string) => string;
  readonly empty: string;
}

export const declarationWords = words<DeclarationWords>(
  {
    title: '申报',
    kind: { exercise: '行权', abandon: '放弃行权', 'close-options': '自对冲期权', 'close-futures': '自对冲履约期货', combine: '组合', split: '拆分组合', 'ask-quote': '询价', quote: '报价' },
    means: {
      exercise: '买方行权：按行权价得到标的，当日结算时执行', abandon: '到期时不自动行权', 'close-options': '同一期权的多空持仓，日终互相对冲', 'close-futures': '卖方履约所得的期货持仓，日终互相对冲',
      combine: '两腿持仓合成组合，按组合收保证金', split: '组合拆回两腿', 'ask-quote': '请做市商报价', quote: '买卖双边报价，成为两笔委托',
    },
    state: { submitting: '报送中', unknown: '待核实', working: '已申报', done: '已执行', cancelled: '已撤回', rejected: '被拒绝' },
    time: '时间', instrument: '合约', what: '申报', side: '持仓', quantity: '数量', standing: '状态', actions: '操作', id: '申报编号',
    firstLeg: { long: '第一腿多头', short: '第一腿空头' },
    bid: '买价', ask: '卖价', bidQuantity: '买量', askQuantity: '卖量', offset: '开平',
    send: (kind) => kind, cancel: '返回', withdraw: '撤回', withdrawTitle: '在执行前撤回',
    declare: '申报', declareTitle: '行权、放弃、自对冲：由柜台申报到交易所', nothing: '可申报数量为零', notHere: (code) => `${code} 在该账户没有可申报的项目`,
    empty: '当日没有申报。期权的行权与放弃在持仓表的行上申报；组合、询价、报价先选中合约。',
  },
  {
    title: 'Declarations',
    kind: { exercise: 'Exercise', abandon: 'Abandon', 'close-options': 'Offset options', 'close-futures': 'Offset futures', combine: 'Combine', split: 'Split', 'ask-quote': 'Ask for a quote', quote: 'Quote' },
    means: {
      exercise: 'The underlying at the strike, carried out in the day’s settlement', abandon: 'Not exercised by itself at expiry', 'close-options': 'Long and short of one option end against each other at the day’s end',
      'close-futures': 'Futures that an assigned option leaves end against each other at the day’s end', combine: 'Both legs count as one combination, with its margin', split: 'The combination becomes two legs again',
      'ask-quote': 'Asks the market makers for a quote', quote: 'A two-sided quote: an order on each side',
    },
    state: { submitting: 'Sending', unknown: 'Unknown', working: 'Declared', done: 'Done', cancelled: 'Withdrawn', rejected: 'Rejected' },
    time: 'Time', instrument: 'Instrument', what: 'Declaration', side: 'Position', quantity: 'Qty', standing: 'State', actions: 'Actions', id: 'Number',
    firstLeg: { long: 'First leg long', short: 'First leg short' },
    bid: 'Bid', ask: 'Ask', bidQuantity: 'Bid qty', askQuantity: 'Ask qty', offset: 'Offset',
    send: (kind) => kind, cancel: 'Back', withdraw: 'Withdraw', withdrawTitle: 'Takes it back before it is carried out',
    declare: 'Declare', declareTitle: 'Exercise, abandon, offset: declared to the exchange through the counter', nothing: 'Nothing left to declare', notHere: (code) => `Nothing can be declared of ${code} from this account`,
    empty: 'No declarations today. Exercising and abandoning are on a position’s row; for combinations and quotes choose the instrument first.',
  },
);

import { words } from '#renderer/workspace/language/words.ts';
import type { LogEntry } from '#shared/model/log.ts';

interface LogWords {
  readonly title: string;
  readonly time: string;
  readonly level: string;
  readonly subject: string;
  readonly sentence: string;
  readonly levels: Readonly<Record<LogEntry['level'], string>>;
  readonly subjects: Readonly<Record<string, string>>;
  readonly filters: Readonly<Record<LogEntry['level'], string>>;
  readonly filter: string;
  readonly count: (shown: string) => string;
  readonly empty: string;
  readonly emptyFilter: string;
  readonly showAll: string;
}

export const logWords = words<LogWords>(
  {
    title: '日志', time: '时间', level: '级别', subject: '来自', sentence: '内容',
    levels: { info: '信息', warning: '警告', error: '错误' },
    subjects: {
      orders: '委托', order: '委托', connection: '连接', connections: '连接', store: '存储', replay: '回放', reminders: '提醒', reminder: '提醒', positions: '持仓', accounts: '账户', account: '账户', risk: '风控',
      core: '核心', market: '行情', 'market-data': '行情', candles: 'K线', reconcile: '核对', reconciliation: '核对', broker: '柜台', exchange: '交易所', host: '主机', watchlists: '自选', settings: '设置', vault: '保险库', fills: '成交', journal: '委托日志', feed: '行情', screen: '屏幕', statements: '结算单', declarations: '申报', opend: '脚本网关',
    },
    filters: { info: '全部级别', warning: '警告与错误', error: '仅错误' }, filter: '级别筛选',
    count: (shown) => `最近 ${shown} 条`,
    empty: '还没有日志。连接、委托和核对的经过在这里。', emptyFilter: '没有该级别的日志。', showAll: '显示全部级别',
  },
  {
    title: 'Log', time: 'Time', level: 'Level', subject: 'From', sentence: 'What',
    levels: { info: 'Info', warning: 'Warning', error: 'Error' },
    subjects: {},
    filters: { info: 'All levels', warning: 'Warnings and errors', error: 'Errors only' }, filter: 'Filter by level',
    count: (shown) => `newest ${shown}`,
    empty: 'Nothing logged yet. What connections, orders and checks went through is here.', emptyFilter: 'Nothing of that level.', showAll: 'Show all levels',
  },
);

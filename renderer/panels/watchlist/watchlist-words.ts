import { words } from '#renderer/workspace/language/words.ts';
import type { PriceOrigin } from '#shared/model/instrument.ts';
import type { Phase } from '#shared/model/quote.ts';

interface WatchlistWords {
  readonly title: string;
  readonly instrument: string;
  readonly origin: string;
  readonly mark: string;
  readonly last: string;
  readonly change: string;
  readonly percent: string;
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
  readonly volume: string;
  readonly high: string;
  readonly low: string;
  readonly openInterest: string;
  readonly originTag: Readonly<Record<PriceOrigin, string>>;
  readonly originTitle: Readonly<Record<PriceOrigin, string>>;
  readonly phaseTag: Readonly<Record<Phase, string>>;
  readonly phaseTitle: Readonly<Record<Phase, string>>;
  readonly staleTitle: string;
  readonly unknownTitle: string;
  readonly lists: string;
  readonly addList: string;
  readonly listName: string;
  readonly newList: string;
  readonly rename: string;
  readonly removeList: string;
  readonly search: string;
  readonly found: string;
  readonly nothingFound: (text: string) => string;
  readonly already: string;
  /** Over what a broker's whole catalogue has besides. */
  readonly beyond: string;
  readonly remove: string;
  readonly toTop: string;
  readonly toBottom: string;
  readonly reminder: string;
  readonly buy: string;
  readonly sell: string;
  readonly empty: string;
  readonly emptyAction: string;
  readonly brokerGroups: string;
  readonly groupsAt: (name: string) => string;
  readonly showGroups: string;
  readonly refresh: string;
  readonly noGroups: string;
  readonly brokersOwn: string;
  readonly take: string;
  readonly takeTitle: string;
  readonly taken: (name: string, count: number, others: number) => string;
  readonly give: (name: string, at: string) => string;
  readonly giveTitle: string;
  readonly given: (name: string, added: number, removed: number) => string;
  readonly addToGroup: (name: string) => string;
  readonly removeFromGroup: (name: string) => string;
  readonly groupChanged: (name: string) => string;
}

export const watchlistWords = words<WatchlistWords>(
  {
    title: '自选', instrument: '合约', origin: '源', mark: '状态', last: '最新', change: '涨跌', percent: '涨跌幅', bid: '买价', bidSize: '买量', ask: '卖价', askSize: '卖量', volume: '成交量', high: '最高', low: '最低', openInterest: '持仓量',
    originTag: { recorded: '录', synthetic: '合', matching: '撮', delayed: '延', live: '' },
    originTitle: { recorded: '录制行情回放：真实交易日的历史记录', synthetic: '合成行情：由种子生成，不是真实市场', matching: '模拟撮合行情', delayed: '延时行情', live: '实时行情' },
    phaseTag: { closed: '收', auction: '竞', continuous: '', break: '休', halted: '停' },
    phaseTitle: { closed: '已收市', auction: '集合竞价', continuous: '连续交易', break: '休市', halted: '停牌' },
    staleTitle: '行情连接已断开，价格不是最新',
    unknownTitle: '没有连接提供该合约',
    lists: '自选组', addList: '新建自选组', listName: '自选组名称', newList: '新自选', rename: '重命名', removeList: '删除自选组',
    search: '添加合约：代码或名称', found: '搜索结果', nothingFound: (text) => `没有与“${text}”相符的合约`, already: '已在列表', beyond: '柜台目录（选中即列入）',
    remove: '移出自选', toTop: '移到顶部', toBottom: '移到底部', reminder: '设置提醒…', buy: '买入…', sell: '卖出…',
    empty: '这个自选组是空的。加入的合约和实时报价在这里。', emptyAction: '添加合约',
    brokerGroups: '柜台的自选分组', groupsAt: (name) => `${name} 的自选分组`, showGroups: '读取分组', refresh: '刷新', noGroups: '没有分组。', brokersOwn: '系统分组', take: '导入', takeTitle: '同名自选列表变为与该分组一致',
    taken: (name, count, others) => `已导入“${name}”：${count} 个合约${others > 0 ? `，另有 ${others} 个不能列入` : ''}`, give: (name, at) => `把“${name}”写回 ${at}`, giveTitle: '柜台的同名分组变为与这个列表一致', given: (name, added, removed) => `“${name}”已写回：加入 ${added}，移出 ${removed}`,
    addToGroup: (name) => `加入 ${name} 的同名分组`, removeFromGroup: (name) => `从 ${name} 的同名分组移出`, groupChanged: (name) => `柜台的“${name}”已更新`,
  },
  {
    title: 'Watchlist', instrument: 'Instrument', origin: 'Src', mark: 'State', last: 'Last', change: 'Chg', percent: 'Chg %', bid: 'Bid', bidSize: 'Bid qty', ask: 'Ask', askSize: 'Ask qty', volume: 'Volume', high: 'High', low: 'Low', openInterest: 'Open int.',
    originTag: { recorded: 'rec', synthetic: 'syn', matching: 'sim', delayed: 'dly', live: '' },
    originTitle: { recorded: 'Recorded: a real trading day, replayed', synthetic: 'Synthetic: generated from a seed, not a real market', matching: 'From simulated matching', delayed: 'Delayed prices', live: 'Live prices' },
    phaseTag: { closed: 'C', auction: 'A', continuous: '', break: 'B', halted: 'H' },
    phaseTitle: { closed: 'Market closed', auction: 'Auction', continuous: 'Continuous trading', break: 'Break', halted: 'Trading halted' },
    staleTitle: 'The quote connection is down; this price is old',
    unknownTitle: 'No connection offers this instrument',
    lists: 'Watchlists', addList: 'New watchlist', listName: 'Name of the watchlist', newList: 'New list', rename: 'Rename', removeList: 'Remove list',
    search: 'Add instrument: code or name', found: 'Search results', nothingFound: (text) => `No instrument matches “${text}”`, already: 'in the list', beyond: 'Brokers’ catalogues (listed when chosen)',
    remove: 'Remove from list', toTop: 'Move to top', toBottom: 'Move to bottom', reminder: 'Set reminder…', buy: 'Buy…', sell: 'Sell…',
    empty: 'This list is empty. Instruments you add, with their live quotes, are here.', emptyAction: 'Add an instrument',
    brokerGroups: 'The broker’s watchlist groups', groupsAt: (name) => `Groups at ${name}`, showGroups: 'Read groups', refresh: 'Refresh', noGroups: 'No groups.', brokersOwn: 'made by the broker', take: 'Import', takeTitle: 'The watchlist of that name becomes what the group holds',
    taken: (name, count, others) => `“${name}” imported: ${count} instruments${others > 0 ? `, ${others} more cannot be listed here` : ''}`, give: (name, at) => `Write “${name}” back to ${at}`, giveTitle: 'The broker’s group of that name becomes what this list holds', given: (name, added, removed) => `“${name}” written back: ${added} added, ${removed} removed`,
    addToGroup: (name) => `Add to the group of this name at ${name}`, removeFromGroup: (name) => `Remove from the group of this name at ${name}`, groupChanged: (name) => `“${name}” at the broker is changed`,
  },
);

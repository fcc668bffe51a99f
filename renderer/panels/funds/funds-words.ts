import { words } from '#renderer/workspace/language/words.ts';

export const fundsWords = words(
  {
    title: '资金', equity: '权益', balance: '资金余额', available: '可用', margin: '保证金', maintenance: '维持保证金', maintenanceTitle: '权益低于此数时柜台追缴保证金', riskGrade: '柜台风险等级', riskGradeTitle: '柜台对账户风险的评级：1 最安全，9 最危险', frozen: '冻结', marketValue: '证券市值', realised: '已实现盈亏', unrealised: '未实现盈亏', fees: '手续费', netDeposits: '净入金', risk: '风险度',
    reported: '柜台数据', reportedAt: (time: string): string => `柜台 ${time} 报告`, live: '本机实时', liveTitle: '按最新价在本机推算，每次柜台报告后重新起算', reportedTitle: '柜台报告的数字，不随行情跳动',
    riskTitle: '保证金 ÷ 权益。达到 100% 时柜台可能强平',
    equityTitle: '余额 + 未实现盈亏 + 证券市值', noAccount: '没有账户。连接柜台后资金在这里。', empty: '柜台还没有报告资金。', noFunds: '账户还没有资金，可以入金或从其他账户划转。', toConnections: '查看连接', cash: '入金 / 出金',
  },
  {
    title: 'Funds', equity: 'Equity', balance: 'Cash balance', available: 'Available', margin: 'Margin', maintenance: 'Maintenance', maintenanceTitle: 'Below this equity the broker calls for margin', riskGrade: 'Broker’s risk grade', riskGradeTitle: 'How the broker judges the account: 1 is the safest, 9 the most in danger', frozen: 'Frozen', marketValue: 'Market value', realised: 'Realised PnL', unrealised: 'Unrealised PnL', fees: 'Fees', netDeposits: 'Net deposits', risk: 'Risk level',
    reported: 'Broker’s figures', reportedAt: (time: string): string => time, live: 'Live, computed here', liveTitle: 'Computed here from the latest prices; starts again from each report of the broker', reportedTitle: 'As the broker reported them; they do not move with the market',
    riskTitle: 'Margin ÷ equity. At 100% the broker may close positions',
    equityTitle: 'Balance + unrealised PnL + market value', noAccount: 'No account. Its funds are here once a broker is connected.', empty: 'The broker has not reported funds yet.', noFunds: 'No money in this account yet. Pay some in, or transfer it from another account.', toConnections: 'See connections', cash: 'Deposit / withdraw',
  },
);

import { words } from '#renderer/workspace/language/words.ts';
import type { ReminderFrequency, ReminderKind, ReminderSync } from '#shared/model/reminder.ts';

interface RemindersWords {
  readonly title: string;
  readonly instrument: string;
  readonly condition: string;
  readonly threshold: string;
  readonly distance: string;
  readonly distanceTitle: string;
  readonly frequency: string;
  readonly note: string;
  readonly enabled: string;
  readonly lastFired: string;
  readonly actions: string;
  readonly kinds: Readonly<Record<ReminderKind, string>>;
  readonly frequencies: Readonly<Record<ReminderFrequency, string>>;
  readonly on: string;
  readonly off: string;
  readonly turnOn: string;
  readonly turnOff: string;
  readonly edit: string;
  readonly remove: string;
  readonly add: string;
  readonly count: (on: number, all: number) => string;
  readonly never: string;
  readonly empty: string;
  readonly newTitle: string;
  readonly editTitle: string;
  readonly explanation: string;
  readonly price: string;
  readonly percent: string;
  readonly last: string;
  readonly save: string;
  readonly cancel: string;
  readonly wrongPercent: string;
  readonly trueNow: string;
  readonly sync: (name: string) => string;
  readonly syncTitle: string;
  readonly syncStates: Readonly<Record<ReminderSync['state'], string>>;
  readonly comparedAt: (clock: string) => string;
  readonly ownTitle: (name: string) => string;
}

export const remindersWords = words<RemindersWords>(
  {
    title: '提醒', instrument: '合约', condition: '条件', threshold: '提醒价', distance: '距最新', distanceTitle: '最新价（或涨跌幅）还差多少触发', frequency: '频率', note: '备注', enabled: '启用', lastFired: '上次触发', actions: '操作',
    kinds: { 'price-up': '价格涨到', 'price-down': '价格跌到', 'change-up': '涨幅达到', 'change-down': '跌幅达到' },
    frequencies: { always: '每次', daily: '每日一次', once: '仅一次' },
    on: '开', off: '关', turnOn: '启用', turnOff: '停用', edit: '修改', remove: '删除', add: '新建提醒',
    count: (on, all) => `${on} 个启用，共 ${all} 个`, never: '从未',
    empty: '没有提醒。价格到了会弹窗、响铃并发系统通知。',
    newTitle: '新建价格提醒', editTitle: '修改价格提醒', explanation: '条件成立的那一刻提醒；已成立时要先离开再回来才会再提醒。',
    price: '价格', percent: '幅度 %', last: '最新', save: '保存', cancel: '取消',
    wrongPercent: '请输入大于 0、不超过 1000、最多两位小数的百分数', trueNow: '条件现在已成立：价格离开后再次到达才会提醒',
    sync: (name) => `与 ${name} 同步`, syncTitle: '两边的到价提醒自动保持一致：任一边新建、修改、删除，另一边跟随；两边都改了同一处，以这里为准；一边改一边删，保留修改。关闭后各管各的，再打开时两边取并集',
    syncStates: { off: '未同步', waiting: '等待连接', working: '比对中…', 'in-step': '已同步', failed: '未能同步' },
    comparedAt: (clock) => `上次比对 ${clock}`, ownTitle: (name) => `只在 ${name} 有的类型：在那里设置、修改`,
  },
  {
    title: 'Reminders', instrument: 'Instrument', condition: 'When', threshold: 'At', distance: 'Away', distanceTitle: 'How far the last price (or the change) is from firing', frequency: 'How often', note: 'Note', enabled: 'On', lastFired: 'Last fired', actions: 'Actions',
    kinds: { 'price-up': 'Price up to', 'price-down': 'Price down to', 'change-up': 'Up by', 'change-down': 'Down by' },
    frequencies: { always: 'Every time', daily: 'Once a day', once: 'Once' },
    on: 'on', off: 'off', turnOn: 'Turn on', turnOff: 'Turn off', edit: 'Edit', remove: 'Remove', add: 'New reminder',
    count: (on, all) => `${on} on, ${all} in all`, never: 'never',
    empty: 'No reminders. When the price gets there: a message, a sound and a system notification.',
    newTitle: 'New price reminder', editTitle: 'Edit price reminder', explanation: 'Fires at the moment the condition becomes true; if it is true already, the price must leave and come back.',
    price: 'Price', percent: 'Change %', last: 'Last', save: 'Save', cancel: 'Cancel',
    wrongPercent: 'Type a percentage above 0, at most 1000, with at most two decimals', trueNow: 'True already: it fires when the price has left and comes back',
    sync: (name) => `In step with ${name}`, syncTitle: 'Reminders on both sides are kept the same: what is made, changed or removed on one follows on the other. Where both changed the same, this side counts; changed here and removed there, the change stays. Switched off, each goes its own way; on again, both have what either had',
    syncStates: { off: 'apart', waiting: 'waiting for the connection', working: 'comparing…', 'in-step': 'in step', failed: 'not in step' },
    comparedAt: (clock) => `Compared at ${clock}`, ownTitle: (name) => `Of a kind that only ${name} has: set and changed there`,
  },
);

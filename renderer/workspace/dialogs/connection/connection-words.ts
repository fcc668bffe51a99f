import type { BrokerKind } from '#shared/model/connection.ts';
import type { ConnectionTestStep } from '#shared/model/connection-profile.ts';
import { words } from '../../language/words.ts';

interface ConnectionWords {
  readonly addTitle: string;
  readonly editTitle: (name: string) => string;
  readonly starts: string;
  readonly kinds: Readonly<Record<BrokerKind, string>>;
  readonly name: string;
  readonly nameNote: string;
  readonly secretKept: string;
  readonly secretNote: string;
  readonly yes: string;
  readonly read: string;
  readonly test: string;
  readonly testing: string;
  readonly looking: string;
  readonly tested: string;
  readonly testFailed: string;
  readonly save: string;
  readonly saveNote: string;
  readonly cancel: string;
  readonly steps: Readonly<Record<ConnectionTestStep['step'], string>>;
  readonly well: string;
  readonly failed: string;
  readonly loading: string;
  readonly gone: string;
  readonly vaultOpen: string;
  readonly vaultBegin: string;
  readonly vaultOpenNote: string;
  readonly vaultClosed: string;
  readonly vaultBeginNote: string;
  readonly passphrase: string;
  readonly passphraseAgain: string;
  readonly passphraseShort: string;
  readonly passphraseDiffers: string;
  readonly openVault: string;
  readonly beginVault: string;
}

export const connectionWords = words<ConnectionWords>(
  {
    addTitle: '添加连接', editTitle: (name) => `编辑连接 · ${name}`, starts: '从哪里开始',
    kinds: { simulated: '内置模拟交易所', futu: '富途 / moomoo', ctp: 'CTP', xtp: 'XTP', qq: '腾讯行情', sina: '新浪行情' },
    name: '名称', nameNote: '在连接和账户列表里显示', secretKept: '已保存，留空则不变', secretNote: '只保存在保险库里', yes: '是', read: '说明与开户：',
    test: '测试连接', testing: '正在测试…', looking: '正在检查…', tested: '测试通过', testFailed: '测试未通过', save: '保存并连接', saveNote: '保存后立即连接；实盘账户保持锁定，解锁后才能交易。', cancel: '取消',
    steps: { folder: 'SDK 目录', library: '动态库', reach: '网络', handshake: '握手', login: '登录', quotes: '行情', accounts: '账户' },
    well: '通过', failed: '未通过', loading: '正在读取…', gone: '这个连接已不在了。',
    vaultOpen: '打开保险库', vaultBegin: '新建保险库',
    vaultOpenNote: '连接的密码加密保存在保险库里。输入口令打开后，等待它的连接自动连上。',
    vaultClosed: '保险库未打开，连接的密码在里面：',
    vaultBeginNote: '连接的密码加密保存在保险库里。设一个口令，至少 8 个字符；口令不保存，忘记后只能重新填写密码。',
    passphrase: '保险库口令', passphraseAgain: '再输一遍', passphraseShort: '至少 8 个字符', passphraseDiffers: '两次输入不一致', openVault: '打开', beginVault: '新建',
  },
  {
    addTitle: 'Add a connection', editTitle: (name) => `Edit connection · ${name}`, starts: 'Where to begin',
    kinds: { simulated: 'Built-in exchange', futu: 'Futu / moomoo', ctp: 'CTP', xtp: 'XTP', qq: 'Tencent quotes', sina: 'Sina quotes' },
    name: 'Name', nameNote: 'Shown among connections and accounts', secretKept: 'Kept; leave empty to leave it as it is', secretNote: 'Kept in the vault alone', yes: 'Yes', read: 'To read, and to open an account:',
    test: 'Test connection', testing: 'Testing…', looking: 'Looking…', tested: 'Everything works', testFailed: 'The test failed', save: 'Save and connect', saveNote: 'It connects at once. Real accounts stay locked until you unlock them.', cancel: 'Cancel',
    steps: { folder: 'SDK folder', library: 'Library', reach: 'Network', handshake: 'Handshake', login: 'Login', quotes: 'Quotes', accounts: 'Accounts' },
    well: 'passed', failed: 'failed', loading: 'Reading…', gone: 'This connection is there no more.',
    vaultOpen: 'Open the vault', vaultBegin: 'Make a vault',
    vaultOpenNote: 'Passwords of connections are kept encrypted in the vault. Once it is open, connections that wait for it connect.',
    vaultClosed: 'The vault, which has the passwords, is closed:',
    vaultBeginNote: 'Passwords of connections are kept encrypted in the vault. Choose a passphrase of at least 8 characters; it is kept nowhere, and once forgotten the passwords must be typed again.',
    passphrase: 'Passphrase of the vault', passphraseAgain: 'Once more', passphraseShort: 'At least 8 characters', passphraseDiffers: 'The two differ', openVault: 'Open', beginVault: 'Make',
  },
);

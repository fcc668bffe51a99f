import { words } from '#renderer/workspace/language/words.ts';

export const gatewayWords = words(
  {
    name: '脚本网关（OpenD）',
    title: '为富途/moomoo OpenAPI 编写的脚本可原样连到这里，交易模拟账户',
    switchOn: '启用脚本网关',
    port: '端口',
    off: '未启用',
    listening: (address: string): string => `在 ${address} 等待脚本连接`,
    clients: (address: string, names: string, n: number): string => `${address} · ${n} 个脚本：${names}`,
    list: '、',
  },
  {
    name: 'Scripts (OpenD gateway)',
    title: 'Scripts written for Futu’s or moomoo’s OpenAPI connect here as they are, and trade the simulated accounts',
    switchOn: 'Use the gateway for scripts',
    port: 'Port',
    off: 'Off',
    listening: (address: string): string => `Waiting for scripts at ${address}`,
    clients: (address: string, names: string, n: number): string => `${address} · ${n === 1 ? '1 script' : `${n} scripts`}: ${names}`,
    list: ', ',
  },
);

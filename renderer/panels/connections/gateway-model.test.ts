import { expect, it } from 'vitest';
import { gatewayCell, portOf } from './gateway-model.ts';

it('a port is a whole number that a socket can have', () => {
  expect(['1', '11111', '65535', ' 80 '].map(portOf)).toEqual([1, 11_111, 65_535, 80]);
  expect(['', '0', '65536', '1.5', '-1', 'x', '123456'].map(portOf)).toEqual([null, null, null, null, null, null, null]);
});

it('says that it is off, where it listens, who is there, and what is in its way', () => {
  const listening = { state: 'listening', host: '127.0.0.1', port: 11_111, fault: null, clients: [] } as const;
  const client = { id: '1', name: 'my strategy', address: '127.0.0.1:5000', since: 0 };
  expect(gatewayCell(undefined, 'en').text).toBe('Off');
  expect(gatewayCell({ ...listening, state: 'off' }, 'zh')).toEqual({ text: '未启用', tone: 'faint' });
  expect(gatewayCell(listening, 'en')).toEqual({ text: 'Waiting for scripts at 127.0.0.1:11111', tone: 'good' });
  expect(gatewayCell({ ...listening, clients: [client] }, 'en')).toEqual({ text: '127.0.0.1:11111 · 1 script: my strategy', tone: 'good', title: 'my strategy 127.0.0.1:5000' });
  expect(gatewayCell({ ...listening, clients: [client, { ...client, id: '2', name: 'other' }] }, 'zh').text).toBe('127.0.0.1:11111 · 2 个脚本：my strategy、other');
  const failed = gatewayCell({ ...listening, state: 'failed', fault: { code: 'gateway-port-taken', params: { host: '127.0.0.1', port: 11_111 } } }, 'en');
  expect(failed).toMatchObject({ tone: 'error', text: expect.stringContaining('127.0.0.1:11111 is in use') });
});

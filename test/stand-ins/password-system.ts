/** A broker system that takes passwords, over scripted brokers: for what becomes of secrets. */
import type { BrokerSystem, Secrets } from '#electron/brokers/broker.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { IF } from './instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from './scripted-broker.ts';

export interface PasswordSystem extends BrokerSystem {
  /** What each broker was made with, in order. */
  readonly madeWith: readonly Secrets[];
  /** What the newest broker changes of its own secrets. */
  readonly keep: (change: Secrets) => Result<null>;
  /** The broker that was made last. */
  readonly last: () => ScriptedBroker;
}

/** @param password that its test lets in */
export function createPasswordSystem(password: string): PasswordSystem {
  const madeWith: Secrets[] = [];
  const brokers: ScriptedBroker[] = [];
  let keep: (change: Secrets) => Result<null> = () => fail('internal');
  return {
    kind: 'ctp',
    secrets: ['password', 'authCode'],
    fields: [
      { name: 'user', type: 'text', default: '', required: true, maxLength: 12, label: { zh: '用户', en: 'User' } },
      { name: 'password', type: 'secret', required: true, label: { zh: '交易密码', en: 'Password' } },
      { name: 'authCode', type: 'secret', required: false, label: { zh: '认证码', en: 'Authentication code' } },
    ],
    presets: [{ id: 'ctp/scripted', name: { zh: '脚本柜台', en: 'Scripted counter' }, note: { zh: '', en: '' }, settings: {}, links: [] }],
    check: () => ok(null),
    environmentOf: () => 'real',
    keep: (change) => keep(change),
    make(profile, secrets, _folder, keepSecrets) {
      keep = keepSecrets;
      if (profile.settings['user'] === 'throws') throw new Error('no such user');
      madeWith.push(secrets);
      return createScriptedBroker({ instruments: [IF], accounts: [{ id: `${profile.settings['user']}`, environment: 'real', password: 'pw' }] }, (made) => brokers.push(made));
    },
    async test(_profile, secrets, _folder, onStep) {
      const right = secrets['password'] === password;
      onStep({ step: 'reach', ok: true, ms: 1, fault: null, detail: 'tcp' });
      onStep({ step: 'login', ok: right, ms: 1, fault: right ? null : fail('unlock-refused').fault, detail: '' });
    },
    madeWith,
    last: () => brokers[brokers.length - 1],
  };
}

/** One connection test at a time, with its steps as they end. */
import { useEffect, useRef, useState } from 'react';
import type { Ask } from '#shared/contract/commands.ts';
import type { ConnectionTestStep } from '#shared/model/connection-profile.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { command } from '../../commands/order-commands.ts';

export interface ConnectionTest {
  readonly busy: boolean;
  /** It went to its end, well or not. */
  readonly ended: boolean;
  readonly steps: readonly ConnectionTestStep[];
  /** @returns why it could not be tried at all */
  run(ask: Ask<'connection.save'>): Promise<Fault | null>;
  /** What was found is about something else by now. */
  forget(): void;
}

export function useConnectionTest(): ConnectionTest {
  const [steps, setSteps] = useState<readonly ConnectionTestStep[]>([]);
  const [state, setState] = useState<'none' | 'busy' | 'ended'>('none');
  const running = useRef<string | null>(null);
  useEffect(
    () =>
      client().on('tests', ({ items }) => {
        const mine = items.flatMap(({ test, step }) => (test === running.current ? [step] : []));
        if (mine.length > 0) setSteps((before) => [...before, ...mine]);
      }),
    [],
  );
  return {
    busy: state === 'busy',
    ended: state === 'ended',
    steps,
    async run(ask) {
      const test = crypto.randomUUID();
      running.current = test;
      setSteps([]);
      setState('busy');
      const answer = await command('connection.test', { ...ask, test }, true);
      if (running.current !== test) return null;
      running.current = null;
      setState(answer.ok ? 'ended' : 'none');
      setSteps(answer.ok ? answer.value : []);
      return answer.ok ? null : answer.fault;
    },
    forget() {
      running.current = null;
      setSteps([]);
      setState('none');
    },
  };
}

/** One command of a form at a time, and what came of it. */
import { useState } from 'react';
import type { Answer, Ask, CommandName } from '#shared/contract/commands.ts';
import type { Fault } from '#shared/result.ts';
import { command } from '../../commands/order-commands.ts';
import { fieldOf } from './accounts-model.ts';

export interface AccountCommand {
  readonly busy: boolean;
  /** What went through last, in words. */
  readonly done: string | null;
  /** Why the last one was refused, where it is about that field. */
  readonly faultOf: (field: ReturnType<typeof fieldOf>) => Fault | null;
  readonly refuse: (fault: Fault) => void;
  /** The form was touched: what was said of its last state is gone. */
  readonly touched: () => void;
  /** Asks the core, unless it is being asked. @param then what to do when it went through; its words are shown */
  readonly ask: <C extends CommandName>(name: C, ask: Ask<C>, then: (answer: Answer<C>) => string) => Promise<void>;
}

export function useAccountCommand(): AccountCommand {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const [done, setDone] = useState<string | null>(null);
  return {
    busy,
    done,
    faultOf: (field) => (fault && fieldOf(fault) === field ? fault : null),
    refuse(why) {
      setDone(null);
      setFault(why);
    },
    touched() {
      setFault(null);
      setDone(null);
    },
    async ask(name, ask, then) {
      if (busy) return;
      setBusy(true);
      setFault(null);
      setDone(null);
      const answer = await command(name, ask, true);
      setBusy(false);
      if (answer.ok) setDone(then(answer.value));
      else setFault(answer.fault);
    },
  };
}

/** The gateway for scripts: its switch, its port, and who is connected. */
import { Switch } from 'radix-ui';
import { useId, useState, type ReactNode } from 'react';
import { useSettings } from '#renderer/state/settings.ts';
import { useGateway } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { gatewayCell, portOf } from './gateway-model.ts';
import { gatewayWords } from './gateway-words.ts';

export function GatewayRow(): ReactNode {
  const words = useWords(gatewayWords);
  const language = useSettings((s) => s.settings.language);
  const kept = useSettings((s) => s.settings.opend);
  const status = useGateway((s) => s.items[0]);
  const field = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const listening = status?.state === 'listening';
  const text = typed ?? String(listening ? status.port : kept.port);
  const port = portOf(text);
  const cell = gatewayCell(status, language);

  const set = async (on: boolean): Promise<void> => {
    setWaiting(true);
    // What is in its way is said in the row.
    await command('opend.set', { on, port: port ?? kept.port }, true);
    setWaiting(false);
    setTyped(null);
  };

  return (
    <div className="gateway-row" data-testid="gateway-row">
      <span className="gateway-name" title={words.title}>{words.name}</span>
      <Switch.Root className="switch" checked={listening} disabled={waiting || (!listening && port === null)} aria-label={words.switchOn} onCheckedChange={(on) => void set(on)} data-testid="gateway-switch">
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      <span className="simulation-term">
        <label htmlFor={field}>{words.port}</label>
        <input
          id={field}
          className="field field-figure"
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          value={text}
          disabled={listening}
          aria-invalid={port === null}
          onChange={(event) => setTyped(event.target.value)}
        />
      </span>
      <span className={`gateway-status ${cell.tone ? `tone-${cell.tone}` : ''}`} title={cell.title} data-testid="gateway-status">{cell.text}</span>
    </div>
  );
}

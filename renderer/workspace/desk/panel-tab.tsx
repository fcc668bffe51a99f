/** A panel's tab: icon, title in the language of the screen, how many there are in it. */
import type { IDockviewPanelHeaderProps } from 'dockview-react';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { isFinal } from '#shared/model/order.ts';
import { positionQuantity } from '#shared/model/position.ts';
import { panelList } from '#renderer/panels/panel-list.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useOrders, usePositions } from '#renderer/state/topics.ts';
import { useWords } from '../language/words.ts';
import { deskWords } from './desk-words.ts';

const definitions = new Map(panelList.map((panel) => [panel.id, panel]));

function PositionCount() {
  const account = useSelectedAccount()?.id;
  return <Count count={usePositions((s) => s.items.reduce((n, p) => n + (p.account === account && positionQuantity(p) > 0 ? 1 : 0), 0))} />;
}

function WorkingCount() {
  const account = useSelectedAccount()?.id;
  return <Count count={useOrders((s) => s.items.reduce((n, o) => n + (o.account === account && !isFinal(o.state) ? 1 : 0), 0))} />;
}

const Count = ({ count }: { readonly count: number }) => (count > 0 ? <span className="panel-tab-count figure">{count}</span> : null);

export function PanelTab({ api }: IDockviewPanelHeaderProps) {
  const definition = definitions.get(api.component);
  const w = useWords(deskWords);
  const title = useWords(definition?.title ?? { zh: api.component, en: api.component });
  const Icon = definition?.icon;
  // The dock reads the title to those who cannot see the tab.
  useEffect(() => api.setTitle(title), [api, title]);
  return (
    <div className="panel-tab" onAuxClick={(event) => event.button === 1 && api.close()}>
      {Icon ? <Icon className="panel-tab-icon" size={13} aria-hidden /> : null}
      <span className="panel-tab-title">{title}</span>
      {definition?.id === 'positions' ? <PositionCount /> : null}
      {definition?.id === 'orders' ? <WorkingCount /> : null}
      {/* For the mouse alone: a control inside a tab confuses a screen reader, and the panel's menu closes it too. */}
      <span
        className="panel-tab-close"
        aria-hidden
        title={w.closeNamed(title)}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          api.close();
        }}
      >
        <X size={11} />
      </span>
    </div>
  );
}

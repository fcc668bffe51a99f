/** The right end of a group's header: what its panel can do with its place, and, over the book-keeping panels, the account in figures. */
import type { IDockviewHeaderActionsProps } from 'dockview-react';
import { AppWindow, ArrowDownToLine, EllipsisVertical, Maximize2, Minimize2, PictureInPicture2, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import { AccountSummary } from './account-summary.tsx';
import { floatPanel, popOutPanel } from './desk-control.ts';
import { deskWords } from './desk-words.ts';

/** The summary stands over these. */
const BOOKS: ReadonlySet<string> = new Set(['positions', 'orders', 'order-history', 'fills', 'funds']);

export function GroupActions({ api, containerApi, panels, activePanel, location }: IDockviewHeaderActionsProps) {
  const w = useWords(deskWords);
  const [maximised, setMaximised] = useState(api.isMaximized());
  useEffect(() => {
    const watching = containerApi.onDidMaximizedGroupChange(() => setMaximised(api.isMaximized()));
    return () => watching.dispose();
  }, [api, containerApi]);
  const place = location?.type ?? api.location.type;
  const dock = (): void => {
    const target = containerApi.groups.find((group) => group.api.location.type === 'grid');
    if (target) api.moveTo({ group: target, position: 'right' });
    else if (activePanel) containerApi.addPanel({ id: activePanel.id, component: activePanel.api.component });
  };
  return (
    <div className="group-actions">
      {panels.some((panel) => BOOKS.has(panel.id)) ? <AccountSummary results={activePanel?.id !== 'positions'} /> : null}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button type="button" className="icon-button" aria-label={w.panelMenu} title={w.panelMenu}>
            <EllipsisVertical size={14} aria-hidden />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={2}>
            {place === 'grid' ? (
              <>
                <DropdownMenu.Item className="menu-item" onSelect={() => (maximised ? api.exitMaximized() : api.maximize())}>
                  {maximised ? <Minimize2 size={14} aria-hidden /> : <Maximize2 size={14} aria-hidden />}
                  {maximised ? w.restore : w.maximise}
                </DropdownMenu.Item>
                <DropdownMenu.Item className="menu-item" onSelect={() => activePanel && floatPanel(activePanel.id)}>
                  <PictureInPicture2 size={14} aria-hidden />
                  {w.float}
                </DropdownMenu.Item>
              </>
            ) : (
              <DropdownMenu.Item className="menu-item" onSelect={dock}>
                <ArrowDownToLine size={14} aria-hidden />
                {w.dock}
              </DropdownMenu.Item>
            )}
            {place === 'popout' ? null : (
              <DropdownMenu.Item className="menu-item" onSelect={() => activePanel && void popOutPanel(activePanel.id)}>
                <AppWindow size={14} aria-hidden />
                {w.popOut}
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Separator className="menu-line" />
            <DropdownMenu.Item className="menu-item" onSelect={() => activePanel?.api.close()}>
              <X size={14} aria-hidden />
              {w.closePanel}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}

/** The desk: panels in a docking layout that is found again as it was left. */
import { DockviewReact, type DockviewApi, type DockviewReadyEvent, type DockviewTheme } from 'dockview-react';
import { useEffect, useState, type FunctionComponent } from 'react';
import { POPOUT_PATH } from '#shared/contract/bridge.ts';
import { panelList } from '#renderer/panels/panel-list.ts';
import type { FrameClock } from '#renderer/client/frame-clock.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { listenToKeys } from '../key-listening.ts';
import { useWords } from '../language/words.ts';
import { joinThemed } from '../themes/apply-theme.ts';
import { defaultLayout } from './default-layout.ts';
import { openPanel, resetLayout, useDesk } from './desk-control.ts';
import { deskWords } from './desk-words.ts';
import { GroupActions } from './group-actions.tsx';
import { framed } from './panel-frame.tsx';
import { PanelTab } from './panel-tab.tsx';
import { layoutText, restorableLayout } from './saved-layout.ts';

const known: ReadonlySet<string> = new Set(panelList.map((panel) => panel.id));
const components: Record<string, FunctionComponent<never>> = Object.fromEntries(panelList.map((panel) => [panel.id, framed(panel)]));
const tabs = { panel: PanelTab };
const theme: DockviewTheme = { name: 'pankou', className: 'dockview-theme-pankou', dndTabIndicator: 'line', tabGroupIndicator: 'none' };

/** A layout is kept once it has rested this long. */
const SAVE_AFTER_MS = 600;

/** Shows the kept layout, or the default one where that cannot be shown. */
function restore(api: DockviewApi): void {
  const kept = restorableLayout(useSettings.getState().settings.layout, known);
  if (kept) {
    try {
      api.fromJSON(kept);
      if (api.totalPanels > 0) return;
    } catch (cause) {
      console.error('The kept layout could not be shown; the default one is', cause);
    }
    api.clear();
  }
  api.fromJSON(defaultLayout(api.width, api.height));
}

/** Keeps the layout in the settings whenever it has changed and come to rest. */
function keepLayout(api: DockviewApi): () => void {
  let timer = 0;
  const save = (): void => {
    const text = layoutText(api.toJSON());
    if (text !== useSettings.getState().settings.layout) changeSettings({ layout: text });
  };
  const open = (): void => useDesk.setState({ open: new Set(api.panels.map((panel) => panel.id)) });
  open();
  const watching = api.onDidLayoutChange(() => {
    open();
    clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER_MS);
  });
  return () => {
    clearTimeout(timer);
    watching.dispose();
  };
}

function EmptyDesk() {
  const w = useWords(deskWords);
  const language = useSettings((s) => s.settings.language);
  return (
    <div className="panel-message">
      <p>{w.emptyDesk}</p>
      <div className="empty-desk-panels">
        {panelList.map(({ id, title, icon: Icon }) => (
          <button key={id} type="button" className="button" onClick={() => openPanel(id)}>
            <Icon size={14} aria-hidden />
            {title[language]}
          </button>
        ))}
      </div>
      <button type="button" className="button" data-kind="primary" onClick={resetLayout}>
        {w.resetLayout}
      </button>
    </div>
  );
}

export function Desk({ frames }: { readonly frames: FrameClock }) {
  const [api, setApi] = useState<DockviewApi | null>(null);

  useEffect(() => {
    if (!api) return;
    restore(api);
    useDesk.setState({ api });
    const stopKeeping = keepLayout(api);
    const leaves = new Map<string, () => void>();
    const opened = api.onDidAddPopoutGroup((popout) => {
      const ends = [joinThemed(popout.window.document), frames.join(popout.window), listenToKeys(popout.window)];
      leaves.set(popout.id, () => ends.forEach((end) => end()));
    });
    const closed = api.onDidRemovePopoutGroup((popout) => {
      leaves.get(popout.id)?.();
      leaves.delete(popout.id);
    });
    return () => {
      stopKeeping();
      opened.dispose();
      closed.dispose();
      for (const leave of leaves.values()) leave();
      useDesk.setState({ api: null, open: new Set() });
    };
  }, [api, frames]);

  return (
    <DockviewReact
      className="desk"
      theme={theme}
      components={components as never}
      tabComponents={tabs}
      rightHeaderActionsComponent={GroupActions}
      watermarkComponent={EmptyDesk}
      popoutUrl={POPOUT_PATH}
      announcements={false}
      onReady={(event: DockviewReadyEvent) => setApi(event.api)}
    />
  );
}

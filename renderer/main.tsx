/** The screen's entry: connects this window with the core, fills the stores, draws the workspace. */
import { createRoot } from 'react-dom/client';
import 'dockview-react/dist/styles/dockview.css';
import './workspace/themes/fonts.css';
import './workspace/themes/dock.css';
import './workspace/themes/controls.css';
import './workspace/themes/frame.css';
import { connectClient } from './client/connect.ts';
import { setClient } from './client/current.ts';
import { guardArming } from './state/arming.ts';
import { sampleFeed } from './state/feed-rate.ts';
import { setInstruments } from './state/instruments.ts';
import { feedLink } from './state/link.ts';
import { useSettings } from './state/settings.ts';
import { feedTopics } from './state/topics.ts';
import { App } from './workspace/app.tsx';
import { followEvents } from './workspace/events/follow-events.ts';
import { applyTheme, joinThemed, lastLook, themeAttributes } from './workspace/themes/apply-theme.ts';

useSettings.setState((state) => ({ settings: { ...state.settings, ...lastLook() } }));
joinThemed(document);
applyTheme(themeAttributes(useSettings.getState().settings, 'simulated'));

const { client, frames } = connectClient(setInstruments);
setClient(client);
followEvents(client);
feedTopics(client);
feedLink(client);
guardArming();
sampleFeed(client.market);

// The status bar's figures for a console or a benchmark: numbers, and no way to do anything.
Object.defineProperty(window, 'pankouFigures', {
  value: () => ({ framesPainted: client.market.framesPainted, paintDelays: [...client.market.paintDelays] }),
});

const screen = document.getElementById('screen');
if (!screen) throw new Error('index.html has no #screen');
createRoot(screen).render(<App frames={frames} />);

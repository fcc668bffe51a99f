import { Star } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const watchlistPanel: PanelDefinition = { id: 'watchlist', title: { zh: '自选', en: 'Watchlist' }, icon: Star, component: () => null };

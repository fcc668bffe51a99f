import { Layers } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const positionsPanel: PanelDefinition = { id: 'positions', title: { zh: '持仓', en: 'Positions' }, icon: Layers, component: () => null };

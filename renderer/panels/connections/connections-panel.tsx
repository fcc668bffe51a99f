import { Plug } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const connectionsPanel: PanelDefinition = { id: 'connections', title: { zh: '连接', en: 'Connections' }, icon: Plug, component: () => null };

import { ListOrdered } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const ladderPanel: PanelDefinition = { id: 'ladder', title: { zh: '盘口', en: 'Ladder' }, icon: ListOrdered, component: () => null };

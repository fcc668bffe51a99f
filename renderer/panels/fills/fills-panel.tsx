import { CheckCheck } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const fillsPanel: PanelDefinition = { id: 'fills', title: { zh: '成交', en: 'Fills' }, icon: CheckCheck, component: () => null };

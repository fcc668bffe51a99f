import { SquarePen } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const orderEntryPanel: PanelDefinition = { id: 'order-entry', title: { zh: '下单', en: 'Order entry' }, icon: SquarePen, component: () => null };

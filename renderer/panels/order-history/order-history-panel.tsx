import { History } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const orderHistoryPanel: PanelDefinition = { id: 'order-history', title: { zh: '委托', en: 'Orders' }, icon: History, component: () => null };

import { ListTodo } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const ordersPanel: PanelDefinition = { id: 'orders', title: { zh: '挂单', en: 'Working orders' }, icon: ListTodo, component: () => null };

import { ScrollText } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const logPanel: PanelDefinition = { id: 'log', title: { zh: '日志', en: 'Log' }, icon: ScrollText, component: () => null };

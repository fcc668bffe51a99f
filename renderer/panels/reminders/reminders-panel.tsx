import { Bell } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const remindersPanel: PanelDefinition = { id: 'reminders', title: { zh: '提醒', en: 'Reminders' }, icon: Bell, component: () => null };

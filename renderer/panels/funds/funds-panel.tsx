import { Wallet } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const fundsPanel: PanelDefinition = { id: 'funds', title: { zh: '资金', en: 'Funds' }, icon: Wallet, component: () => null };

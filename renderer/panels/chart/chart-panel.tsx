import { ChartCandlestick } from 'lucide-react';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';

export const chartPanel: PanelDefinition = { id: 'chart', title: { zh: 'K线', en: 'Chart' }, icon: ChartCandlestick, component: () => null };

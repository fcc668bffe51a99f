/** What a panel is to the workspace. A new panel is a new folder and one line in renderer/panels/panel-list.ts. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Words } from './language/words.ts';

export interface PanelDefinition {
  /** Stable: saved layouts name it. */
  readonly id: string;
  readonly title: Words<string>;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
}

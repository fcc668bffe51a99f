/** The connections panel and the form of a connection, as a test finds them on a page. */
import type { Locator, Page } from 'playwright-core';

export interface ConnectionForm {
  /** The row of a connection. */
  readonly row: (name: string) => Locator;
  readonly dialog: () => Locator;
  readonly field: (name: string) => Locator;
  /** What the test of a connection found, `step true` or `step false`. */
  readonly steps: () => Promise<string[]>;
  /** The test of a connection has ended so. */
  readonly ended: (well: boolean) => Promise<void>;
}

/** @param page asked each time: a test may open another one */
export const connectionForm = (page: () => Page): ConnectionForm => ({
  row: (name) => page().locator('[data-panel="connections"] tr', { hasText: name }),
  dialog: () => page().getByRole('dialog'),
  field: (name) => page().getByTestId(`field-${name}`),
  steps: () => page().locator('.connection-step').evaluateAll((all) => all.map((one) => `${(one as HTMLElement).dataset['step']} ${(one as HTMLElement).dataset['ok']}`)),
  ended: (well) => page().locator(`[data-testid="connection-test"][data-ended="true"][data-well="${well}"]`).waitFor(),
});

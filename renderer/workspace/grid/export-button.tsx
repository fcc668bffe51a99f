/** Reads everything behind a paged table and offers it as a CSV file, showing how far it is. */
import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Page } from '#shared/contract/commands.ts';
import { loadEverything, saveText } from './csv.ts';

export interface ExportButtonProps<Row> {
  readonly label: string;
  readonly progress: (loaded: number, total: number) => string;
  readonly load: (offset: number, limit: number) => Promise<Page<Row> | null>;
  readonly idOf: (row: Row) => string;
  readonly fileName: () => string;
  readonly file: (rows: readonly Row[]) => string;
  readonly disabled: boolean;
}

export function ExportButton<Row>(props: ExportButtonProps<Row>): ReactNode {
  const [progress, setProgress] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setProgress(props.progress(0, 0));
    const rows = await loadEverything(props.load, props.idOf, (loaded, total) => setProgress(props.progress(loaded, total)));
    if (rows) saveText(props.fileName(), props.file(rows));
    setProgress(null);
  };
  return (
    <button type="button" className="bar-button" disabled={props.disabled || progress !== null} onClick={() => void run()}>
      <Download size={12} aria-hidden />
      <span className="bar-figure">{progress ?? props.label}</span>
    </button>
  );
}

/** What stands around a panel's content: it is made when its tab is first shown, and its failure stays its own. */
import type { IDockviewPanelProps } from 'dockview-react';
import { Component, useEffect, useState, type ErrorInfo, type FunctionComponent, type ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import type { PanelDefinition } from '../panel.ts';
import { deskWords } from './desk-words.ts';

class PanelGuard extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(cause: Error, info: ErrorInfo): void {
    console.error(cause, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.broken ? <PanelBroke again={() => this.setState({ broken: false })} /> : this.props.children;
  }
}

function PanelBroke({ again }: { readonly again: () => void }) {
  const w = useWords(deskWords);
  return (
    <div className="panel-message" role="alert">
      <p>{w.panelBroke}</p>
      <button type="button" className="button" onClick={again}>
        {w.panelAgain}
      </button>
    </div>
  );
}

/** The dock's component of a panel. */
export function framed(definition: PanelDefinition): FunctionComponent<IDockviewPanelProps> {
  const Content = definition.component;
  return function FramedPanel({ api }: IDockviewPanelProps) {
    const [shown, setShown] = useState(api.isVisible);
    useEffect(() => {
      const watching = api.onDidVisibilityChange(({ isVisible }) => {
        if (isVisible) setShown(true);
      });
      return () => watching.dispose();
    }, [api]);
    return (
      <div className="panel-content" data-panel={definition.id}>
        <PanelGuard>{shown ? <Content /> : null}</PanelGuard>
      </div>
    );
  };
}

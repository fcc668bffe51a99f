/** What the account in use may declare of an instrument. */
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useConnections } from '#renderer/state/topics.ts';
import type { DeclarationKind } from '#shared/model/declaration.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { declarationsFor } from '#shared/orders/declarations.ts';
import { useCallback } from 'react';

export function useDeclarable(): (instrument: Instrument | undefined) => readonly DeclarationKind[] {
  const account = useSelectedAccount();
  const offered = useConnections((s) => (account ? s.byKey.get(account.connection)?.capabilities : undefined));
  const capabilities = account?.capabilities ?? offered;
  return useCallback((instrument) => (instrument && capabilities ? declarationsFor(capabilities, instrument) : []), [capabilities]);
}

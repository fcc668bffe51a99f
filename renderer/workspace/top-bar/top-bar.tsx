/** The top bar: whose money, what time it is at the exchange, how the connections are, and the tools. */
import { CircleHelp, Contrast, Languages, Search, Settings2 } from 'lucide-react';
import { useSettings } from '#renderer/state/settings.ts';
import { hotkeyText } from '../hotkeys.ts';
import { useWords } from '../language/words.ts';
import { openDialog } from '../open-dialog.ts';
import { workspaceWords } from '../workspace-words.ts';
import { AccountSwitcher } from './account-switcher.tsx';
import { ConnectionChips } from './connection-chips.tsx';
import { ExchangeClock } from './exchange-clock.tsx';
import { KillChip } from './kill-chip.tsx';
import { nextTheme, switchLanguage } from './look-switches.ts';

export function TopBar() {
  const w = useWords(workspaceWords);
  const theme = useSettings((s) => s.settings.theme);
  const language = useSettings((s) => s.settings.language);
  const toLanguage = language === 'zh' ? w.toEnglish : w.toChinese;
  return (
    <header className="top-bar">
      <AccountSwitcher />
      <ExchangeClock />
      <span className="top-bar-gap" />
      <KillChip />
      <ConnectionChips />
      <span className="top-bar-line" />
      <button type="button" className="search-button" onClick={() => openDialog('palette')} title={`${w.palette} (${hotkeyText('palette')})`} data-testid="open-palette">
        <Search size={13} aria-hidden />
        <span>{w.search}</span>
        <kbd>{hotkeyText('palette')}</kbd>
      </button>
      <button type="button" className="icon-button" onClick={switchLanguage} aria-label={toLanguage} title={toLanguage} data-testid="switch-language">
        <Languages size={14} aria-hidden />
      </button>
      <button type="button" className="icon-button" onClick={nextTheme} aria-label={`${w.theme}: ${w.themes[theme]}`} title={`${w.theme}: ${w.themes[theme]}`} data-testid="switch-theme">
        <Contrast size={14} aria-hidden />
      </button>
      <button type="button" className="icon-button" onClick={() => openDialog('help')} aria-label={w.help} title={`${w.help} (${hotkeyText('help')})`}>
        <CircleHelp size={14} aria-hidden />
      </button>
      <button type="button" className="icon-button" onClick={() => openDialog('settings')} aria-label={w.settings} title={`${w.settings} (${hotkeyText('settings')})`} data-testid="open-settings">
        <Settings2 size={14} aria-hidden />
      </button>
    </header>
  );
}

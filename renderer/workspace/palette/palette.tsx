/** The command palette: an instrument, a panel, an account or an action, by a few letters of its name in either language. */
import { Command } from 'cmdk';
import { AppWindow, Ban, BookOpen, Contrast, Keyboard, Languages, LayoutDashboard, LineChart, OctagonX, Plug, Settings2, ShieldCheck, type LucideIcon, UserRound, UserRoundPlus, Wallet, Zap } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { panelList } from '#renderer/panels/panel-list.ts';
import { useFinder } from '#renderer/state/instrument-finder.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { isKilled, useAccounts, useConnections, useRisk } from '#renderer/state/topics.ts';
import { cancelAllWorking, killSwitch, popOutActive, toggleArming } from '../actions.ts';
import { openPanel, resetLayout, useDesk } from '../desk/desk-control.ts';
import { hotkeyText, type HotkeyId } from '../hotkeys.ts';
import { linkSecurity } from '../commands/found-security.ts';
import { takeUpAccount } from '../commands/take-up-account.ts';
import { useWords } from '../language/words.ts';
import { closeDialog, openDialog } from '../open-dialog.ts';
import { nextTheme, switchLanguage } from '../top-bar/look-switches.ts';
import { workspaceWords } from '../workspace-words.ts';
import { rank, type Entry } from './rank.ts';

const MOST_INSTRUMENTS = 30;

interface PaletteAction extends Entry {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly hotkey?: HotkeyId;
  readonly run: () => void;
}

/** Actions are called as their words are. */
type ActionWord = 'cancelAll' | 'armToggle' | 'manageAccounts' | 'openAccount' | 'addConnection' | 'settings' | 'resetLayout' | 'popOut' | 'theme' | 'language' | 'help' | 'kill' | 'release';

/** The actions in the language of the screen, findable in both. */
function useActions(): readonly PaletteAction[] {
  const w = useWords(workspaceWords);
  const { zh, en } = workspaceWords;
  const killed = useRisk(isKilled);
  return useMemo(() => {
    const action = (id: ActionWord, icon: LucideIcon, run: () => void, hotkey?: HotkeyId): PaletteAction => ({
      id,
      icon,
      title: w[id],
      names: [zh[id], en[id]],
      run,
      ...(hotkey ? { hotkey } : {}),
    });
    return [
      action('cancelAll', Ban, () => void cancelAllWorking(), 'cancel-all'),
      action('armToggle', Zap, toggleArming, 'arm'),
      action('manageAccounts', Wallet, () => openDialog('accounts')),
      action('openAccount', UserRoundPlus, () => openDialog('open-account')),
      action('addConnection', Plug, () => openDialog('connection')),
      action('settings', Settings2, () => openDialog('settings'), 'settings'),
      action('resetLayout', LayoutDashboard, resetLayout),
      action('popOut', AppWindow, () => void popOutActive()),
      action('theme', Contrast, nextTheme),
      { ...action('language', Languages, switchLanguage), title: w.language === zh.language ? w.toEnglish : w.toChinese, names: [zh.language, en.language, 'English', '中文'] },
      action('help', Keyboard, () => openDialog('help'), 'help'),
      killed ? action('release', ShieldCheck, () => void killSwitch(false)) : action('kill', OctagonX, () => openDialog('kill')),
    ];
  }, [w, zh, en, killed]);
}

const instrumentEntry = (instrument: Instrument): Entry & { readonly instrument: Instrument } => ({
  id: instrument.id,
  names: [instrument.code, instrument.name.zh, instrument.name.en, instrument.id],
  instrument,
});

export function Palette() {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const [query, setQuery] = useState('');
  const all = useInstruments((s) => s.all);
  const accounts = useAccounts((s) => s.items);
  const open = useDesk((s) => s.open);
  const beyond = useFinder(query);
  const connections = useConnections((s) => s.byKey);
  const actions = useActions();
  const typed = query.trim() !== '';

  const instrumentEntries = useMemo(() => all.map(instrumentEntry), [all]);
  const instruments = useMemo(() => rank(instrumentEntries, query, typed ? MOST_INSTRUMENTS : 8), [instrumentEntries, query, typed]);
  const panels = rank(panelList.map((panel) => ({ ...panel, names: [panel.title.zh, panel.title.en, panel.id] })), query, panelList.length);
  const accountsFound = rank(accounts.map((account) => ({ ...account, names: [account.name, workspaceWords.zh[account.environment], workspaceWords.en[account.environment]] })), query, 20);
  const found = rank(actions, query, actions.length);

  const choose = (run: () => void) => () => {
    closeDialog();
    run();
  };
  return (
    <Command.Dialog open onOpenChange={(next) => !next && closeDialog()} label={w.palette} shouldFilter={false} loop overlayClassName="veil-clear" contentClassName="palette">
      <Command.Input value={query} onValueChange={setQuery} placeholder={w.search} aria-label={w.palette} />
      <Command.List>
        <Command.Empty>{w.nothingFound}</Command.Empty>
        {instruments.length > 0 ? (
          <Command.Group heading={w.instruments}>
            {instruments.map(({ instrument }) => (
              <Command.Item key={instrument.id} value={`instrument ${instrument.id}`} onSelect={choose(() => selectInstrument(instrument.id))}>
                <LineChart size={14} aria-hidden />
                <span className="palette-code figure">{instrument.code}</span>
                <span className="palette-note">{instrument.name[language]}</span>
                <span className="palette-end">
                  {instrument.exchange}
                  {instrument.origin === 'synthetic' ? ` · ${w.synthetic}` : instrument.origin === 'recorded' ? ` · ${w.recorded}` : ''}
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {beyond.length > 0 ? (
          <Command.Group heading={w.beyond}>
            {beyond.map((one) => (
              <Command.Item key={`${one.connection}/${one.code}`} value={`beyond ${one.connection}/${one.code}`} onSelect={choose(() => void linkSecurity(one))}>
                <BookOpen size={14} aria-hidden />
                <span className="palette-code figure">{one.code}</span>
                <span className="palette-note">{one.name}</span>
                <span className="palette-end">{connections.get(one.connection)?.name}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {found.length > 0 ? (
          <Command.Group heading={w.actions}>
            {found.map(({ id, icon: Icon, title, hotkey, run }) => (
              <Command.Item key={id} value={`action ${id}`} onSelect={choose(run)}>
                <Icon size={14} aria-hidden />
                <span>{title}</span>
                {hotkey ? (
                  <span className="palette-end">
                    <kbd>{hotkeyText(hotkey)}</kbd>
                  </span>
                ) : null}
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {panels.length > 0 ? (
          <Command.Group heading={w.panels}>
            {panels.map(({ id, title, icon: Icon }) => (
              <Command.Item key={id} value={`panel ${id}`} onSelect={choose(() => openPanel(id))}>
                <Icon size={14} aria-hidden />
                <span>{title[language]}</span>
                <span className="palette-end">{open.has(id) ? w.isOpen : ''}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {accountsFound.length > 0 ? (
          <Command.Group heading={w.accounts}>
            {accountsFound.map((account) => (
              <Command.Item key={account.id} value={`account ${account.id}`} onSelect={choose(() => void takeUpAccount(account.id))}>
                <UserRound size={14} aria-hidden />
                <span className="swatch" style={{ background: `var(--${account.environment})` }} />
                <span>{account.name}</span>
                <span className="palette-end">{w[account.environment]}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command.Dialog>
  );
}

/** The theme as attributes of the root element, in this window and in those popped out of it. */
import type { Environment } from '#shared/model/account.ts';
import type { Settings } from '#shared/model/settings.ts';

export interface ThemeAttributes {
  readonly lang: string;
  readonly theme: Settings['theme'];
  readonly rising: 'red' | 'green';
  readonly density: Settings['density'];
  readonly environment: Environment;
}

/** Colour of a rise; `auto` is the custom of the language: red in Chinese, green in English. Pure. */
export const risingColour = ({ rising, language }: Pick<Settings, 'rising' | 'language'>): 'red' | 'green' =>
  rising === 'auto' ? (language === 'zh' ? 'red' : 'green') : rising;

/** Pure. */
export const themeAttributes = (settings: Settings, environment: Environment): ThemeAttributes => ({
  lang: settings.language === 'zh' ? 'zh-CN' : 'en',
  theme: settings.theme,
  rising: risingColour(settings),
  density: settings.density,
  environment,
});

const themed = new Set<Document>();
let current: ThemeAttributes | null = null;
let currentTitle = '';

function dress(document: Document, { lang, theme, rising, density, environment }: ThemeAttributes): void {
  const root = document.documentElement;
  root.lang = lang;
  Object.assign(root.dataset, { theme, rising, density, environment });
}

/** Dresses every window of this screen. */
export function applyTheme(attributes: ThemeAttributes): void {
  current = attributes;
  for (const document of themed) dress(document, attributes);
}

/** Every window says whose money it trades. */
export function titleWindows(title: string): void {
  currentTitle = title;
  for (const document of themed) document.title = title;
}

/** A window's document that follows the theme from now on; the returned function lets it go. */
export function joinThemed(document: Document): () => void {
  themed.add(document);
  if (current) dress(document, current);
  if (currentTitle !== '') document.title = currentTitle;
  return () => themed.delete(document);
}

const LAST = 'pankou.look';

/** Keeps what the next start needs before the core has answered, so that nothing flashes. */
export function rememberLook({ language, theme }: Pick<Settings, 'language' | 'theme'>): void {
  localStorage.setItem(LAST, `${language} ${theme}`);
}

/** What the last window looked like, as far as it is known. */
export function lastLook(): Partial<Pick<Settings, 'language' | 'theme'>> {
  const [language, theme] = (localStorage.getItem(LAST) ?? '').split(' ');
  return {
    ...(language === 'zh' || language === 'en' ? { language } : {}),
    ...(theme === 'dark' || theme === 'black' || theme === 'light' ? { theme } : {}),
  };
}

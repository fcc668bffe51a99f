/** The two looks that are one press away: theme and language. */
import type { Settings } from '#shared/model/settings.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';

const NEXT_THEME: Readonly<Record<Settings['theme'], Settings['theme']>> = { dark: 'black', black: 'light', light: 'dark' };

/** Dark, black, light, and round again. */
export const nextTheme = (): void => changeSettings({ theme: NEXT_THEME[useSettings.getState().settings.theme] });

export const switchLanguage = (): void => changeSettings({ language: useSettings.getState().settings.language === 'zh' ? 'en' : 'zh' });

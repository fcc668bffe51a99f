/** The address that the desktop window's pages have. Nothing outside this program answers it. */
import { POPOUT_PATH } from '#shared/contract/bridge.ts';

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://pankou`;
export const MAIN_PAGE = `${ORIGIN}/`;
export const POPOUT_PAGE = `${ORIGIN}${POPOUT_PATH}`;

/** Whether an address is the main page, wherever in itself it points. */
export function isMainPage(address: string): boolean {
  return plain(address) === MAIN_PAGE;
}

/** Whether an address is the page that a popped-out group of panels lives in. */
export function isPopoutPage(address: string): boolean {
  return plain(address) === POPOUT_PAGE;
}

function plain(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  url.hash = '';
  return url.username || url.password || url.search ? null : url.href;
}

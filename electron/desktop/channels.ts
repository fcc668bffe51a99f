/** The one message between preload and main process; everything else travels over the port it asks for. */
export const CONNECT_CHANNEL = 'pankou:connect';

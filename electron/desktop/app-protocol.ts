/** Serves the built screen to the desktop window under its own scheme, with the same headers as over HTTP. */
import { protocol } from 'electron';
import { readRendererFile } from '#electron/host/renderer-files.ts';
import { securityHeaders } from '#electron/host/security-headers.ts';
import { ORIGIN, SCHEME } from './origin.ts';

/** Makes the scheme an origin like https. Before the app is ready, once. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }]);
}

/** @param folder the built renderer */
export function serveScreen(folder: string): void {
  const headers = securityHeaders();
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== ORIGIN || request.method !== 'GET') return new Response(null, { status: 403, headers });
    const file = await readRendererFile(folder, url.pathname);
    if (!file) return new Response(null, { status: 404, headers });
    return new Response(file.body, { headers: { ...headers, 'Content-Type': file.type } });
  });
}

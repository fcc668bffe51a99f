/** Talks to electron/start.mjs where that started us: it falls back to the browser unless it hears from us. */
import { app, dialog } from 'electron';
import type { Fault } from '#shared/result.ts';
import { sentenceOf } from '#shared/faults.ts';

/** The window is on its way. */
export function reportReady(): void {
  process.send?.('ready');
  freeLine();
}

/** Ends the program with a sentence: in the terminal that started it, else in a dialog. */
export function refuse(fault: Fault): void {
  const language = /^zh/i.test(app.getLocale()) ? 'zh' : 'en';
  const sentence = sentenceOf(fault, language);
  if (process.send) {
    process.send('refused');
    console.error(sentence);
    freeLine();
  } else dialog.showErrorBox('Pankou 盘口', sentence);
  app.exit(1);
}

/** A bug of ours while starting, as a fault. */
export function internalFault(cause: unknown): Fault {
  return { code: 'internal', brokerText: cause instanceof Error ? cause.message : String(cause) };
}

/** An open line would keep the process from ending. */
function freeLine(): void {
  if (process.connected) process.channel?.unref();
}

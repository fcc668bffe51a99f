import { words } from '#renderer/workspace/language/words.ts';

export const foundWords = words(
  {
    added: (name: string, list: string): string => `${name} 已加入“${list}”`,
    alreadyIn: (name: string, list: string): string => `${name} 已在“${list}”中`,
    notListed: (code: string): string => `${code} 不能列入终端`,
  },
  {
    added: (name: string, list: string): string => `${name} is in “${list}” now`,
    alreadyIn: (name: string, list: string): string => `${name} is in “${list}” already`,
    notListed: (code: string): string => `${code} cannot be listed here`,
  },
);

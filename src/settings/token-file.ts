import { readFile } from 'node:fs/promises'

/**
 * Reads bearer tokens from a text file: one or more per line, separated by commas or white space; a leading `Bearer ` is dropped;
 * lines that begin with `#` are comments. A missing file is an empty pool: the fallback is optional.
 */
export async function readTokenFile(path: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return parseTokenFile(text)
}

export function parseTokenFile(text: string): string[] {
  const tokens = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => !line.trimStart().startsWith('#'))
    .flatMap(line => line.split(','))
    .map(part => part.trim().replace(/^bearer\s+/i, ''))
    .filter(token => token !== '' && isSendableToken(token))
  return [...new Set(tokens)]
}

/** Visible ASCII only: anything else could not travel in a header, or would smuggle one in. */
export function isSendableToken(token: string): boolean {
  return token.length <= 8192 && /^[\x21-\x7e]+$/.test(token)
}

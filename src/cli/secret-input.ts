import { readFile } from 'node:fs/promises'
import { usageError } from './cli-error.ts'
import type { CommandContext } from './command.ts'

/**
 * A secret from a file, from a pipe, or typed unseen: never from an argument, which every user of the machine can read. Whatever is read is
 * hidden from all output of this run.
 */
export async function readSecret(context: CommandContext, prompt: string, file: string | undefined): Promise<string> {
  const secret = (await readText(context, prompt, file)).trim()
  if (secret === '') throw usageError('The secret is empty.')
  context.out.hide(secret)
  return secret
}

/** Several secrets: one per line or separated by commas, `#` begins a comment line, a leading `Bearer` is dropped. As in token.txt. */
export async function readSecrets(context: CommandContext, file: string): Promise<string[]> {
  const secrets = (await readText(context, '', file))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => !line.trimStart().startsWith('#'))
    .flatMap(line => line.split(','))
    .map(part => part.trim().replace(/^bearer\s+/i, ''))
    .filter(part => part !== '')
  if (secrets.length === 0) throw usageError('There is no token in it.')
  for (const secret of secrets) context.out.hide(secret)
  return [...new Set(secrets)]
}

async function readText({ stdin, askSecret }: CommandContext, prompt: string, file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') {
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw usageError(`${file} ${error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'}.`)
    })
  }
  if (stdin.isTTY === true && prompt !== '') return askSecret(prompt)
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Buffer))
  return Buffer.concat(chunks).toString('utf8')
}

import { EXIT, usageError } from './cli-error.ts'
import type { Command } from './command.ts'
import { completionFor, SHELL_NAMES } from './completion.ts'

/** @param commands all there are, this one included */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    args: 'SHELL',
    summary: `What the Tab key offers, for ${SHELL_NAMES.join(', ')}`,
    details: 'For example in ~/.bashrc: source <(tokenwheel completion bash)',
    async run({ out, args: [shell = ''] }) {
      const script = completionFor(shell, commands())
      if (script === undefined) throw usageError(`SHELL must be one of ${SHELL_NAMES.join(', ')}.`)
      await out.raw(script)
      return EXIT.ok
    },
  }
}

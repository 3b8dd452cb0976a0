import { COMMON_OPTIONS, type Command, type OptionSpec } from './command.ts'
import { formatTable } from './text-layout.ts'

const EXIT_CODES = `Exit codes: 0 done; 1 done, but addresses or files failed, or the service is unhealthy; 2 wrong usage; 3 refused;
4 no or insufficient API key; 5 the service is out of reach or failed; 130 interrupted.`

/** All commands in a list. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, args, summary }) => [`${name} ${args ?? ''}`.trim(), summary])
  return `Usage: tokenwheel COMMAND [options]\n\n${formatTable(rows)}\n\nOptions of every command:\n${optionTable(COMMON_OPTIONS)}\n\n${EXIT_CODES}`
}

export function helpOf({ name, args, summary, details, options }: Command): string {
  const own = options === undefined ? '' : `\n\nOptions:\n${optionTable(options)}`
  const more = details === undefined ? '' : `\n${details}`
  return `Usage: tokenwheel ${name} ${args ?? ''} [options]\n\n${summary}.${more}${own}\n\nOptions of every command:\n${optionTable(COMMON_OPTIONS)}\n\n${EXIT_CODES}`
}

function optionTable(options: Readonly<Record<string, OptionSpec>>): string {
  return formatTable(
    Object.entries(options).map(([name, { value, short, describe }]) => [
      `${short === undefined ? '' : `-${short}, `}--${name} ${value ?? ''}`.trim(),
      describe,
    ]),
  )
}

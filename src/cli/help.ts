import { COMMON_OPTIONS, type Command, type OptionSpec } from './command.ts'
import { formatTable, wrapText } from './text-layout.ts'

const EXIT_CODES =
  'Exit codes: 0 done; 1 done, but addresses or files failed, or the service is unhealthy; 2 wrong usage; 3 refused; 4 no or insufficient API key; 5 the service is out of reach or failed; 130 interrupted.'
/** Where the width is not known: a help that is read in a file or a pager. */
const USUAL_WIDTH = 110

/** All commands in a list. */
export function overview(commands: readonly Command[], columns = USUAL_WIDTH): string {
  const rows = commands.map(({ name, args, summary }) => [`${name} ${args ?? ''}`.trim(), summary])
  return `Usage: tokenwheel COMMAND [options]\n\n${formatTable(rows, columns)}\n\nOptions of every command:\n${optionTable(COMMON_OPTIONS, columns)}\n\n${wrapText(EXIT_CODES, columns)}`
}

export function helpOf({ name, args, summary, details, options }: Command, columns = USUAL_WIDTH): string {
  const own = options === undefined ? '' : `\n\nOptions:\n${optionTable(options, columns)}`
  const more = details === undefined ? '' : `\n${wrapText(details, columns)}`
  return `Usage: tokenwheel ${name} ${args ?? ''} [options]\n\n${wrapText(`${summary}.`, columns)}${more}${own}\n\nOptions of every command:\n${optionTable(COMMON_OPTIONS, columns)}\n\n${wrapText(EXIT_CODES, columns)}`
}

function optionTable(options: Readonly<Record<string, OptionSpec>>, columns: number): string {
  return formatTable(
    Object.entries(options).map(([name, { value, short, describe }]) => [
      `${short === undefined ? '' : `-${short}, `}--${name} ${value ?? ''}`.trim(),
      describe,
    ]),
    columns,
  )
}

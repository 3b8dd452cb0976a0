import { parseArgs } from 'node:util'
import { ApiClient } from './api-client.ts'
import { CliError, EXIT, type ExitCode, usageError } from './cli-error.ts'
import { COMMON_OPTIONS, type Command, type Io, type OptionSpec, parseNumber } from './command.ts'
import { companiesCommands } from './companies-commands.ts'
import { completionCommand } from './completion-command.ts'
import { extractCommand } from './extract-command.ts'
import { healthCommand } from './health-command.ts'
import { helpOf, overview } from './help.ts'
import { jobHistoryCommand } from './job-history-command.ts'
import { jobsCommands } from './jobs-commands.ts'
import { keysCommands } from './keys-commands.ts'
import { Output, type Terminal } from './output.ts'
import { planCommand } from './plan-command.ts'
import { profilesCommands } from './profiles-commands.ts'
import { resultsCommand } from './results-command.ts'
import { tokensCommands } from './tokens-commands.ts'

export interface CliWorld extends Io {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly stdout: Terminal
  readonly stderr: Terminal
}

const COMMANDS: readonly Command[] = [
  ...[...jobsCommands, resultsCommand, jobHistoryCommand, planCommand, ...profilesCommands, ...tokensCommands],
  ...[extractCommand, ...keysCommands, ...companiesCommands, healthCommand, completionCommand(() => COMMANDS)],
]

/** One run of the client, from arguments to exit code. Never throws. */
export async function runCli(world: CliWorld): Promise<ExitCode> {
  const { stdout, stderr, argv } = world
  const out = new Output({ stdout, stderr, json: argv.includes('--json'), verbose: argv.includes('--verbose') })
  try {
    return await dispatch(world, out)
  } catch (error) {
    return explain(error, out, world.signal)
  }
}

async function dispatch(world: CliWorld, out: Output): Promise<ExitCode> {
  const { positionals: words, values: common } = commonOf(world.argv)
  if (common.version === true) {
    out.line(`tokenwheel ${world.version}`)
    return EXIT.ok
  }
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => words[index] === word))
  if (command === undefined) {
    const section = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `))
    const wantsHelp = common.help === true || words[0] === 'help'
    if (!wantsHelp && words[0] !== undefined && section.length === 0) throw usageError(`There is no command "${words[0]}".`, SEE_HELP)
    if (!wantsHelp && words.length > 1) throw usageError(`There is no command "${words.slice(0, 2).join(' ')}".`, SEE_HELP)
    out.line(overview(section.length > 0 ? section : COMMANDS, out.columns))
    return wantsHelp ? EXIT.ok : EXIT.usage
  }
  const { values, args } = parse(command, world.argv)
  if (values.help === true) {
    out.line(helpOf(command, out.columns))
    return EXIT.ok
  }
  checkArguments(command, args)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  const apiKey = text('api-key') ?? (world.env.TOKENWHEEL_API_KEY || undefined)
  if (apiKey !== undefined) out.hide(apiKey)
  const url = serviceUrl(text('url') ?? (world.env.TOKENWHEEL_URL || 'http://127.0.0.1:8000'))
  const api = new ApiClient({ url, apiKey: sendable(apiKey), out, signal: world.signal })
  const { stdin, askSecret, signal } = world
  return command.run({
    ...{ api, out, args, stdin, askSecret, signal, text },
    flag: name => values[name] === true,
    number: name => parseNumber(name, text(name)),
  })
}

/** Words are what is neither an option nor the value of a common one: `--url … jobs list` is as good as `jobs list --url …`. */
function commonOf(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: parsed(COMMON_OPTIONS), allowPositionals: true, strict: false })
}

function parsed(options: Readonly<Record<string, OptionSpec>>) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  )
}

const SEE_HELP = 'See `tokenwheel --help`.'

function parse(command: Command, argv: readonly string[]) {
  const specs = { ...COMMON_OPTIONS, ...command.options }
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: parsed(specs),
      allowPositionals: true,
    })
    return { values: values as Record<string, string | boolean | undefined>, args: positionals.slice(command.name.split(' ').length) }
  } catch (error) {
    // Node's message names the option, and may go on to quote a value: only its first sentence is passed on.
    const [sentence] = (error as Error).message.split('. ')
    throw usageError(`${sentence}.`, `See \`tokenwheel ${command.name} --help\`.`)
  }
}

function checkArguments({ name, args = '' }: Command, given: readonly string[]): void {
  const wanted = args.split(' ').filter(Boolean)
  const many = args.endsWith('…')
  if (given.length < wanted.length) throw usageError(`${wanted[given.length]} is missing: tokenwheel ${name} ${args}`)
  // Not quoted: it may be a secret that was meant for standard input.
  if (given.length > wanted.length && !many) throw usageError(`There is an argument too many: tokenwheel ${name} ${args}`.trim())
}

function serviceUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw usageError('The URL must look like http://127.0.0.1:8000.')
  if (url.username !== '' || url.password !== '') throw usageError('The URL must not hold a key: use TOKENWHEEL_API_KEY.')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function sendable(apiKey: string | undefined): string | undefined {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) throw usageError('The API key must consist of visible ASCII characters.')
  return apiKey
}

function explain(error: unknown, out: Output, signal: AbortSignal): ExitCode {
  const known = error instanceof CliError
  if (!known && signal.aborted) return EXIT.interrupted
  const message = known ? error.message : `Something unexpected happened: ${(error as Error).message}`
  const exitCode = known ? error.exitCode : EXIT.unavailable
  if (out.json)
    out.problem(JSON.stringify({ error: known && error.envelope !== undefined ? error.envelope : { message }, exit_code: exitCode }))
  else out.problem(`✗ ${message}${known && error.hint !== undefined ? `\n  ${error.hint}` : ''}`)
  return exitCode
}

import type { Readable } from 'node:stream'
import type { ApiClient } from './api-client.ts'
import { type ExitCode, usageError } from './cli-error.ts'
import type { Output } from './output.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly describe: string
  /** What stands for the value in the help, e.g. `N`. */
  readonly value?: string
  /** One letter. */
  readonly short?: string
}

/** The world around a run; tests hand in their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** Asks on the terminal without showing what is typed. */
  readonly askSecret: (prompt: string) => Promise<string>
  readonly signal: AbortSignal
}

export interface CommandContext extends Io {
  readonly api: ApiClient
  readonly out: Output
  readonly args: readonly string[]
  readonly flag: (name: string) => boolean
  readonly text: (name: string) => string | undefined
  readonly number: (name: string) => number | undefined
}

export interface Command {
  /** Words, e.g. `jobs create`. */
  readonly name: string
  readonly summary: string
  /** The arguments as the help shows them; `…` at the end takes any number. */
  readonly args?: string
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly details?: string
  run(context: CommandContext): Promise<ExitCode>
}

/** Options of every command. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  url: { type: 'string', value: 'URL', describe: 'The service; default TOKENWHEEL_URL, else http://127.0.0.1:8000' },
  'api-key': { type: 'string', value: 'KEY', describe: 'Better as TOKENWHEEL_API_KEY: other users of the machine can see arguments' },
  json: { type: 'boolean', describe: 'The result as JSON, for programs' },
  verbose: { type: 'boolean', describe: 'Show each request; never a key or a body' },
  help: { type: 'boolean', short: 'h', describe: 'Show this help' },
  version: { type: 'boolean', describe: 'Show the version of this client' },
}

export function parseNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw usageError(`--${name} must be a number.`)
  return number
}

/** `?a=b` of what is given. */
export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

export const pathPart = (id: string | undefined): string => encodeURIComponent(id ?? '')

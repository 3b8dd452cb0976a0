import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { type AppSettings, appSettingsSchema } from './app-settings.ts'
import { type Environment, environmentSchema } from './environment.ts'

/** Everything configurable, validated and frozen: the environment's variables by their own names, and `app` from `appSetting.json`. */
export interface Settings extends Environment {
  readonly app: AppSettings
  /** Where `app` came from: an absolute path, or undefined when the file does not exist and the defaults apply. */
  readonly appSettingsFile: string | undefined
}

/** Every problem of the configuration at once, one line each, with the variable or key it is about. Never holds a value of a secret. */
export class SettingsError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${problems.map(p => `  - ${p}`).join('\n')}`,
    )
    this.name = 'SettingsError'
    this.problems = problems
  }
}

/**
 * Reads and validates the environment and the settings file.
 * @throws SettingsError with all problems of both
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const known = Object.fromEntries(Object.keys(environmentSchema.shape).map(name => [name, env[name] === '' ? undefined : env[name]]))
  // The name that the AWS command line knows.
  if (known.AWS_REGION === undefined && env.AWS_DEFAULT_REGION !== '') known.AWS_REGION = env.AWS_DEFAULT_REGION
  const problems: string[] = []
  const environment = environmentSchema.safeParse(known)
  if (!environment.success) problems.push(...environment.error.issues.flatMap(describe))

  const file = resolve(known.APP_SETTINGS ?? './appSetting.json')
  const raw = readSettingsFile(file, known.APP_SETTINGS !== undefined, problems)
  const app = appSettingsSchema.safeParse(raw ?? {})
  if (!app.success) problems.push(...app.error.issues.flatMap(describe).map(problem => `appSetting.json: ${problem}`))
  if (environment.success) problems.push(...crossChecks(environment.data))

  if (!environment.success || !app.success || problems.length > 0) throw new SettingsError(problems)
  return deepFreeze({ ...environment.data, app: app.data, appSettingsFile: raw === undefined ? undefined : file })
}

/** Loopback in every spelling that `listen` accepts. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function crossChecks(env: Environment): string[] {
  const problems: string[] = []
  if (!isLoopback(env.HOST) && env.API_KEYS.length === 0 && !env.ALLOW_ANONYMOUS)
    problems.push(`HOST: ${env.HOST} can be reached from other machines; set API_KEYS (name:key), or ALLOW_ANONYMOUS=true if that is meant`)
  if (env.TRUST_PROXY.length > 0 && env.API_KEYS.length === 0 && !env.ALLOW_ANONYMOUS)
    problems.push('TRUST_PROXY: others can call through that proxy; set API_KEYS (name:key), or ALLOW_ANONYMOUS=true if that is meant')
  if (env.COMPANY_STORE === 'sqlserver' && env.SQLSERVER_URL === undefined)
    problems.push('SQLSERVER_URL: is required when COMPANY_STORE is sqlserver')
  if (env.SECRETS_KEY_PREVIOUS.length > 0 && env.SECRETS_KEY === undefined)
    problems.push('SECRETS_KEY_PREVIOUS: needs SECRETS_KEY, with which everything is encrypted anew')
  return problems
}

function readSettingsFile(file: string, required: boolean, problems: string[]): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (required || !missing) problems.push(`APP_SETTINGS: ${file} ${missing ? 'does not exist' : 'cannot be read'}`)
    return undefined
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's message quotes the text around the fault, which may be a key: only its position is passed on.
    const position = /position \d+(?: \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0] ?? 'an unknown position'
    problems.push(`appSetting.json: is not valid JSON (${position})`)
    return undefined
  }
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${path === '' ? '' : `${path}.`}${key}: is not a known setting`)
  return [`${path === '' ? '(root)' : path}: ${issue.message}`]
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  for (const child of Object.values(value)) deepFreeze(child)
  return Object.freeze(value)
}

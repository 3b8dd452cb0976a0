import { z } from 'zod'

/** In the order in which jobs start. */
export const PRIORITIES = ['HIGH', 'NORMAL', 'LOW'] as const
export type Priority = (typeof PRIORITIES)[number]

/** An option is a number, a flag or text, so that it can stand in JSON and in a query; optional where a job may be without it. */
export type OptionFields = Readonly<Record<string, z.ZodType<number | boolean | string | undefined>>>

/** Options that stand under `config`, in a JSON body and in what is shown of a job. */
export const configFields = {
  delay_seconds: z.number().describe('Seconds between two calls of one lane (0.5 to 10). Default: rotation.delay_seconds of the settings.'),
  save_to_dynamodb: z.boolean().describe('Save each fetched profile in linkedin_profiles. Default: true.'),
  requests_per_token: z
    .int()
    .min(1)
    .max(50)
    .describe('Calls with one token before the wheel turns. Default: rotation.requests_per_token of the settings.'),
  parallel_tokens: z.int().min(1).max(20).describe('Lanes: tokens used at the same time. Default: 1.'),
} satisfies OptionFields

/** Options that stand beside `config`. */
export const requestFields = {
  priority: z.enum(PRIORITIES).describe('HIGH jobs start before NORMAL ones, and those before LOW ones. Default: NORMAL.'),
  callback_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Gets a signed POST when the job has finished. Its host must be allowed in jobs.callback_hosts.'),
} satisfies OptionFields

export const optionFields = { ...requestFields, ...configFields }
type Fields = typeof optionFields
type OptionName = keyof Fields

/** `delay_seconds` → `delaySeconds`. */
type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name
type NoneIsNull<T> = undefined extends T ? Exclude<T, undefined> | null : T

/**
 * Everything that a caller may set of a job, from the request to the store and into a retry as this one object. Its keys and types derive from
 * the fields above, so that a new option is an entry there, its default below, and the code that heeds it.
 */
export type JobOptions = { readonly [Name in OptionName as Camel<Name>]: NoneIsNull<z.output<Fields[Name]>> }

/** What a request says of the options; a key that is not there is left to the default. */
export type GivenOptions = { readonly [Name in OptionName]?: z.output<Fields[Name]> | undefined }

/** Where neither the request nor the settings say anything; and for jobs that were stored before an option was known. */
export const DEFAULT_OPTIONS: JobOptions = {
  priority: 'NORMAL',
  callbackUrl: null,
  delaySeconds: 2,
  saveToDynamodb: true,
  requestsPerToken: 15,
  parallelTokens: 1,
}

function keyOf(name: string): keyof JobOptions {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as keyof JobOptions
}

/** @param defaults of this installation: what the settings leave open is in {@link DEFAULT_OPTIONS} */
export function resolveOptions(given: GivenOptions, defaults: JobOptions): JobOptions {
  const names = Object.keys(optionFields) as OptionName[]
  return Object.fromEntries(names.map(name => [keyOf(name), given[name] ?? defaults[keyOf(name)]])) as unknown as JobOptions
}

/** @param stored what a store holds of the options; an earlier version knew fewer of them */
export function readOptions(stored: Partial<JobOptions>): JobOptions {
  return { ...DEFAULT_OPTIONS, ...stored }
}

type ShownConfig = z.output<z.ZodObject<typeof configFields>>

export function viewConfig(options: JobOptions): ShownConfig {
  return Object.fromEntries(Object.keys(configFields).map(name => [name, options[keyOf(name)]])) as unknown as ShownConfig
}

/** The options of the first version, in its order. */
const FIRST = ['delaySeconds', 'saveToDynamodb', 'requestsPerToken', 'parallelTokens'] as const

/**
 * The options as one text, the same for the same options: what makes two requests with one Idempotency-Key the same, besides their addresses.
 * All options are in it, but one that came later only where it is not at its default. So a version that knows one more takes the keys of the
 * version before for what they are: a caller whose answer was lost in an upgrade and who asks again gets his job, and not a conflict.
 */
export function canonicalOptions({ priority, callbackUrl, ...config }: JobOptions): string {
  const values: Readonly<Record<string, unknown>> = config
  const defaults: Readonly<Record<string, unknown>> = DEFAULT_OPTIONS
  const isFirst = (key: string) => (FIRST as readonly string[]).includes(key)
  const later = Object.keys(values).filter(key => !isFirst(key) && values[key] !== defaults[key])
  return JSON.stringify([Object.fromEntries([...FIRST, ...later.sort()].map(key => [key, values[key]])), priority, callbackUrl])
}

import { z } from 'zod'
import { ERROR_TYPE_NAMES } from '../shared/error-types.ts'
import { AI_PROVIDERS, lackInWords, lacksOf, PROVIDER_CHOICE, PROVIDER_NAMES, type ProviderName, providerNamed } from './ai-providers.ts'
import { OCR_LANGUAGE, ocrLanguageMissing, ocrModelOf } from './ocr-languages.ts'

/**
 * `appSetting.json`: everything configurable that has structure. Every object is strict, so that a misspelt key is an error that names
 * it instead of a silent default.
 */

const retrySchema = z.strictObject({
  max_retries: z.int().min(0).max(20).default(3),
  initial_delay: z.number().min(0).max(3600).default(1),
  max_delay: z.number().min(0).max(3600).default(30),
  backoff_multiplier: z.number().min(1).max(10).default(2),
  jitter: z.boolean().default(true),
})

const timeZoneSchema = z.string().refine(
  zone => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      return true
    } catch {
      return false
    }
  },
  { error: 'is not a time zone this machine knows (use an IANA name such as "UTC" or "Europe/Berlin")' },
)

const rotationSchema = z
  .strictObject({
    daily_limit: z.int().min(1).max(10_000_000).default(500),
    hourly_limit: z.int().min(1).max(10_000_000).optional(),
    requests_per_token: z.int().min(1).max(50).default(15),
    delay_seconds: z.number().min(0.5).max(10).default(2),
    max_errors_per_token: z.int().min(1).max(100).default(5),
    cooldown_seconds: z.number().min(1).max(86_400).default(60),
    reset_time_zone: timeZoneSchema.default('UTC'),
    replicas: z.int().min(1).max(1000).default(1),
  })
  .refine(({ hourly_limit: limit, replicas }) => limit === undefined || limit >= replicas, {
    path: ['hourly_limit'],
    error: 'must be at least replicas: each replica uses its part of a fallback token',
  })

export const errorTypeSchema = z.enum(ERROR_TYPE_NAMES)

const pointer = z.string().regex(/^(\/|$)/, 'must be a JSON pointer such as /displayName')

/** Compared whole (texts without regard to case), searched for, or merely there and not null. */
const jsonConditionSchema = z
  .strictObject({
    pointer,
    equals: z.union([z.string().max(500), z.number(), z.boolean(), z.null(), z.tuple([])]).optional(),
    contains: z.string().min(1).max(500).optional(),
    exists: z.boolean().optional(),
  })
  .refine(condition => countGiven(condition.equals, condition.contains, condition.exists) === 1, {
    error: 'needs one of equals, contains and exists',
  })

const headerConditionSchema = z
  .strictObject({
    name: z.string().regex(/^[\w-]{1,100}$/, 'must be the name of a header'),
    equals: z.string().max(500).optional(),
    contains: z.string().min(1).max(500).optional(),
  })
  .refine(condition => countGiven(condition.equals, condition.contains) === 1, { error: 'needs one of equals and contains' })

const retryAfterRuleSchema = z.strictObject({
  header: z.string().regex(/^[\w-]{1,100}$/, 'must be the name of a header'),
  form: z.enum(['auto', 'seconds', 'milliseconds', 'date', 'epoch', 'epoch-ms']).default('auto'),
})

const classifyRuleSchema = z
  .strictObject({
    status: z
      .union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, 'must be a status such as 403 or a class such as "5xx"')])
      .optional(),
    code: z.string().min(1).max(200).optional(),
    body: z.string().min(1).max(500).optional(),
    json: jsonConditionSchema.optional(),
    header: headerConditionSchema.optional(),
    error_type: errorTypeSchema,
    retry_after: retryAfterRuleSchema.optional(),
  })
  .refine(rule => countGiven(rule.status, rule.code, rule.body, rule.json, rule.header) > 0, {
    error: 'needs at least one of status, code, body, json and header',
  })

function countGiven(...values: readonly unknown[]): number {
  return values.filter(value => value !== undefined).length
}

const profileRequestSchema = z.strictObject({
  method: z.enum(['GET', 'POST']).default('GET'),
  url: z.string().regex(/^https?:\/\//, 'must begin with http:// or https://'),
  headers: z.record(z.string(), z.string()).default({ authorization: 'Bearer {token}', accept: 'application/json' }),
  body: z.string().max(10_000).optional(),
  timeout_seconds: z.number().min(0.1).max(300).default(15),
})

const profilesSchema = z.strictObject({
  /** Which there are is known to profiles/presets: a name that is none of them is refused at start. */
  preset: z.string().min(1).optional(),
  request: profileRequestSchema.optional(),
  classify: z.array(classifyRuleSchema).max(200).default([]),
  /** Field → where it stands; of several places the first that holds something. */
  map: z.record(z.string().min(1), z.union([pointer, z.array(pointer).min(1).max(10)])).optional(),
  /** Fields without which an answer is no profile. */
  require: z.array(z.string().min(1)).max(100).optional(),
  max_connections: z.int().min(1).max(1024).default(64),
})

const provider = z.string().refine(name => providerNamed(name) !== undefined, { error: `must be ${PROVIDER_CHOICE}` })

/** A setting of each provider, under its name. */
const perProvider = <Setting extends z.ZodType>(settingOf: (name: ProviderName) => Setting) =>
  z.strictObject(Object.fromEntries(PROVIDER_NAMES.map(name => [name, settingOf(name)])) as Record<ProviderName, Setting>)

/** The first is the main one. Twice the same would be read twice. */
const ocrLanguages = z
  .array(z.string().regex(OCR_LANGUAGE, { error: 'must be a code of three letters, such as "deu"', abort: true }))
  .min(1)
  .max(8)
  .superRefine((languages, context) => {
    for (const [index, language] of languages.entries()) {
      const message =
        languages.indexOf(language) < index ? 'is given twice' : ocrModelOf(language) === null ? ocrLanguageMissing(language) : ''
      if (message !== '') context.addIssue({ code: 'custom', path: [index], message })
    }
  })

/** What a model is asked with beside the question. Unset leaves it to the model: not every model takes every one of them. */
const modelParametersSchema = z.strictObject({
  /** AI tokens of one answer, thoughts included. */
  max_output_tokens: z.int().min(256).max(1_048_576).optional(),
  thinking: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
  media_resolution: z.enum(['low', 'medium', 'high']).optional(),
  temperature: z.number().min(0).max(2).optional(),
})

/** Null where the operator has to name one before the provider can be called. */
function modelSetting(name: ProviderName) {
  const { defaultModel } = AI_PROVIDERS[name]
  return defaultModel === null ? z.string().min(1).nullable().default(null) : z.string().min(1).default(defaultModel)
}

const extractionSchema = z.strictObject({
  default_provider: provider.default('Gemini'),
  models: perProvider(modelSetting).prefault({}),
  base_urls: perProvider(() => z.url().optional()).prefault({}),
  parameters: perProvider(() => modelParametersSchema.prefault({})).prefault({}),
  model_check: z.enum(['daily', 'off']).default('daily'),
  timeout_seconds: z.number().min(1).max(900).default(120),
  max_file_mb: z.number().min(0.1).max(200).default(20),
  max_pages: z.int().min(1).max(2000).default(100),
  processes: z.int().min(1).max(64).default(3),
  process_memory_mb: z.int().min(200).max(8192).default(320),
  document_seconds: z.number().min(1).max(900).default(30),
  ocr_languages: ocrLanguages.default(['eng']),
  upload_seconds: z.number().min(1).max(3600).default(60),
  upload_mb_per_key: z.int().min(1).max(65_536).default(64),
  upload_mb: z.int().min(1).max(65_536).default(96),
  fallback: z.strictObject({ provider, api_key: z.string().min(1), model: z.string().min(1).optional() }).optional(),
  offline: z.enum(['when-unconfigured', 'when-no-key', 'always', 'never']).default('when-unconfigured'),
  e_invoice: z.enum(['first', 'provider']).default('first'),
  proof: z.enum(['text', 'ocr', 'off']).default('text'),
  keep_days: z.number().min(0).max(3650).default(0),
})

/** A key of a company may bring its own address and model; the fallback has the settings' only. */
function refuseIncompleteFallback({ fallback, models, base_urls }: z.infer<typeof extractionSchema>, context: z.RefinementCtx): void {
  const name = fallback === undefined ? undefined : providerNamed(fallback.provider)
  if (fallback === undefined || name === undefined) return
  const lacks = lacksOf(name, { model: fallback.model ?? models[name], baseUrl: base_urls[name] ?? null })
  if (lacks.length === 0) return
  const message = `needs ${lackInWords(name, lacks)}`
  context.addIssue({ code: 'custom', path: ['fallback'], message })
}

const jobsSchema = z.strictObject({
  lease_seconds: z.number().min(1).max(3600).default(30),
  retention_days: z.number().min(0.01).max(3650).default(30),
  callback_hosts: z.array(z.string().min(1)).max(100).default([]),
})

const loggingSchema = z.strictObject({
  database_level: z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'off']).default('info'),
  retention_days: z.number().min(0.01).max(3650).default(30),
})

const sqlServerSchema = z.strictObject({
  time_zone: timeZoneSchema.default('UTC'),
})

export const appSettingsSchema = z.strictObject({
  /** For editors: docs/settings/appSetting.schema.json. */
  $schema: z.string().optional(),
  retry: retrySchema.prefault({}),
  rotation: rotationSchema.prefault({}),
  profiles: profilesSchema.prefault({}),
  extraction: extractionSchema.superRefine(refuseIncompleteFallback).prefault({}),
  jobs: jobsSchema.prefault({}),
  logging: loggingSchema.prefault({}),
  sqlserver: sqlServerSchema.prefault({}),
})

export type AppSettings = z.infer<typeof appSettingsSchema>
export type ModelParameters = z.infer<typeof modelParametersSchema>
export type RetrySettings = AppSettings['retry']
export type RotationSettings = AppSettings['rotation']
export type ProfilesSettings = AppSettings['profiles']
export type ClassifyRule = z.input<typeof classifyRuleSchema>
export type RetryAfterForm = z.infer<typeof retryAfterRuleSchema>['form']
export type ProfileMap = NonNullable<ProfilesSettings['map']>
export type ProfileRequest = z.infer<typeof profileRequestSchema>

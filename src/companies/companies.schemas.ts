import { z } from 'zod'
import { PROVIDER_CHOICE, providerNamed } from '../settings/ai-providers.ts'
import { pageCursor, pageLimit } from '../shared/query-fields.ts'
import { DEFAULT_THRESHOLD, KEY_STATUSES } from './company-key.ts'
import type { KeyOverview, UsageTotals } from './company-store.ts'
import type { KeyStanding } from './manage-keys.ts'

export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters')

export const companyParams = z.object({ companyID: plainText(50) })
export const keyParams = companyParams.extend({ token_id: z.coerce.number().int().min(1).max(2_147_483_647) })

/** Sealed it must still fit VARCHAR(500). */
const apiKey = z
  .string()
  .trim()
  .min(8)
  .max(300)
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible ASCII characters')
const provider = z
  .string()
  .trim()
  .max(100)
  .refine(name => providerNamed(name) !== undefined, { error: `must be ${PROVIDER_CHOICE}` })
  .describe(`${PROVIDER_CHOICE}, in any case`)
const limit = z.int().min(0).max(2_147_483_647)
const model = plainText(100).nullable().describe('Null: the one that the settings name for the provider')
/** Where the key is sent: what stands in the address besides is answered to operators, so it holds no secret. */
const baseUrl = plainText(500)
  .refine(text => isPlainAddress(text), { error: 'must be an http or https address without a user, a password or a fragment' })
  .nullable()
  .describe("Where the key is sent; null: the settings' address for the provider, else its own")

export const newKeyBody = z
  .strictObject({
    company_name: plainText(200),
    api_key: apiKey.describe('Write-only'),
    provider,
    total_token_limit: limit,
    status: z.enum(KEY_STATUSES).default('Active'),
    threshold: limit.default(DEFAULT_THRESHOLD),
    model: model.default(null),
    base_url: baseUrl.default(null),
  })
  .meta({ id: 'NewCompanyKey' })

export const changeKeyBody = z
  .strictObject({
    status: z.enum(KEY_STATUSES).optional(),
    total_token_limit: limit.optional(),
    threshold: limit.optional(),
    company_name: plainText(200).optional(),
    provider: provider.optional(),
    model: model.optional(),
    base_url: baseUrl.optional(),
    api_key: apiKey.optional().describe('Write-only; unblocks a blocked key'),
  })
  .refine(change => Object.values(change).some(value => value !== undefined), { error: 'names nothing to change' })
  .meta({ id: 'CompanyKeyEdit' })

export const keySchema = z
  .object({
    token_id: z.int(),
    company_id: z.string(),
    company_name: z.string().nullable(),
    provider: z.string().nullable(),
    model: z.string().nullable().describe('Null: the one that the settings name for the provider'),
    base_url: z.string().nullable().describe("Null: the settings' address for the provider, else its own"),
    status: z.string(),
    total_token_limit: z.int().nullable().describe('Null is no limit'),
    total_used_tokens: z.int(),
    total_remaining_tokens: z.int().nullable(),
    threshold: z.int(),
    resting: z.object({ reason: z.string().nullable(), until: z.string() }).nullable().describe('Out of quota at the provider until then'),
    created_at: z.string().nullable(),
    last_updated: z.string().nullable(),
  })
  .meta({ id: 'CompanyKey' })

export const keyListSchema = z.object({ company_id: z.string(), tokens: z.array(keySchema) }).meta({ id: 'CompanyKeys' })

const standingFields = {
  company_id: z.string(),
  usable: z.boolean().describe("Whether one of the company's own keys may serve"),
  code: z
    .enum(['TOKEN_EXPIRED', 'TOKEN_UNAVAILABLE', 'TOKEN_NOT_FOUND', 'EXTRACTION_FAILED'])
    .nullable()
    .describe(
      'What `/extract` refuses with when none is; EXTRACTION_FAILED: nobody knows the provider of its keys, or it lacks a base URL or a model',
    ),
  message: z.string().nullable(),
  total_tokens: z.int(),
  usable_tokens: z.int(),
  resting_tokens: z.int(),
  total_token_limit: z.int(),
  total_used_tokens: z.int(),
  total_remaining_tokens: z.int(),
  statuses: z.record(z.string(), z.int()),
}

export const tokenStatusSchema = z.object({ ...standingFields, tokens: z.array(keySchema) }).meta({ id: 'CompanyStanding' })

export const companiesQuery = z.object({ limit: pageLimit(200, 50), cursor: pageCursor })

export const companiesSchema = z
  .object({
    companies: z.array(z.object({ ...standingFields, company_name: z.string().nullable() }).meta({ id: 'CompanySummary' })),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Companies' })

const instant = z
  .string()
  .refine(text => /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'must be a date (2026-11-21) or an instant (2026-11-21T12:00:00Z)',
  })

export const usageQuery = z.object({
  from: instant.optional().describe('Inclusive; a date is its first instant in the time zone of the answer'),
  to: instant.optional().describe('A date includes that day; an instant is exclusive'),
  group: z.enum(['day', 'branch', 'user', 'token']).default('day'),
})

const totals = {
  extractions: z.int(),
  requests: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  text_prompt_tokens: z.int(),
  image_prompt_tokens: z.int(),
  text_candidates_tokens: z.int(),
  total_tokens: z.int(),
}

export const usageSchema = z
  .object({
    company_id: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable().describe('Exclusive'),
    time_zone: z.string().describe('Of the days: UTC, or `sqlserver.time_zone`'),
    group: z.enum(['day', 'branch', 'user', 'token']),
    totals: z.object(totals),
    rows: z.array(z.object({ group: z.string().nullable(), ...totals })),
  })
  .meta({ id: 'CompanyUsage' })

function isPlainAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}

export function toKeyView(key: KeyOverview, now: number): z.infer<typeof keySchema> {
  const resting = key.restUntil !== null && key.restUntil > now
  return {
    token_id: key.keyId,
    company_id: key.companyId,
    company_name: key.companyName,
    provider: key.provider,
    model: key.model,
    base_url: key.baseUrl,
    status: key.status,
    total_token_limit: key.totalTokenLimit,
    total_used_tokens: key.totalUsedTokens,
    total_remaining_tokens: key.totalRemainingTokens,
    threshold: key.threshold,
    resting: resting ? { reason: key.restReason, until: new Date(key.restUntil).toISOString() } : null,
    created_at: key.createdAt,
    last_updated: key.lastUpdated,
  }
}

/** @param asked the company that was asked for: it may have no key to spell it */
export function toStandingView({ keys, usable, code, message }: KeyStanding, asked: string, now: number) {
  // In a map first: a status may have been written by hand, and an object knows more names than it was given.
  const byStatus = Map.groupBy(keys, key => key.status)
  return {
    company_id: keys[0]?.companyId ?? asked,
    usable: usable.length > 0,
    code,
    message,
    total_tokens: keys.length,
    usable_tokens: usable.length,
    resting_tokens: keys.filter(key => (key.restUntil ?? 0) > now).length,
    total_token_limit: keys.reduce((sum, key) => sum + (key.totalTokenLimit ?? 0), 0),
    total_used_tokens: keys.reduce((sum, key) => sum + key.totalUsedTokens, 0),
    total_remaining_tokens: keys.reduce((sum, key) => sum + (key.totalRemainingTokens ?? 0), 0),
    statuses: Object.fromEntries(Array.from(byStatus, ([status, ofIt]) => [status, ofIt.length])),
  }
}

export function toTotalsView(row: UsageTotals) {
  return {
    extractions: row.extractions,
    requests: row.requests,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    text_prompt_tokens: row.textPromptTokens,
    image_prompt_tokens: row.imagePromptTokens,
    text_candidates_tokens: row.textCandidatesTokens,
    total_tokens: row.totalTokens,
  }
}

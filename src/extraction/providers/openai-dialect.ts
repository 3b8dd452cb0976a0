import type { FailureReason } from './failure-reasons.ts'
import type { ProviderErrors, ProviderRule } from './provider-failure.ts'

/**
 * OpenAI's `code` and `type` (https://platform.openai.com/docs/guides/error-codes; those of images and policies from the SDK's
 * `ResponseError`), and what speaks its dialect: Azure, vLLM, OpenRouter, LiteLLM. Each with its source in
 * `test/fixtures/provider-errors/openai-*.json`.
 */
export const openaiErrors: ProviderErrors = {
  rules: [
    // Which of the two it is, Azure does not say: no key is blocked for an address that may be wrong.
    { reason: 'no_access', status: 401, words: /invalid subscription key or wrong API endpoint/i },
    { reason: 'no_access', codes: ['missing_scope', 'insufficient_permissions', 'invalid_organization'] },
    { reason: 'no_access', words: /^You have insufficient permissions for this operation|must be a member of an organization/i },
    { reason: 'place_refused', codes: ['ip_not_authorized', 'unsupported_country_region_territory', 'data_residency_mismatch'] },
    { reason: 'place_refused', status: 401, words: /\bIP\b.{0,60}\b(not authorized|allowlist)/i },
    { reason: 'invalid_key', codes: ['invalid_api_key', 'account_deactivated'] },
    {
      reason: 'quota',
      codes: [
        ...['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active', 'credit_balance_exhausted', 'budget_exceeded'],
        ...['organization_spend_limit_exceeded', 'project_spend_limit_exceeded', 'organization_usage_limit_exceeded'],
      ],
    },
    { reason: 'too_large', status: 429, words: /^Request too large for\b/i },
    { reason: 'too_large', codes: ['context_length_exceeded', 'image_too_large', 'image_file_too_large', 'string_above_max_length'] },
    { reason: 'too_large', status: 400, words: /maximum context length|exceeds? the context window/i },
    {
      reason: 'refused',
      codes: [
        ...['content_filter', 'content_policy_violation', 'image_content_policy_violation', 'invalid_prompt', 'bio_policy'],
        ...['misalignment_policy_violation', 'ResponsibleAIPolicyViolation'],
      ],
    },
    { reason: 'refused', status: 403, words: /requires moderation .{0,80}flagged/i },
    {
      reason: 'unreadable_document',
      codes: [
        ...[
          'invalid_image',
          'invalid_image_format',
          'invalid_base64_image',
          'invalid_image_url',
          'invalid_image_mode',
          'image_parse_error',
        ],
        ...['image_too_small', 'unsupported_image_media_type', 'empty_image_file', 'failed_to_download_image', 'image_file_not_found'],
      ],
    },
    { reason: 'unreadable_document', status: 400, words: /^(Invalid file data|The file type you uploaded is not supported)/i },
    { reason: 'model_gone', status: 404, codes: ['model_not_found'] },
    { reason: 'no_access', status: 403, codes: ['model_not_found'] },
    { reason: 'rate_limited', codes: ['rate_limit_exceeded'] },
    { reason: 'timeout', codes: ['vector_store_timeout'] },
    { reason: 'overloaded', codes: ['server_error', 'server_is_overloaded'] },
  ],
  readDetails: null,
}

/** What a code means that stands in an answer of its own (`response.error`), where there is no status. */
export function reasonOfCode(code: unknown): FailureReason | undefined {
  if (typeof code !== 'string') return undefined
  const rules: readonly ProviderRule[] = openaiErrors.rules
  return rules.find(rule => rule.status === undefined && rule.codes?.includes(code) === true)?.reason
}

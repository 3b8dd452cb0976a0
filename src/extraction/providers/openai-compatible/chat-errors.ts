import { recordOf } from '../foreign-value.ts'
import { openaiErrors } from '../openai-dialect.ts'
import type { ErrorDetails, ErrorObject, ProviderErrors } from '../provider-failure.ts'

/**
 * What servers say that speak OpenAI's dialect and are none of OpenAI's: vLLM, Ollama, llama.cpp, LM Studio, LiteLLM, OpenRouter, Azure. Each
 * with its source in `test/fixtures/provider-errors/compatible-*.json`; what they took over from OpenAI is read by its rules.
 */
export const chatErrors: ProviderErrors = {
  rules: [
    // The gateway's own key with somebody else, or none for this model: the key that we sent is well.
    { reason: 'no_access', words: /^litellm\.(AuthenticationError|PermissionDeniedError)/ },
    { reason: 'no_access', codes: ['key_model_access_denied', 'team_model_access_denied', 'user_model_access_denied'] },
    { reason: 'too_large', codes: ['exceed_context_size_error', 'max_tokens_exceeded', 'token_limit_exceeded'] },
    {
      reason: 'too_large',
      words: /exceeds? the available context size|ContextWindowExceededError|is longer than the maximum model length/i,
    },
    // Asked for in smaller portions, down to one page.
    { reason: 'too_large', words: /at most \d+ images?\b|at most \d+ image\(s\)|too many images/i },
    { reason: 'unreadable_document', status: 400, words: /^invalid image input|failed to process inputs: .{0,40}image/i },
    { reason: 'model_gone', status: 400, words: /invalid model name passed in model=/i },
    // The model is there and cannot see: an operator has chosen it.
    {
      reason: 'bad_request',
      words: /(support|process) image input|image input is not supported|does not support (image|vision|multimodal)/i,
    },
    { reason: 'bad_request', words: /unsupported content part type|is not a multimodal model|(images|vision) (is|are) not supported/i },
    { reason: 'no_access', status: 404, words: /no endpoints found matching your data policy|guardrail restrictions/i },
    { reason: 'model_gone', status: 400, words: /is not a valid model id/i },
    ...openaiErrors.rules,
  ],
  readDetails,
  mayBeText: true,
}

/** OpenRouter says "Provider returned error", and keeps what that provider said as a text. */
function readDetails(error: ErrorObject): ErrorDetails {
  const { raw, error_type } = recordOf(error.metadata)
  return { codes: [error_type], isDailyQuota: false, retryDelayMs: null, ...(typeof raw === 'string' ? { words: raw } : {}) }
}

interface ErrorCodeWords {
  readonly statuses: readonly number[]
  readonly meaning: string
  /** What the caller does about it. */
  readonly remedy: string
}

/** Every `code` that an answer may carry: for programs, stable, and listed in the OpenAPI document. */
export const ERROR_CODES = {
  VALIDATION_FAILED: {
    statuses: [400],
    meaning: 'Something in the request is not valid; `errors` names each field.',
    remedy: 'Correct the fields; the same request fails again.',
  },
  INVALID_JSON: { statuses: [400], meaning: 'The body is not JSON, or is nested too deep.', remedy: 'Correct the body.' },
  INVALID_REQUEST: {
    statuses: [400, 408, 417, 431],
    meaning: 'The request is not valid HTTP, or did not arrive in time.',
    remedy: 'Look at the client, or at the proxy between.',
  },
  INVALID_URL: {
    statuses: [400, 414],
    meaning: 'The URL cannot be decoded, or a part of its path is too long.',
    remedy: 'Correct the URL.',
  },
  UNAUTHENTICATED: { statuses: [401], meaning: 'No API key, or an unknown one.', remedy: 'Send one of `API_KEYS`.' },
  FORBIDDEN: {
    statuses: [403],
    meaning: 'The API key lacks the scope, or may not extract for this company.',
    remedy: 'Use another key, or have the scope added.',
  },
  FOREIGN_ORIGIN: {
    statuses: [403],
    meaning: 'The service runs without API keys, and a page or a name of another machine asked.',
    remedy: 'Set `API_KEYS`.',
  },
  TOKEN_EXPIRED: {
    statuses: [403],
    meaning: "The company's AI key has expired, and no other key of it is usable.",
    remedy: 'Renew the subscription; set the key Active again.',
  },
  TOKEN_UNAVAILABLE: {
    statuses: [403],
    meaning: 'No AI key of the company is usable: exceeded, disabled, blocked or fully utilized. `token-status` says which it is.',
    remedy: 'Raise the limit, enable or replace a key.',
  },
  TOKEN_NOT_FOUND: {
    statuses: [403],
    meaning: 'The company has no AI key, and nothing else may serve it.',
    remedy: 'Add a key for the company.',
  },
  NOT_FOUND: { statuses: [404], meaning: 'What the path names does not exist, or no longer.', remedy: 'Check the id.' },
  ROUTE_NOT_FOUND: { statuses: [404], meaning: 'There is no such endpoint.', remedy: 'See `GET /openapi.json`.' },
  METHOD_NOT_ALLOWED: { statuses: [405], meaning: 'The endpoint takes other methods.', remedy: 'See the `Allow` header.' },
  UPLOAD_TOO_SLOW: { statuses: [408], meaning: 'The upload did not end in time.', remedy: 'Send it again over a faster way.' },
  JOB_STATE: {
    statuses: [409],
    meaning: 'The job is in a state that does not allow this.',
    remedy: 'Read the job; a job that runs is cancelled before it is deleted.',
  },
  NOTHING_TO_RETRY: { statuses: [409], meaning: 'The job has no failed address of this kind.', remedy: 'None is needed.' },
  IDEMPOTENCY_CONFLICT: {
    statuses: [409],
    meaning: 'The Idempotency-Key was used with another body, or its job has been deleted.',
    remedy: 'Use a new key for a new request.',
  },
  RESULT_CHANGED: {
    statuses: [409],
    meaning: 'Others were correcting the kept result at the same moment.',
    remedy: 'Look at it again and repeat the correction.',
  },
  TOKEN_EXISTS: {
    statuses: [409],
    meaning: 'The same secret is registered under another token_id.',
    remedy: 'Use the token that is there.',
  },
  TOKEN_NOT_USABLE: {
    statuses: [409],
    meaning: 'The token may not be used at the moment, or its secret cannot be read.',
    remedy: 'Read the token; enable it, replace its secret, or wait.',
  },
  BODY_TOO_LARGE: {
    statuses: [413],
    meaning: 'The body is larger than this endpoint takes.',
    remedy: 'Send it in portions, or as NDJSON or CSV.',
  },
  INVALID_FILE: {
    statuses: [413, 415, 422],
    meaning: 'The document is too large, of another type, or cannot be read; `errors` says why.',
    remedy: 'Send another file; the same one fails again.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    statuses: [415],
    meaning: 'This Content-Type is not accepted here.',
    remedy: 'See the request body of the endpoint.',
  },
  UNSUPPORTED_CONTENT_ENCODING: {
    statuses: [415],
    meaning: 'The body of the request is compressed.',
    remedy: 'Send it as it is, without `Content-Encoding`.',
  },
  RATE_LIMITED: { statuses: [429], meaning: 'Too many requests in a minute.', remedy: 'Wait for `Retry-After`.' },
  TOO_MANY_DOCUMENTS: {
    statuses: [429, 503],
    meaning: 'Too many documents wait: of this company (429), or of all (503).',
    remedy: 'Wait for `Retry-After`, and send fewer at a time.',
  },
  TOO_MANY_UPLOADS: {
    statuses: [429, 503],
    meaning: 'Too many bytes are being uploaded: with this API key (429), or in all (503).',
    remedy: 'Wait for `Retry-After`, and send fewer at a time.',
  },
  CLIENT_CLOSED: { statuses: [400], meaning: 'The client hung up before the answer. Seen in the log only.', remedy: 'None is needed.' },
  INTERNAL_ERROR: { statuses: [500], meaning: 'A fault of the service.', remedy: 'Look the `request_id` up in the log, and report it.' },
  EXTRACTION_FAILED: {
    statuses: [502, 503, 504],
    meaning: 'The provider failed after the retries (502), took too long (504), or the machine is too busy (503); `errors` says which.',
    remedy: 'Try again later; see `GET /system/health`.',
  },
  STORE_UNAVAILABLE: { statuses: [503], meaning: 'A store is out of reach.', remedy: 'Try again shortly; see `GET /system/health`.' },
} as const satisfies Readonly<Record<string, ErrorCodeWords>>

export type ErrorCode = keyof typeof ERROR_CODES

import { ERROR_CODES } from '../../src/shared/error-codes.ts'

/** docs/error-codes.md, from the table by which the service answers. */
export function errorCodesPage(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { statuses, meaning, remedy }]) => `| \`${code}\` | ${statuses.join(', ')} | ${meaning} | ${remedy} |`,
  )
  return `# Error codes

Every refusal and every failure has the same envelope: \`{status: "error", code, message, errors?: [{field, problem}], data: null, request_id}\`.
\`code\` is for programs and stable; \`message\` is for people and may change. \`request_id\` is also in the \`X-Request-Id\` header and in the log.
The statuses are those that a code comes with; 408, 429, 502, 503 and 504 are worth another try, after \`Retry-After\` where the answer has it.

| \`code\` | status | meaning | what to do |
|---|---|---|---|
${rows.join('\n')}

Results of single addresses have an \`error_type\` instead: see [operations](operations.md). Written by \`npm run api\` from \`src/shared/error-codes.ts\`.
`
}

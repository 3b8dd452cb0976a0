import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { errorTypeSchema } from '../../src/settings/app-settings.ts'

export const fixtureSchema = z.strictObject({
  name: z.string(),
  /** Where the upstream, or a standard, says that it answers so: an invented answer proves nothing but itself. */
  source: z.url({ protocol: /^https$/ }),
  /** What of the answer the source does not say. */
  note: z.string().min(1).optional(),
  answer: z.strictObject({
    status: z.int().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** A string is sent as it is, anything else as JSON. */
    body: z.unknown().optional(),
    /** Instead of `body`: so many bytes of JSON. */
    bodyBytes: z.int().optional(),
    /** A failure of the network instead of an answer. */
    code: z.string().optional(),
  }),
  /** null for a success. */
  error_type: errorTypeSchema.nullable(),
  retry_after_ms: z.number().optional(),
  /** How long the token rests because its upstream counts nothing left. */
  rest_ms: z.number().optional(),
})

export type UpstreamFixture = z.infer<typeof fixtureSchema> & { readonly file: string; readonly text: string }

/** Every golden answer of `test/fixtures/upstream-errors`, with its body as text. */
export function upstreamFixtures(): UpstreamFixture[] {
  const folder = new URL('../fixtures/upstream-errors/', import.meta.url)
  return readdirSync(folder).flatMap(file =>
    z
      .array(fixtureSchema)
      .parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
      .map(fixture => ({ ...fixture, file, text: bodyText(fixture.answer) })),
  )
}

function bodyText({ body, bodyBytes }: z.infer<typeof fixtureSchema>['answer']): string {
  if (bodyBytes !== undefined) return `{"displayName":"${'x'.repeat(bodyBytes - 18)}"}`
  return body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
}

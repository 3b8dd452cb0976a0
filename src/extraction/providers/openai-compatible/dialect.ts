import { httpFailureOf } from '../provider-error.ts'

/** How a server takes a question: what can differ among those who say that they speak alike. */
export interface Dialect {
  /** How the form of the answer is asked for; the schema stands in the instructions in any case. */
  readonly form: 'json_schema' | 'json_object' | 'plain'
  readonly limit: 'max_tokens' | 'max_completion_tokens'
}

/**
 * The best form first. `max_tokens` is known to all: who wants the other name says so with a 400, while who does not know that one overlooks
 * it in silence.
 */
export const FIRST_DIALECT: Dialect = { form: 'json_schema', limit: 'max_tokens' }

/** 404 is a gateway's that finds nobody who takes the parameter; 500 is a grammar that cannot be made of the schema. */
const REFUSALS: readonly number[] = [400, 404, 415, 422, 500, 501]
const OF_FORM = /response_format|json.?schema|json.?object|structured.?output|guided.?json|grammar/i
const OF_LIMIT = /max_(completion_)?tokens/
const NOT_KNOWN = /unsupported|not supported|unrecognized|unknown|unexpected|not permitted|forbidden/i

/** The next way to ask after a refusal that names what it is about; undefined where the refusal is about something else, or nothing is left. */
export function nextDialect(error: unknown, { form, limit }: Dialect, asksForLimit: boolean): Dialect | undefined {
  const failure = httpFailureOf(error)
  if (failure === undefined || !REFUSALS.includes(failure.status)) return undefined
  const { body } = failure
  if (asksForLimit && limit === 'max_tokens' && OF_LIMIT.test(body) && NOT_KNOWN.test(body)) return { form, limit: 'max_completion_tokens' }
  if (form === 'plain' || !OF_FORM.test(body)) return undefined
  return { form: form === 'json_schema' ? 'json_object' : 'plain', limit }
}

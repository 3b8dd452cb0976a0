import { z } from 'zod'

/** A query is text on the wire; in the handler and in the OpenAPI document its fields have their real types and bounds. */

type FromText<T> = z.ZodType<T, string>

/** @param read null where the text is none of the type */
function fromText<T>(schema: z.ZodType<T, T>, read: (text: string) => T | null, problem: string): FromText<T> {
  const reading = z.transform((text: string, context): unknown => {
    const value = read(text)
    if (value !== null) return value
    context.issues.push({ code: 'custom', message: problem, input: text })
    return z.NEVER
  })
  return z.pipe(reading, schema as z.ZodType<T, unknown>)
}

export function queryFlag(): FromText<boolean> {
  return fromText(z.boolean(), text => (text === 'true' ? true : text === 'false' ? false : null), 'must be true or false')
}

export function queryNumber(schema: z.ZodType<number, number>): FromText<number> {
  return fromText(schema, text => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null), 'must be a number')
}

export function queryInteger(schema: z.ZodType<number, number>): FromText<number> {
  return fromText(schema, text => (/^\d{1,15}$/.test(text) ? Number(text) : null), 'must be a whole number')
}

/** How many entries a page of a list holds. */
export function pageLimit(most: number, usual: number) {
  return queryInteger(z.int().min(1).max(most)).default(usual).describe('Entries of one page')
}

/** Where the next page begins. */
export const pageCursor = z.string().max(500).optional().describe('`next_cursor` of the page before')

import { z } from 'zod'
import { keyParams, plainText } from './companies.schemas.ts'

/** Some 150 bytes a line, with room for a logger's own words; a longer log comes in portions. */
export const MAX_LINES = 10_000
export const MAX_IMPORT_BYTES = 4 * 1_048_576

const options = {
  branch: plainText(50).optional(),
  username: plainText(100).optional().describe('Who requested the calls; the name of the API key if not given'),
  source: plainText(200)
    .optional()
    .describe(
      'A name for the log, such as that of its file. Equal lines of one import are as many calls, but equal lines of two imports are the ' +
        'same calls, unless their sources differ. Portions of a log whose lines bear no time each need a name of their own',
    ),
}

/** The form with all in one body. */
export const usageImportBody = z
  .strictObject({
    lines: z
      .array(z.string())
      .max(MAX_LINES, 'must be 10,000 lines at most: send a longer log in portions')
      .describe('As they stand in the log, each with one RunUsage(…). A line that begins with its time counts for that day'),
    token_id: z
      .int({ error: "must be the number of one of the company's keys" })
      .min(1)
      .max(2_147_483_647)
      .describe('The key that was billed'),
    ...options,
  })
  .meta({ id: 'UsageImportRequest' })

/** What goes with a body that holds the lines alone. */
export const usageImportQuery = z.strictObject({ token_id: keyParams.shape.token_id.optional(), ...options })

export const usageImportSchema = z
  .object({
    company_id: z.string(),
    token_id: z.int(),
    imported: z.int(),
    already_known: z.int().describe('Counted by an earlier import'),
    waiting: z.int().describe('In the outbox until the company database takes them, each counted once then'),
    rejected: z.array(z.object({ line: z.int().describe('From 1'), problem: z.string() })).readonly(),
  })
  .meta({ id: 'UsageImport' })

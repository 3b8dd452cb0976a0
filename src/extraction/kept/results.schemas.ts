import { z } from 'zod'
import { ACCURACY_GROUPS } from './accuracy.ts'

const value = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])
const MOST_CORRECTIONS = 2_000

export const requestIdSchema = z.object({ request_id: z.string().min(1).max(100).describe('As the answer of `/extract` named it') })

export const reviewBodySchema = z
  .strictObject({
    corrections: z
      .record(z.string().max(200), value)
      .refine(corrections => Object.keys(corrections).length <= MOST_CORRECTIONS, `at most ${MOST_CORRECTIONS} values`)
      .default({})
      .describe('Paths in `data` with what they should be, e.g. {"total": 119, "line_items.0.quantity": 2}; none: all of it is right'),
    username: z.string().trim().min(1).max(100).optional().describe('Who looked at it'),
  })
  .meta({ id: 'ExtractionReviewRequest' })

const reviewSchema = z.object({
  at: z.string(),
  by: z.string().describe('Name of the API key'),
  username: z.string().nullable(),
  corrections: z.record(z.string(), value),
})

export const keptResultSchema = z
  .object({
    status: z.literal('ok'),
    message: z.string(),
    data: z.unknown().describe('As it was answered, without the corrections'),
    meta: z.unknown(),
    kept: z.object({
      company_id: z.string(),
      until: z.string(),
      reviews: z.array(reviewSchema).readonly().describe('The oldest first; of two corrections of one value the later one counts'),
    }),
  })
  .meta({ id: 'KeptExtraction' })

export const accuracyQuerySchema = z.object({
  group: z.enum(ACCURACY_GROUPS).default('field'),
  companyID: z.string().max(50).optional(),
})

export const accuracySchema = z
  .object({
    status: z.literal('ok'),
    message: z.string(),
    data: z.object({
      group: z.enum(ACCURACY_GROUPS),
      kept: z.int().describe('Results that are kept'),
      reviewed: z.int().describe('Of these, results that somebody has looked at: the rows speak of them alone'),
      rows: z
        .array(
          z.object({
            group: z.string(),
            values: z.int(),
            right: z.int(),
            wrong: z.int().describe('Read otherwise than it is'),
            missing: z.int().describe('Not read, although it is there'),
            accuracy: z.number().describe('0 to 1'),
          }),
        )
        .readonly(),
    }),
  })
  .meta({ id: 'ExtractionAccuracy' })

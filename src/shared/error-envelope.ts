import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from './error-codes.ts'

const CODES = Object.keys(ERROR_CODES) as ErrorCode[]

/** The envelope of every error, whichever endpoint it comes from. */
export const errorSchema = z
  .object({
    status: z.literal('error'),
    code: z.enum(CODES).describe('For programs: stable. The page on error codes says what each means and what to do about it.'),
    message: z.string().describe('For people.'),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
    data: z.null(),
    request_id: z.string().describe('Also in the X-Request-Id header and in the log.'),
  })
  .meta({ id: 'Error', description: 'Why a request was refused, or failed' })

export type ErrorBody = z.infer<typeof errorSchema>

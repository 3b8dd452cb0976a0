import { z } from 'zod'
import { ENGINE_NAMES } from './engine.ts'
import { invoiceSchema } from './invoice.ts'

/** The form of `POST /extract`, for the OpenAPI document; the route reads the parts itself, as a stream. */
export const extractFormSchema = z.object({
  file: z.file().describe('PDF, PNG, JPEG, WebP, TIFF, or an invoice as UBL or CII XML; the type is read from the bytes'),
  companyID: z.string().max(50),
  username: z.string().max(100),
  branch: z.string().max(50).optional(),
  licenceID: z.string().max(100).optional(),
  schema: z.string().optional().describe('JSON Schema (type object) of additional fields; they are answered under `data.custom`'),
})

const usageSchema = z.object({
  input_tokens: z.int(),
  output_tokens: z.int().describe('Thinking included'),
  text_prompt_tokens: z.int(),
  image_prompt_tokens: z.int().describe('Pages of a PDF included'),
  text_candidates_tokens: z.int(),
  requests: z.int(),
})

const checkSchema = z.object({
  rule: z.string().describe('Rule of EN 16931, e.g. BR-CO-15'),
  description: z.string(),
  expected: z.number(),
  found: z.number(),
  passed: z.boolean(),
  fields: z.array(z.string()).readonly(),
})

const retryLogSchema = z.object({ attempt: z.int(), error: z.string(), retryable: z.boolean(), timestamp: z.string() })

const warningSchema = z.object({
  code: z
    .string()
    .describe(
      'pages_not_read, reading_cut_short, low_text_quality, schema_violated, not_an_invoice, ambiguous_date, ambiguous_currency, copied_total, ' +
        'implausible_value, usage_not_plausible',
    ),
  message: z.string(),
  fields: z.array(z.string()).readonly().describe('Paths in `data`; empty where all of it is meant'),
})

const metaSchema = z.object({
  request_id: z.string(),
  engine: z.enum(ENGINE_NAMES),
  provider: z.string().nullable().describe('Null where the offline engine answered'),
  model: z.string().nullable(),
  attempts: z.int().describe('Calls to providers, the successful one included'),
  retry_log: z.array(retryLogSchema).readonly(),
  pages: z.int(),
  duration_ms: z.number(),
  usage: usageSchema,
  checks: z.array(checkSchema).readonly().describe('The arithmetic of the invoice: reported, never corrected'),
  confidence: z.number().nullable(),
  fields: z.unknown().describe('Mirror of `data`: confidence and source of every value; null where the engine cannot say'),
  method: z
    .enum(['xml', 'text', 'ocr'])
    .nullable()
    .describe('How the document was read without a model: xml is an e-invoice, read exactly'),
  warnings: z.array(warningSchema).readonly().describe('What the answer should be taken with'),
})

export const extractAnswerSchema = z.object({
  status: z.literal('ok'),
  message: z.literal('Invoice processed successfully'),
  data: invoiceSchema.extend({ custom: z.record(z.string(), z.unknown()).optional().describe("Values for the form's `schema`") }),
  meta: metaSchema,
})

export type ExtractAnswer = z.infer<typeof extractAnswerSchema>

/** The envelope of every error, for the OpenAPI document. */
export const errorSchema = z.object({
  status: z.literal('error'),
  code: z.string(),
  message: z.string(),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  data: z.null(),
  request_id: z.string(),
})

import { z } from 'zod'
import { queryFlag } from '../shared/query-fields.ts'
import { ENGINE_NAMES } from './engine.ts'
import { invoiceSchema } from './invoice.ts'
import { WARNING_CODES } from './warnings.ts'

/** The form of `POST /extract`, for the OpenAPI document; the route reads the parts itself, as a stream. */
export const extractFormSchema = z
  .object({
    file: z
      .file()
      .describe(
        'PDF, PNG, JPEG, WebP, TIFF, HEIC (with a key of Gemini), or an invoice as UBL or CII XML; the type is read from the bytes',
      ),
    companyID: z.string().max(50),
    username: z.string().max(100),
    branch: z.string().max(50).optional(),
    licenceID: z.string().max(100).optional(),
    schema: z.string().optional().describe('JSON Schema (type object) of additional fields; they are answered under `data.custom`'),
    split: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: the file may hold several invoices; `data` and `meta` are arrays, an entry for each. Also as a query parameter'),
  })
  .meta({ id: 'ExtractionRequest' })

/** The form's `split`, where a caller cannot set it there. */
export const extractQuerySchema = z.object({ split: queryFlag().optional().describe("The form's `split`") })

const usageSchema = z
  .object({
    input_tokens: z.int(),
    output_tokens: z.int().describe('Thinking included'),
    text_prompt_tokens: z.int(),
    image_prompt_tokens: z.int().describe('Pages of a PDF included'),
    text_candidates_tokens: z.int(),
    requests: z.int(),
  })
  .meta({ id: 'ExtractionUsage' })

const checkSchema = z
  .object({
    rule: z.string().describe('Rule of EN 16931, e.g. BR-CO-15'),
    description: z.string(),
    expected: z.number(),
    found: z.number(),
    passed: z.boolean(),
    fields: z.array(z.string()).readonly(),
  })
  .meta({ id: 'InvoiceCheck' })

const retryLogSchema = z.object({ attempt: z.int(), error: z.string(), retryable: z.boolean(), timestamp: z.string() })

const warningSchema = z
  .object({
    code: z.enum(WARNING_CODES),
    message: z.string(),
    fields: z.array(z.string()).readonly().describe('Paths in `data`; empty where all of it is meant'),
    pages: z.array(z.int()).readonly().optional().describe('Pages of the file that are meant, where some are'),
    documents: z
      .array(z.object({ number: z.string().nullable(), pages: z.array(z.int()).readonly() }))
      .readonly()
      .optional()
      .describe('Of `several_documents`: each invoice of the file, with its pages'),
  })
  .meta({ id: 'ExtractionWarning' })

const metaSchema = z
  .object({
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
    fields: z
      .unknown()
      .describe(
        'Mirror of `data`: {confidence, match, source} of every value. match: exact, normalised, fuzzy, computed or absent; null where there was no page to compare with',
      ),
    method: z
      .enum(['xml', 'text', 'ocr'])
      .nullable()
      .describe('How the document was read without a model: xml is an e-invoice, read exactly'),
    warnings: z.array(warningSchema).readonly().describe('What the answer should be taken with'),
    kept_until: z
      .string()
      .nullable()
      .optional()
      .describe('Under `extraction.keep_days`: until when `GET /extract/{request_id}` has it; null where it could not be kept'),
    review: z
      .boolean()
      .describe('True when a person should look: a warning, a sum that does not close, or a core value that nobody confirmed'),
  })
  .meta({ id: 'ExtractionMeta' })

const invoiceAnswerSchema = invoiceSchema
  .extend({ custom: z.record(z.string(), z.unknown()).optional().describe("Values for the form's `schema`") })
  .meta({ id: 'Invoice' })

export const extractAnswerSchema = z
  .object({
    status: z.literal('ok'),
    message: z.literal('Invoice processed successfully'),
    data: invoiceAnswerSchema,
    meta: metaSchema,
  })
  .meta({ id: 'Extraction' })

const splitMetaSchema = metaSchema.extend({
  pages_in_file: z.array(z.int()).readonly().describe('The pages of the file that the invoice takes'),
})
const splitFailureSchema = z.object({
  request_id: z.string(),
  pages_in_file: z.array(z.int()).readonly(),
  error: z.object({ code: z.string(), message: z.string() }),
  kept_until: metaSchema.shape.kept_until,
})

/** Under `split=true`: one entry for each invoice of the file, in its order. */
export const splitAnswerSchema = z
  .object({
    status: z.literal('ok'),
    message: z.literal('Invoice processed successfully'),
    data: z
      .array(extractAnswerSchema.shape.data.extend({ pages: z.array(z.int()).readonly() }).nullable())
      .readonly()
      .describe('`pages` are the pages of the file; null where an invoice could not be read, see its `meta`'),
    meta: z
      .array(z.union([splitMetaSchema, splitFailureSchema]))
      .readonly()
      .describe('One entry for each of `data`'),
  })
  .meta({ id: 'SplitExtraction' })

export type ExtractAnswer = z.infer<typeof extractAnswerSchema>
export type SplitAnswer = z.infer<typeof splitAnswerSchema>

import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, invalidInput } from '../shared/app-error.ts'
import type { Allowance, BodyAllowances } from '../shared/body-allowances.ts'
import { errorSchema } from '../shared/error-envelope.ts'
import { fileTooLarge } from './document/document.ts'
import type { ExtractInvoice, Extraction } from './extract-invoice.ts'
import { extractAnswerSchema, extractFormSchema, extractQuerySchema, splitAnswerSchema } from './extraction.schemas.ts'
import { clientGone } from './extraction-errors.ts'
import { readForm } from './extraction-form.ts'
import type { KeepResults, KeptAnswer } from './kept/keep-results.ts'
import type { SplitInvoice, SplitInvoices } from './split-invoices.ts'

export interface ExtractionRoutesOptions {
  readonly extractInvoice: ExtractInvoice
  readonly splitInvoices: SplitInvoices
  /** Null under `keep_days` 0. */
  readonly results: Pick<KeepResults, 'keep'> | null
  readonly maxFileBytes: number
  readonly uploads: BodyAllowances
  /** For the whole of the body; a caller that takes longer is cut off. */
  readonly uploadSeconds: number
}

interface Upload {
  readonly fields: Map<string, unknown[]>
  file: Buffer | undefined
  tooLarge: boolean
}

/** A schema of 500 properties with descriptions stays below this. */
const MAX_FIELD_BYTES = 128 * 1024
const MAX_FIELDS = 30
/** The rest of a file beyond the limit is read and dropped, so that the client gets its answer; beyond this many limits it is cut off. */
const MAX_DRAINED_LIMITS = 4

/** Of a file whose length nobody announced. */
const MIN_FILE_BUFFER = 64 * 1024

const STATUS_CODES = [400, 401, 403, 408, 413, 415, 422, 429, 502, 503, 504] as const

export function extractionRoutes(options: ExtractionRoutesOptions): FastifyPluginAsyncZod {
  return async app => {
    await app.register(multipart, {
      throwFileSizeLimit: false,
      limits: { fileSize: options.maxFileBytes, files: 5, fields: MAX_FIELDS, parts: 35, fieldSize: MAX_FIELD_BYTES, fieldNameSize: 100 },
    })
    app.route({
      method: 'POST',
      url: '/extract',
      config: { access: ['extract'] },
      schema: {
        operationId: 'extractInvoice',
        tags: ['extraction'],
        summary: 'Extract an invoice from a PDF, an image or an e-invoice',
        consumes: ['multipart/form-data'],
        querystring: extractQuerySchema,
        body: extractFormSchema,
        response: {
          200: z.union([extractAnswerSchema, splitAnswerSchema]),
          ...Object.fromEntries(STATUS_CODES.map(code => [code, errorSchema])),
        },
      },
      // The parts are read as a stream and checked by readForm: the schema above is for the documentation.
      validatorCompiler: () => () => true,
      handler: async (request, reply) => {
        const allowance = options.uploads.open(request.caller.name)
        try {
          const upload = await inTime(readUpload(request, options.maxFileBytes, allowance), options.uploadSeconds)
          return await answer(options, request, reply, upload)
        } finally {
          // So long the document lies in memory.
          allowance.release()
        }
      },
    })
  }
}

async function answer(options: ExtractionRoutesOptions, request: FastifyRequest, reply: FastifyReply, upload: Upload) {
  const { split, ...form } = readForm(upload.fields, request.query as Readonly<Record<string, unknown>>)
  if (!request.caller.mayExtractFor(form.companyId)) {
    throw new AppError('This API key may not extract for this company.', { code: 'FORBIDDEN', kind: 'forbidden' })
  }
  if (upload.tooLarge) throw fileTooLarge(options.maxFileBytes)
  if (upload.file === undefined) {
    throw invalidInput('Please attach the invoice as the form field "file".', [{ field: 'file', problem: 'is required' }])
  }
  const ids = { requestId: request.id, usageId: request.uniqueId }
  const input = { ...ids, caller: request.caller.name, file: upload.file, signal: hangUpSignal(reply), trace: request.trace }
  const kept = async (answer: KeptAnswer) =>
    options.results === null
      ? {}
      : { kept_until: await options.results.keep({ id: ids.usageId, requestId: ids.requestId, companyId: form.companyId, answer }) }
  if (split) {
    const body = splitAnswer(request.id, await options.splitInvoices({ ...input, ...form }))
    const until = await kept(body)
    return { ...body, meta: body.meta.map(meta => ({ ...meta, ...until })) }
  }
  const body = singleAnswer(await options.extractInvoice({ ...input, ...form }))
  return { ...body, meta: { ...body.meta, ...(await kept(body)) } }
}

function singleAnswer(extraction: Extraction) {
  return { ...DONE, data: dataOf(extraction), meta: extraction.meta }
}

const DONE = { status: 'ok', message: 'Invoice processed successfully' } as const

function dataOf({ invoice, custom }: Extraction) {
  return custom === null ? invoice : { ...invoice, custom }
}

function splitAnswer(requestId: string, invoices: readonly SplitInvoice[]) {
  return {
    ...DONE,
    data: invoices.map(part => ('extraction' in part ? { pages: part.pages, ...dataOf(part.extraction) } : null)),
    meta: invoices.map(part =>
      'extraction' in part
        ? { ...part.extraction.meta, pages_in_file: part.pages }
        : { request_id: requestId, pages_in_file: part.pages, error: { code: part.failure.code, message: part.failure.message } },
    ),
  }
}

/** Reads all parts, keeping no more of the file than its limit. */
async function readUpload(request: FastifyRequest, maxFileBytes: number, allowance: Allowance): Promise<Upload> {
  const upload: Upload = { fields: new Map(), file: undefined, tooLarge: false }
  if (!request.isMultipart()) {
    // No body at all is an empty form; another kind of body is a misunderstanding.
    if (request.headers['content-type'] === undefined) return upload
    throw new AppError('This endpoint wants multipart/form-data.', { code: 'UNSUPPORTED_MEDIA_TYPE', kind: 'unsupported_type' })
  }
  const announced = Math.min(Number(request.headers['content-length'] ?? 0), maxFileBytes)
  // The parser keeps fields before anybody sees them. What says its length holds no more than that.
  const fields = announced === 0 ? MAX_FIELDS * MAX_FIELD_BYTES : 0
  allowance.holds(announced + fields)
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') await readFile(request, part, upload, { maxFileBytes, announced, allowance, fields })
      else if (part.valueTruncated || part.fieldnameTruncated) throw invalidInput(`The form field "${part.fieldname}" is too long.`)
      else upload.fields.set(part.fieldname, [...(upload.fields.get(part.fieldname) ?? []), part.value])
    }
  } catch (error) {
    throw asFormError(error)
  }
  return upload
}

interface FileLimits {
  readonly maxFileBytes: number
  /** Of the whole body, as far as a file may go; 0 where nothing was said. */
  readonly announced: number
  readonly allowance: Allowance
  /** What may be held beside the file, bytes. */
  readonly fields: number
}

async function readFile(request: FastifyRequest, part: MultipartFile, upload: Upload, limits: FileLimits): Promise<void> {
  if (part.fieldname !== 'file') {
    part.file.resume()
    return
  }
  if (upload.file !== undefined) throw invalidInput('The form holds more than one file.', [{ field: 'file', problem: 'is given twice' }])
  const bytes = await collect(part, limits)
  if (part.file.truncated) {
    upload.tooLarge = true
    limitDraining(request, limits.maxFileBytes * MAX_DRAINED_LIMITS)
    return
  }
  upload.file = bytes
}

/** Into one buffer that grows by doubling, so that a document never lies in memory as pieces and as a whole. */
async function collect(part: MultipartFile, { announced, allowance, fields }: FileLimits): Promise<Buffer> {
  let bytes = Buffer.allocUnsafeSlow(Math.max(announced, MIN_FILE_BUFFER))
  let length = 0
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    const needed = length + chunk.length
    allowance.holds(fields + needed)
    if (needed > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, bytes.length * 2))
      bytes.copy(larger, 0, 0, length)
      bytes = larger
    }
    chunk.copy(bytes, length)
    length = needed
  }
  return bytes.subarray(0, length)
}

async function inTime(body: Promise<Upload>, seconds: number): Promise<Upload> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(tooSlow(seconds)), seconds * 1000)
  try {
    return await Promise.race([body, late.promise])
  } finally {
    clearTimeout(timer)
    // Where the time was over first, the rest of the body fails with its connection.
    body.catch(() => undefined)
  }
}

function tooSlow(seconds: number): AppError {
  return new AppError(`The upload took longer than ${seconds} s.`, { code: 'UPLOAD_TOO_SLOW', kind: 'too_slow', retryable: true })
}

function limitDraining(request: FastifyRequest, maxBytes: number): void {
  let drained = 0
  request.raw.on('data', (chunk: Buffer) => {
    drained += chunk.length
    if (drained > maxBytes) request.raw.destroy()
  })
}

/** The parser's own words for a malformed body would leave as a 500, and its limits as bare codes. */
function asFormError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = String((error as { code?: unknown }).code ?? '')
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return invalidInput('The field "schema" is not valid JSON.')
  if (/^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(code)) return invalidInput('The form has too many fields.')
  return new AppError('The form could not be read: the multipart body is malformed or incomplete.', {
    code: 'VALIDATION_FAILED',
    kind: 'invalid',
    cause: error,
  })
}

/** Aborts when the connection closes before the answer is out. */
function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(clientGone())
  })
  return controller.signal
}

import { type AiUsage, addUsage, NO_USAGE } from '../../companies/ai-usage.ts'
import { giveWay } from '../../shared/give-way.ts'
import type { Document } from '../document/document.ts'
import type { EngineResult, ExtractionRequest } from '../engine.ts'
import { notAnInvoice, pagesNotAnswered, usageNotPlausible, type Warning } from '../warnings.ts'
import { type AskedFile, filesFor, type SendParts } from './document-files.ts'
import type { FailureReason } from './failure-reasons.ts'
import { keepOwnLines, mergePortions, type PortionAnswer } from './merge-portions.ts'
import { answerSchema, portionSchema } from './portable-schema.ts'
import type { Question, Reply } from './provider.ts'
import { isTooLarge, readAnswer } from './provider-answer.ts'
import { ProviderError } from './provider-error.ts'
import { REQUEST, requestForPortion } from './question.ts'

/**
 * Asked for in one piece: with 33 lines a page, some 20,000 AI tokens of answer, which a small model writes within the two minutes of a request.
 */
const WHOLE_PAGES = 8
/** Of a longer document; a page more is shown, for what breaks over the end. */
const PORTION_PAGES = 4
/** Portions under way at once, so that a long document takes the time of a few. */
const AT_ONCE = 4

/** What is asked in one call. */
export type Asked = Pick<Question, 'request' | 'schema'> & { readonly files: readonly AskedFile[] }

/** Pages of the document, from 1, both included. */
interface Portion {
  readonly first: number
  readonly last: number
  /** Without the page that follows: a single page whose answer was still too long. */
  readonly alone?: true
}

/** What is known of a document so far: a retry, with whichever key, goes on where the last call ended and pays for nothing twice. */
interface Progress {
  readonly open: Portion[]
  readonly done: PortionAnswer[]
  readonly failed: { readonly portion: Portion; readonly error: ProviderError }[]
}

/** `title` is the provider's, for messages. */
export interface LongDocumentParts extends Pick<SendParts, 'pages' | 'takes' | 'parameters' | 'title'> {
  readonly request: ExtractionRequest
  /** Tells the request's `onBilled`, whatever comes of it. */
  ask(request: ExtractionRequest, asked: Asked): Promise<Reply>
}

/** Forgotten with the document. */
const progressOf = new WeakMap<Document, Progress>()

/**
 * A document's invoice, in one answer or in portions. A portion whose answer is cut off is halved, down to single pages;
 * one for which there is
 * no answer at all is named in a warning, as long as there is one for another.
 * @throws whatever is not a single portion's fault; the portions that were answered are kept for the next call
 */
export async function readInPortions(parts: LongDocumentParts): Promise<EngineResult> {
  const progress = resume(parts.request.document)
  const { onBilled } = parts.request
  const call: Call = {
    ...parts,
    request: { ...parts.request, onBilled: spend },
    progress,
    usage: NO_USAGE,
    raw: [],
    implausible: [],
    model: undefined,
  }
  function spend(usage: AiUsage, raw: unknown): void {
    call.usage = addUsage(call.usage, usage)
    call.raw.push(raw)
    onBilled?.(usage, raw)
  }
  while (progress.open.length > 0) {
    const outcomes = await Promise.all(progress.open.splice(0, AT_ONCE).map(portion => readPortion(call, portion)))
    const stop = outcomes.find(outcome => outcome !== undefined)
    if (stop !== undefined) throw stop.error
  }
  return resultOf(call)
}

/** One call of the engine: what it has cost and who answered. */
interface Call extends LongDocumentParts {
  readonly progress: Progress
  usage: AiUsage
  readonly raw: unknown[]
  /** Names of figures that were none. */
  readonly implausible: string[]
  model: string | undefined
}

/** What no page could be read of may be tried again, by another key or provider. */
function resume(document: Document): Progress {
  const known = progressOf.get(document)
  if (known === undefined) {
    const progress: Progress = { open: portionsOf(document.pages), done: [], failed: [] }
    progressOf.set(document, progress)
    return progress
  }
  known.open.push(...known.failed.splice(0).map(({ portion }) => portion))
  return known
}

function portionsOf(pages: number): Portion[] {
  if (pages <= WHOLE_PAGES) return [{ first: 1, last: pages }]
  return Array.from({ length: Math.ceil(pages / PORTION_PAGES) }, (_, index) => ({
    first: index * PORTION_PAGES + 1,
    last: Math.min((index + 1) * PORTION_PAGES, pages),
  }))
}

/** Answers that are these pages' own: others may be read all the same. */
const OWN_FAULTS: readonly FailureReason[] = ['truncated', 'too_large', 'refused', 'bad_answer', 'unreadable_document']

/** @returns what ends the whole call, with the portion put back; undefined when the others may go on */
async function readPortion(call: Call, portion: Portion): Promise<{ readonly error: unknown } | undefined> {
  const { open, done, failed } = call.progress
  try {
    done.push(await answerFor(call, portion))
    return undefined
  } catch (error) {
    if (!(error instanceof ProviderError && OWN_FAULTS.includes(error.reason))) {
      open.push(portion)
      return { error }
    }
    const smaller = error.reason === 'truncated' || error.reason === 'too_large' ? partsOf(portion, call.request.document.pages) : []
    if (smaller.length > 0) open.push(...smaller)
    else failed.push({ portion, error })
    return undefined
  }
}

/** None where it is as small as can be. */
function partsOf({ first, last, alone }: Portion, pages: number): Portion[] {
  if (first === last) return alone === true || last === pages ? [] : [{ first, last, alone: true }]
  const middle = Math.floor((first + last) / 2)
  return [
    { first, last: middle },
    { first: middle + 1, last },
  ]
}

async function answerFor(call: Call, portion: Portion): Promise<PortionAnswer> {
  const { request, title } = call
  const { own, ...asked } = await questionFor(call, portion)
  const reply = await call.ask(request, asked)
  call.model = reply.model ?? call.model
  call.implausible.push(...reply.billed.implausible)
  await giveWay(reply.text.length)
  // Before anything walks it; its cost is counted already.
  if (isTooLarge(reply.text)) throw new ProviderError('bad_answer', `${title}: the answer is larger than any invoice`)
  const { text, isPlaced } = own === null ? { text: reply.text, isPlaced: false } : keepOwnLines(reply.text, own)
  const answer = readAnswer(text, request.schema !== undefined)
  if (answer === undefined) throw new ProviderError('bad_answer', `${title}: the answer is not the JSON that was asked for`)
  return { ...portion, ...answer, isPlaced }
}

/** `own`: the portion's pages, counted in the file that is sent; null for a whole document, whose lines name no page. */
async function questionFor(call: Call, { first, last, alone }: Portion): Promise<Asked & { own: Portion | null }> {
  const { document, schema, signal, owner, trace } = call.request
  const of = document.pages
  const isWhole = first === 1 && last === of
  const until = isWhole || alone === true ? last : Math.min(last + 1, of)
  const shown = await filesFor({ ...call, document, trace, options: { signal, ...(owner === undefined ? {} : { owner }) } }, first, until)
  if (isWhole) return { files: shown.files, request: REQUEST, schema: answerSchema(schema), own: null }
  return {
    ...{ files: shown.files, schema: portionSchema(schema) },
    request: requestForPortion({ first, last, shown, of }),
    own: { first: first - shown.first + 1, last: last - shown.first + 1 },
  }
}

function resultOf({ request, progress, usage, raw, implausible, model }: Call): EngineResult {
  const { done, failed } = progress
  const [failure] = failed
  if (failure !== undefined && done.length === 0) throw failure.error
  const usageWarning = implausible.length === 0 ? [] : [usageNotPlausible([...new Set(implausible)])]
  const missing = failed.flatMap(({ portion: { first, last } }) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
  return {
    ...mergePortions(done.toSorted((a, b) => a.first - b.first)),
    ...{ fields: null, confidence: null, method: null, pages: request.document.pages, usage },
    raw_usage: raw.length === 1 ? raw[0] : raw,
    model: model ?? request.model ?? null,
    warnings: [...(missing.length === 0 ? [] : [pagesNotAnswered(missing)]), ...warningsOf(done), ...usageWarning],
  }
}

/** What was marked in any portion, once; a portion without anything of an invoice says nothing about the others. */
function warningsOf(answers: readonly PortionAnswer[]): Warning[] {
  const marked = answers.flatMap(({ warnings }) => warnings).filter(({ code }) => code !== 'not_an_invoice')
  const once = [...new Map(marked.map(warning => [warning.message, warning])).values()]
  const isNone = answers.every(({ warnings }) => warnings.some(({ code }) => code === 'not_an_invoice'))
  return isNone ? [notAnInvoice(null), ...once] : once
}

import type { Logger } from '../../logging/logger.ts'
import { AppError, invalidInput, notFound } from '../../shared/app-error.ts'
import { type Clock, toIso } from '../../shared/clock.ts'
import { inJson, mentionOf } from '../../shared/erase-text.ts'
import { type SecretBox, UnreadableSecretError } from '../../shared/secret-box.ts'
import { type AccuracyGroup, type AccuracyRow, AccuracyTally } from './accuracy.ts'
import { type Corrections, checkCorrections } from './correction-paths.ts'
import { pack, unpack } from './pack.ts'
import type { ResultStore, StoredResult } from './result-store.ts'
import { placeOf } from './sealed-results.ts'

/** What `/extract` answered: `data` and `meta` of one invoice, or arrays of them. */
export interface KeptAnswer {
  readonly data: unknown
  readonly meta: unknown
}

/** What a person says to an answer; without corrections that it is right. */
export interface Review {
  readonly at: string
  /** Name of the API key that sent it. */
  readonly by: string
  readonly username: string | null
  readonly corrections: Corrections
}

export interface KeptResult extends KeptAnswer {
  readonly companyId: string
  readonly keptUntil: string
  readonly reviews: readonly Review[]
}

type MaySee = (companyId: string) => boolean

export interface KeepResults {
  /** @returns until when it is kept; null where nothing is, or where the store did not take it in time */
  keep(result: {
    readonly id: string
    readonly requestId: string
    readonly companyId: string
    readonly answer: KeptAnswer
  }): Promise<string | null>
  /** @throws AppError `NOT_FOUND` also for what the caller may not see */
  find(requestId: string, maySee: MaySee): Promise<KeptResult>
  review(
    requestId: string,
    maySee: MaySee,
    review: { readonly by: string; readonly username: string | null; readonly corrections: Readonly<Record<string, unknown>> },
  ): Promise<KeptResult>
  accuracy(query: { readonly group: AccuracyGroup; readonly companyId: string | null }): Promise<{
    readonly reviewed: number
    readonly kept: number
    readonly rows: readonly AccuracyRow[]
  }>
  /** Whether this text stands in any result that may be seen, in whatever field. */
  holds(text: string, maySee?: MaySee): Promise<boolean>
  /** Every result that may be seen in which this text stands. */
  erase(text: string, maySee?: MaySee): Promise<void>
  purge(now: number, limit: number): Promise<number>
}

const DAY_MS = 86_400_000
/** The answer waits so long for being kept: whoever wants to correct it finds it there. */
const PATIENCE_MS = 2_000
const PAGE = 100
const MAX_REVIEWS = 50
/** Two who correct one result at the same moment: the second one looks again. */
const MOST_TRIES = 5

/**
 * Answers that are kept for some days, for people who look at them again and correct them. Under `keep_days` 0 nothing is kept, and what was is
 * deleted. Sealed with SECRETS_KEY: an invoice names people and accounts. One that no key opens any more is found by nobody, and looked into by no
 * search: it costs itself alone.
 */
export function createKeepResults(parts: {
  readonly store: ResultStore
  readonly keepDays: number
  readonly secretBox: SecretBox
  readonly clock: Clock
  readonly logger: Logger
}): KeepResults {
  const { store, keepDays, secretBox, clock, logger } = parts
  const keptMs = keepDays * DAY_MS
  const untilOf = (createdAt: string) => Date.parse(createdAt) + keptMs
  const isKept = ({ createdAt }: StoredResult) => untilOf(createdAt) > clock.now()

  const seal = async (id: string, value: unknown) => secretBox.seal(await pack(value), placeOf(id))
  const open = (id: string, stored: string) => unpack(secretBox.open(stored, placeOf(id)))
  const reviewsOf = async ({ id, reviews }: StoredResult) => (reviews === null ? [] : ((await open(id, reviews)) as Review[]))
  const opened = async (row: StoredResult): Promise<KeptResult> => {
    const { data, meta } = (await open(row.id, row.body)) as KeptAnswer
    return { data, meta, companyId: row.companyId, keptUntil: toIso(untilOf(row.createdAt)), reviews: await reviewsOf(row) }
  }
  const rowOf = async (requestId: string, maySee: MaySee): Promise<StoredResult> => {
    const rows = keepDays === 0 ? [] : await store.find(requestId)
    const row = rows.find(each => each.requestId === requestId && isKept(each) && maySee(each.companyId))
    if (row === undefined || (await readable(opened, row)) === null) throw notFound('A kept result of this request')
    return row
  }
  async function* naming(text: string, maySee: MaySee = () => true): AsyncGenerator<StoredResult> {
    const isNamed = mentionOf(inJson(text))
    for await (const row of all()) {
      if (!maySee(row.companyId)) continue
      const result = await readable(opened, row)
      if (result !== null && isNamed(JSON.stringify([result.data, result.meta, result.reviews]))) yield row
    }
  }

  async function* all(): AsyncGenerator<StoredResult> {
    for (let after: string | null = null; ; ) {
      const rows: StoredResult[] = await store.page(after, PAGE)
      yield* rows
      if (rows.length < PAGE) return
      after = rows.at(-1)!.id
    }
  }

  return {
    async keep({ answer, ...result }) {
      if (keepDays === 0) return null
      const createdAt = toIso(clock.now())
      const put = seal(result.id, { data: answer.data, meta: answer.meta } satisfies KeptAnswer).then(body =>
        store.put({ ...result, createdAt, body }),
      )
      const failed = put.then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      const outcome = await inTime(failed, PATIENCE_MS)
      if (outcome === undefined) return toIso(untilOf(createdAt))
      logger.warn({ err: outcome.error, request_id: result.requestId }, 'The result of an extraction could not be kept')
      return null
    },
    find: async (requestId, maySee) => opened(await rowOf(requestId, maySee)),
    async review(requestId, maySee, { by, username, corrections }) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const row = await rowOf(requestId, maySee)
        const result = await opened(row)
        if (result.reviews.length >= MAX_REVIEWS) throw invalidInput(`A result takes ${MAX_REVIEWS} reviews at most.`)
        const review = { at: toIso(clock.now()), by, username, corrections: checkCorrections(corrections, result.data) }
        const reviews = [...result.reviews, review]
        if (await store.review(row.id, row.revision, await seal(row.id, reviews))) return { ...result, reviews }
      }
      throw new AppError('Others are correcting this result. Please try again.', {
        code: 'RESULT_CHANGED',
        kind: 'conflict',
        retryable: true,
      })
    },
    async accuracy({ group, companyId }) {
      const tally = new AccuracyTally(group)
      let [kept, reviewed] = [0, 0]
      for await (const row of all()) {
        if (!isKept(row) || (companyId !== null && row.companyId.toLowerCase() !== companyId.toLowerCase())) continue
        kept += 1
        if (row.reviews === null) continue
        const result = await readable(opened, row)
        if (result === null) continue
        reviewed += 1
        tally.add({ ...result, corrections: Object.assign({}, ...result.reviews.map(review => review.corrections)) })
      }
      return { kept, reviewed, rows: tally.rows() }
    },
    async holds(text, maySee) {
      for await (const _ of naming(text, maySee)) return true
      return false
    },
    async erase(text, maySee) {
      for await (const { id } of naming(text, maySee)) await store.remove(id)
    },
    purge: (now, limit) => store.purge(toIso(now - keptMs), limit),
  }
}

/** Null where no key of the settings opens it. */
async function readable<T>(open: (row: StoredResult) => Promise<T>, row: StoredResult): Promise<T | null> {
  try {
    return await open(row)
  } catch (error) {
    if (error instanceof UnreadableSecretError) return null
    throw error
  }
}

type Failure = { readonly error: unknown } | undefined

async function inTime(outcome: Promise<Failure>, ms: number): Promise<Failure> {
  const late = Promise.withResolvers<Failure>()
  const timer = setTimeout(() => late.resolve({ error: new Error(`The store took longer than ${ms} ms.`) }), ms)
  try {
    return await Promise.race([outcome, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

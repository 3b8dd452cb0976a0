import type { PoolSurvey } from '../../tokens/pool-survey.ts'
import type { TokenStore } from '../../tokens/token-store.ts'
import type { Database } from './database.ts'
import { type FiguresQuery, type PoolFigures, readResting, readSurvey, readTotals } from './pool-queries.ts'
import { PoolReader } from './pool-reader.ts'

/** Up to this size the pool is read where it is asked for, as it is at that moment: some milliseconds. */
const SMALL_POOL = 200
/** Figures of a larger one are told for so long; whoever asks in the second half of it has the next ones made. */
const KEPT_MS = 1_000
const RENEWED_MS = 500
/** The survey is for people to look at. */
const SURVEY_KEPT_MS = 5_000

const IS_LARGE = `SELECT count(*) > ${SMALL_POOL} AS large FROM (SELECT 1 FROM bearer_tokens WHERE source = 'pool' LIMIT ${SMALL_POOL + 1})`

/** What is kept of a large pool. Ages are of when the reading began, by a clock that nobody sets. */
interface Kept<T> {
  readonly query: FiguresQuery
  readonly begun: number
  readonly value: Promise<T>
}

type PoolViews = Pick<TokenStore, 'totals' | 'resting' | 'survey'>

/**
 * What is told of the pool as a whole. A large pool is read on a thread of its own, at most once in a while, however many ask.
 * @param elapsed milliseconds of a clock that nobody sets
 */
export function createSqlitePoolViews(db: Database, elapsed: () => number): PoolViews {
  const reader = db.file === null ? null : new PoolReader(db.file)
  if (reader !== null) db.beforeClose(() => reader.close())
  const isLarge = () => db.read(() => db.statement(IS_LARGE).get()?.large === 1)
  const large = reader === null ? null : keepFigures(reader, elapsed)

  const figures = ({ source, day, now }: FiguresQuery): Promise<PoolFigures> | null =>
    large === null || source === 'file' || !isLarge() ? null : large.figures({ source, day, now })

  return {
    async totals(query) {
      const kept = figures(query)
      return kept === null ? db.read(() => readTotals(db, query)) : (await kept).totals
    },
    async resting(query) {
      const kept = figures(query)
      return kept === null ? db.read(() => readResting(db, query)) : (await kept).resting
    },
    async survey({ day, now }): Promise<PoolSurvey> {
      if (large === null || !isLarge()) return db.read(() => readSurvey(db, { day, now }))
      return large.survey({ source: 'pool', day, now })
    },
  }
}

function keepFigures(reader: PoolReader, elapsed: () => number) {
  let figures: Kept<PoolFigures> | null = null
  let survey: Kept<PoolSurvey> | null = null
  let renewing = false

  const isOf = (kept: Kept<unknown>, { day, now }: FiguresQuery, forMs: number) =>
    kept.query.day === day && Math.abs(now - kept.query.now) <= forMs && elapsed() - kept.begun <= forMs

  const read = (query: FiguresQuery): Promise<PoolFigures> => {
    const value = reader.figures(query)
    const reading = { query, begun: elapsed(), value }
    figures = reading
    // A failure is told to those who wait for it, and to nobody after them.
    value.catch(() => {
      if (figures === reading) figures = null
    })
    return value
  }

  /** Made while the present figures may still be told: nobody has to wait. */
  const renew = (query: FiguresQuery): void => {
    renewing = true
    const begun = elapsed()
    const value = reader.figures(query)
    value
      .then(
        () => {
          figures = { query, begun, value }
        },
        () => {},
      )
      .finally(() => {
        renewing = false
      })
  }

  return {
    figures(query: FiguresQuery): Promise<PoolFigures> {
      if (figures === null || !isOf(figures, query, KEPT_MS)) return read(query)
      if (!renewing && elapsed() - figures.begun > RENEWED_MS) renew(query)
      return figures.value
    },
    survey(query: FiguresQuery): Promise<PoolSurvey> {
      if (survey !== null && isOf(survey, query, SURVEY_KEPT_MS)) return survey.value
      const reading = { query, begun: elapsed(), value: reader.survey(query) }
      survey = reading
      reading.value.catch(() => {
        if (survey === reading) survey = null
      })
      return reading.value
    },
  }
}

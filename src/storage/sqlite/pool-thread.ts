import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { type Connection, readFigures, readSurvey } from './pool-queries.ts'
import type { PoolAnswer, PoolQuestion } from './pool-reader.ts'
import { RowQuery } from './row-query.ts'

// The thread of a PoolReader: it reads what is committed, and writes nothing.
const { file } = workerData as { file: string }
const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 })
const queries = new Map<string, RowQuery<unknown>>()

const connection: Connection = {
  rows<T>(sql: string) {
    let query = queries.get(sql)
    if (query === undefined) {
      query = new RowQuery(database.prepare(sql))
      queries.set(sql, query)
    }
    return query as RowQuery<T>
  },
}

parentPort!.on('message', ({ id, ask, query }: PoolQuestion) => {
  try {
    const value = ask === 'figures' ? readFigures(connection, query) : readSurvey(connection, query)
    parentPort!.postMessage({ id, value } satisfies PoolAnswer)
  } catch (error) {
    parentPort!.postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies PoolAnswer)
  }
})

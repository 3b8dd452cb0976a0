import sql from 'mssql'
import type { Driver, Row } from '../../../../src/storage/sqlserver/driver.ts'

type Step = Row[][] | Error | 'hang' | Promise<Row[][]>

/** The driver's boundary, played from a script: what the next connections and statements come to. */
export function scriptedDriver() {
  const connects: Step[] = []
  const answers: Step[] = []
  /** What a statement comes to, by its text, where no answer is lined up; undefined for nothing. */
  const server: { respond: (text: string) => Step | undefined } = { respond: () => undefined }
  const statements: { text: string; inputs: Record<string, unknown> }[] = []
  const pools: ScriptedPool[] = []
  const cancelled: unknown[] = []

  const play = async (step: Step | undefined, fallback: Row[][]): Promise<Row[][]> => {
    if (step === 'hang') return new Promise(() => {})
    if (step instanceof Error) throw step
    return step ?? fallback
  }

  class ScriptedPool {
    borrowed = 0
    closed = false
    readonly collation = { codepage: 'CP1252' }
    constructor() {
      pools.push(this)
    }
    on() {
      return this
    }
    async connect() {
      await play(connects.shift(), [])
      return this
    }
    async close() {
      this.closed = true
    }
    request() {
      return new ScriptedRequest()
    }
  }

  class ScriptedRequest {
    readonly #inputs: Record<string, unknown> = {}
    input(name: string, _type: unknown, value: unknown) {
      this.#inputs[name] = value
      return this
    }
    async query(text: string) {
      const recordsets = await this.#run(text)
      return { recordsets, recordset: recordsets[0] }
    }
    async batch(text: string) {
      return this.query(text)
    }
    async execute(procedure: string) {
      await this.#run(procedure)
      return { returnValue: 0 }
    }
    async bulk(table: { rows: unknown[][] }) {
      await this.#run('BULK', { rows: table.rows.length })
    }
    cancel() {
      cancelled.push(this)
    }
    async #run(text: string, inputs = this.#inputs) {
      statements.push({ text, inputs })
      return play(answers.shift() ?? server.respond(text), [[]])
    }
  }

  class ScriptedTransaction {
    async begin() {
      statements.push({ text: 'BEGIN', inputs: {} })
    }
    async commit() {
      statements.push({ text: 'COMMIT', inputs: {} })
    }
    async rollback() {
      statements.push({ text: 'ROLLBACK', inputs: {} })
    }
  }

  const driver = { ...sql, ConnectionPool: ScriptedPool, Request: ScriptedRequest, Transaction: ScriptedTransaction } as unknown as Driver
  return { driver, connects, answers, statements, pools, server, cancelled }
}

/** What node-mssql raises when SQL Server answers with an error. */
export function serverError(number: number, message = 'the statement failed', severity = 16): Error {
  return new sql.RequestError(Object.assign(new Error(message), { info: { number, class: severity, message } }) as never, 'EREQUEST')
}

export function connectionError(code: string, message = 'it failed'): Error {
  return new sql.ConnectionError(new Error(message) as never, code as never)
}

import { createHash } from 'node:crypto'
import type { HistoryStore } from '../../history/history-store.ts'
import { type Counters, KEPT_MINUTES, MINUTE_MS } from '../../history/minute-row.ts'
import type { Dynamo } from './dynamo.ts'

/** Partitions of the results' table that are no job's: no job's id begins like them. One for each day, so that none grows. */
const PARTITION = '#history-'
const MINUTES_PER_DAY = 1_440
/** The sort key is a number: the minute, and behind it as many bits of the process's name as it holds exactly beside it. */
const PROCESSES = 2 ** 24

/** What was counted per minute, of all replicas. DynamoDB's own time to live removes what is over. */
export function createDynamoHistoryStore({ dynamo, table }: { readonly dynamo: Dynamo; readonly table: string }): HistoryStore {
  const partition = (day: number) => `${PARTITION}${new Date(day * MINUTES_PER_DAY * MINUTE_MS).toISOString().slice(0, 10)}`
  const dayOf = (minute: number) => Math.floor(minute / MINUTES_PER_DAY)

  const readDay = async (day: number, from: number, to: number) => {
    const values = { ':day': partition(day), ':from': from * PROCESSES, ':to': (to + 1) * PROCESSES - 1 }
    const items = await dynamo.collect({ table, where: 'job_id = :day AND email_number BETWEEN :from AND :to', values })
    return items.map(({ email_number: number, process, counters }) => ({
      minute: Math.floor(Number(number) / PROCESSES),
      process: String(process),
      counters: JSON.parse(String(counters)) as Counters,
    }))
  }

  return {
    async write({ minute, process, counters }) {
      const place = createHash('sha256').update(process).digest().readUIntBE(0, 3)
      const key = { job_id: partition(dayOf(minute)), email_number: minute * PROCESSES + place }
      const purgeAt = (minute + KEPT_MINUTES) * (MINUTE_MS / 1000)
      await dynamo.put(table, { ...key, process, counters: JSON.stringify(counters), purge_at: purgeAt })
    },
    async read(from, to) {
      const days = Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, n) => dayOf(from) + n)
      return (await Promise.all(days.map(day => readDay(day, from, to)))).flat()
    },
  }
}

import type { Clock } from '../../shared/clock.ts'
import type { CallRecord, CallRecords } from '../../tokens/call-records.ts'
import type { Dynamo, Item } from './dynamo.ts'

/** Blocks matter to the end of their quota day, in every time zone. */
const KEPT_SECONDS = 3 * 86_400

/** A small item per process in the jobs table: no job's id begins like it, and no index holds it. */
export function createDynamoCallRecords(parts: { readonly dynamo: Dynamo; readonly table: string; readonly clock: Clock }): CallRecords {
  const { dynamo, table, clock } = parts
  const key = (record: string) => ({ job_id: `#calls-${record}` })
  const purge = () => Math.floor(clock.now() / 1000) + KEPT_SECONDS
  const names = { '#write': 'write', '#calls': 'calls' }

  return {
    async create(record, write) {
      await dynamo.put(table, { ...key(record), write, calls: '', fences: 0, purge_at: purge() }, 'attribute_not_exists(job_id)')
    },
    async announce(record, { write, after, fences, calls }) {
      const values = { ':write': write, ':after': after, ':fences': fences, ':calls': toText(calls), ':purge': purge() }
      const update = 'SET #write = :write, #calls = :calls, purge_at = :purge'
      const written = await dynamo.update(table, key(record), update, '#write = :after AND fences = :fences', { names, values })
      return toRecord(written.ok ? written.item : written.found)
    },
    async fence(record, block) {
      const values = { ':block': block, ':set': new Set([block]), ':one': 1 }
      const condition = 'attribute_exists(#write) AND NOT contains(fenced, :block)'
      const update = 'ADD fences :one, fenced :set'
      const written = await dynamo.update(table, key(record), update, condition, { names: { '#write': 'write' }, values })
      return toRecord(written.ok ? written.item : written.found)
    },
  }
}

/** Short: a write of up to 1 KB costs one unit. */
function toText(calls: ReadonlyMap<number, number>): string {
  return [...calls].map(([block, call]) => `${block.toString(36)}:${call.toString(36)}`).join(' ')
}

function toRecord(item: Item | null): CallRecord | null {
  if (item === null) return null
  const calls = String(item.calls)
    .split(' ')
    .filter(entry => entry !== '')
    .map(entry => entry.split(':').map(part => Number.parseInt(part, 36)) as [number, number])
  const fenced = item.fenced instanceof Set ? [...(item.fenced as Set<unknown>)].map(Number) : []
  return { write: String(item.write), fences: Number(item.fences), calls: new Map(calls), fenced: new Set(fenced) }
}

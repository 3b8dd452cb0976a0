import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dynamo } from '../../src/storage/dynamodb/dynamo.ts'
import type { TableNames } from '../../src/storage/dynamodb/dynamo-tables.ts'

/** What the lanes of a replica were at when its machine died. */
export interface LanesAtDeath {
  /** A call was begun, and its result was never written: the address is called again. */
  readonly calling: number
  /** A call was announced, or planned where none is announced, and never begun: a unit that nobody can tell from a call. */
  readonly aboutToCall: number
}

/**
 * Looks at what a dead machine's own disk says, which no other replica ever sees, beside what it has left on DynamoDB: before its jobs are taken
 * over, which is as long as a lease.
 */
export async function lanesAtDeath(dynamo: Dynamo, names: TableNames, folder: string): Promise<LanesAtDeath> {
  const begun = notesIn(join(folder, 'data', 'calls'))
  const rows = await all(dynamo, names.results)
  const announced = new Map<string, number>()
  for (const { job_id: id, calls } of await all(dynamo, names.jobs)) {
    if (!String(id).startsWith('#calls-')) continue
    for (const [block, call] of String(calls)
      .split(' ')
      .filter(Boolean)
      .map(entry => entry.split(':').map(part => Number.parseInt(part, 36))))
      announced.set(`${String(id).slice('#calls-'.length)}.${block}`, call!)
  }
  let calling = 0
  let aboutToCall = 0
  for (const lane of rows.filter(row => Number(row.email_number) < 0 && row.reservation_id !== undefined)) {
    const id = String(lane.reservation_id)
    const noted = begun.get(id)
    // Of another machine, or its plan was never reserved.
    if (noted === undefined) continue
    const written = Math.max(Number(lane.used), ...rows.filter(row => row.reservation_id === id).map(row => Number(row.used)))
    const [record, number] = id.split('.') as [string, string]
    const last = announced.get(`${record}.${Number.parseInt(number, 10)}`) ?? (number.endsWith('a') ? 0 : written + 1)
    calling += Number(noted > written)
    aboutToCall += Number(Math.min(Number(lane.units), last) > noted)
  }
  return { calling, aboutToCall }
}

/** As the call journal writes them: the id of the reservation, and the number of calls. */
function notesIn(directory: string): ReadonlyMap<string, number> {
  const notes = new Map<string, number>()
  for (const file of readdirSync(directory).filter(name => name.endsWith('.calls'))) {
    const slots = readFileSync(join(directory, file))
    for (let at = 0; at + 40 <= slots.length; at += 40) notes.set(slots.toString('latin1', at, at + 36), slots.readUInt32LE(at + 36))
  }
  return notes
}

async function all(dynamo: Dynamo, table: string) {
  const items = []
  for (let from: Awaited<ReturnType<Dynamo['scan']>>['next']; ; ) {
    const page = await dynamo.scan({ table, startAfter: from })
    items.push(...page.items)
    from = page.next
    if (from === undefined) return items
  }
}

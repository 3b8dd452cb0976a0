import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../src/shared/clock.ts'
import { createDynamoCallRecords } from '../../../src/storage/dynamodb/dynamo-call-records.ts'
import type { CallRecords } from '../../../src/tokens/call-records.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { type DynamoTables, openTables } from '../../support/dynamo-tables-support.ts'

describeOnDynamoDb('call records on DynamoDB', endpoint => {
  let tables: DynamoTables
  let records: CallRecords
  beforeAll(async () => {
    tables = await openTables(endpoint)
    records = createDynamoCallRecords({ dynamo: tables.dynamo, table: tables.names.jobs, clock: systemClock })
  })
  afterAll(() => tables.dynamo.close())

  const announce = (record: string, write: string, after: string, fences: number, calls: [number, number][]) =>
    records.announce(record, { write, after, fences, calls: new Map(calls) })

  test('an announcement follows the one that it knows of; a repeat and one that comes late change nothing', async () => {
    const record = randomUUID()
    await records.create(record, 'w0')
    expect(await announce(record, 'w1', 'w0', 0, [[1, 1]])).toEqual({ write: 'w1', fences: 0, calls: new Map([[1, 1]]), fenced: new Set() })
    // A try of before, which the network has kept.
    expect(await announce(record, 'w0b', 'w0', 0, [[2, 9]])).toMatchObject({ write: 'w1', calls: new Map([[1, 1]]) })
    await records.create(record, 'w0')
    const all: [number, number][] = [
      [1, 2],
      [71, 40],
    ]
    expect(await announce(record, 'w2', 'w1', 0, all)).toMatchObject({ write: 'w2', calls: new Map(all) })
  })

  test('who does not know of a fence announces nothing; a fence that is set twice is one', async () => {
    const record = randomUUID()
    await records.create(record, 'w0')
    await announce(record, 'w1', 'w0', 0, [[1, 1]])
    expect(await records.fence(record, 1)).toEqual({ write: 'w1', fences: 1, calls: new Map([[1, 1]]), fenced: new Set([1]) })
    expect(await announce(record, 'w2', 'w1', 0, [[1, 2]])).toMatchObject({ write: 'w1', fences: 1, fenced: new Set([1]) })
    expect(await records.fence(record, 1)).toMatchObject({ fences: 1 })
    expect(await announce(record, 'w3', 'w1', 1, [[2, 1]])).toMatchObject({ write: 'w3', calls: new Map([[2, 1]]) })
  })

  test('where there is no record nothing is announced, and nothing is known', async () => {
    expect([await announce('none', 'w1', 'w0', 0, []), await records.fence('none', 1)]).toEqual([null, null])
  })
})

import { PassThrough } from 'node:stream'
import pino from 'pino'
import { expect, test } from 'vitest'
import type { UsageRecord } from '../../../src/companies/company-store.ts'
import { eraseFromUsage } from '../../../src/companies/erase-usage.ts'
import { withMemory } from '../../../src/companies/outbox-memory.ts'
import type { OutboxStore } from '../../../src/companies/outbox-store.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { usageRecord } from '../../support/companies.ts'

const row = (requestId: string) => ({ requestId, inputTokens: 5 }) as UsageRecord

/** A file that can be full, and what is in it and in the log. */
function outboxOnDisk() {
  const file = new Map<string, UsageRecord>()
  const state = { full: false }
  const refuse = () => {
    if (state.full) throw new StoreUnavailableError('embedded database', new Error('database or disk is full'))
  }
  const rows: OutboxStore = {
    async put(record) {
      refuse()
      file.set(record.requestId, record)
    },
    async due(_now, limit) {
      refuse()
      return [...file.values()].slice(0, limit).map(record => ({ record, attempts: 0 }))
    },
    async remove(ids) {
      refuse()
      for (const id of ids) file.delete(id)
    },
    async defer() {},
    depth: async () => file.size,
    async eraseText(address) {
      refuse()
      for (const [id, record] of file) file.set(id, eraseFromUsage(record, address))
    },
  }
  const sink = new PassThrough()
  const lines: Record<string, unknown>[] = []
  sink.on('data', (chunk: Buffer) =>
    lines.push(
      ...chunk
        .toString()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>),
    ),
  )
  return { file, state, lines, memory: withMemory(rows, pino({ level: 'fatal' }, sink)) }
}

test('while the file takes nothing rows wait in memory, can be delivered from there, and go to the file when it takes them again', async () => {
  const { file, state, memory } = outboxOnDisk()
  await memory.put(row('a'), 1)
  state.full = true
  await memory.put(row('b'), 2)
  await memory.put(row('c'), 3)
  expect(memory.unwritten()).toEqual({ rows: 2, reason: 'database or disk is full' })
  expect(await memory.depth()).toBe(3)
  expect((await memory.due(4, 10)).map(({ record }) => record.requestId)).toEqual(['b', 'c'])
  await memory.remove(['b'])
  expect(memory.unwritten().rows).toBe(1)
  state.full = false
  expect((await memory.due(5, 10)).map(({ record }) => record.requestId)).toEqual(['a', 'c'])
  expect([...file.keys()]).toEqual(['a', 'c'])
  expect(memory.unwritten()).toEqual({ rows: 0, reason: null })
})

test('a person who is erased while the file takes nothing does not come back when it takes rows again', async () => {
  const { file, state, memory } = outboxOnDisk()
  const named = (requestId: string) =>
    usageRecord({ requestId, requestedBy: 'Ada <Ada@x.example>', rawUsage: '{"user":"ada@x.example","n":1}' })
  await memory.put(named('in the file'), 1)
  state.full = true
  await memory.put(named('in memory'), 2)
  await expect(memory.eraseText('ADA@x.example')).rejects.toThrow(StoreUnavailableError)
  state.full = false
  await memory.due(3, 10)
  expect(file.get('in memory')).toMatchObject({ requestedBy: '[erased]', rawUsage: '{"user":"[erased]","n":1}', inputTokens: 100 })
  await memory.eraseText('ADA@x.example')
  expect([...file.values()].map(record => record.requestedBy)).toEqual(['[erased]', '[erased]'])
})

test('too many rows: the oldest become one complete line each; so does what is left when the process ends', async () => {
  const { state, memory, lines } = outboxOnDisk()
  state.full = true
  for (let n = 0; n < 2_002; n += 1) await memory.put(row(`r${n}`), n)
  expect(memory.unwritten().rows).toBe(2_000)
  expect(lines.map(line => line.request_id)).toEqual(['r0', 'r1'])
  expect(lines[0]).toMatchObject({ usage: { inputTokens: 5 } })
  memory.surrender()
  expect(lines).toHaveLength(2_002)
  expect(memory.unwritten().rows).toBe(0)
})

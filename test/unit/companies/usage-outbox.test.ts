import pino from 'pino'
import { expect, test } from 'vitest'
import type { CompanyStore, UsageRecord } from '../../../src/companies/company-store.ts'
import type { OutboxStore } from '../../../src/companies/outbox-store.ts'
import { createUsageOutbox } from '../../../src/companies/usage-outbox.ts'
import { createRetryPolicy } from '../../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

/** Numbers from 0 up to `below`, the same for the same seed. */
function seeded(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('deliveries never overlap, and whatever the order in which they end, rows go out within seconds of the store being back', async () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const below = seeded(seed)
    const clock = new ManualClock()
    const kept = new Map<string, UsageRecord>()
    const delivering = new Set<string>()
    const overlaps: string[] = []
    let away = false
    /** As stores do: some turns of the microtask queue, a different number each time. */
    const ticks = async () => {
      for (let left = below(8); left > 0; left -= 1) await null
    }
    const rows: OutboxStore = {
      async put(record) {
        kept.set(record.requestId, record)
        await ticks()
      },
      async due() {
        return [...kept.values()].map(record => ({ record, attempts: 0 }))
      },
      async remove(ids) {
        await ticks()
        for (const id of ids) kept.delete(id)
      },
      async defer() {},
      depth: async () => kept.size,
      async eraseText() {},
    }
    const store = {
      async recordUsage({ requestId }: UsageRecord) {
        if (delivering.has(requestId)) overlaps.push(`seed ${seed}: ${requestId}`)
        delivering.add(requestId)
        await ticks()
        delivering.delete(requestId)
        if (away) throw new StoreUnavailableError('company store', new Error('away'))
      },
    } as unknown as CompanyStore
    const policy = createRetryPolicy(appSettingsSchema.parse({}).retry, { clock })
    const outbox = createUsageOutbox({ rows, store, policy, clock, logger: pino({ level: 'silent' }) })
    outbox.start()
    const caller = async (name: string) => {
      for (let left = below(40); left > 0; left -= 1) await null
      for (let i = 0; i < 4; i += 1) {
        await outbox.put({ requestId: `${name}-${i}` } as UsageRecord)
        if (i === 2) away = true
        await outbox.deliver()
      }
    }
    await Promise.all(['a', 'b', 'c'].map(caller))
    await settled()
    expect(kept.size).toBeGreaterThan(0)
    away = false
    await clock.advance(6000)
    expect([...kept.keys()], `seed ${seed}`).toEqual([])
    expect(overlaps).toEqual([])
    await outbox.stop()
  }
})

test('while the store is away a new row is no reason to knock sooner; once it is back, one is delivered at once', async () => {
  const clock = new ManualClock()
  const kept = new Map<string, UsageRecord>()
  const rows: OutboxStore = {
    async put(record) {
      kept.set(record.requestId, record)
    },
    due: async () => [...kept.values()].map(record => ({ record, attempts: 0 })),
    async remove(ids) {
      for (const id of ids) kept.delete(id)
    },
    async defer() {},
    depth: async () => kept.size,
    async eraseText() {},
  }
  let [away, knocks] = [true, 0]
  const store = {
    async recordUsage() {
      knocks += 1
      if (away) throw new StoreUnavailableError('company store', new Error('away'))
    },
  } as unknown as CompanyStore
  const policy = createRetryPolicy(appSettingsSchema.parse({}).retry, { clock })
  const outbox = createUsageOutbox({ rows, store, policy, clock, logger: pino({ level: 'silent' }) })
  outbox.start()
  const put = async (requestId: string) => {
    await outbox.put({ requestId } as UsageRecord)
    await settled()
  }
  await settled()
  await put('first')
  expect(knocks).toBe(1)
  for (let row = 0; row < 20; row += 1) await put(`${row}`)
  expect(knocks).toBe(1)
  away = false
  await clock.advance(6000)
  expect([...kept.keys()]).toEqual([])
  await put('last')
  expect([...kept.keys()]).toEqual([])
  await outbox.stop()
  expect(clock.sleeping).toBe(0)
})

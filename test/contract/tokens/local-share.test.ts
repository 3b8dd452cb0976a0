import pino from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'
import { withLocalShare } from '../../../src/tokens/local-share.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { reachable } from '../../support/reachable.ts'
import { describeTokenStore } from './describe-token-store.ts'
import { block, NOW, newToken, TODAY } from './samples.ts'

const logger = pino({ level: 'silent' })
const secrets = createSecretBox(undefined)
const FILE = newToken('file-1', { source: 'file', secret: null, dailyLimit: 31 })

function open() {
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  return createSqliteTokenStore(database, secrets)
}

/** Replicas with a shared store that can be taken away from each of them. */
function fleet(replicas: number) {
  const shared = open()
  return {
    shared,
    replicas: Array.from({ length: replicas }, () => {
      const clock = new ManualClock()
      const main = reachable(shared)
      return { main, clock, store: withLocalShare({ main: main.store, local: open(), replicas, clock, logger }) }
    }),
  }
}

// One replica has the whole limit as its share: then nothing may be different from the shared store itself.
describeTokenStore('a shared store with a local share', async () => {
  const database = openDatabase(':memory:')
  const own = openDatabase(':memory:')
  const main = createSqliteTokenStore(database, secrets)
  const local = createSqliteTokenStore(own, secrets)
  const store = () => withLocalShare({ main, local, replicas: 1, clock: new ManualClock(), logger })
  return { store: store(), sibling: store(), close: async () => void (await Promise.all([database.close(), own.close()])) }
})

describe('fallback tokens while the shared store is out of reach', () => {
  const drain = async (store: ReturnType<typeof withLocalShare>, units: number) => {
    let spent = 0
    for (;;) {
      const request = block('file-1', units)
      const outcome = await store.reserve(request)
      if (!outcome.granted) return spent
      spent += outcome.units
      await store.handBack('file-1', request.reservationId, 0)
    }
  }

  test('go on, each replica within its share, and together never beyond the limit', async () => {
    const { shared, replicas } = fleet(3)
    for (const { store } of replicas) await store.add(FILE)
    for (const { main } of replicas) main.away = true
    let spent = 0
    for (const { store } of replicas) spent += await drain(store, 4)
    expect(spent).toBe(30)
    for (const { main, clock } of replicas) {
      main.away = false
      await clock.advance(5_000)
    }
    for (const { store } of replicas) await store.candidates({ day: TODAY, now: NOW, source: 'file', limit: 10 })
    expect(await shared.get('file-1')).toMatchObject({ dailyUsage: 30 })
    for (const { store } of replicas) expect(await drain(store, 4)).toBe(0)
  })

  test('what was used with the shared store is part of the share', async () => {
    const { replicas } = fleet(2)
    const [first] = replicas
    await first!.store.add(FILE)
    expect(await first!.store.reserve(block('file-1', 10))).toMatchObject({ granted: true, units: 10 })
    first!.main.away = true
    expect(await drain(first!.store, 3)).toBe(5)
  })

  test('a reservation whose answer was lost is not counted a second time', async () => {
    const { shared, replicas } = fleet(1)
    const [{ store, main, clock }] = replicas as [(typeof replicas)[number]]
    await store.add(FILE)
    main.lossy = true
    const request = block('file-1', 10)
    expect(await store.reserve(request)).toMatchObject({ granted: true, units: 10 })
    main.lossy = false
    main.away = true
    await store.handBack('file-1', request.reservationId, 4)
    main.away = false
    await clock.advance(5_000)
    await store.candidates({ day: TODAY, now: NOW, source: 'file', limit: 10 })
    expect(await shared.get('file-1')).toMatchObject({ dailyUsage: 6 })
  })

  test('take over from a pool that cannot be asked, and step back when it can', async () => {
    const { replicas } = fleet(1)
    const [{ store, main, clock }] = replicas as [(typeof replicas)[number]]
    const query = { day: TODAY, now: NOW, source: 'pool' as const, limit: 10 }
    await store.add(newToken('a'))
    main.away = true
    await expect(store.candidates(query)).rejects.toThrow('out of reach')
    main.away = false
    await clock.advance(5_000)
    await store.add(FILE)
    main.away = true
    expect(await store.candidates(query)).toEqual([])
    expect(await store.candidates({ ...query, source: 'file' })).toMatchObject([{ tokenId: 'file-1' }])
    await expect(store.reserve(block('a', 1))).rejects.toThrow('out of reach')
    main.away = false
    await clock.advance(5_000)
    expect(await store.candidates(query)).toMatchObject([{ tokenId: 'a' }])
  })

  test('a block that was granted locally is found again after a restart', async () => {
    const { replicas } = fleet(1)
    const [{ store, main }] = replicas as [(typeof replicas)[number]]
    await store.add(FILE)
    main.away = true
    const request = block('file-1', 10)
    await store.reserve(request)
    expect(await store.reservedUnits('file-1', request.reservationId)).toBe(10)
  })
})

import { afterEach, expect, test } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { createTestDynamo, openJobStore, openTables, openTokenStore } from '../support/dynamo-tables-support.ts'
import { type Fault, startFaultProxy } from '../support/fault-proxy.ts'
import { claimed, drawAll, NOW as JOB_NOW, block as jobBlock, result, resultNumbers, submit } from './jobs/samples.ts'
import { block, NOW, newToken, penalty, TODAY } from './tokens/samples.ts'

const FAULTS: readonly Fault[] = ['lose-answer', 'lose-request', 'internal-error', 'internal-error-after', 'throttle', 'stall', 'late']
/** Shorter than a stall: a stalled request is given up and repeated. */
const TIMEOUT_MS = 500

describeOnDynamoDb('each write on a faulty network', endpoint => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  /** Stores behind a proxy; `strike` puts a fault into the next request of an operation, once. */
  const open = async () => {
    const direct = await openTables(endpoint)
    const proxy = await startFaultProxy(endpoint)
    const dynamo = createTestDynamo(proxy.url, TIMEOUT_MS)
    const behind = { ...direct, dynamo }
    const tokens = openTokenStore(behind)
    await tokens.sweep.stop()
    cleanUps.push(async () => {
      dynamo.close()
      direct.dynamo.close()
      await proxy.stop()
    })
    const strike = (operation: string, fault: Fault) => {
      let struck = false
      proxy.plan(passing => {
        if (struck || passing.operation !== operation) return null
        struck = true
        return fault
      })
      return () => struck
    }
    return { proxy, tokens, jobs: openJobStore(behind), strike }
  }

  test.each(FAULTS)('%s: a reservation, a hand-back and a charge count once', async fault => {
    const { tokens, strike, proxy } = await open()
    await tokens.add(newToken('a'))
    await tokens.reserve(block('a', 1))
    const request = block('a', 15)
    const reserving = strike('UpdateItem', fault)
    expect(await tokens.reserve(request)).toMatchObject({ granted: true, units: 15 })
    const settling = strike('UpdateItem', fault)
    await proxy.idle()
    expect(await tokens.get('a')).toMatchObject({ dailyUsage: 16 })
    await tokens.handBack('a', request.reservationId, 5)
    await proxy.idle()
    expect(await tokens.get('a')).toMatchObject({ dailyUsage: 11, totalUsage: 11 })
    const charging = strike('UpdateItem', fault)
    await tokens.charge('a', TODAY, 7)
    await proxy.idle()
    expect(await tokens.get('a')).toMatchObject({ dailyUsage: 18, totalUsage: 18 })
    expect([reserving(), settling(), charging()]).toEqual([true, true, true])
  })

  test.each(FAULTS)('%s: a profile that is saved later is marked and counted once', async fault => {
    const { jobs, proxy } = await open()
    await submit(jobs, 'j1', { total: 2 })
    const { lease } = await claimed(jobs, 'w')
    await drawAll(jobs, lease)
    await jobs.saveLane(lease, 0, jobBlock('b', 0))
    for (const n of [1, 2]) await jobs.record(lease, { lane: 0, block: jobBlock('b', n), result: result(n, { saved: false }) })
    await jobs.release(lease, { status: 'completed', expiresAt: JOB_NOW + 86_400_000 }, JOB_NOW)
    let struck = 0
    proxy.plan(({ operation }) => {
      if (operation === 'GetItem' || struck > 0) return null
      struck += 1
      return fault
    })
    await jobs.markSaved('j1', 1)
    await proxy.idle()
    expect(struck).toBe(1)
    expect(await jobs.savedCounts('j1')).toEqual({ fetched: 2, saved: 1, failed: 1 })
    expect(await jobs.results('j1', { after: 0, limit: 2 })).toMatchObject([{ saved: true }, { saved: false }])
  })

  test.each(FAULTS)('%s: a penalty and a recovery are applied once', async fault => {
    const { tokens, strike, proxy } = await open()
    await tokens.add(newToken('a'))
    for (const id of ['p1', 'p2']) await tokens.penalize('a', penalty(id, { reservedAt: NOW + 1 }))
    strike('UpdateItem', fault)
    expect(await tokens.penalize('a', penalty('p3', { reservedAt: NOW + 1 }))).toMatchObject({ errorCount: 3, strikes: 3 })
    await proxy.idle()
    strike('UpdateItem', fault)
    await tokens.recover('a', null, Date.now())
    await proxy.idle()
    expect(await tokens.get('a')).toMatchObject({ errorCount: 2, strikes: 0 })
  })

  test.each(FAULTS)('%s: a token is registered once and removed once', async fault => {
    const { tokens, strike, proxy } = await open()
    strike('TransactWriteItems', fault)
    expect(await tokens.add(newToken('a'))).toEqual({ outcome: 'added' })
    await proxy.idle()
    await tokens.reserve(block('a', 60))
    strike('TransactWriteItems', fault)
    expect(await tokens.remove('a', TODAY)).toBe(true)
    await proxy.idle()
    await tokens.add(newToken('b', { secret: 'secret-of-a', fingerprint: 'print-of-a' }))
    expect(await tokens.reserve(block('b', 50))).toMatchObject({ granted: true, units: 40 })
  })

  test.each(FAULTS)('%s: a claim, a block, a result and a release happen once, and none is taken for a lost lease', async fault => {
    const { jobs, strike, proxy } = await open()
    await submit(jobs, 'j1', { total: 5 })
    strike('UpdateItem', fault)
    const { lease } = await claimed(jobs, 'w')
    expect(lease.version).toBe(1)
    await drawAll(jobs, lease)
    const spending = { tokenId: 't', source: 'pool', reservationId: 'r', day: TODAY, reservedAt: JOB_NOW, units: 5, used: 0 } as const
    strike('UpdateItem', fault)
    await jobs.saveLane(lease, 0, spending)
    for (const number of [1, 2, 3, 4, 5]) {
      strike('PutItem', fault)
      const result = {
        emailNumber: number,
        email: `user${number}@example.com`,
        success: true,
        data: { number },
        error: null,
        errorType: null,
        tokenUsed: 't',
        attempts: 1,
        at: JOB_NOW,
        saved: null,
      }
      await jobs.record(lease, { lane: 0, block: { ...spending, used: number }, result })
    }
    strike('UpdateItem', fault)
    await jobs.heartbeat(lease, JOB_NOW + 1, 30_000, { lowWater: 5, waitingReason: null, waitingUntil: null })
    strike('UpdateItem', fault)
    await jobs.release(lease, { status: 'completed', expiresAt: JOB_NOW + 86_400_000 }, JOB_NOW + 2)
    await proxy.idle()
    expect(await jobs.get('j1')).toMatchObject({ status: 'completed', processed: 5, successful: 5, tokenSwitches: 1 })
    expect(await resultNumbers(jobs, 'j1')).toEqual([1, 2, 3, 4, 5])
  })

  test('a heartbeat that meets the own release, whose answer was lost, is no lost lease', async () => {
    const { jobs, proxy } = await open()
    await submit(jobs, 'j1', { total: 5 })
    const { lease } = await claimed(jobs, 'w')
    const ending = { status: 'completed', expiresAt: JOB_NOW + 86_400_000 } as const
    // Carried out, and every answer lost until the store has given up.
    proxy.plan(({ operation }) => (operation === 'UpdateItem' ? 'lose-answer' : null))
    await expect(jobs.release(lease, ending, JOB_NOW)).rejects.toThrow('out of reach')
    proxy.plan(() => null)
    expect(await jobs.get('j1')).toMatchObject({ status: 'completed', worker: null })
    const progress = { lowWater: 0, waitingReason: null, waitingUntil: null }
    expect(await jobs.heartbeat(lease, JOB_NOW + 1, 30_000, progress)).toEqual({ requested: null })
    await jobs.release(lease, ending, JOB_NOW)
    expect(await jobs.get('j1')).toMatchObject({ status: 'completed' })
  })

  test('a release whose answer was lost is not taken for a lost lease when an operator has paused the job since', async () => {
    const { jobs, proxy } = await open()
    await submit(jobs, 'j1', { total: 5 })
    const { lease } = await claimed(jobs, 'w')
    proxy.plan(({ operation }) => (operation === 'UpdateItem' ? 'lose-answer' : null))
    await expect(jobs.release(lease, { status: 'pending' }, JOB_NOW)).rejects.toThrow('out of reach')
    proxy.plan(() => null)
    expect(await jobs.request('j1', 'pause', JOB_NOW, JOB_NOW)).toMatchObject({ changed: true, job: { status: 'paused' } })
    expect(await jobs.release(lease, { status: 'pending' }, JOB_NOW)).toEqual({ released: true })
    expect(await jobs.get('j1')).toMatchObject({ status: 'paused' })
  })
})

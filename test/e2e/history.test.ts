import { expect, test } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { runHistory } from '../support/history/run-history.ts'

/** More of them: `npm run history -- 200`. */
const SEEDS = 20
const AT_ONCE = 4

describeOnDynamoDb('the history of replicas on a faulty network', endpoint => {
  test(`${SEEDS} runs keep every promise at every moment`, { timeout: 180_000 }, async () => {
    const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1)
    let faults = 0
    let takeovers = 0
    const work = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const verdict = await runHistory(endpoint, seed)
        expect(verdict.violations, `seed ${seed}`).toEqual([])
        faults += verdict.faults
        takeovers += verdict.takeovers
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    // A run in which nothing went wrong proves nothing.
    expect(faults).toBeGreaterThan(SEEDS * 10)
    expect(takeovers).toBeGreaterThan(SEEDS)
  })
})

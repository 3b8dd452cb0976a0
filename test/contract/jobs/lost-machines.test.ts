import { expect, it, onTestFinished } from 'vitest'
import { createDynamoCallRecords } from '../../../src/storage/dynamodb/dynamo-call-records.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openProfileStore, openTables, openTokenStore } from '../../support/dynamo-tables-support.ts'
import { loseTwoMachinesAtRest, SMALL_FLEET } from '../../support/lost-machines.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { startMortalWorld } from '../../support/mortal-world.ts'

/** Items that are to be deleted in two days are not to be so now. */
const NOON = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 43_200_000

describeOnDynamoDb('machines that are lost for good', endpoint => {
  it('two of them, while the fifteen lanes of their replica rest: 80 units are enough for 75 addresses', async () => {
    const tables = await openTables(endpoint)
    onTestFinished(() => tables.dynamo.close())
    const clock = new ManualClock(NOON)
    const world = await startMortalWorld(SMALL_FLEET, clock, () => ({
      ...{ jobs: openJobStore(tables), tokens: openTokenStore(tables), profiles: openProfileStore(tables) },
      calls: createDynamoCallRecords({ dynamo: tables.dynamo, table: tables.names.jobs, clock }),
    }))
    const { statuses, calls, used, writtenOff } = await loseTwoMachinesAtRest(world, { afterSeconds: 3, thenCalls: 15 })
    expect(statuses).toEqual(statuses.map(() => ['completed', SMALL_FLEET.addresses]))
    expect(calls).toBe(75)
    // One of a lane that was announced with others, at most.
    expect(used - 75).toBeLessThanOrEqual(2)
    expect(used - 75).toBe(writtenOff)
  })
})

import { afterEach, beforeEach, describe } from 'vitest'
import { closingPromises } from './closing-promises.ts'
import { fencingPromises } from './fencing-promises.ts'
import { historyPromises } from './history-promises.ts'
import { operatorPromises } from './operator-promises.ts'
import { ownerPromises } from './owner-promises.ts'
import { resultPromises } from './result-promises.ts'
import type { JobStores } from './samples.ts'
import { submissionPromises } from './submission-promises.ts'
import { takeoverPromises } from './takeover-promises.ts'
import { upkeepPromises } from './upkeep-promises.ts'
import { workPromises } from './work-promises.ts'

/** The promises of the JobStore port, to be kept by every adapter. */
export function describeJobStore(name: string, open: () => Promise<JobStores>): void {
  describe(`JobStore on ${name}`, () => {
    let stores: JobStores
    beforeEach(async () => {
      stores = await open()
    })
    afterEach(() => stores.close())
    const current = () => stores
    submissionPromises(current)
    workPromises(current)
    fencingPromises(current)
    closingPromises(current)
    takeoverPromises(current)
    resultPromises(current)
    historyPromises(current)
    operatorPromises(current)
    ownerPromises(current)
    upkeepPromises(current)
  })
}

import type { JobStore } from '../../jobs/job-store.ts'
import { createHeldJobs } from './held-jobs.ts'
import { createJobClaims } from './job-claims.ts'
import { createJobResults } from './job-results.ts'
import { createJobSubmission, type JobTables } from './job-submission.ts'
import { createJobUpkeep } from './job-upkeep.ts'
import { createJobViews } from './job-views.ts'
import { createJobWork } from './job-work.ts'

/** Jobs and their results on DynamoDB: conditional writes of single items; the design, and its two exceptions, are in docs/adr/0003-dynamodb-key-design.md. */
export function createDynamoJobStore(tables: JobTables): JobStore {
  const held = createHeldJobs()
  return {
    ...createJobSubmission(tables),
    ...createJobClaims(tables, held),
    ...createJobWork(tables, held),
    ...createJobViews(tables),
    ...createJobResults(tables),
    ...createJobUpkeep(tables, held),
  }
}

import type { SuppressionStore } from '../../profiles/suppressions.ts'
import type { Dynamo } from './dynamo.ts'
import { purgeAt } from './job-items.ts'

/** A partition of the results' table that is no job's: no job's id begins like it. */
const PARTITION = '#suppressed'
/** As many bits of the fingerprint as a sort key that is a number holds exactly. */
const NUMBER_DIGITS = 12

/** Who is not to be looked up again, shared by all replicas. DynamoDB's own time to live removes what is over. */
export function createDynamoSuppressionStore({ dynamo, table }: { readonly dynamo: Dynamo; readonly table: string }): SuppressionStore {
  return {
    async suppress(fingerprint, until) {
      const number = Number.parseInt(fingerprint.slice(0, NUMBER_DIGITS), 16)
      await dynamo.put(table, { job_id: PARTITION, email_number: number, fingerprint, until, purge_at: purgeAt(until) })
    },
    async suppressed(now) {
      const items = await dynamo.collect({ table, where: 'job_id = :partition', values: { ':partition': PARTITION } })
      return items.flatMap(({ fingerprint, until }) =>
        typeof fingerprint === 'string' && typeof until === 'number' && until > now ? [{ fingerprint, until }] : [],
      )
    },
  }
}

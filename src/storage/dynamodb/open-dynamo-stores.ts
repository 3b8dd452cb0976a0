import type { Settings } from '../../settings/settings.ts'
import type { Clock } from '../../shared/clock.ts'
import type { QuotaDay } from '../../shared/quota-day.ts'
import type { SecretBox } from '../../shared/secret-box.ts'
import type { BatchStores } from '../stores.ts'
import { awsRegion } from './aws-region.ts'
import { explainOutOfReach, explainRefusal } from './aws-words.ts'
import { createDynamo } from './create-dynamo.ts'
import type { CapacityMeter } from './dynamo.ts'
import { createDynamoCallRecords } from './dynamo-call-records.ts'
import { createDynamoHistoryStore } from './dynamo-history-store.ts'
import { createDynamoJobStore } from './dynamo-job-store.ts'
import { createDynamoProfileStore } from './dynamo-profile-store.ts'
import { createDynamoSuppressionStore } from './dynamo-suppression-store.ts'
import { prepareTables } from './dynamo-tables.ts'
import { createDynamoTokenSecrets, createDynamoTokenStore } from './dynamo-token-store.ts'
import { createRecoveryWatch } from './point-in-time-recovery.ts'

/**
 * The shared stores of all replicas. Tables that are missing are created unless the settings forbid it.
 * @throws StartError when AWS refuses who asks, or nobody answers; StoreUnavailableError when DynamoDB does not work, or a table is missing and may not be created
 */
export async function openDynamoStores(
  settings: Settings,
  parts: {
    readonly secrets: SecretBox
    readonly clock: Clock
    readonly quotaDay: (now: number) => QuotaDay
    readonly meter?: CapacityMeter
  },
): Promise<BatchStores> {
  const { clock, secrets, quotaDay } = parts
  const region = await awsRegion(settings.AWS_REGION)
  const dynamo = createDynamo({
    region,
    endpoint: settings.DYNAMODB_ENDPOINT,
    clock,
    ...(parts.meter === undefined ? {} : { meter: parts.meter }),
  })
  const names = {
    tokens: settings.BEARER_TOKENS_TABLE,
    jobs: settings.JOBS_TABLE,
    results: settings.JOB_RESULTS_TABLE,
    profiles: settings.DYNAMODB_TABLE_NAME,
  }
  const facts = await prepareTables(dynamo, names, { create: settings.DYNAMODB_CREATE_TABLES, clock }).catch((error: unknown) => {
    throw explainRefusal(error) ?? explainOutOfReach(error, region, settings.DYNAMODB_ENDPOINT) ?? error
  })
  const tables = Object.values(names).map(name => ({ name, isNew: facts.created.includes(name) }))
  const recovery = createRecoveryWatch({ dynamo, tables, clock })
  // Whoever forbids the service to make tables looks after them himself.
  if (settings.DYNAMODB_CREATE_TABLES) recovery.start()
  const tokens = createDynamoTokenStore({
    dynamo,
    table: names.tokens,
    secrets,
    clock,
    dayOf: now => quotaDay(now).day,
    defaultLimit: settings.app.rotation.daily_limit,
    tokenItems: facts.tokenItems,
  })
  return {
    isLocal: false,
    tokens,
    jobs: createDynamoJobStore({ dynamo, clock, jobs: names.jobs, results: names.results }),
    profiles: createDynamoProfileStore({ dynamo, table: names.profiles, timestamp: facts.profileTimestamp }),
    time: dynamo.time,
    calls: createDynamoCallRecords({ dynamo, table: names.jobs, clock }),
    suppressions: createDynamoSuppressionStore({ dynamo, table: names.results }),
    history: createDynamoHistoryStore({ dynamo, table: names.results }),
    secrets: createDynamoTokenSecrets({ dynamo, table: names.tokens }),
    warnings: () => recovery.warnings(),
    async close() {
      await recovery.stop()
      await tokens.sweep.stop()
      dynamo.close()
    },
  }
}

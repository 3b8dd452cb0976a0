import { randomUUID } from 'node:crypto'
import { systemClock } from '../../src/shared/clock.ts'
import { createSecretBox } from '../../src/shared/secret-box.ts'
import { createDynamo } from '../../src/storage/dynamodb/create-dynamo.ts'
import type { Dynamo } from '../../src/storage/dynamodb/dynamo.ts'
import { createDynamoJobStore } from '../../src/storage/dynamodb/dynamo-job-store.ts'
import { createDynamoProfileStore } from '../../src/storage/dynamodb/dynamo-profile-store.ts'
import { prepareTables, type TableFacts, type TableNames } from '../../src/storage/dynamodb/dynamo-tables.ts'
import { createDynamoTokenStore } from '../../src/storage/dynamodb/dynamo-token-store.ts'
import { seededRandom, startFaultProxy } from './fault-proxy.ts'

export interface DynamoTables {
  readonly dynamo: Dynamo
  readonly names: TableNames
  readonly facts: TableFacts
}

export function freshNames(): TableNames {
  const id = randomUUID().slice(0, 8)
  return { tokens: `tokens-${id}`, jobs: `jobs-${id}`, results: `results-${id}`, profiles: `profiles-${id}` }
}

export function createTestDynamo(endpoint: string, requestTimeoutMs?: number): Dynamo {
  const timeout = requestTimeoutMs === undefined ? {} : { requestTimeoutMs }
  return createDynamo({ region: 'us-east-1', endpoint, clock: systemClock, ...timeout })
}

export async function openTables(endpoint: string, names: TableNames = freshNames()): Promise<DynamoTables> {
  const dynamo = createTestDynamo(endpoint)
  return { dynamo, names, facts: await prepareTables(dynamo, names, { create: true, clock: systemClock }) }
}

/** Every test's writes go through a proxy that loses this share of all answers, after the request was carried out. */
export async function openLossyTables(
  endpoint: string,
  share: number,
): Promise<{ tables: DynamoTables; other: DynamoTables; stop(): Promise<void> }> {
  const direct = await openTables(endpoint)
  direct.dynamo.close()
  const proxy = await startFaultProxy(endpoint)
  const tables = await openTables(proxy.url, direct.names)
  const other = await openTables(proxy.url, direct.names)
  const random = seededRandom(7)
  proxy.plan(() => (random() < share ? 'lose-answer' : null))
  return {
    tables,
    other,
    async stop() {
      tables.dynamo.close()
      other.dynamo.close()
      await proxy.stop()
    },
  }
}

export const TEST_SECRETS = createSecretBox(Buffer.alloc(32, 7))

export function openTokenStore({ dynamo, names, facts }: DynamoTables) {
  return createDynamoTokenStore({
    dynamo,
    table: names.tokens,
    secrets: TEST_SECRETS,
    clock: systemClock,
    dayOf: now => new Date(now).toISOString().slice(0, 10),
    defaultLimit: 500,
    tokenItems: facts.tokenItems,
  })
}

export function openJobStore({ dynamo, names }: DynamoTables) {
  return createDynamoJobStore({ dynamo, clock: systemClock, jobs: names.jobs, results: names.results })
}

export function openProfileStore({ dynamo, names, facts }: DynamoTables) {
  return createDynamoProfileStore({ dynamo, table: names.profiles, timestamp: facts.profileTimestamp })
}

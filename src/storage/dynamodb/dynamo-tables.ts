import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Dynamo } from './dynamo.ts'

export interface TableNames {
  readonly tokens: string
  readonly jobs: string
  readonly results: string
  readonly profiles: string
}

/** Sparse indexes; both are hints: what they say is checked by the conditional write that follows. */
export const PICK_INDEX = 'pick'
export const WORK_INDEX = 'work'
export const LISTED_INDEX = 'listed'

/** What the choice of a token needs to know of it: projected, so that a candidate costs one read. */
const PICKED = [
  'source',
  'daily_limit',
  'quota_day',
  'daily_usage',
  'error_count',
  'last_used',
  'is_active',
  'expires_ms',
  'excluded_until',
  'penalty_id',
  'learned_limit',
  'learned_day',
]

interface IndexDefinition {
  readonly name: string
  readonly partition: string
  readonly sort: string
  readonly project: readonly string[]
}

interface TableDefinition {
  readonly name: string
  readonly partition: string
  readonly sort?: { readonly name: string; readonly type: 'S' | 'N' }
  readonly indexes: readonly IndexDefinition[]
  /** The attribute by which DynamoDB deletes rows that are of no use any more, days late: never relied on. */
  readonly ttl: string
}

export function tableDefinitions(names: TableNames): readonly TableDefinition[] {
  const pick = { name: PICK_INDEX, partition: 'pick_shard', sort: 'pick_key', project: PICKED }
  const work = { name: WORK_INDEX, partition: 'work_shard', sort: 'work_key', project: ['priority', 'created_at', 'status'] }
  const listed = { name: LISTED_INDEX, partition: 'listed_month', sort: 'listed_key', project: [] }
  return [
    { name: names.tokens, partition: 'token_id', indexes: [pick], ttl: 'purge_at' },
    { name: names.jobs, partition: 'job_id', indexes: [work, listed], ttl: 'purge_at' },
    { name: names.results, partition: 'job_id', sort: { name: 'email_number', type: 'N' }, indexes: [], ttl: 'purge_at' },
    { name: names.profiles, partition: 'email', sort: { name: 'timestamp', type: 'S' }, indexes: [], ttl: 'purge_at' },
  ]
}

export interface TableFacts {
  /** The predecessor's table may have a number as its `timestamp`. */
  readonly profileTimestamp: 'S' | 'N'
  /** About: DynamoDB counts every six hours. */
  readonly tokenItems: number
  /** Names of the tables that were created now. */
  readonly created: readonly string[]
}

/** How long a new table or index may take before the start fails with a word about it. */
const READY_MS = 120_000
const LOOK_MS = 500
/** How long a start waits for a DynamoDB that does not answer. */
const REACH_MS = 15_000

/**
 * Makes sure that the tables and their indexes are there. An existing table is left as it is but for indexes that are missing: those are added
 * while it goes on serving.
 * @throws StoreUnavailableError when something is missing and `create` is false, or DynamoDB is out of reach
 */
export async function prepareTables(
  dynamo: Dynamo,
  names: TableNames,
  options: { readonly create: boolean; readonly clock: Clock },
): Promise<TableFacts> {
  const created: string[] = []
  const described = await Promise.all(tableDefinitions(names).map(definition => prepareTable(dynamo, definition, options, created)))
  const [tokens, , , profiles] = described
  const timestamp = profiles?.AttributeDefinitions?.find(attribute => attribute.AttributeName === 'timestamp')
  return { profileTimestamp: timestamp?.AttributeType === 'N' ? 'N' : 'S', tokenItems: tokens?.ItemCount ?? 0, created }
}

async function prepareTable(
  dynamo: Dynamo,
  definition: TableDefinition,
  { create, clock }: { readonly create: boolean; readonly clock: Clock },
  created: string[],
): Promise<TableDescription> {
  const started = clock.now()
  const until = started + READY_MS
  for (;;) {
    const table = await patiently(() => describe(dynamo, definition.name), started + REACH_MS, clock)
    if (table === null) {
      if (!create)
        throw new StoreUnavailableError(
          `DynamoDB table ${definition.name}`,
          new Error('It does not exist, and DYNAMODB_CREATE_TABLES is false.'),
        )
      if (await patiently(() => createTable(dynamo, definition), started + REACH_MS, clock)) created.push(definition.name)
    } else {
      const missing = missingIndex(table, definition)
      const ready = table.TableStatus === 'ACTIVE' && (table.GlobalSecondaryIndexes ?? []).every(index => index.IndexStatus === 'ACTIVE')
      if (ready && missing === undefined) {
        if (create) await askForExpiry(dynamo, definition)
        return table
      }
      if (ready && missing !== undefined) {
        if (!create)
          throw new StoreUnavailableError(`DynamoDB index ${missing.name} of ${definition.name}`, new Error('It does not exist.'))
        await addIndex(dynamo, definition, missing, table)
      }
    }
    if (clock.now() >= until) throw new StoreUnavailableError(`DynamoDB table ${definition.name}`, new Error('It does not become active.'))
    await clock.sleep(table === null ? 20 : LOOK_MS)
  }
}

/** A slow or broken answer at the start is asked for again for a while; each step may be repeated. */
async function patiently<T>(step: () => Promise<T>, until: number, clock: Clock): Promise<T> {
  for (;;) {
    try {
      return await step()
    } catch (error) {
      const status = ((error as Error).cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode
      if ((status !== undefined && status < 500) || clock.now() >= until) throw error
      await clock.sleep(LOOK_MS)
    }
  }
}

async function describe(dynamo: Dynamo, name: string): Promise<TableDescription | null> {
  try {
    return (await dynamo.client.send(new DescribeTableCommand({ TableName: name }))).Table ?? null
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null
    throw new StoreUnavailableError('DynamoDB store', error)
  }
}

function missingIndex(table: TableDescription, definition: TableDefinition): IndexDefinition | undefined {
  const present = new Set((table.GlobalSecondaryIndexes ?? []).map(index => index.IndexName))
  return definition.indexes.find(index => !present.has(index.name))
}

/** True when this process created it; another replica may have been faster. */
async function createTable(dynamo: Dynamo, definition: TableDefinition): Promise<boolean> {
  const { name, partition, sort, indexes } = definition
  const keys = [{ AttributeName: partition, KeyType: 'HASH' as const }]
  try {
    await dynamo.client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: sort === undefined ? keys : [...keys, { AttributeName: sort.name, KeyType: 'RANGE' }],
        AttributeDefinitions: attributeDefinitions(definition, indexes),
        ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(toIndex) }),
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ResourceInUseException) return false
    throw new StoreUnavailableError(`DynamoDB table ${name}`, error)
  }
}

async function addIndex(dynamo: Dynamo, definition: TableDefinition, index: IndexDefinition, table: TableDescription): Promise<void> {
  try {
    await dynamo.client.send(
      new UpdateTableCommand({
        TableName: definition.name,
        AttributeDefinitions: attributeDefinitions(definition, [index]),
        GlobalSecondaryIndexUpdates: [{ Create: { ...toIndex(index), ...throughputOf(table) } }],
      }),
    )
  } catch (error) {
    // Another replica adds it at the same time, or the last one is still being filled: the next look tells.
    if (!(error instanceof ResourceInUseException) && (error as Error).name !== 'LimitExceededException')
      throw new StoreUnavailableError(`DynamoDB table ${definition.name}`, error)
  }
}

/** A table with provisioned capacity wants an index with its own: as much as the table itself has. Nothing where it is billed on demand. */
function throughputOf({ BillingModeSummary: billing, ProvisionedThroughput: has }: TableDescription) {
  const [read, write] = [has?.ReadCapacityUnits ?? 0, has?.WriteCapacityUnits ?? 0]
  if (billing?.BillingMode === 'PAY_PER_REQUEST' || read === 0 || write === 0) return {}
  return { ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write } }
}

function attributeDefinitions({ partition, sort }: TableDefinition, indexes: readonly IndexDefinition[]): AttributeDefinition[] {
  const own: AttributeDefinition[] = [{ AttributeName: partition, AttributeType: 'S' }]
  if (sort !== undefined) own.push({ AttributeName: sort.name, AttributeType: sort.type })
  return [...own, ...indexes.flatMap(i => [i.partition, i.sort].map(name => ({ AttributeName: name, AttributeType: 'S' as const })))]
}

function toIndex(index: IndexDefinition) {
  return {
    IndexName: index.name,
    KeySchema: [
      { AttributeName: index.partition, KeyType: 'HASH' as const },
      { AttributeName: index.sort, KeyType: 'RANGE' as const },
    ],
    Projection:
      index.project.length === 0
        ? { ProjectionType: 'KEYS_ONLY' as const }
        : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.project] },
  }
}

/** Asked for, not insisted on: what has expired is of no use, and does no harm either. */
async function askForExpiry(dynamo: Dynamo, { name, ttl }: TableDefinition): Promise<void> {
  const enabled = await dynamo.client
    .send(new DescribeTimeToLiveCommand({ TableName: name }))
    .then(answer => answer.TimeToLiveDescription?.TimeToLiveStatus !== 'DISABLED')
    .catch(() => true)
  if (!enabled) {
    const specification = { AttributeName: ttl, Enabled: true }
    await dynamo.client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification })).catch(() => {})
  }
}

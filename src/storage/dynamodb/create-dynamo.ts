import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { createRetryPolicy, RetryFailedError, type RetryPolicy } from '../../retry/retry-policy.ts'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import type { StoreTime } from '../../shared/store-time.ts'
import { AnswerDates } from './answer-dates.ts'
import type { CapacityMeter, Dynamo, Expression, Item, Key, Page, QueryRequest, ScanRequest, Written } from './dynamo.ts'
import { isAnswer, isWorthRepeating, nameOf } from './dynamo-errors.ts'

export interface DynamoParts {
  readonly region: string
  readonly endpoint?: string | undefined
  readonly clock: Clock
  readonly meter?: CapacityMeter
  /** Overrides for tests that wait on time-outs. */
  readonly requestTimeoutMs?: number
}

/**
 * Time-outs: DynamoDB answers in milliseconds; after two seconds it does not answer any more. A call gives up after some repeats within
 * {@link DEADLINE_MS}, so that HTTP callers hear 503 in time; lanes come back by themselves.
 */
const REQUEST_TIMEOUT_MS = 2_000
const CONNECT_TIMEOUT_MS = 1_000
const DEADLINE_MS = 3_000
const STORE_RETRY = { max_retries: 5, initial_delay: 0.05, max_delay: 1, backoff_multiplier: 2, jitter: true }
const MAX_SOCKETS = 256
const BATCH_WRITE = 25
const BATCH_GET = 100

export function createDynamo(parts: DynamoParts): Dynamo {
  const timeout = parts.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
  const config: DynamoDBClientConfig = {
    region: parts.region,
    // The one retry loop is ours: it knows that a write that timed out may have happened.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
      socketAcquisitionWarningTimeout: 60_000,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
    ...(parts.endpoint === undefined ? {} : { endpoint: parts.endpoint }),
  }
  const client = new DynamoDBClient(config)
  const time = new AnswerDates(parts.clock)
  time.watch(client)
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  return new DocumentDynamo(client, document, createRetryPolicy(STORE_RETRY, { clock: parts.clock }), time, parts)
}

class DocumentDynamo implements Dynamo {
  readonly client: DynamoDBClient
  readonly time: StoreTime
  readonly #document: DynamoDBDocumentClient
  readonly #retry: RetryPolicy
  readonly #clock: Clock
  readonly #meter: CapacityMeter | undefined

  constructor(client: DynamoDBClient, document: DynamoDBDocumentClient, retry: RetryPolicy, time: StoreTime, parts: DynamoParts) {
    this.client = client
    this.time = time
    this.#document = document
    this.#retry = retry
    this.#clock = parts.clock
    this.#meter = parts.meter
  }

  async get(table: string, key: Key, project?: string, names?: Readonly<Record<string, string>>): Promise<Item | null> {
    const input = {
      TableName: table,
      Key: key,
      ConsistentRead: true,
      ProjectionExpression: project,
      ExpressionAttributeNames: names,
      ...this.#ask,
    }
    const answer = await this.#run('get', () => this.#document.send(new GetCommand(input)))
    this.#count('get', answer.ConsumedCapacity, 1)
    return answer.Item ?? null
  }

  put(table: string, item: Item, condition?: string, expression: Expression = {}): Promise<Written> {
    const input = { TableName: table, Item: item, ConditionExpression: condition, ...attributes(expression), ...this.#ask, ...SHOW_FOUND }
    return this.#write('put', async () => {
      const answer = await this.#document.send(new PutCommand(input))
      this.#count('put', answer.ConsumedCapacity, 0)
      return { ok: true, item }
    })
  }

  update(table: string, key: Key, update: string, condition: string, expression: Expression): Promise<Written> {
    const input = {
      TableName: table,
      Key: key,
      UpdateExpression: update,
      ConditionExpression: condition,
      ...attributes(expression),
      ReturnValues: 'ALL_NEW' as const,
      ...this.#ask,
      ...SHOW_FOUND,
    }
    return this.#write('update', async () => {
      const answer = await this.#document.send(new UpdateCommand(input))
      this.#count('update', answer.ConsumedCapacity, 0)
      return { ok: true, item: answer.Attributes ?? {} }
    })
  }

  delete(table: string, key: Key, condition?: string, expression: Expression = {}): Promise<Written> {
    const returned = { ReturnValues: 'ALL_OLD' as const, ...this.#ask, ...SHOW_FOUND }
    const input = { TableName: table, Key: key, ConditionExpression: condition, ...attributes(expression), ...returned }
    return this.#write('delete', async () => {
      const answer = await this.#document.send(new DeleteCommand(input))
      this.#count('delete', answer.ConsumedCapacity, 0)
      return { ok: true, item: answer.Attributes ?? {} }
    })
  }

  async transact(items: Parameters<Dynamo['transact']>[0]): Promise<boolean> {
    try {
      // The token lets DynamoDB recognise a repeat after a lost answer.
      const command = { TransactItems: items, ClientRequestToken: crypto.randomUUID() }
      await this.#run('transact', () => this.#document.send(new TransactWriteCommand(command)))
      return true
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false
      throw error
    }
  }

  async query(request: QueryRequest): Promise<Page> {
    const { table, index, where, filter, project, limit, descending, startAfter } = request
    const input = {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: where,
      FilterExpression: filter,
      ProjectionExpression: project,
      ...attributes(request),
      Limit: limit,
      ScanIndexForward: descending !== true,
      ExclusiveStartKey: startAfter,
      ConsistentRead: index === undefined,
      ...this.#ask,
    }
    const answer = await this.#run('query', () => this.#document.send(new QueryCommand(input)))
    this.#count('query', answer.ConsumedCapacity, answer.ScannedCount ?? 0)
    return { items: answer.Items ?? [], next: answer.LastEvaluatedKey }
  }

  async *queryAll(request: QueryRequest): AsyncGenerator<Item> {
    let from = request.startAfter
    do {
      const page = await this.query({ ...request, startAfter: from })
      yield* page.items
      from = page.next
    } while (from !== undefined)
  }

  async collect(request: QueryRequest): Promise<Item[]> {
    const items: Item[] = []
    for await (const item of this.queryAll(request)) items.push(item)
    return items
  }

  async scan(request: ScanRequest): Promise<Page> {
    const { table, index, filter, project, limit, startAfter, segment } = request
    const input = {
      TableName: table,
      IndexName: index,
      FilterExpression: filter,
      ProjectionExpression: project,
      ...attributes(request),
      Limit: limit,
      ExclusiveStartKey: startAfter,
      Segment: segment?.number,
      TotalSegments: segment?.of,
      ...this.#ask,
    }
    const answer = await this.#run('scan', () => this.#document.send(new ScanCommand(input)))
    this.#count('scan', answer.ConsumedCapacity, answer.ScannedCount ?? 0)
    return { items: answer.Items ?? [], next: answer.LastEvaluatedKey }
  }

  async getMany(table: string, keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = []
    for (let left = [...keys]; left.length > 0; ) {
      const batch = left.slice(0, BATCH_GET)
      const input = { RequestItems: { [table]: { Keys: batch, ConsistentRead: true } }, ...this.#ask }
      const answer = await this.#run('getMany', () => this.#document.send(new BatchGetCommand(input)))
      found.push(...(answer.Responses?.[table] ?? []))
      for (const used of answer.ConsumedCapacity ?? []) this.#count('getMany', used, batch.length)
      left = [...((answer.UnprocessedKeys?.[table]?.Keys as Key[] | undefined) ?? []), ...left.slice(BATCH_GET)]
    }
    return found
  }

  async writeMany(table: string, requests: readonly ({ readonly put: Item } | { readonly remove: Key })[]): Promise<void> {
    let left = requests.map(r => ('put' in r ? { PutRequest: { Item: r.put } } : { DeleteRequest: { Key: r.remove } }))
    for (let stalled = 0; left.length > 0; ) {
      const batch = left.slice(0, BATCH_WRITE)
      const input = { RequestItems: { [table]: batch }, ...this.#ask }
      const answer = await this.#run('writeMany', () => this.#document.send(new BatchWriteCommand(input)))
      for (const used of answer.ConsumedCapacity ?? []) this.#count('writeMany', used, 0)
      const unprocessed = (answer.UnprocessedItems?.[table] ?? []) as typeof left
      left = [...unprocessed, ...left.slice(BATCH_WRITE)]
      // What comes back unprocessed was throttled, without an error to say so.
      stalled = unprocessed.length === batch.length ? stalled + 1 : 0
      if (stalled > STORE_RETRY.max_retries) throw new StoreUnavailableError('DynamoDB store', new Error('Writes are throttled'))
      if (unprocessed.length > 0) await this.#clock.sleep(this.#retry.delayAfter(stalled + 1))
    }
  }

  close(): void {
    this.#document.destroy()
    this.client.destroy()
  }

  async #write(operation: string, send: () => Promise<Written>): Promise<Written> {
    let tries = 0
    const counted = () => {
      tries += 1
      return send()
    }
    try {
      return { ...(await this.#run(operation, counted)), repeated: tries > 1 }
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      return { ok: false, found: error.Item === undefined ? null : unmarshall(error.Item), repeated: tries > 1 }
    }
  }

  /** @throws StoreUnavailableError; a conditional check that failed, a cancelled transaction and a wrong request are thrown as they are */
  async #run<T>(operation: string, send: () => Promise<T>): Promise<T> {
    try {
      const deadline = this.#clock.now() + DEADLINE_MS
      return (await this.#retry.execute(send, { classify: error => ({ retryable: isWorthRepeating(error) }), deadline })).value
    } catch (error) {
      const cause = error instanceof RetryFailedError ? error.cause : error
      if (isAnswer(cause)) throw cause
      throw new StoreUnavailableError('DynamoDB store', new Error(`${operation}: ${nameOf(cause)}`, { cause }))
    }
  }

  get #ask(): { ReturnConsumedCapacity?: 'TOTAL' } {
    return this.#meter === undefined ? {} : { ReturnConsumedCapacity: 'TOTAL' }
  }

  #count(operation: string, used: { TableName?: string | undefined; CapacityUnits?: number | undefined } | undefined, items: number): void {
    this.#meter?.({ operation, table: used?.TableName ?? '', units: used?.CapacityUnits ?? 0, items })
  }
}

/** A refused write shows the item that refused it: no second read, no race. */
const SHOW_FOUND = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }

function attributes({ names, values }: Expression) {
  const has = (record: object | undefined) => record !== undefined && Object.keys(record).length > 0
  return {
    ExpressionAttributeNames: has(names) ? { ...names } : undefined,
    ExpressionAttributeValues: has(values) ? { ...values } : undefined,
  }
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { StoreTime } from '../../shared/store-time.ts'

export type Item = Record<string, unknown>
export type Key = Record<string, string | number>

/** Names and values of one expression. `#x` and `:x` in its text stand for them. */
export interface Expression {
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, unknown>>
}

/** A conditional write's outcome: what is stored now, or what was found instead of what the condition wanted (null: no item at all). */
export type Written = ({ readonly ok: true; readonly item: Item } | { readonly ok: false; readonly found: Item | null }) & {
  /** An earlier try had no answer: it may arrive later. */
  readonly repeated?: boolean
}

/** Strongly consistent on a table; on an index no read is. */
export interface QueryRequest extends Expression {
  readonly table: string
  readonly index?: string
  readonly where: string
  readonly filter?: string
  readonly project?: string
  readonly limit?: number
  readonly descending?: boolean
  readonly startAfter?: Key | undefined
}

export interface Page {
  readonly items: Item[]
  readonly next: Key | undefined
}

/** One page of a table or index, in no useful order. */
export interface ScanRequest extends Expression {
  readonly table: string
  readonly index?: string
  readonly filter?: string
  readonly project?: string
  readonly limit?: number
  readonly startAfter?: Key | undefined
  readonly segment?: { readonly number: number; readonly of: number }
}

/** What a request consumed; for benches. `items` were read, whether they were returned or not. */
export type CapacityMeter = (used: {
  readonly operation: string
  readonly table: string
  readonly units: number
  readonly items: number
}) => void

/** DynamoDB in the words of these adapters: plain items, conditions that answer instead of throwing, one retry loop. */
export interface Dynamo {
  readonly client: DynamoDBClient
  /** By the date of every answer. */
  readonly time: StoreTime
  get(table: string, key: Key, project?: string, names?: Readonly<Record<string, string>>): Promise<Item | null>
  put(table: string, item: Item, condition?: string, expression?: Expression): Promise<Written>
  update(table: string, key: Key, update: string, condition: string, expression: Expression): Promise<Written>
  delete(table: string, key: Key, condition?: string, expression?: Expression): Promise<Written>
  /** All or nothing; false when a condition did not hold or another transaction was in the way. */
  transact(items: NonNullable<TransactWriteCommandInput['TransactItems']>): Promise<boolean>
  query(request: QueryRequest): Promise<Page>
  queryAll(request: QueryRequest): AsyncGenerator<Item>
  /** All pages at once: where there are few. */
  collect(request: QueryRequest): Promise<Item[]>
  scan(request: ScanRequest): Promise<Page>
  getMany(table: string, keys: readonly Key[]): Promise<Item[]>
  /** Unconditional writes in batches: for what nobody else writes, or what may be lost and written again. */
  writeMany(table: string, requests: readonly ({ readonly put: Item } | { readonly remove: Key })[]): Promise<void>
  close(): void
}

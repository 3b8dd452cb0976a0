import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb'
import { type BackgroundLoop, createBackgroundLoop } from '../../shared/background-loop.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Dynamo } from './dynamo.ts'

export interface RecoveryWatch extends Pick<BackgroundLoop, 'start' | 'stop'> {
  /** For operators: tables that could not be brought back. */
  warnings(): readonly string[]
}

/** A new table refuses for a while (`ContinuousBackupsUnavailableException`). */
const ASKED_AGAIN_MS = 10_000
/** Somebody may turn it off. */
const LOOKED_AGAIN_MS = 3_600_000

/**
 * Point-in-time recovery, asked for until it is on where this process has created the table, and looked at elsewhere: operators may have decided
 * otherwise. DynamoDB Local has none, and no word is lost about it.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export function createRecoveryWatch(parts: {
  readonly dynamo: Dynamo
  readonly tables: readonly { readonly name: string; readonly isNew: boolean }[]
  readonly clock: Clock
}): RecoveryWatch {
  const { dynamo, tables, clock } = parts
  const off = new Map<string, string>()

  const look = async (name: string, isNew: boolean): Promise<void> => {
    try {
      if (await isOn(name)) return void off.delete(name)
      if (isNew) await dynamo.client.send(new UpdateContinuousBackupsCommand({ TableName: name, ...WANTED }))
      off.set(name, '')
    } catch (error) {
      if ((error as Error).name !== 'UnknownOperationException') off.set(name, ` (${(error as Error).name})`)
    }
  }
  const isOn = async (name: string): Promise<boolean> => {
    const { ContinuousBackupsDescription: found } = await dynamo.client.send(new DescribeContinuousBackupsCommand({ TableName: name }))
    return found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
  }

  const loop = createBackgroundLoop({
    async turn() {
      await Promise.all(tables.map(({ name, isNew }) => look(name, isNew)))
      return off.size === 0 ? LOOKED_AGAIN_MS : ASKED_AGAIN_MS
    },
    onError: () => ASKED_AGAIN_MS,
    clock,
  })
  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    warnings: () =>
      [...off].map(
        ([name, why]) =>
          `Point-in-time recovery of the DynamoDB table ${name} is off${why}: what is deleted or damaged there cannot be brought back (aws dynamodb update-continuous-backups).`,
      ),
  }
}

const WANTED = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }

import pino from 'pino'
import { type Batch, type BatchParts, composeBatch } from '../../src/compose-batch.ts'
import type { ProfileProvider } from '../../src/profiles/profile-provider.ts'
import { createRetryPolicy } from '../../src/retry/retry-policy.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { type CallJournal, noJournal } from '../../src/tokens/call-journal.ts'
import type { FallbackTokens } from '../../src/tokens/fallback-tokens.ts'

export interface TestBatchParts extends Pick<BatchParts, 'stores' | 'clock' | 'quotaDay' | 'storeTime' | 'random' | 'callsAWrite'> {
  /** Default: calls are noted nowhere. */
  readonly journal?: CallJournal
  readonly provider: ProfileProvider
  readonly leaseMs: number
  readonly maxConcurrentJobs: number
  /** Default: none. */
  readonly hourlyLimit?: number | undefined
}

/** Nothing is read from a disk, which answers in its own time. */
const noTokenFile: FallbackTokens = { refresh: async () => 0, secretOf: () => null }

/** The batch side as the service has it, on other stores, time, chance and upstream. Silent; what fails is recorded nowhere. */
export function composeTestBatch({ leaseMs, maxConcurrentJobs, hourlyLimit, ...parts }: TestBatchParts): Batch {
  const { retry, jobs, ...app } = appSettingsSchema.parse({ rotation: hourlyLimit === undefined ? {} : { hourly_limit: hourlyLimit } })
  return composeBatch({
    journal: noJournal,
    ...parts,
    settings: {
      app: { ...app, retry, jobs: { ...jobs, lease_seconds: leaseMs / 1000 } },
      TOKEN_FILE: '',
      CALLBACK_SECRET: undefined,
      MAX_CONCURRENT_JOBS: maxConcurrentJobs,
    },
    retry: createRetryPolicy(retry, parts),
    retryAttempts: { record() {} },
    logger: pino({ level: 'silent' }),
    fallback: noTokenFile,
  })
}

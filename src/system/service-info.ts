import type { UpstreamInfo } from '../profiles/upstream-info.ts'
import type { Settings } from '../settings/settings.ts'
import type { SecretFigures } from './reseal-secrets.ts'

/** What `/system/info` tells: names and numbers of the configuration in force, never a value that could be secret. */
export function serviceInfo(parts: {
  readonly settings: Settings
  readonly version: string
  readonly workerId: string
  readonly upstream: UpstreamInfo
  /** What lies in the tables; null until it was looked at. */
  readonly storedSecrets: Readonly<Record<string, SecretFigures>> | null
}) {
  const { settings, version, workerId, upstream, storedSecrets } = parts
  const { rotation, jobs, retry } = settings.app
  return {
    name: 'tokenwheel',
    version,
    node: process.version,
    worker_id: workerId,
    token_store: settings.TOKEN_STORE,
    company_store: settings.COMPANY_STORE,
    authentication: settings.API_KEYS.length > 0 ? 'api_keys' : 'none',
    // A key in the settings encrypts nothing by itself: said once a look has found no plain row.
    encryption_at_rest:
      settings.SECRETS_KEY !== undefined && storedSecrets !== null && Object.values(storedSecrets).every(({ plain }) => plain === 0),
    stored_secrets: storedSecrets,
    upstream: { preset: upstream.preset, origin: upstream.origin, configured: upstream.note === null },
    rotation,
    retry,
    jobs: { lease_seconds: jobs.lease_seconds, retention_days: jobs.retention_days, max_concurrent_jobs: settings.MAX_CONCURRENT_JOBS },
    rate_limit_per_minute: settings.API_KEYS.length === 0 ? 0 : settings.RATE_LIMIT_PER_MINUTE,
  }
}

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase } from '../src/storage/sqlite/database.ts'

export interface World {
  readonly tokens: number
  readonly jobs: number
}

/** As long as a JWT of Microsoft Graph: most of a row is its secret. Every token of a world has this one. */
export const SECRET = 'x'.repeat(1_500)
const DAY_MS = 86_400_000

/** The embedded database of a service that has run for a while: tokens of every use, finished jobs. */
export async function fillDatabase(directory: string, { tokens, jobs }: World): Promise<void> {
  const db = openDatabase(join(directory, 'tokenwheel.db'))
  const now = Date.now()
  const token = `INSERT INTO bearer_tokens (token_id, secret, fingerprint, source, daily_limit, quota_day, daily_usage, created_at, expires_at, enabled)
    VALUES (?, ?, ?, 'pool', 500, ?, ?, ?, ?, ?)`
  const job = `INSERT INTO batch_jobs (job_id, status, priority, config, total_emails, processed, successful, created_at, started_at, finished_at,
    expires_at) VALUES (?, ?, 1, '{"delaySeconds":2,"saveToDynamodb":true,"requestsPerToken":15,"parallelTokens":3}', 100, 100, 97, ?, ?, ?, ?)`
  const today = new Date(now).toISOString().slice(0, 10)
  const some = <T>(number: number, make: (n: number) => T) => Array.from({ length: number }, (_, n) => make(n))
  for (let from = 0; from < Math.max(tokens, jobs); from += 5_000)
    await db.write(() => {
      for (const n of some(Math.max(0, Math.min(5_000, tokens - from)), i => from + i)) {
        const id = `${(n * 2_654_435_761) % 2 ** 32}-${n}`
        // Each expires at a moment of its own, and one in a thousand is disabled.
        db.statement(token).run(id, SECRET, `print-${n}`, today, n % 400, now, now + DAY_MS + n * 1_000, Number(n % 1_000 !== 0))
      }
      for (const n of some(Math.max(0, Math.min(5_000, jobs - from)), i => from + i)) {
        const at = now - n * 1_000
        db.statement(job).run(randomUUID(), n % 50 === 0 ? 'cancelled' : 'completed', at, at, at, now + 30 * DAY_MS)
      }
    })
  await db.close()
}

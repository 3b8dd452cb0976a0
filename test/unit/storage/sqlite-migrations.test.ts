import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test, vi } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { createSqliteJobUpkeep } from '../../../src/storage/sqlite/sqlite-job-upkeep.ts'
import { createSqliteTokenStore } from '../../../src/storage/sqlite/sqlite-token-store.ts'

const SCRIPTS = join(import.meta.dirname, '../../../sql/sqlite')
const NOW = Date.parse('2026-11-22T12:00:00.000Z')
const CONFIG = { delaySeconds: 2, saveToDynamodb: true, requestsPerToken: 15, parallelTokens: 3 }

/** A file as it was before jobs had numbers. */
function openEarlier(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec('CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) WITHOUT ROWID')
  for (const name of ['001-tokens.sql', '002-jobs.sql']) {
    db.exec(readFileSync(join(SCRIPTS, name), 'utf8'))
    db.prepare('INSERT INTO schema_migrations VALUES (?, ?)').run(name, new Date(NOW).toISOString())
  }
  return db
}

test('jobs that were under way before jobs had numbers go on where they were', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-migrations-'))
  try {
    const file = join(directory, 'tokenwheel.db')
    const earlier = openEarlier(file)
    for (const [jobId, emails] of [
      ['job-b', ['b1@example.com', 'b2@example.com', 'b3@example.com']],
      ['job-a', ['a1@example.com', 'a2@example.com']],
    ] as const) {
      earlier
        .prepare(
          `INSERT INTO batch_jobs (job_id, status, priority, config, total_emails, processed, successful, worker, lease_version, lease_until,
            created_at) VALUES (?, 'processing', 1, ?, ?, 2, 1, 'dead', 4, ?, ?)`,
        )
        .run(jobId, JSON.stringify(CONFIG), emails.length, NOW - 1, NOW - 1000)
      earlier.prepare('INSERT INTO batch_job_addresses VALUES (?, 1, ?, ?)').run(jobId, emails.length, JSON.stringify(emails))
      const result = earlier.prepare('INSERT INTO batch_job_results VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, NULL)')
      result.run(jobId, 1, emails[0], 1, '{"name":"One"}', null, null, 'token-1', NOW)
      result.run(jobId, 2, emails[1], 0, null, 'HTTP 404', 'not_found', 'token-1', NOW)
      earlier.prepare("INSERT INTO batch_job_errors VALUES (?, 'not_found', 1)").run(jobId)
      const lane = earlier.prepare("INSERT INTO batch_job_lanes VALUES (?, ?, 'token-1', 'pool', ?, '2026-11-22', ?, 15, ?)")
      lane.run(jobId, 0, `${jobId} lane 0`, NOW, 7)
      lane.run(jobId, 2, `${jobId} lane 2`, NOW, 3)
    }
    earlier.close()

    const db = openDatabase(file)
    const jobs = createSqliteJobStore(db)
    const claimed = await jobs.claim({ worker: 'new', now: NOW, leaseMs: 30_000 })
    expect(claimed).toMatchObject({ lease: { jobId: 'job-a', version: 5 }, job: { processed: 2, errorBreakdown: { not_found: 1 } } })
    expect(claimed!.job.options).toEqual({ ...DEFAULT_OPTIONS, ...CONFIG })
    expect(claimed!.job.lanes).toMatchObject([
      { lane: 0, reservationId: 'job-a lane 0', used: 7 },
      { lane: 2, reservationId: 'job-a lane 2', used: 3 },
    ])
    expect(await jobs.results('job-b', { after: 0, limit: 10 })).toMatchObject([
      { emailNumber: 1, email: 'b1@example.com', data: { name: 'One' }, tokenUsed: 'token-1', at: NOW },
      { emailNumber: 2, email: 'b2@example.com', error: 'HTTP 404', errorType: 'not_found' },
    ])
    const second = await jobs.claim({ worker: 'new', now: NOW, leaseMs: 30_000 })
    expect((await jobs.draw(second!.lease, 0)).addresses).toEqual([{ emailNumber: 3, email: 'b3@example.com' }])
    await db.close()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

/** Tables whose rows can be larger than a quarter of a page: a sealed token, a chunk of addresses, a profile. */
const LARGE_ROWS = ['bearer_tokens', 'batch_job_addresses', 'linkedin_profiles']

/** A table as it was declared, without what a copy may change: its comments, its quoted name, where its rows lie. */
function declaration(db: Pick<DatabaseSync, 'prepare'>, table: string): string {
  const { sql } = db.prepare('SELECT sql FROM sqlite_master WHERE name = ?').get(table) as { sql: string }
  return sql.replaceAll(/--.*/g, '').replaceAll('"', '').replace('WITHOUT ROWID', '').replaceAll(/\s+/g, ' ').trim()
}

test('tables that were moved to lie by rowid keep their rows, columns, constraints and references', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-migrations-'))
  try {
    const file = join(directory, 'tokenwheel.db')
    const earlier = openEarlier(file)
    const token =
      earlier.prepare(`INSERT INTO bearer_tokens (token_id, secret, fingerprint, source, daily_limit, quota_day, daily_usage, total_usage,
      error_count, consecutive_errors, strikes, last_error, last_used, created_at, expires_at, excluded_reason, excluded_evidence, excluded_since,
      excluded_until, penalty_id) VALUES (?, ?, ?, ?, 500, '2026-11-22', 15, 99, 1, 2, 3, 'last', 4, 5, 6, 'rate_limited', 'HTTP 429', 7, 8, 'penalty')`)
    token.run('token-1', 'sealed', 'print-1', 'pool')
    token.run('removed:print-2', null, 'print-2', 'removed')
    earlier.prepare("INSERT INTO token_reservations VALUES ('token-1', 'block', '2026-11-22', 15, 'penalty')").run()
    earlier.prepare("INSERT INTO batch_job_addresses VALUES ('job', 1, 2, '[\"a@example.com\",null]')").run()
    earlier.prepare("INSERT INTO linkedin_profiles VALUES ('a@example.com', 1, 1, '{\"name\":\"A\"}', 2, 'token-1', 3, 'job')").run()
    const read = (db: Pick<DatabaseSync, 'prepare'>) =>
      [...LARGE_ROWS, 'token_reservations'].map(table => ({
        declaration: declaration(db, table),
        rows: db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
      }))
    const before = read(earlier)
    earlier.close()

    const db = openDatabase(file)
    const after = read({ prepare: sql => db.statement(sql) }).map(({ declaration, rows }) => ({
      // What later scripts have added, all of it empty.
      declaration: declaration
        .replace(', learned_limit INTEGER, learned_day TEXT, learned_from TEXT', '')
        .replace(', hour_start INTEGER, hour_usage INTEGER NOT NULL DEFAULT 0, hour_limit INTEGER', '')
        .replace(', hour INTEGER', '')
        .replace(', owned_by TEXT', ''),
      rows: rows.map(({ learned_limit = null, learned_day = null, learned_from = null, ...known }) => {
        const { hour_start = null, hour_usage = 0, hour_limit = null, hour = null, owned_by = null, ...row } = known
        expect([learned_limit, learned_day, learned_from, hour_start, hour_usage, hour_limit, hour, owned_by]).toEqual([
          null,
          null,
          null,
          null,
          0,
          null,
          null,
          null,
        ])
        return row
      }),
    }))
    expect(after).toEqual(before)
    expect(
      db
        .statement('SELECT name FROM pragma_table_list WHERE wr = 0')
        .all()
        .map(({ name }) => name),
    ).toEqual(expect.arrayContaining(LARGE_ROWS))
    await db.write(() => db.statement("UPDATE bearer_tokens SET token_id = 'renamed' WHERE token_id = 'token-1'").run())
    expect(db.statement('SELECT token_id FROM token_reservations').all()).toEqual([{ token_id: 'renamed' }])
    await db.write(() => db.statement("DELETE FROM bearer_tokens WHERE token_id = 'renamed'").run())
    expect(db.statement('SELECT token_id FROM token_reservations').all()).toEqual([])
    await db.close()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

test('a page of the pool is read in its order, not sorted out of the whole pool', async () => {
  const db = openDatabase(':memory:')
  const queries = vi.spyOn(db, 'rows')
  await createSqliteTokenStore(db, createSecretBox(undefined)).list({ source: 'pool', after: null, limit: 10 })
  expect(queries).toHaveBeenCalledOnce()
  const plan = db.statement(`EXPLAIN QUERY PLAN ${queries.mock.calls[0]![0]}`).all()
  expect(plan.map(step => step.detail)).toEqual(['SEARCH bearer_tokens USING INDEX bearer_tokens_by_id (source=? AND token_id>?)'])
  await db.close()
})

test('what is asked every few seconds, and whenever a job ends, looks at no job that is not due', async () => {
  const db = openDatabase(':memory:')
  const asked = vi.spyOn(db, 'statement')
  const jobs = createSqliteJobUpkeep(db)
  await jobs.dueCallbacks(1, 1, 1)
  await jobs.purge(1, 1)
  const statements = asked.mock.calls.map(([sql]) => sql)
  expect(statements.length).toBeGreaterThan(3)
  const steps = statements.flatMap(sql =>
    db
      .statement(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(step => String(step.detail)),
  )
  expect(steps.filter(step => step.startsWith('SCAN'))).toEqual([])
  expect(steps).toContain('SEARCH batch_jobs USING INDEX batch_jobs_callbacks_due (callback_at<?)')
  expect(steps).toContain('SEARCH batch_jobs USING INDEX batch_jobs_by_expiry (expires_at<?)')
  await db.close()
})

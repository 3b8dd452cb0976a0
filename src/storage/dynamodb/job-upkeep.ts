import { randomUUID } from 'node:crypto'
import type { DueCallback, JobStore } from '../../jobs/job-store.ts'
import type { Item } from './dynamo.ts'
import { WORK_INDEX } from './dynamo-tables.ts'
import type { HeldJobs } from './held-jobs.ts'
import { CLOSING_MARK, closingOf, timeKey, WORK_SHARDS, type WorkKind, workOf, workShard } from './job-items.ts'
import { type JobTables, KEY_PREFIX } from './job-submission.ts'

type Upkeep = Pick<JobStore, 'remove' | 'purge' | 'dueCallbacks' | 'settleCallback' | 'wakeWaiting' | 'closing' | 'closed'>

/** A deleted job's rows stay this long: a worker that was held up must still find the fences that keep its late results out. */
const GRACE_MS = 3_600_000
/** Later than any time that a key of the index holds. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER / 8

/** What keeps the tables small and the promises kept while nobody works on a job. */
export function createJobUpkeep({ dynamo, jobs, results }: JobTables, held: HeldJobs): Upkeep {
  const names = { '#status': 'status' }

  const due = async function* (kind: WorkKind, now: number): AsyncGenerator<Item> {
    for (let shard = 0; shard < WORK_SHARDS; shard += 1) {
      const values = { ':shard': workShard(kind, shard), ':below': timeKey(now + 1) }
      yield* dynamo.queryAll({ table: jobs, index: WORK_INDEX, where: 'work_shard = :shard AND work_key < :below', values })
    }
  }

  /** The ids of jobs whose release has left something to be handed back: those at their place for it, and those marked in the queue. */
  const closingIds = async (): Promise<string[]> => {
    const ids: string[] = []
    const read = async (kind: WorkKind, shard: number): Promise<void> => {
      const where = 'work_shard = :shard'
      for await (const item of dynamo.queryAll({ table: jobs, index: WORK_INDEX, where, values: { ':shard': workShard(kind, shard) } }))
        if (kind === 'closing' || String(item.work_key).endsWith(CLOSING_MARK)) ids.push(String(item.job_id))
    }
    const shards = Array.from({ length: WORK_SHARDS }, (_, shard) => shard)
    await Promise.all(shards.flatMap(shard => (['closing', 'ready', 'later'] as const).map(kind => read(kind, shard))))
    return ids
  }

  const remove = async (jobId: string, at: number, condition: string, values: Record<string, unknown>): Promise<boolean> => {
    const work = workOf({ job_id: jobId, status: 'deleted', expires_at: at })!
    const all = { ...values, ':deleted': 'deleted', ':shard': work.shard, ':key': work.key, ':at': at }
    const update = `SET #status = :deleted, work_shard = :shard, work_key = :key, expires_at = :at REMOVE listed_month, listed_key, callback_state`
    return (await dynamo.update(jobs, { job_id: jobId }, update, condition, { names, values: all })).ok
  }

  /** Hides what has expired. */
  const expire = async (item: Item, now: number): Promise<void> => {
    const expired = '(#status = :a OR #status = :b OR #status = :c OR #status = :submitting) AND expires_at <= :now'
    const values = { ':a': 'completed', ':b': 'cancelled', ':c': 'failed', ':submitting': 'submitting', ':now': now }
    await remove(String(item.job_id), now, expired, values)
  }

  /** Up to `limit` rows of a hidden job, in the end the job itself. */
  const sweep = async (jobId: string, limit: number): Promise<number> => {
    const query = { table: results, where: 'job_id = :job', project: 'job_id, email_number', values: { ':job': jobId }, limit }
    const { items } = await dynamo.query(query)
    const keys = items.map(row => ({ remove: { job_id: String(row.job_id), email_number: Number(row.email_number) } }))
    await dynamo.writeMany(results, keys)
    if (items.length > 0) return items.length
    await dynamo.delete(jobs, { job_id: jobId }, '#status = :deleted', { names, values: { ':deleted': 'deleted' } })
    return 1
  }

  return {
    remove(jobId, now) {
      const values = { ':a': 'completed', ':b': 'cancelled', ':c': 'failed' }
      return remove(jobId, now + GRACE_MS, '#status = :a OR #status = :b OR #status = :c', values)
    },

    async purge(now, limit) {
      for await (const item of due('callback', now)) await expire(item, now)
      for await (const item of due('expire', now)) {
        const jobId = String(item.job_id)
        if (jobId.startsWith(KEY_PREFIX)) {
          const { ok } = await dynamo.delete(jobs, { job_id: jobId }, 'expires_at <= :now', { values: { ':now': now } })
          if (ok) return 1
        } else {
          await expire(item, now)
          const hidden = await dynamo.get(jobs, { job_id: jobId }, '#status', names)
          if (hidden?.status === 'deleted') return sweep(jobId, limit)
        }
      }
      return 0
    },

    async dueCallbacks(now, retryMs, limit) {
      const handed: DueCallback[] = []
      const op = randomUUID()
      for await (const { job_id: jobId } of due('callback', now)) {
        if (handed.length >= limit) break
        const values = { ':due': 'due', ':now': now, ':next': now + retryMs, ':key': timeKey(now + retryMs), ':op': op }
        const update = 'SET callback_at = :next, work_key = :key, op = :op'
        const written = await dynamo.update(jobs, { job_id: String(jobId) }, update, 'callback_state = :due AND callback_at <= :now', {
          values,
        })
        const item = written.ok ? written.item : written.found
        if (item?.op === op) handed.push({ jobId: String(jobId), url: String(item.callback_url) })
      }
      return handed
    },

    async settleCallback(jobId, outcome) {
      const item = await dynamo.get(jobs, { job_id: jobId })
      if (item === null) return
      const work = workOf({ ...item, callback_state: outcome })!
      const values = { ':outcome': outcome, ':shard': work.shard, ':key': work.key, ':due': 'due' }
      const update = 'SET callback_state = :outcome, work_shard = :shard, work_key = :key'
      await dynamo.update(jobs, { job_id: jobId }, update, 'callback_state = :due', { values })
    },

    async closing() {
      const items = await dynamo.getMany(
        jobs,
        (await closingIds()).map(jobId => ({ job_id: jobId })),
      )
      return items.flatMap(item => closingOf(item) ?? [])
    },

    async closed({ jobId, version }) {
      for (
        let item = held.left(jobId, version) ?? (await dynamo.get(jobs, { job_id: jobId }));
        item !== null && closingOf(item)?.version === version;
      ) {
        const { closing: _, ...rest } = item
        const work = workOf(rest)
        // A running job keeps its place: it is that of its first lease.
        const stays = item.status === 'processing'
        const update = work === null ? 'REMOVE closing, work_shard, work_key' : 'SET work_shard = :shard, work_key = :key REMOVE closing'
        const seen = { ':v': version, ':status': item.status, ':lease': item.lease_version }
        const place = stays || work === null ? {} : { ':shard': work.shard, ':key': work.key }
        const condition = 'closing.v = :v AND #status = :status AND lease_version = :lease'
        const values = { ...seen, ...place }
        const written = await dynamo.update(jobs, { job_id: jobId }, stays ? 'REMOVE closing' : update, condition, { names, values })
        if (written.ok) return
        item = written.found
      }
    },

    async wakeWaiting(now) {
      for await (const item of due('later', END_OF_TIME)) {
        if (item.status !== 'waiting_for_capacity') continue
        const values = { ':waiting': 'waiting_for_capacity', ':now': now, ':key': timeKey(now) }
        const update = 'SET waiting_until = :now, work_key = :key'
        const condition = '#status = :waiting AND waiting_until > :now'
        // Refused: it is due already, or somebody has it by now.
        await dynamo.update(jobs, { job_id: String(item.job_id) }, update, condition, { names, values })
      }
    },
  }
}

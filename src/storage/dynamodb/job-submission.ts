import { type JobStore, type PublishOutcome, type PublishRequest, SUBMISSION_LIMIT_MS } from '../../jobs/job-store.ts'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import type { ErrorType } from '../../shared/error-types.ts'
import type { Dynamo, Item } from './dynamo.ts'
import {
  chunkNumber,
  emptyTally,
  listedOf,
  optionAttributes,
  ownerOf,
  purgeAt,
  resultItem,
  timeKey,
  workOf,
  workShard,
} from './job-items.ts'

export interface JobTables {
  readonly dynamo: Dynamo
  readonly clock: Clock
  readonly jobs: string
  readonly results: string
}

/** Between taking its key and publishing a process needs milliseconds; after this long it is dead. */
const PUBLISH_MS = 60_000
const LOOK_MS = 50
const MAX_LOOKS = 60
/** Job ids are UUIDs: nothing that begins like these is one. */
export const MONTHS_ID = '#months'
export const KEY_PREFIX = 'key#'

/** From the first address to a pending job: the last write makes it visible. */
export function createJobSubmission({
  dynamo,
  clock,
  jobs,
  results,
}: JobTables): Pick<JobStore, 'create' | 'append' | 'publish' | 'discard'> {
  const knownMonths = new Set<string>()
  const names = { '#status': 'status' }

  const discard = async (jobId: string, at: number): Promise<boolean> => {
    const values = { ':submitting': 'submitting', ':deleted': 'deleted', ':key': timeKey(at) }
    return (
      await dynamo.update(jobs, { job_id: jobId }, 'SET #status = :deleted, work_key = :key', '#status = :submitting', { names, values })
    ).ok
  }

  /** The list pages through months: it has to know which there are. */
  const rememberMonth = async (month: string): Promise<void> => {
    if (knownMonths.has(month)) return
    const values = { ':month': new Set([month]) }
    await dynamo.update(jobs, { job_id: MONTHS_ID }, 'ADD months :month', 'attribute_not_exists(#status)', { names, values })
    knownMonths.add(month)
  }

  /** Null when the key is this job's now. */
  const takeKey = async ({ jobId, now, idempotency }: PublishRequest): Promise<PublishOutcome | null> => {
    if (idempotency === null) return null
    const { key, bodyHash, expiresAt } = idempotency
    const id = KEY_PREFIX + key
    const work = { work_shard: workShard('expire', 0), work_key: timeKey(expiresAt) }
    const own = {
      job_id: id,
      for_job: jobId,
      body_hash: bodyHash,
      taken_at: now,
      expires_at: expiresAt,
      purge_at: purgeAt(expiresAt),
      ...work,
    }
    let free = 'attribute_not_exists(job_id) OR expires_at <= :now OR for_job = :job'
    let values: Record<string, unknown> = { ':now': now, ':job': jobId }
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const written = await dynamo.put(jobs, own, free, { values })
      if (written.ok) return null
      const holder = String(written.found?.for_job)
      const first = await dynamo.get(jobs, { job_id: holder })
      if (first?.published === true) return { outcome: 'seen', jobId: holder, sameBody: written.found?.body_hash === bodyHash }
      // A process that died between taking its key and publishing must not block the key: its job is put aside first, so that it stays dead.
      const isLate = now - Number(written.found?.taken_at) > PUBLISH_MS
      if (first?.status === 'submitting' && isLate) await discard(holder, now)
      if (first === null || first.status === 'deleted') {
        free = 'for_job = :holder'
        values = { ':holder': holder }
      } else await clock.sleep(LOOK_MS)
    }
    throw new StoreUnavailableError('job store', new Error('Another submission with the same Idempotency-Key is under way.'))
  }

  /** Before a job is published its only results are those of the refused addresses. */
  const rejectedErrors = async (jobId: string, invalidEmails: number): Promise<Partial<Record<ErrorType, number>>> => {
    const errors: Partial<Record<ErrorType, number>> = {}
    if (invalidEmails === 0) return errors
    const query = {
      table: results,
      where: 'job_id = :job AND email_number > :zero',
      project: 'error_type',
      values: { ':job': jobId, ':zero': 0 },
    }
    for await (const row of dynamo.queryAll(query)) {
      const type = row.error_type as ErrorType
      errors[type] = (errors[type] ?? 0) + 1
    }
    return errors
  }

  return {
    async create({ jobId, owner, options, createdAt }) {
      const item: Item = {
        job_id: jobId,
        owned_by: owner ?? undefined,
        status: 'submitting',
        ...optionAttributes(options),
        created_at: createdAt,
        lease_version: 0,
        lanes_from: 0,
        low_water: 0,
        drawn_to: 0,
        clean: true,
        counted_low: emptyTally(),
        counts: emptyTally(),
        expires_at: createdAt + SUBMISSION_LIMIT_MS,
      }
      const { shard, key } = workOf(item)!
      await dynamo.put(jobs, { ...item, work_shard: shard, work_key: key }, 'attribute_not_exists(job_id)')
    },

    async append(jobId, addresses, rejected) {
      const numbers = [...addresses, ...rejected].map(entry => entry.emailNumber)
      if (numbers.length === 0) return
      const first = numbers.reduce((a, b) => Math.min(a, b))
      const emails = new Array<string | null>(numbers.length).fill(null)
      for (const address of addresses) emails[address.emailNumber - first] = address.email
      const chunk = { job_id: jobId, email_number: chunkNumber(first), first_number: first, emails: JSON.stringify(emails) }
      await dynamo.writeMany(results, [
        { put: chunk },
        ...rejected.map(result => ({ put: { ...resultItem(jobId, result), rejected: true } })),
      ])
    },

    async publish(request) {
      const { jobId, totalEmails, invalidEmails, duplicatesRemoved } = request
      const seen = await takeKey(request)
      if (seen !== null) {
        await discard(jobId, request.now)
        return seen
      }
      const before = await dynamo.get(jobs, { job_id: jobId })
      if (before === null || before.status !== 'submitting') return { outcome: 'published' }
      const listed = listedOf(Number(before.created_at), jobId, ownerOf(before))
      await rememberMonth(listed.listed_month)
      const work = workOf({ ...before, status: 'pending' })!
      const values = {
        ':submitting': 'submitting',
        ':pending': 'pending',
        ':total': totalEmails,
        ':invalid': invalidEmails,
        ':duplicates': duplicatesRemoved,
        ':errors': await rejectedErrors(jobId, invalidEmails),
        ':true': true,
        ':month': listed.listed_month,
        ':listed': listed.listed_key,
        ':shard': work.shard,
        ':key': work.key,
      }
      const set = `#status = :pending, published = :true, total_emails = :total, invalid_emails = :invalid, duplicates_removed = :duplicates,
        rejected_errors = :errors, listed_month = :month, listed_key = :listed, work_shard = :shard, work_key = :key`
      const written = await dynamo.update(jobs, { job_id: jobId }, `SET ${set} REMOVE expires_at`, '#status = :submitting', {
        names,
        values,
      })
      // Put aside because it took too long: whoever took the key over has the job.
      if (!written.ok && written.found?.status === 'deleted') return (await takeKey(request)) ?? { outcome: 'published' }
      return { outcome: 'published' }
    },

    async discard(jobId) {
      await discard(jobId, 0)
    },
  }
}

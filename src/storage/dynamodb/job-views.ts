import { randomUUID } from 'node:crypto'
import { type Job, type JobStatus, type LaneRecord, transition } from '../../jobs/job.ts'
import { jobHistory, turnsIn, verdictsIn } from '../../jobs/job-history.ts'
import type { JobCounts, JobStore } from '../../jobs/job-store.ts'
import type { Clock } from '../../shared/clock.ts'
import { isSeen, type Sight } from '../../shared/ownership.ts'
import type { Dynamo, Item, Key } from './dynamo.ts'
import { LISTED_INDEX, WORK_INDEX } from './dynamo-tables.ts'
import {
  isListedFor,
  isVisible,
  laneOf,
  laneRange,
  listedOf,
  ownerOf,
  readTally,
  ringOf,
  toJob,
  toLane,
  VERDICTS_LANE,
  WORK_SHARDS,
  workShard,
} from './job-items.ts'
import { type JobTables, MONTHS_ID } from './job-submission.ts'
import { leaving } from './job-work.ts'

type Views = Pick<JobStore, 'get' | 'history' | 'list' | 'queue' | 'counts' | 'request'>

/** Beyond this many jobs the counts are read at intervals, in the background. */
const SMALL = 1_000
const COUNTS_MS = 15_000
/** Entries of the index in one page: the first one is for who wants the newest, further ones are for who looks for few among many. */
const PAGE = 100
const LARGEST_PAGE = 1_000
const MAX_TRIES = 20

/** What operators see of jobs, and what they ask of them. */
export function createJobViews({ dynamo, clock, jobs, results }: JobTables): Views {
  const names = { '#status': 'status' }

  const laneRows = async (jobId: unknown): Promise<Item[]> => {
    const values = { ':job': jobId, ...laneRange }
    return (await dynamo.query({ table: results, where: 'job_id = :job AND email_number BETWEEN :from AND :to', values })).items
  }

  const lanesOf = async (item: Item): Promise<LaneRecord[]> => {
    if (item.status !== 'processing') return []
    const items = await laneRows(item.job_id)
    return items.flatMap(row => toLane(row, Number(item.lanes_from)) ?? []).reverse()
  }

  const load = async (item: Item): Promise<Job> => toJob(item, await lanesOf(item))

  /** In the order of the ids; those that have gone, or are not to be seen, left out. */
  const visible = async (jobIds: readonly string[]): Promise<Item[]> => {
    const found = new Map<string, Item>()
    for (const item of await dynamo.getMany(
      jobs,
      [...new Set(jobIds)].map(id => ({ job_id: id })),
    ))
      found.set(String(item.job_id), item)
    return jobIds.flatMap(id => {
      const item = found.get(id) ?? null
      return isVisible(item) ? [item] : []
    })
  }

  const months = async (): Promise<string[]> => {
    const known = (await dynamo.get(jobs, { job_id: MONTHS_ID }))?.months
    return known instanceof Set ? [...(known as Set<string>)].sort().reverse() : []
  }

  /** Ids of jobs that may be seen, newest first, a page of the index at a time. */
  const newest = async function* (before: { createdAt: number; jobId: string } | null, of: Sight): AsyncGenerator<string[]> {
    const from = before === null ? null : listedOf(before.createdAt, before.jobId, null)
    const mayBeSeen = isListedFor(of)
    let limit = PAGE
    for (const month of await months()) {
      if (from !== null && month > from.listed_month) continue
      const upTo = from !== null && month === from.listed_month ? from.listed_key : '~'
      const where = 'listed_month = :month AND listed_key < :to'
      const query = { table: jobs, index: LISTED_INDEX, where, values: { ':month': month, ':to': upTo }, descending: true }
      let start: Key | undefined
      do {
        const page = await dynamo.query({ ...query, limit, startAfter: start })
        const seen = page.items.filter(mayBeSeen)
        if (seen.length < page.items.length / 2) limit = Math.min(LARGEST_PAGE, limit * 2)
        if (seen.length > 0) yield seen.map(item => String(item.job_id))
        start = page.next
      } while (start !== undefined)
    }
  }

  const list: Views['list'] = async ({ status, before, limit, of = 'everything' }) => {
    const found: Item[] = []
    for await (const ids of newest(before, of)) {
      const shown = (item: Item) => (status === undefined || item.status === status) && isSeen(ownerOf(item), of)
      found.push(...(await visible(ids)).filter(shown))
      if (found.length >= limit) break
    }
    return Promise.all(found.slice(0, limit).map(load))
  }

  /** Ids of the jobs that somebody works on, will work on, or waits for. */
  const unfinished = async (): Promise<string[]> => {
    const shards = Array.from({ length: WORK_SHARDS }, (_, shard) => [workShard('ready', shard), workShard('later', shard)]).flat()
    const read = (shard: string) =>
      dynamo.collect({ table: jobs, index: WORK_INDEX, where: 'work_shard = :shard', values: { ':shard': shard } })
    return (await Promise.all(shards.map(read))).flat().map(item => String(item.job_id))
  }

  const inOrder = (a: Item, b: Item): number =>
    Number(a.priority) - Number(b.priority) || Number(a.created_at) - Number(b.created_at) || (String(a.job_id) < String(b.job_id) ? -1 : 1)

  const queue: Views['queue'] = async (statuses, limit, of = 'everything') => {
    const indexed: readonly JobStatus[] = ['pending', 'waiting_for_capacity', 'processing']
    const ids: string[] = []
    if (statuses.some(status => indexed.includes(status))) ids.push(...(await unfinished()))
    if (!statuses.every(status => indexed.includes(status))) for await (const page of newest(null, of)) ids.push(...page)
    const isWanted = (item: Item) => statuses.includes(item.status as JobStatus) && isSeen(ownerOf(item), of)
    const items = (await visible([...new Set(ids)])).filter(isWanted)
    return Promise.all(items.sort(inOrder).slice(0, limit).map(load))
  }

  const request: Views['request'] = async (jobId, action, now, expiresAt) => {
    const op = randomUUID()
    let item = await dynamo.get(jobs, { job_id: jobId })
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (!isVisible(item)) return null
      // The answer to our own write was lost.
      if (item.op === op) return { job: await load(item), changed: true }
      const change = transition({ status: item.status as JobStatus }, action)
      if (change === null) return { job: await load(item), changed: false }
      const written = await apply(item, change, { op, now, expiresAt })
      if (written.ok) return { job: await load(written.item), changed: true }
      item = written.found
    }
    throw new Error(`The state of job ${jobId} changes faster than it can be read.`)
  }

  const apply = (
    item: Item,
    change: NonNullable<ReturnType<typeof transition>>,
    { op, now, expiresAt }: { op: string; now: number; expiresAt: number },
  ): ReturnType<Dynamo['update']> => {
    const condition = '#status = :seen AND lease_version = :v'
    const seen = { ':seen': item.status, ':v': item.lease_version, ':op': op }
    const key = { job_id: String(item.job_id) }
    if ('requested' in change) {
      const { requested } = change
      const update = requested === null ? 'SET op = :op REMOVE requested' : 'SET op = :op, requested = :requested'
      const values = { ...seen, ...(requested === null ? {} : { ':requested': requested }) }
      return dynamo.update(jobs, key, update, condition, { names, values })
    }
    const status = change.status
    const ending = status === 'cancelled' ? { status, expiresAt } : { status: status === 'paused' ? status : ('pending' as const) }
    const { update, values } = leaving(item, ending, now)
    return dynamo.update(jobs, key, `SET op = :op, ${update}`, condition, { names, values: { ...seen, ...values } })
  }

  const { counts } = createJobCounts(dynamo, jobs, clock)
  return {
    async get(jobId) {
      const item = await dynamo.get(jobs, { job_id: jobId })
      return isVisible(item) ? load(item) : null
    },
    async history(jobId) {
      const rows = await laneRows(jobId)
      const lanes = rows.filter(row => laneOf(row) !== VERDICTS_LANE)
      const verdicts = rows.find(row => laneOf(row) === VERDICTS_LANE)
      return jobHistory(
        lanes.flatMap(row => turnsIn(ringOf(row), laneOf(row))),
        verdictsIn(ringOf(verdicts)),
      )
    },
    list,
    queue,
    counts,
    request,
  }
}

/** Sums over all jobs. Few are read each time; of many the last sums are told while new ones are read. */
function createJobCounts(dynamo: Dynamo, jobs: string, clock: Clock): Pick<JobStore, 'counts'> {
  let last: { readonly at: number; readonly counts: JobCounts } | null = null
  let reading: Promise<JobCounts> | null = null

  const read = async (): Promise<JobCounts> => {
    const byStatus: Partial<Record<JobStatus, number>> = {}
    const sum = { totalCreated: 0, emailsProcessed: 0, emailsSuccessful: 0 }
    const filter = 'attribute_exists(#status) AND #status <> :submitting AND #status <> :deleted'
    const project = '#status, invalid_emails, #counts'
    const names = { '#status': 'status', '#counts': 'counts' }
    const values = { ':submitting': 'submitting', ':deleted': 'deleted' }
    let from: Key | undefined
    do {
      const page = await dynamo.scan({ table: jobs, filter, project, names, values, startAfter: from })
      for (const item of page.items) {
        const status = item.status as JobStatus
        const tally = readTally(item.counts)
        byStatus[status] = (byStatus[status] ?? 0) + 1
        sum.totalCreated += 1
        sum.emailsProcessed += tally.processed + Number(item.invalid_emails)
        sum.emailsSuccessful += tally.successful
      }
      from = page.next
    } while (from !== undefined)
    return { byStatus, ...sum }
  }

  const refresh = (): Promise<JobCounts> => {
    reading ??= read()
      .then(counts => {
        last = { at: clock.now(), counts }
        return counts
      })
      .finally(() => {
        reading = null
      })
    return reading
  }

  return {
    async counts() {
      if (last === null || last.counts.totalCreated <= SMALL) return refresh()
      if (clock.now() - last.at > COUNTS_MS) refresh().catch(() => {})
      return last.counts
    },
  }
}

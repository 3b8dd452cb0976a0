import type { JobResult } from '../../jobs/job.ts'
import type { JobStore, PersonEntry, ResultQuery } from '../../jobs/job-store.ts'
import { ERASED, mentionOf } from '../../shared/erase-text.ts'
import { isSeen, type Sight } from '../../shared/ownership.ts'
import type { Item, Key } from './dynamo.ts'
import { chunkNumber, MIN_CHUNK_ROW, ownerOf, readTally, toResult } from './job-items.ts'
import type { JobTables } from './job-submission.ts'

type Results = Pick<JobStore, 'results' | 'savedCounts' | 'markSaved' | 'eraseProfile' | 'findPerson'>

/** Rows read beyond what a filter may leave over. */
const FILTERED_PAGE = 500

/** Reading results, and what happens to them afterwards. */
export function createJobResults({ dynamo, jobs, results }: JobTables): Results {
  const filterOf = ({ success, errorType }: ResultQuery) => ({
    filter: [
      // A fence is no result.
      'attribute_not_exists(claim)',
      ...(success === undefined ? [] : ['success = :success']),
      ...(errorType === undefined ? [] : ['error_type = :type']),
    ].join(' AND '),
    values: { ...(success === undefined ? {} : { ':success': success }), ...(errorType === undefined ? {} : { ':type': errorType }) },
  })

  /** Numbers of one address in one job. The submitted list is read, not the results: it is a fortieth of their size. */
  const numbersOf = async (jobId: string, email: string): Promise<number[]> =>
    (await placesOf(jobId, email)).flatMap(({ numbers }) => numbers)

  const placesOf = async (jobId: string, email: string): Promise<{ readonly list: Item; readonly numbers: number[] }[]> => {
    const values = { ':job': jobId, ':from': MIN_CHUNK_ROW, ':to': chunkNumber(1) }
    const places: { list: Item; numbers: number[] }[] = []
    const query = { table: results, where: 'job_id = :job AND email_number BETWEEN :from AND :to', values }
    for await (const list of dynamo.queryAll(query)) {
      const addresses = JSON.parse(String(list.emails)) as (string | null)[]
      const numbersWhere = (fits: (address: string | null) => boolean) =>
        addresses.flatMap((address, i) => (fits(address) ? [Number(list.first_number) + i] : []))
      const listed = numbersWhere(address => address?.toLowerCase() === email)
      const numbers = [
        ...listed,
        ...(await refusedWith(
          jobId,
          email,
          numbersWhere(address => address === null),
        )),
      ].sort((a, b) => a - b)
      if (numbers.length > 0) places.push({ list, numbers })
    }
    return places
  }

  /** Of refused entries, which stand in no list: those in which the address stands among other words. */
  const refusedWith = async (jobId: string, email: string, refused: readonly number[]): Promise<number[]> => {
    if (refused.length === 0) return []
    const isNamed = mentionOf(email)
    const rows = await dynamo.getMany(
      results,
      refused.map(number => ({ job_id: jobId, email_number: number })),
    )
    return rows.filter(row => isNamed(String(row.email))).map(row => Number(row.email_number))
  }

  /** @returns 1 when there was a profile */
  const eraseResult = async (jobId: string, number: number): Promise<number> => {
    const key = { job_id: jobId, email_number: number }
    // Counted by what was there before: a write whose answer was lost is repeated, and finds nothing any more.
    const had = (await dynamo.get(results, key))?.data !== undefined
    const gone = { names: { '#data': 'data', '#error': 'error' }, values: { ':erased': ERASED } }
    await dynamo.update(results, key, 'SET email = :erased REMOVE #data, #error', 'attribute_exists(email)', gone)
    return had ? 1 : 0
  }

  const eraseFromList = async (row: Item, person: string): Promise<void> => {
    const left = (JSON.parse(String(row.emails)) as (string | null)[]).map(each => (each?.toLowerCase() === person ? ERASED : each))
    const key = { job_id: String(row.job_id), email_number: Number(row.email_number) }
    const values = { ':left': JSON.stringify(left), ':seen': row.emails }
    await dynamo.update(results, key, 'SET emails = :left', 'emails = :seen', { values })
  }

  const jobsOf = async function* (sight: Sight): AsyncGenerator<string> {
    let from: Key | undefined
    do {
      const filter = 'attribute_exists(#status)'
      const page = await dynamo.scan({ table: jobs, filter, project: 'job_id, owned_by', names: { '#status': 'status' }, startAfter: from })
      for (const item of page.items) if (isSeen(ownerOf(item), sight)) yield String(item.job_id)
      from = page.next
    } while (from !== undefined)
  }

  return {
    async results(jobId, query) {
      const found: JobResult[] = []
      const { filter, values } = filterOf(query)
      const filtered = query.success !== undefined || query.errorType !== undefined
      let from: Key | undefined
      do {
        const page = await dynamo.query({
          table: results,
          where: 'job_id = :job AND email_number > :after',
          filter,
          values: { ...values, ':job': jobId, ':after': query.after },
          limit: filtered ? FILTERED_PAGE : query.limit - found.length,
          startAfter: from,
        })
        found.push(...page.items.map(toResult))
        from = page.next
      } while (from !== undefined && found.length < query.limit)
      return found.slice(0, query.limit)
    },

    async savedCounts(jobId) {
      const item = await dynamo.get(jobs, { job_id: jobId })
      const { successful, saved, saveFailed } = readTally(item?.counts)
      const later = Number(item?.saved_later ?? 0)
      return { fetched: successful, saved: saved + later, failed: Math.max(0, saveFailed - Number(item?.unfailed_later ?? 0)) }
    },

    /**
     * The job's own counts are its worker's; what is saved afterwards is counted beside them. Mark and count are one transaction, which
     * DynamoDB recognises when it is repeated because its answer was lost.
     */
    async markSaved(jobId, emailNumber) {
      const key = { job_id: jobId, email_number: emailNumber }
      for (let last: Item | null = null; ; ) {
        const row = await dynamo.get(results, key, 'success, saved')
        // Unchanged since it refused us: it was not the result, the job itself is gone.
        if (row?.success === undefined || row.saved === true || (last !== null && last.saved === row.saved)) return
        const failed = row.saved === false
        const mark = {
          TableName: results,
          Key: key,
          UpdateExpression: 'SET saved = :saved',
          ConditionExpression: failed ? 'saved = :failed' : 'attribute_exists(success) AND attribute_not_exists(saved)',
          ExpressionAttributeValues: { ':saved': true, ...(failed ? { ':failed': false } : {}) },
        }
        const count = {
          TableName: jobs,
          Key: { job_id: jobId },
          UpdateExpression: 'ADD saved_later :one, unfailed_later :failed',
          ConditionExpression: 'attribute_exists(job_id)',
          ExpressionAttributeValues: { ':one': 1, ':failed': failed ? 1 : 0 },
        }
        if (await dynamo.transact([{ Update: mark }, { Update: count }])) return
        last = row
      }
    },

    async findPerson(email, of = 'everything') {
      const found: PersonEntry[] = []
      for await (const jobId of jobsOf(of)) {
        for (const emailNumber of await numbersOf(jobId, email.toLowerCase())) {
          const row = await dynamo.get(results, { job_id: jobId, email_number: emailNumber })
          found.push({ jobId, emailNumber, result: row?.success === undefined ? null : toResult(row) })
        }
      }
      return found
    },

    async eraseProfile(email, of = 'everything') {
      let erased = 0
      for await (const jobId of jobsOf(of)) {
        const person = email.toLowerCase()
        for (const { list, numbers } of await placesOf(jobId, person)) {
          for (const number of numbers) erased += await eraseResult(jobId, number)
          // Last: a crash in between leaves the list to find them by.
          await eraseFromList(list, person)
        }
      }
      return erased
    },
  }
}

import { notFound } from '../shared/app-error.ts'
import type { Sight } from '../shared/ownership.ts'
import type { ProfileStore } from './profile-store.ts'
import { spellingsOf } from './spellings.ts'
import type { Suppressions } from './suppressions.ts'

/** What somebody may erase: a person's jobs and profiles of these owners, and kept results of the companies for which they may extract. */
export interface Reach {
  readonly opens: Sight
  mayExtractFor(companyId: string): boolean
}

/** What lies outside of profiles and jobs: kept results of extractions, logs, the outbox, old versions in files. */
export interface Traces {
  /** Whether something is kept there on purpose that names the address; a line of a log alone is not. */
  holds(email: string, reach: Reach): Promise<boolean>
  /** Takes the address out of outbox and logs, also what is still on its way there: first where nobody else is needed. @throws StoreUnavailableError */
  erase(email: string, reach: Reach): Promise<void>
  /** Empties the logs of the database files, in which what was erased still lies. False when it has to wait for somebody who holds one. */
  settle(): boolean
}

export interface Erasure {
  readonly profiles: number
  readonly results: number
  /** Places in lists of jobs, those with a result and those that waited for one. */
  readonly places: number
  /** False when a database file still holds old versions: they go with the next writes. */
  readonly settled: boolean
}

/**
 * Erases a person as far as the caller reaches, however the address was written: of strangers' jobs and profiles nobody learns by asking, and nobody can take them away. Safe to repeat: what it is found by (profiles and lists) goes last, so that an erasure that failed half-way can be asked for again.
 * @throws AppError `NOT_FOUND` when nothing is stored
 */
export function createErasePerson(parts: {
  readonly profiles: ProfileStore
  readonly suppressions: Pick<Suppressions, 'add'>
  readonly findInJobs: (email: string, of: Sight) => Promise<readonly { readonly jobId: string }[]>
  readonly eraseFromJobs: (email: string, of: Sight) => Promise<number>
  /** What is remembered of these jobs for readers who come back. */
  readonly eraseFromEvents: (jobIds: readonly string[], email: string) => void
  readonly traces: Traces
}): (email: string, reach: Reach) => Promise<Erasure> {
  const { profiles, traces } = parts
  return async (asked, reach) => {
    const { opens } = reach
    const spellings = spellingsOf(asked)
    const places = await forEach(spellings, email => parts.findInJobs(email, opens))
    const isThere = async (email: string) => (await profiles.find(email, 1, opens)).length > 0 || (await traces.holds(email, reach))
    const isKnown = places.flat().length > 0 || (await forEach(spellings, isThere)).includes(true)
    if (!isKnown) throw notFound('A saved profile of this address')
    // First of all: what is being looked up meanwhile is dropped, and nothing comes anew.
    await parts.suppressions.add(asked, opens)
    await forEach(spellings, email => traces.erase(email, reach)).catch((error: unknown) => {
      // What could be erased is gone from this machine's files as well.
      traces.settle()
      throw error
    })
    const jobIds = places.flat().map(({ jobId }) => jobId)
    for (const email of spellings) parts.eraseFromEvents(jobIds, email)
    const erased = await forEach(spellings, email => profiles.erase(email, opens))
    const results = await forEach(spellings, email => parts.eraseFromJobs(email, opens))
    return { profiles: sum(erased), results: sum(results), places: places.flat().length, settled: traces.settle() }
  }
}

/** One after the other: two at a time would wait for the same file. */
async function forEach<T>(spellings: readonly string[], work: (email: string) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (const email of spellings) done.push(await work(email))
  return done
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

import type { JobView } from '../jobs/jobs.schemas.ts'
import { usageError } from './cli-error.ts'
import { type CommandContext, pathPart, query } from './command.ts'

const WHOLE = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
/** Shorter ones say nothing. */
const SHORTEST = 4
/** Among so many of the newest jobs a prefix is looked for. */
const PAGE = 500
const MOST_PAGES = 10

/** The path of a job that is named by its id or by the first characters of it, as the dashboard and the log show them. */
export async function jobPath({ api, args: [given = ''] }: Pick<CommandContext, 'api' | 'args'>): Promise<string> {
  if (WHOLE.test(given) || given.length < SHORTEST) return `/jobs/${pathPart(given)}`
  const found: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { jobs, next_cursor: next } = await api.json<{ jobs: JobView[]; next_cursor: string | null }>(
      `/jobs${query({ limit: PAGE, cursor })}`,
    )
    found.push(...jobs.map(job => job.job_id).filter(id => id.startsWith(given.toLowerCase())))
    if (next === null) break
    cursor = next
  }
  if (found.length > 1) throw usageError(`${found.length} jobs begin so: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}.`)
  return `/jobs/${pathPart(found[0] ?? given)}`
}

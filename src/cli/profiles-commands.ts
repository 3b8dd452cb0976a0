import { EXIT, usageError } from './cli-error.ts'
import { type Command, pathPart } from './command.ts'

interface VersionsView {
  readonly profiles: readonly { readonly timestamp: string; readonly job_id: string | null; readonly profile_data: unknown }[]
}

interface ErasureView {
  readonly profiles_erased: number
  readonly results_erased: number
  readonly entries_erased: number
  readonly settled: boolean
}

const show: Command = {
  name: 'profiles show',
  args: 'ADDRESS',
  summary: 'The saved profile of an address, newest version first',
  async run({ api, out, args }) {
    const found = await api.json<VersionsView>(`/profiles/${pathPart(args[0])}`)
    if (out.json) out.data(found)
    else
      for (const { timestamp, job_id, profile_data } of found.profiles) {
        out.line(`${timestamp}${job_id === null ? '' : `, job ${job_id}`}`)
        out.table(Object.entries((profile_data ?? {}) as object).map(([name, value]) => [name, wordsOf(value)]))
      }
    return EXIT.ok
  },
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const exportAll: Command = {
  name: 'profiles export',
  args: 'ADDRESS',
  summary: 'All that your key may see of a person, as JSON',
  async run({ api, out, args }) {
    out.data(await api.json(`/profiles/${pathPart(args[0])}/export`))
    return EXIT.ok
  },
}

const erase: Command = {
  name: 'profiles erase',
  args: 'ADDRESS',
  summary: 'Erase a person from profiles, lists, results and logs, for good',
  details:
    'It reaches what your key may open; a key with jobs and admin reaches everything. Jobs of before do not look the person up again.',
  options: { yes: { type: 'boolean', describe: 'Needed: what is erased does not come back' } },
  async run({ api, out, args, flag }) {
    if (!flag('yes')) throw usageError('What is erased does not come back: say --yes.')
    const erased = await api.json<ErasureView>(`/profiles/${pathPart(args[0])}`, { method: 'DELETE' })
    if (out.json) out.data(erased)
    else out.line(`Erased: ${erased.profiles_erased} profiles, ${erased.entries_erased} places in lists, ${erased.results_erased} results`)
    if (!erased.settled) out.note('! A database file is held by another program: old versions go with the next writes.')
    return EXIT.ok
  },
}

export const profilesCommands: readonly Command[] = [show, exportAll, erase]

import type { JobHistoryView } from '../jobs/jobs.schemas.ts'
import { EXIT } from './cli-error.ts'
import type { Command } from './command.ts'
import { jobPath } from './job-id.ts'

export const jobHistoryCommand: Command = {
  name: 'jobs history',
  args: 'JOB_ID',
  summary: 'Which token each lane turned to and why, and whose fault failures were found to be; the newest first',
  async run({ api, out, args }) {
    const history = await api.json<JobHistoryView>(`${await jobPath({ api, args })}/history`)
    if (out.json) out.data(history)
    else {
      const { switches, verdicts } = history
      if (switches.length === 0) out.note('No lane of this job has turned to a token yet.')
      else out.table([['when', 'lane', 'from', 'to', 'why'], ...switches.map(rowOfSwitch)])
      if (verdicts.length > 0) out.table([['when', 'at fault', 'which', 'evidence'], ...verdicts.map(rowOfVerdict)])
    }
    return EXIT.ok
  },
}

function rowOfSwitch({ at, lane, from, to, reason }: JobHistoryView['switches'][number]): string[] {
  return [at, String(lane), from ?? '-', to, reason]
}

function rowOfVerdict({ at, of, on, email_number: number, evidence }: JobHistoryView['verdicts'][number]): string[] {
  return [at, of, on ?? (number === null ? '-' : `no. ${number}`), evidence]
}

import { createReadStream } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { CreatedView, JobView } from '../jobs/jobs.schemas.ts'
import { EXIT, type ExitCode, usageError } from './cli-error.ts'
import { type Command, type CommandContext, query } from './command.ts'
import { jobPath } from './job-id.ts'
import { formatDuration } from './text-layout.ts'
import { showOutcome, watchJob } from './watch-job.ts'

const NDJSON = /\.(ndjson|jsonl)$/i
const WATCH = { type: 'boolean', describe: 'Follow it to its end; exit code 1 when addresses failed' } as const

const create: Command = {
  name: 'jobs create',
  args: 'FILE',
  summary: 'Submit a file of addresses (CSV, NDJSON or one per line; - is standard input)',
  details: 'The file is streamed, whatever its size. The column that holds the e-mail addresses is found by name and content, and named.',
  options: {
    priority: { type: 'string', value: 'HIGH|NORMAL|LOW', describe: 'Default NORMAL' },
    parallel: { type: 'string', value: 'N', describe: 'Tokens used at the same time, 1 to 20 (1)' },
    'requests-per-token': { type: 'string', value: 'N', describe: 'Requests before the wheel turns, 1 to 50 (15)' },
    delay: { type: 'string', value: 'SECONDS', describe: 'Between two requests of one token, 0.5 to 10 (2)' },
    'no-save': { type: 'boolean', describe: 'Do not save the profiles, only the results' },
    'callback-url': { type: 'string', value: 'URL', describe: 'Gets a signed POST when the job has finished' },
    'idempotency-key': { type: 'string', value: 'KEY', describe: 'The same key and file is the same job' },
    format: { type: 'string', value: 'csv|ndjson', describe: "Default: by the file's name, else csv" },
    watch: WATCH,
  },
  async run(context) {
    const created = await submit(context)
    if (!context.out.json) showCreated(context, created)
    if (context.flag('watch')) return watchJob(context, created.job_id)
    if (context.out.json) context.out.data(created)
    return EXIT.ok
  },
}

async function submit({ api, args, text, number, flag, stdin }: CommandContext): Promise<CreatedView> {
  const file = args[0]!
  const format = text('format') ?? (NDJSON.test(file) ? 'ndjson' : 'csv')
  if (format !== 'csv' && format !== 'ndjson') throw usageError('--format must be csv or ndjson.')
  if (file !== '-') await requireFile(file)
  const options = query({
    priority: text('priority')?.toUpperCase(),
    parallel_tokens: number('parallel'),
    requests_per_token: number('requests-per-token'),
    delay_seconds: number('delay'),
    save_to_dynamodb: flag('no-save') ? false : undefined,
    callback_url: text('callback-url'),
  })
  const key = text('idempotency-key')
  return api.json<CreatedView>(`/jobs/create-batch${options}`, {
    method: 'POST',
    body: Readable.toWeb(file === '-' ? stdin : createReadStream(file)) as ReadableStream,
    headers: {
      'content-type': format === 'csv' ? 'text/csv' : 'application/x-ndjson',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  })
}

export async function requireFile(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${file} ${error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'}.`)
  })
}

function showCreated({ out }: CommandContext, created: CreatedView): void {
  const { total_emails, invalid_emails, duplicates_removed, intake, warnings } = created
  out.line(`Job ${created.job_id}: ${total_emails} addresses, ${invalid_emails} invalid, ${duplicates_removed} duplicates removed`)
  if (intake !== null) out.note(describeIntake(intake))
  for (const warning of warnings) out.note(`! ${warning}`)
}

function describeIntake({ format, encoding, column, rows_without_address }: NonNullable<CreatedView['intake']>): string {
  const name = column?.name ?? (column === null || column.number === null ? null : `column ${column.number}`)
  const from = name === null ? '' : `, addresses from ${JSON.stringify(name)}`
  return `Read as ${format} (${encoding})${from}; ${rows_without_address} rows without an address`
}

const list: Command = {
  name: 'jobs list',
  summary: 'All jobs, newest first',
  options: {
    status: {
      type: 'string',
      value: 'STATUS',
      describe: 'pending, processing, waiting_for_capacity, paused, completed, cancelled or failed',
    },
    limit: { type: 'string', value: 'N', describe: 'How many, up to 500 (50)' },
    cursor: { type: 'string', value: 'CURSOR', describe: 'Where the page before ended (next_cursor)' },
  },
  async run({ api, out, text, number }) {
    const parameters = query({ status: text('status'), limit: number('limit'), cursor: text('cursor') })
    const page = await api.json<{ jobs: JobView[]; next_cursor: string | null }>(`/jobs${parameters}`)
    if (out.json) out.data(page)
    else if (page.jobs.length === 0) out.note('No jobs.')
    else {
      const rows = page.jobs.map(job => [job.job_id, job.status, job.priority, progressOf(job), String(job.failed), job.created_at])
      out.table([['job', 'status', 'priority', 'progress', 'failed', 'created'], ...rows])
      if (page.next_cursor !== null) out.note(`More: --cursor ${page.next_cursor}`)
    }
    return EXIT.ok
  },
}

const progressOf = (job: JobView): string => `${job.processed}/${job.total_emails} (${job.progress_percentage}%)`

const show: Command = {
  name: 'jobs show',
  args: 'JOB',
  summary: 'State and progress of a job',
  async run({ api, out, args }) {
    const job = await api.json<JobView>(await jobPath({ api, args }))
    if (out.json) out.data(job)
    else {
      out.table([
        ['status', job.requested === null ? job.status : `${job.status} (${job.requested} asked for)`],
        ['progress', progressOf(job)],
        ['successful', String(job.successful)],
        ['failed', String(job.failed)],
        ...Object.entries(job.error_breakdown).map(([type, count]) => [`  ${type}`, String(count)]),
        ['time left', job.eta_seconds === null ? '-' : `about ${formatDuration(job.eta_seconds)}`],
        ...(job.waiting_until === null ? [] : [['waiting', `until ${job.waiting_until}: ${job.waiting_reason ?? ''}`]]),
        ...(job.error === null ? [] : [['error', job.error]]),
        ['lanes', job.lanes.map(lane => `${lane.token_id} ${lane.usage}/${lane.reserved}`).join(', ') || '-'],
        ['created', job.created_at],
        ['finished', job.finished_at ?? '-'],
      ])
    }
    return EXIT.ok
  },
}

const watch: Command = {
  name: 'jobs watch',
  args: 'JOB',
  summary: 'Follow a job to its end',
  async run(context) {
    const job = await context.api.json<JobView>(await jobPath(context))
    return watchJob(context, job.job_id)
  },
}

const SUMMARIES = {
  cancel: 'End a job; what was fetched stays',
  pause: 'Let a job rest',
  resume: 'Let a paused job go on',
} as const

const actions = (['cancel', 'pause', 'resume'] as const).map(
  (action): Command => ({
    name: `jobs ${action}`,
    args: 'JOB',
    summary: SUMMARIES[action],
    async run({ api, out, args }) {
      const job = await api.json<JobView>(`${await jobPath({ api, args })}/${action}`, { method: 'POST' })
      if (out.json) out.data(job)
      else if (job.requested !== null) out.line(`Job ${job.job_id} is ${job.status}; ${job.requested} follows within a heartbeat.`)
      else showOutcome(out, job)
      return EXIT.ok
    },
  }),
)

const retryFailed: Command = {
  name: 'jobs retry-failed',
  args: 'JOB',
  summary: 'A new job of the failed addresses',
  options: {
    'error-type': { type: 'string', value: 'TYPE', describe: 'Only those that failed with this error, for example not_found' },
    watch: WATCH,
  },
  async run(context): Promise<ExitCode> {
    const filter = query({ error_type: context.text('error-type') })
    const created = await context.api.json<CreatedView>(`${await jobPath(context)}/retry-failed${filter}`, { method: 'POST' })
    if (!context.out.json) showCreated(context, created)
    if (context.flag('watch')) return watchJob(context, created.job_id)
    if (context.out.json) context.out.data(created)
    return EXIT.ok
  },
}

export const jobsCommands: readonly Command[] = [create, list, show, watch, ...actions, retryFailed]

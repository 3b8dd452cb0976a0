import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ResultView } from '../jobs/jobs.schemas.ts'
import { EXIT, usageError } from './cli-error.ts'
import { type Command, type CommandContext, query } from './command.ts'
import { jobPath } from './job-id.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' }

export const resultsCommand: Command = {
  name: 'jobs results',
  args: 'JOB',
  summary: 'The results of a job: a page as a table or JSON, or all of them as CSV or NDJSON',
  options: {
    format: { type: 'string', value: 'csv|ndjson', describe: 'All results as a stream' },
    out: { type: 'string', value: 'FILE', describe: 'Write them into a file (with --format)' },
    failed: { type: 'boolean', describe: 'Only those that failed' },
    successful: { type: 'boolean', describe: 'Only those that succeeded' },
    'error-type': { type: 'string', value: 'TYPE', describe: 'Only failures of this type, e.g. user_restricted' },
    limit: { type: 'string', value: 'N', describe: 'Of a page, up to 1000 (100)' },
    cursor: { type: 'string', value: 'CURSOR', describe: 'Where the page before ended (next_cursor)' },
  },
  async run(context) {
    const { api, out, args, text, number, flag } = context
    if (flag('failed') && flag('successful')) throw usageError('--failed and --successful exclude each other.')
    const format = text('format')
    if (format !== undefined && MEDIA_TYPES[format] === undefined) throw usageError('--format must be csv or ndjson.')
    const success = flag('failed') ? false : flag('successful') ? true : undefined
    const filter = { success, error_type: text('error-type') }
    const path = `${await jobPath({ api, args })}/results`
    if (format !== undefined) return download(context, `${path}${query(filter)}`, MEDIA_TYPES[format]!)
    const page = await api.json<{ results: ResultView[]; next_cursor: string | null }>(
      `${path}${query({ ...filter, limit: number('limit'), cursor: text('cursor') })}`,
    )
    if (out.json) out.data(page)
    else if (page.results.length === 0) out.note('No results.')
    else {
      out.table([['#', 'address', 'result', 'token'], ...page.results.map(rowOf)])
      if (page.next_cursor !== null) out.note(`More: --cursor ${page.next_cursor}, or all of them with --format csv`)
    }
    return EXIT.ok
  },
}

function rowOf(result: ResultView): string[] {
  const name = result.data?.display_name
  const shown = result.success ? (typeof name === 'string' ? name : 'found') : `✗ ${result.error_type}: ${result.error ?? ''}`
  return [String(result.email_number), result.email, shown, result.token_used ?? '-']
}

async function download({ api, out, text }: CommandContext, path: string, mediaType: string) {
  const response = await api.send(path, { headers: { accept: mediaType } })
  const body = Readable.fromWeb(response.body! as import('node:stream/web').ReadableStream)
  const file = text('out')
  if (file === undefined) for await (const chunk of body.setEncoding('utf8')) await out.raw(chunk as string)
  else {
    await pipeline(body, createWriteStream(file)).catch((error: Error) => {
      throw usageError(`${file} could not be written: ${error.message}`)
    })
    out.note(`Written to ${file}`)
  }
  return EXIT.ok
}

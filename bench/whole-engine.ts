import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { openLogging } from '../src/logging/open-logging.ts'
import { systemClock } from '../src/shared/clock.ts'
import { benchSettings } from './bench-settings.ts'
import { BENCH_TOKEN, type Contestant, processorTime } from './load.ts'

/**
 * The whole engine with durable results: each run is a job in `lanes` lanes, delay 0, logging at its default levels (JSON into a file, and
 * ApplicationLogs). The time is the job's own, from its claim to its end. As the peers do, it keeps the result.
 *
 * @param saveProfiles whether each profile is saved a second time, as is a job's default
 */
export async function openWholeEngine(upstreamUrl: string, lanes: number, saveProfiles: boolean): Promise<Contestant> {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-bench-'))
  const settings = benchSettings(directory, upstreamUrl, lanes)
  const { logger, flush, databaseLog } = await openLogging(settings, openSync(join(directory, 'log'), 'w'), systemClock)
  const { server, start, stop } = await createApp({ settings, logger, databaseLog, version: 'bench', minDelaySeconds: 0 })
  const post = (url: string, type: string, payload: string) =>
    server.inject({ method: 'POST', url, headers: { 'content-type': type, host: '127.0.0.1' }, payload })
  await post('/tokens/add', 'application/json', JSON.stringify({ token: BENCH_TOKEN }))
  await start()
  return {
    async run(emails) {
      const options = `delay_seconds=0&parallel_tokens=${lanes}&save_to_dynamodb=${saveProfiles}`
      const list = emails.map(email => JSON.stringify(email)).join('\n')
      const created = (await post(`/jobs/create-batch?${options}`, 'application/x-ndjson', list)).json<{
        job_id?: string
        message: string
      }>()
      if (created.job_id === undefined) throw new Error(created.message)
      const cpuSeconds = processorTime()
      for (;;) {
        const response = await server.inject({ url: `/jobs/${created.job_id}`, headers: { host: '127.0.0.1' } })
        const job = response.json<{ status: string; successful: number; started_at: string; finished_at: string }>()
        if (job.status !== 'completed') {
          await new Promise(resolve => setTimeout(resolve, 100))
          continue
        }
        if (job.successful !== emails.length) throw new Error(`${job.successful} results of ${emails.length} addresses`)
        return { seconds: (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000, cpuSeconds: cpuSeconds() }
      }
    },
    async close() {
      await stop()
      flush()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

import { z } from 'zod'
import { createProgressBar, heading, line, table } from './terminal.ts'

const jobSchema = z.object({
  status: z.string(),
  processed: z.int(),
  successful: z.int(),
  failed: z.int(),
  error_breakdown: z.record(z.string(), z.int()),
  eta_seconds: z.number().nullable(),
})
const resultsSchema = z.object({
  results: z.array(
    z.object({
      email: z.string(),
      success: z.boolean(),
      data: z.record(z.string(), z.unknown()).nullable(),
      error_type: z.string().nullable(),
      token_used: z.string().nullable(),
    }),
  ),
})
const statusSchema = z.object({
  token_details: z.array(z.object({ token_id: z.string(), daily_usage: z.int(), daily_limit: z.int(), status: z.string() })),
})

/** Addresses that show what can happen: most are found, some are not, one upstream hiccup, one duplicate, one that is no address. */
function sampleEmails(): string[] {
  const people = Array.from({ length: 32 }, (_, index) => `user${index + 1}@example.com`)
  return [
    ...people,
    'restricted@example.com',
    'restricted-2@example.com',
    'denied@example.com',
    'missing@example.com',
    'flaky@example.com',
    'User1@example.com',
    'not-an-address',
  ]
}

/** Submits the batch, shows its progress and its results. True when every address has the result it should have. */
export async function runBatch(url: string, tokens: readonly string[]): Promise<boolean> {
  const emails = sampleEmails()
  heading('1. A batch of addresses')
  await call(`${url}/tokens/add-multiple`, { tokens: tokens.map((token, index) => ({ token, token_id: `sample-${index + 1}` })) })
  const config = { delay_seconds: 0.5, parallel_tokens: tokens.length, requests_per_token: 5 }
  const created = z
    .object({ job_id: z.string(), message: z.string() })
    .parse(await call(`${url}/jobs/create-batch`, { emails, priority: 'HIGH', config }))
  line(
    `${emails.length} addresses submitted as job ${created.job_id}: ${tokens.length} tokens at a time, 5 requests each, then the wheel turns.\n`,
  )

  const job = await follow(`${url}/jobs/${created.job_id}`, emails.length - 1)
  const { results } = resultsSchema.parse(await call(`${url}/jobs/${created.job_id}/results?limit=1000`))
  line()
  table([['address', 'result', 'token'], ...results.filter((_, index) => index < 5 || index >= 30).map(showResult)])
  line(`  … ${results.length} results in all: ${job.successful} successful, ${job.failed} failed (${showBreakdown(job.error_breakdown)})`)
  await showTokens(url)
  return job.status === 'completed' && results.length === emails.length - 1 && job.successful === 33
}

async function follow(jobUrl: string, total: number): Promise<z.infer<typeof jobSchema>> {
  const bar = createProgressBar(total)
  for (;;) {
    const job = jobSchema.parse(await call(jobUrl))
    bar.show(job.processed, job.eta_seconds === null ? job.status : `${job.status}, about ${Math.ceil(job.eta_seconds)} s left`)
    if (job.status !== 'pending' && job.status !== 'processing') {
      bar.end()
      return job
    }
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

async function showTokens(url: string): Promise<void> {
  const { token_details } = statusSchema.parse(await call(`${url}/tokens/status`))
  line()
  table([['token', 'used today', 'status'], ...token_details.map(t => [t.token_id, `${t.daily_usage} of ${t.daily_limit}`, t.status])])
}

function showResult(result: z.infer<typeof resultsSchema>['results'][number]): string[] {
  const shown = result.success ? `${result.data?.display_name}, ${result.data?.headline}` : `✗ ${result.error_type}`
  return [result.email, shown, result.token_used ?? '-']
}

function showBreakdown(errors: Record<string, number>): string {
  return Object.entries(errors)
    .map(([type, count]) => `${type}: ${count}`)
    .join(', ')
}

async function call(url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(
    url,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

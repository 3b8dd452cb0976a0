import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { parseTokenFile, readTokenFile } from '../settings/token-file.ts'
import { type SampleUpstream, startSampleUpstream } from './sample-upstream.ts'

/**
 * The sample upstream as a process of its own, for demos, benches and end-to-end tests. Prints `{"url": …}` as one line.
 *
 *   node src/demo/sample-upstream-main.ts --tokens a,b --daily-limit 500
 *   GET  /__stats              counts per token and address
 *   POST /__control            changes its behaviour (`SampleUpstreamControl` as JSON); answers the statistics
 *   POST /__wait               {"calls": n, "held": n}: answers as soon as both are reached
 */
const USAGE = `options (each also as an environment variable, e.g. SAMPLE_UPSTREAM_DAILY_LIMIT):
  --port N             default: a free one
  --tokens A,B         known bearer tokens
  --tokens-file PATH   one per line
  --daily-limit N      requests a token may make; default: no limit
  --latency-ms N       default 0
  --no-addresses       keep no count per address
  --until-stdin-closes stop with the process that started this one`

const controlSchema = z.strictObject({
  latencyMs: z.number().min(0).max(600_000).exactOptional(),
  failStatus: z.int().min(400).max(599).nullable().exactOptional(),
  limitedTokens: z.array(z.string()).exactOptional(),
  rejectedTokens: z.array(z.string()).exactOptional(),
  retryAfterSeconds: z.number().min(0).nullable().exactOptional(),
  hold: z.boolean().exactOptional(),
  release: z.int().min(0).exactOptional(),
  addTokens: z.array(z.string()).exactOptional(),
  newDay: z.boolean().exactOptional(),
})
const waitSchema = z.strictObject({ calls: z.int().min(0).exactOptional(), held: z.int().min(0).exactOptional() })

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      tokens: { type: 'string' },
      'tokens-file': { type: 'string' },
      'daily-limit': { type: 'string' },
      'latency-ms': { type: 'string' },
      'no-addresses': { type: 'boolean' },
      'until-stdin-closes': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    console.log(USAGE)
    return
  }
  const text = (name: Exclude<keyof typeof values, 'no-addresses' | 'until-stdin-closes' | 'help'>) =>
    values[name] ?? process.env[`SAMPLE_UPSTREAM_${name.replaceAll('-', '_').toUpperCase()}`]
  const number = (name: 'port' | 'daily-limit' | 'latency-ms', fallback: number) => {
    const parsed = Number(text(name) ?? fallback)
    if (Number.isNaN(parsed)) throw new Error(`--${name} must be a number`)
    return parsed
  }
  const file = text('tokens-file')
  const upstream = await startSampleUpstream(
    {
      port: number('port', 0),
      tokens: [...parseTokenFile(text('tokens') ?? ''), ...(file === undefined ? [] : await readTokenFile(file))],
      dailyLimit: number('daily-limit', Infinity),
      latencyMs: number('latency-ms', 0),
      countAddresses: values['no-addresses'] !== true,
    },
    serveControl,
  )
  const stop = () => void upstream.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop).once('SIGINT', stop)
  if (values['until-stdin-closes'] === true) process.stdin.resume().once('end', stop)
  console.log(JSON.stringify({ url: upstream.url }))
}

function serveControl(upstream: SampleUpstream, request: IncomingMessage, response: ServerResponse): boolean {
  const route = `${request.method} ${request.url}`
  if (route === 'GET /__stats') answer(response, 200, upstream.stats())
  else if (route === 'POST /__control' || route === 'POST /__wait')
    void readJson(request)
      .then(async body => {
        if (route === 'POST /__control') upstream.control(controlSchema.parse(body))
        else await upstream.reached(waitSchema.parse(body))
        answer(response, 200, upstream.stats())
      })
      .catch((error: Error) => answer(response, 400, { error: { code: 'BadRequest', message: error.message } }))
  else return false
  return true
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

await main()

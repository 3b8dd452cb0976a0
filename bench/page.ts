import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession } from 'playwright-core'
import { startSampleUpstream } from '../src/demo/sample-upstream.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { fillDatabase, SECRET } from './filled-database.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * What the control room costs its reader, on a small and a large pool side by side, while a job of 10,000 addresses runs: how soon every section has
 * its first figures, the page's heap, and what share of a core its renderer takes. Needs Chromium (Debian's, or what CHROMIUM names).
 *
 *   node bench/page.ts [seconds]
 */
const SECONDS = Number(process.argv[2] ?? 60)
const ADDRESSES = 10_000
const LOADS = 5
const WORLDS = [
  { name: 'small', tokens: 200, jobs: 200 },
  { name: 'large', tokens: 100_000, jobs: 20_000 },
] as const
/** As quick as the job lasts about as long as it is watched. */
const CONFIG = { delay_seconds: 0.1, parallel_tokens: 20, requests_per_token: 15, save_to_dynamodb: false }
/** The page's policy forbids even the question whether it is ready. */
const CONTEXT = { viewport: { width: 1280, height: 900 }, bypassCSP: true }
/** Every section has been filled, the map among them. */
const HAS_FIGURES = `document.querySelector('[aria-busy=true]') === null && document.querySelector('#tokens tbody tr') !== null
  && !document.querySelector('#pool-map').hidden`

const browser = await launchBrowser()
try {
  for (const world of WORLDS) await watch(world)
} finally {
  await browser.close()
}

async function watch(world: (typeof WORLDS)[number]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwheel-page-'))
  const upstream = await startSampleUpstream({ tokens: [SECRET] })
  await fillDatabase(directory, world)
  const service = await startServiceProcess(directory, upstream.url)
  try {
    console.info(`${world.name}: ${world.tokens} tokens, ${world.jobs} jobs, load ${loadavg()[0]?.toFixed(1)}`)
    const emails = Array.from({ length: ADDRESSES }, (_, index) => `person${index}@example.com`)
    const body = JSON.stringify({ emails, config: CONFIG })
    await fetch(`${service.url}/jobs/create-batch`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    const firsts = []
    for (let load = 0; load < LOADS; load += 1) firsts.push(await firstFigures(service.url))
    console.info(`  first figures after ${firsts.map(ms => Math.round(ms)).join(', ')} ms`)
    const { heapBytes, share } = await cost(service.url)
    console.info(`  ${SECONDS} s: heap at most ${(heapBytes / 1e6).toFixed(1)} MB, renderer ${(share * 100).toFixed(1)} % of a core`)
  } finally {
    await service.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** From the start of the navigation, with nothing in the cache. */
async function firstFigures(url: string): Promise<number> {
  const context = await browser.newContext(CONTEXT)
  const page = await context.newPage()
  await page.goto(`${url}/dashboard`, { waitUntil: 'commit' })
  const handle = await page.waitForFunction(`${HAS_FIGURES} && performance.now()`, undefined, { polling: 'raf' })
  const ms = await handle.jsonValue()
  await context.close()
  return Number(ms)
}

async function cost(url: string) {
  const context = await browser.newContext(CONTEXT)
  const page = await context.newPage()
  await page.goto(`${url}/dashboard`)
  await page.waitForFunction(HAS_FIGURES)
  const [system, debug] = [await browser.newBrowserCDPSession(), await context.newCDPSession(page)]
  const [before, since] = [await rendererSeconds(system), performance.now()]
  let heapBytes = 0
  while (performance.now() - since < SECONDS * 1000) {
    heapBytes = Math.max(heapBytes, (await debug.send('Runtime.getHeapUsage')).usedSize)
    await page.waitForTimeout(250)
  }
  const share = ((await rendererSeconds(system)) - before) / ((performance.now() - since) / 1000)
  await context.close()
  return { heapBytes, share }
}

/** Processor time of all renderers so far. */
async function rendererSeconds(system: CDPSession): Promise<number> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Agent, request } from 'undici'
import { startServiceProcess } from './service-process.ts'

/**
 * OCR through `POST /extract` beside the native `tesseract` program on the same images, two at a time both, in one run; and how quickly
 * `GET /system/health/live` answers while four scans at a time are being read. Ours does more: it prepares the image, reads it again in
 * another segmentation where the arithmetic does not close, and finds the fields.
 */
const root = resolve(process.env.DOCUMENTS_DIR ?? join(import.meta.dirname, '../../shared/documents'), 'receipts')
const IMAGES = 12
const PROBE_EVERY_MS = 20

if (existsSync(root)) await bench()
else console.log(`Skipped: no receipts in ${root}. Set DOCUMENTS_DIR to a folder with receipts/.`)

async function bench(): Promise<void> {
  const files = readdirSync(root)
    .filter(name => name.endsWith('.jpg'))
    .slice(0, IMAGES)
    .map(name => join(root, name))
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-ocr-'))
  const service = await startServiceProcess(directory, 'http://127.0.0.1:9')
  const client = new Agent({ connections: 8 })
  try {
    const extract = (file: string) => extractOne(service.url, client, file)
    // The first two start the workers.
    await inParallel(files.slice(0, 2), 2, extract)
    const ours = await pagesPerMinute(files, 2, extract)
    const native = await pagesPerMinute(files, 2, readNatively).catch(() => undefined)
    const beside =
      native === undefined
        ? 'native tesseract is not installed: sudo apt-get install tesseract-ocr'
        : `native tesseract ${Math.round(native)} (${(ours / native).toFixed(2)} ×)`
    console.log(`pages per minute, two at a time: tokenwheel ${Math.round(ours)}, ${beside}`)
    await probeLiveness(service.url, client, () => inParallel(files, 4, extract))
  } finally {
    await service.stop()
    await client.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function extractOne(url: string, dispatcher: Agent, file: string): Promise<void> {
  const form = new FormData()
  form.set('file', new Blob([readFileSync(file)]), 'scan.jpg')
  form.set('companyID', 'BENCH')
  form.set('username', 'bench')
  const { headers, body } = encode(form)
  const response = await request(`${url}/extract`, { method: 'POST', headers, body: await body, dispatcher, headersTimeout: 120_000 })
  const text = await response.body.text()
  if (response.statusCode !== 200) throw new Error(`/extract answered ${response.statusCode}: ${text}`)
}

function encode(form: FormData) {
  const encoded = new Response(form)
  return {
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: encoded.arrayBuffer().then(bytes => Buffer.from(bytes)),
  }
}

async function readNatively(file: string): Promise<void> {
  await promisify(execFile)('tesseract', [file, 'stdout', '--psm', '6', '-l', 'eng'], { env: { ...process.env, OMP_THREAD_LIMIT: '1' } })
}

async function inParallel(files: readonly string[], lanes: number, work: (file: string) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) await work(file)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

async function pagesPerMinute(files: readonly string[], lanes: number, work: (file: string) => Promise<void>): Promise<number> {
  const started = performance.now()
  await inParallel(files, lanes, work)
  return (files.length / (performance.now() - started)) * 60_000
}

async function probeLiveness(url: string, dispatcher: Agent, load: () => Promise<void>): Promise<void> {
  const latencies: number[] = []
  const loading = { done: false }
  const ended = load().finally(() => {
    loading.done = true
  })
  while (!loading.done) {
    const started = performance.now()
    await (await request(`${url}/system/health/live`, { dispatcher })).body.dump()
    latencies.push(performance.now() - started)
    await new Promise(done => setTimeout(done, PROBE_EVERY_MS))
  }
  await ended
  latencies.sort((a, b) => a - b)
  const ms = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))]?.toFixed(1)
  console.log(`GET /system/health/live while 4 scans are read (${latencies.length} requests): p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`)
}

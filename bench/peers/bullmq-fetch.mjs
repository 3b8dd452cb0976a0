// The same fetch as a BullMQ worker does it, the profile kept as the job's return value: bullmq-fetch.mjs URL EMAILS LANES REDIS_PORT
import { Queue, Worker } from 'bullmq'
import { Pool } from 'undici'

const [url, emails, lanes, redisPort] = process.argv.slice(2)
const connection = { host: '127.0.0.1', port: Number(redisPort), maxRetriesPerRequest: null }
const pool = new Pool(url, { connections: Number(lanes) })
const headers = { authorization: 'Bearer bench-token', accept: 'application/json' }

async function fetchProfile(email) {
  const { statusCode, body } = await pool.request({ path: `/v1.0/users/${encodeURIComponent(email)}`, method: 'GET', headers })
  const profile = await body.json()
  if (statusCode !== 200) throw new Error(`the stub answered ${statusCode}`)
  return profile
}

const queue = new Queue('bench', { connection })
const startedAt = new Map()
let batch = { latenciesMs: [], count: 0, finished: Promise.withResolvers() }
const worker = new Worker(
  'bench',
  job => {
    startedAt.set(job.id, performance.now())
    return fetchProfile(job.data.email)
  },
  { connection, concurrency: Number(lanes), autorun: false },
)
worker.on('completed', job => {
  batch.latenciesMs.push(performance.now() - startedAt.get(job.id))
  startedAt.delete(job.id)
  if (batch.latenciesMs.length === batch.count) batch.finished.resolve()
})
worker.on('failed', (_, error) => batch.finished.reject(error))
worker.on('error', error => batch.finished.reject(error))
await worker.waitUntilReady()

/** The worker rests while the list is handed over. */
async function run(count, work) {
  const jobs = Array.from({ length: count }, (_, index) => ({ name: 'fetch', data: { email: `user${index}@bench.example` } }))
  while (jobs.length > 0) await queue.addBulk(jobs.splice(0, 1000))
  const before = await queue.getCompletedCount()
  batch = { latenciesMs: [], count, finished: Promise.withResolvers() }
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  work()
  await batch.finished.promise
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const completed = (await queue.getCompletedCount()) - before
  if (completed !== count) throw new Error(`${completed} results of ${count} addresses`)
  return { seconds, latenciesMs: batch.latenciesMs, cpuSeconds: (user + system) / 1e6 }
}

await run(Number(emails), () => worker.run().catch(batch.finished.reject))
await worker.pause()
console.log(JSON.stringify(await run(Number(emails), () => worker.resume())))
await worker.close()
await queue.obliterate({ force: true })
await queue.close()
await pool.close()

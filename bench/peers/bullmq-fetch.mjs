// The same fetch as a BullMQ worker does it, the profile kept as the job's return value: bullmq-fetch.mjs URL EMAILS LANES WARM_UP REDIS_PORT
import { Queue, Worker } from 'bullmq'
import { Pool } from 'undici'

const [url, emails, lanes, warmUp, redisPort] = process.argv.slice(2)
const connection = { host: '127.0.0.1', port: Number(redisPort), maxRetriesPerRequest: null }
const pool = new Pool(url, { connections: Number(lanes) })
const headers = { authorization: 'Bearer bench-token', accept: 'application/json' }

async function fetchProfile(email) {
  const { statusCode, body } = await pool.request({ path: `/v1.0/users/${encodeURIComponent(email)}`, method: 'GET', headers })
  const profile = await body.json()
  if (statusCode !== 200) throw new Error(`the stub answered ${statusCode}`)
  return profile
}

async function run(name, count) {
  const queue = new Queue(name, { connection })
  const jobs = Array.from({ length: count }, (_, index) => ({ name: 'fetch', data: { email: `user${index}@bench.example` } }))
  while (jobs.length > 0) await queue.addBulk(jobs.splice(0, 1000))

  const startedAt = new Map()
  const latenciesMs = []
  const worker = new Worker(
    name,
    job => {
      startedAt.set(job.id, performance.now())
      return fetchProfile(job.data.email)
    },
    { connection, concurrency: Number(lanes), autorun: false },
  )
  const finished = Promise.withResolvers()
  worker.on('completed', job => {
    latenciesMs.push(performance.now() - startedAt.get(job.id))
    startedAt.delete(job.id)
    if (latenciesMs.length === count) finished.resolve()
  })
  worker.on('failed', (_, error) => finished.reject(error))
  worker.on('error', finished.reject)
  await worker.waitUntilReady()
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  worker.run().catch(finished.reject)
  await finished.promise
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const { completed } = await queue.getJobCounts('completed')
  if (completed !== count) throw new Error(`${completed} results of ${count} addresses`)
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  return { seconds, latenciesMs, cpuSeconds: (user + system) / 1e6 }
}

await run('warm-up', Number(warmUp))
console.log(JSON.stringify(await run('bench', Number(emails))))
await pool.close()

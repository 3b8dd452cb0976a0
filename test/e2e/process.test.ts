import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { Agent, createServer as createHttpServer, get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SampleUpstreamProcess, startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'
import { run, type ServiceProcess, startServiceProcess } from '../support/service-process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenwheel-e2e-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('SIGTERM, and SIGHUP when the terminal goes,', () => {
  let upstream: SampleUpstreamProcess
  let service: ServiceProcess
  beforeEach(async () => {
    upstream = await startSampleUpstreamProcess(['--tokens', 'secret-a,secret-b,secret-c'])
    service = await startServiceProcess('real', folder, upstream.url)
    for (const token of ['secret-a', 'secret-b', 'secret-c']) await service.post('/tokens/add', { token })
  })
  afterEach(async () => {
    await upstream.stop()
  })

  const submit = () =>
    service.post('/jobs/create-batch', {
      emails: Array.from({ length: 200 }, (_, n) => `user${n}@domain.com`),
      config: { delay_seconds: 0.5, parallel_tokens: 3 },
    })
  const usage = () => {
    const db = new DatabaseSync(join(folder, 'data', 'tokenwheel.db'), { readOnly: true })
    const row = db.prepare('SELECT (SELECT sum(daily_usage) FROM bearer_tokens) AS usage, status, processed FROM batch_jobs').get()
    db.close()
    return row
  }
  const holdConnections = async (jobId: string) => {
    const agent = new Agent({ keepAlive: true })
    await new Promise(resolve => get(`${service.url}/system/health/live`, { agent }, response => response.resume().on('end', resolve)))
    const stream = await fetch(`${service.url}/jobs/${jobId}/events`)
    return async () => {
      agent.destroy()
      await stream.body?.cancel().catch(() => {})
    }
  }

  it('are one stop where both come', async () => {
    const { code } = await service.end('SIGTERM', 'SIGHUP')
    expect(code, service.output()).toBe(0)
    expect(service.output().match(/: stopping/g)).toHaveLength(1)
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    '%s lets lanes finish, hands back what they had reserved, and exits 0, with a keep-alive connection and an event stream open',
    async signal => {
      const { job_id: jobId } = await submit()
      const drop = await holdConnections(jobId)
      await upstream.reached({ calls: 6 })
      const { code, ms } = await service.end(signal)
      const { calls } = await upstream.stats()
      await drop()
      expect(code, service.output()).toBe(0)
      expect(ms).toBeLessThan(5_000)
      expect(usage()).toEqual({ usage: calls, status: 'pending', processed: calls })
      expect((await upstream.stats()).calls).toBe(calls)
      console.info(`stop with lanes at work: ${Math.round(ms)} ms`)
    },
  )

  it('gives up calls that hang, and still exits 0 within 10 s', async () => {
    await upstream.control({ hold: true })
    const { job_id: jobId } = await submit()
    const drop = await holdConnections(jobId)
    await upstream.reached({ held: 3 })
    const { code, ms } = await service.end('SIGTERM')
    await drop()
    expect(code, service.output()).toBe(0)
    expect(ms).toBeLessThan(10_000)
    // The three calls were sent: they count, though nobody knows what they came to.
    expect(usage()).toEqual({ usage: 3, status: 'pending', processed: 0 })
    console.info(`stop with hanging calls: ${Math.round(ms)} ms`)
  })

  it('is not held up by an upload that never ends', async () => {
    const endless = new ReadableStream({ start: controller => controller.enqueue(Buffer.from('"a@x.com"\n')) })
    const headers = { 'content-type': 'application/x-ndjson' }
    const upload = fetch(`${service.url}/jobs/create-batch`, {
      method: 'POST',
      headers,
      body: endless,
      duplex: 'half',
    } as RequestInit).catch(() => 'cut off')
    await service.get('/system/health/live')
    const { code, ms } = await service.end('SIGTERM')
    expect(await upload).toBe('cut off')
    expect([code, ms < 5_000], service.output()).toEqual([0, true])
  })
})

describe('start', () => {
  it('is live in a moment', async () => {
    const port = await freePort()
    const since = performance.now()
    const { child, exited, output } = run('real', [], {
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      APP_SETTINGS: await settingsFile('{}'),
    })
    let ms = 0
    while (ms === 0) {
      const alive = await fetch(`http://127.0.0.1:${port}/system/health/live`)
        .then(response => response.ok)
        .catch(() => new Promise(resolve => setImmediate(resolve, false)))
      if (alive === true) ms = performance.now() - since
      if (child.exitCode !== null) throw new Error(output())
    }
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    console.info(`start to live health: ${Math.round(ms)} ms`)
    expect(ms).toBeLessThan(5_000)
  })

  it.each([
    ['a damaged database', 1, 'data/tokenwheel.db', 'data', /tokenwheel\.db is damaged or not a database: restore it from a backup/],
    ['a DATA_DIR that cannot be written', 78, 'file', 'file/data', /cannot be written.*DATA_DIR/],
  ])('%s is one sentence, without a stack', async (_, code, file, dataDir, words) => {
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, file), 'x'.repeat(5_000))
    const env = { PORT: '0', DATA_DIR: join(folder, dataDir), APP_SETTINGS: await settingsFile('{}'), LOG_LEVEL: 'silent' }
    const { exited, output } = run('real', [], env)
    expect(await exited, output()).toBe(code)
    expect(output()).toMatch(words)
    expect(output().trim().split('\n')).toHaveLength(1)
  })

  it('fails with the port in its message when that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const { exited, output } = run('real', [], {
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      APP_SETTINGS: await settingsFile('{}'),
    })
    expect(await exited).toBe(1)
    expect(output()).toContain('EADDRINUSE')
    expect(output().trim()).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:${port} is taken by another program.* set PORT to another .EADDRINUSE.\\.$`),
    )
    server.close()
  })
})

it('a signal to `npm start` ends the service, although the shell between them does not pass it on', async () => {
  for (const name of ['package.json', 'node_modules', 'src']) await symlink(resolve(name), join(folder, name))
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, PORT: '0', DATA_DIR: join(folder, 'data') }
  const npm = spawn('npm', ['start'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  // The pipe is the service's, too: it is closed when both are gone.
  const closed = once(npm, 'close')
  let output = ''
  for await (const chunk of npm.stdout) {
    output += String(chunk)
    if (/"url":"http/.test(output) && !npm.killed) npm.kill('SIGTERM')
  }
  await closed
  expect(output).toMatch(/npm has ended: stopping.*Stopped/s)
}, 30_000)

describe('a bad configuration', () => {
  it('exits 78 and names every problem at once, without a secret', async () => {
    const env = {
      PORT: '99999',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
      SECRETS_KEY: 'c2hvcnQ-s3cr3t',
      API_KEYS: 'a:s3cr3t,b:long-enough-s3cr3t:fly',
      MAX_CONCURRENT_JOBS: 'many',
      TOKEN_STORE: 'redis',
      APP_SETTINGS: await settingsFile('{"retry":{"max_retries":-1},"surprise":1,"rotation":{"reset_time_zone":"Mars/Olympus","typo":2}}'),
    }
    for (const args of [[], ['--check-config']]) {
      const { exited, output } = run('real', args, env)
      expect(await exited).toBe(78)
      for (const name of [
        'PORT',
        'LOG_LEVEL',
        'SECRETS_KEY',
        'API_KEYS',
        'MAX_CONCURRENT_JOBS',
        'TOKEN_STORE',
        'retry.max_retries',
        'surprise',
        'rotation.reset_time_zone',
        'rotation.typo',
      ])
        expect(output()).toContain(name)
      expect(output()).not.toContain('s3cr3t')
    }
  })

  it.each<[string, Record<string, string>, string, string]>([
    ['an open host without keys', { HOST: '0.0.0.0' }, '{}', 'HOST'],
    ['a settings file that is not there', { APP_SETTINGS: '/nowhere/appSetting.json' }, '{}', 'APP_SETTINGS'],
    ['a settings file that is no JSON', {}, '{"extraction":{"fallback":{"api_key":"s3cr3t"', 'appSetting.json'],
    ['a URL with a placeholder for a host', {}, '{"profiles":{"request":{"url":"http://{email}/x"}}}', 'profiles.request.url'],
    [
      'a preset that there is not',
      {},
      '{"profiles":{"preset":"constructor"}}',
      'profiles.preset "constructor" is none of microsoft-graph, gravatar',
    ],
    ['a map that is no pointer', {}, '{"profiles":{"preset":"gravatar","map":{"name":"/~2"}}}', 'profiles.map'],
  ])('%s', async (_, env, settings, name) => {
    for (const args of [[], ['--check-config']]) {
      const { exited, output } = run('real', args, {
        APP_SETTINGS: await settingsFile(settings),
        DATA_DIR: join(folder, 'data'),
        PORT: '0',
        ...env,
      })
      expect(await exited, output()).toBe(78)
      expect(output()).toContain(name)
      expect(output()).not.toContain('s3cr3t')
    }
  })

  it.each([
    ['--help', 0, /Usage: npm start.*--check-config.*npm run cli/s],
    ['-h', 0, /Usage: npm start/],
    ['--version', 0, /^tokenwheel \d+\.\d+\.\d+$/m],
    ['--chek-config', 2, /Unknown option '--chek-config'.*See npm start -- --help/s],
    ['surprise', 2, /See npm start -- --help/],
  ])('%s starts nothing', async (option, code, words) => {
    const { exited, output } = run('real', [option], { DATA_DIR: join(folder, 'data'), PORT: '0' })
    expect(await exited, output()).toBe(code)
    expect(output()).toMatch(words)
  })

  it('a good one says so and exits 0', async () => {
    const { exited, output } = run('real', ['--check-config'], {
      APP_SETTINGS: await settingsFile('{"sqlserver":{"time_zone":"Asia/Tokyo"}}'),
    })
    expect(await exited).toBe(0)
    expect(output()).toContain('valid')
    expect(output()).toContain('sqlserver.time_zone "Asia/Tokyo" has no effect')
  })

  it('AWS credentials that are refused end the start with 78 and one sentence, and no stack', async () => {
    const aws = createHttpServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(
        '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}',
      )
    }).listen(0, '127.0.0.1')
    await once(aws, 'listening')
    const { port } = aws.address() as { port: number }
    const keys = { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 's3cr3t', AWS_REGION: 'eu-central-1' }
    const store = { TOKEN_STORE: 'dynamodb', DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`, DATA_DIR: join(folder, 'data'), PORT: '0' }
    const { exited, output } = run('real', [], { APP_SETTINGS: await settingsFile('{}'), ...store, ...keys })
    expect(await exited, output()).toBe(78)
    aws.close()
    expect(output()).toMatch(/^DynamoDB: AWS does not accept the credentials\./m)
    expect(output()).not.toMatch(/^\s+at |s3cr3t/m)
  })

  it('with SQL Server the check tries its login: a server that is not there is an exit with 1, in words, without the password', async () => {
    const port = await freePort()
    const SQLSERVER_URL = `mssql://app:s3cr3t-of-app@127.0.0.1:${port}/docs?encrypt=false`
    const env = { APP_SETTINGS: await settingsFile('{}'), COMPANY_STORE: 'sqlserver', SQLSERVER_URL }
    const { exited, output } = run('real', ['--check-config'], env)
    expect(await exited, output()).toBe(1)
    expect(output()).toContain(`SQLSERVER_URL: the connection to SQL Server 127.0.0.1:${port} fails`)
    expect(output()).not.toContain('s3cr3t')
  })
})

async function settingsFile(text: string): Promise<string> {
  const file = join(folder, 'appSetting.json')
  await writeFile(file, text)
  return file
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliOptions, cli } from '../../support/cli.ts'
import { type Service, startService } from '../../support/service.ts'

const INVOICE = 'src/demo/sample-invoice.pdf'

let service: Service
let emails: string
beforeAll(async () => {
  service = await startService({ minDelaySeconds: 0 })
  emails = join(service.folder, 'emails.csv')
  await writeFile(emails, 'name,email\nA,ada@example.com\nG,grace@example.com\nR,restricted@example.com\nA,ADA@example.com\n')
})
afterAll(() => service.stop())

const run = (line: string, options: CliOptions = {}) =>
  cli(line.split(' '), { ...options, env: { TOKENWHEEL_URL: service.url, ...options.env } })

describe('jobs', () => {
  it('create --watch shows progress and the breakdown, and ends with 1 when addresses failed', async () => {
    const { code, stdout, stderr } = await run(`jobs create ${emails} --priority high --delay 0 --parallel 2 --watch`)
    expect(stdout).toMatch(/^Job [\w-]{36}: 3 addresses, 0 invalid, 1 duplicates removed\n/)
    expect(stdout).toMatch(/Job [\w-]{36} completed: 2 successful, 1 failed\n {2}user_restricted {2}1\n$/)
    expect(stderr).toMatch(/█+ 3\/3 /)
    expect(code).toBe(1)
  })

  it('create --watch ends with 0 when all succeeded, and a terminal sees one moving bar with the time left', async () => {
    const { code, stderr } = await run('jobs create - --delay 0 --watch', { stdin: 'ada@example.com\n', terminal: { secret: '' } })
    expect(code).toBe(0)
    expect(stderr).toContain('\r\u001b[2K')
  })

  it('create --json answers what the API does, and nothing else', async () => {
    const { code, stdout, stderr } = await run(`jobs create ${emails} --delay 0 --priority LOW --no-save --requests-per-token 7 --json`)
    const created = JSON.parse(stdout)
    expect([code, stderr, created.priority, created.token_rotation.requests_per_token]).toEqual([0, '', 'LOW', 7])
    const { json: job } = await service.get(`/jobs/${created.job_id}`)
    expect(job.config).toMatchObject({ requests_per_token: 7, save_to_dynamodb: false })
    await service.finished(created.job_id)
  })

  it('create streams NDJSON by its name, and the same idempotency key is the same job', async () => {
    const file = join(service.folder, 'list.ndjson')
    await writeFile(file, '{"email":"ada@example.com"}\n"grace@example.com"\n')
    const command = `jobs create ${file} --delay 0 --idempotency-key k-1 --json`
    const [first, second] = [JSON.parse((await run(command)).stdout), JSON.parse((await run(command)).stdout)]
    expect([first.total_emails, second.job_id]).toEqual([2, first.job_id])
    await service.finished(first.job_id)
  })

  it('a job is known by the first characters of its id; of two that begin so neither is taken', async () => {
    const { stdout } = await run(`jobs create ${emails} --delay 0 --watch --json`)
    const { job_id: id } = JSON.parse(stdout)
    expect((await run(`jobs show ${id.slice(0, 8)}`)).stdout).toContain('completed')
    expect((await run(`jobs results ${id.slice(0, 13).toUpperCase()}`)).stdout).toContain('ada@example.com')
    const { code, stderr } = await run('jobs show ffff-none')
    expect([code, stderr]).toEqual([3, expect.stringContaining('This job was not found')])
  })

  it('a narrow terminal sees a bar that fits on one line', async () => {
    const { stderr } = await run('jobs create - --delay 0 --watch', { stdin: 'ada@example.com\n', terminal: { secret: '' }, columns: 40 })
    const shown = stderr.split('\r\u001b[2K').slice(1)
    expect(shown.length).toBeGreaterThan(0)
    for (const bar of shown) expect(bar.split('\n')[0]!.length).toBeLessThan(40)
  })

  it('list, show and results give tables, JSON and streams', async () => {
    const { stdout } = await run(`jobs create ${emails} --delay 0 --watch --json`)
    const { job_id: id } = JSON.parse(stdout)
    expect((await run('jobs list')).stdout).toContain(`${id}  completed  NORMAL    3/3 (100%)  1`)
    expect(JSON.parse((await run('jobs list --status completed --limit 1 --json')).stdout).jobs).toHaveLength(1)
    expect((await run(`jobs show ${id}`)).stdout).toMatch(/status +completed\n.*progress +3\/3 \(100%\)/s)
    expect((await run(`jobs results ${id}`)).stdout).toMatch(/3 {2}restricted@example.com {2}✗ user_restricted/)
    const failed = JSON.parse((await run(`jobs results ${id} --failed --json`)).stdout)
    expect(failed.results.map((result: { email: string }) => result.email)).toEqual(['restricted@example.com'])
    const csv = await run(`jobs results ${id} --format csv`)
    expect(csv.stdout.split('\r\n').map(line => line.split(',')[1])).toEqual([
      'email',
      'ada@example.com',
      'grace@example.com',
      'restricted@example.com',
      undefined,
    ])
    const file = join(service.folder, 'out.ndjson')
    expect((await run(`jobs results ${id} --format ndjson --successful --out ${file}`)).code).toBe(0)
    expect(
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).success),
    ).toEqual([true, true])
    expect((await run(`jobs watch ${id}`)).code).toBe(1)
    expect((await run(`jobs retry-failed ${id} --watch`)).stdout).toContain('completed: 0 successful, 1 failed')
  })

  it('pause, resume and cancel; watching shows a pause, and an interrupt leaves the job alone', async () => {
    service.upstream.control({ hold: true })
    const { job_id: id } = JSON.parse((await run(`jobs create ${emails} --delay 0 --json`)).stdout)
    expect((await run(`jobs pause ${id}`)).stdout).toMatch(/pause follows within a heartbeat|paused/)
    service.upstream.control({ hold: false })
    await service.until(id, data => data.status === 'paused')
    const interrupt = new AbortController()
    const watching = await run(`jobs watch ${id}`, {
      signal: interrupt.signal,
      onStderr: text => text.includes('paused (tokenwheel jobs resume') && interrupt.abort(),
    })
    expect([watching.code, watching.stderr]).toEqual([
      130,
      expect.stringContaining(`the job goes on.\n  Watch it again: tokenwheel jobs watch ${id}`),
    ])
    expect((await run(`jobs resume ${id} --json`)).code).toBe(0)
    await service.finished(id)
    expect((await run(`jobs cancel ${id}`)).code).toBe(3)
  })
})

describe('tokens', () => {
  it('takes secrets from a pipe, a file or a terminal, and never from an argument', async () => {
    const file = join(service.folder, 'secret.txt')
    await writeFile(file, 'secret-from-file\n')
    expect((await run('tokens add --id piped', { stdin: 'secret-piped\n' })).stdout).toBe('piped: The token was added.\n')
    expect((await run(`tokens add --id filed --daily-limit 7 --file ${file}`)).code).toBe(0)
    expect((await run('tokens add --id typed', { terminal: { secret: 'secret-typed' } })).code).toBe(0)
    expect((await run('tokens add secret-in-argv')).stderr).toBe('✗ There is an argument too many: tokenwheel tokens add\n')
    expect((await run('tokens add --id none', { stdin: '\n' })).code).toBe(2)
    const status = await run('tokens status')
    expect(status.stdout).toMatch(/filed {2}active {2}0\/7/)
    expect((await run('tokens add --id twice', { stdin: 'secret-piped' })).code).toBe(3)
    expect((await run('tokens disable piped')).stdout).toBe('piped is disabled\n')
    expect((await run('tokens status')).stdout).toContain('disabled until 9999-12-31T23:59:59.999Z: An operator disabled it')
    expect((await run('tokens enable piped')).stdout).toBe('piped is active\n')
    for (const id of ['piped', 'filed', 'typed']) expect((await run(`tokens remove ${id}`)).stdout).toBe(`${id} was removed\n`)
    expect((await run('tokens remove piped')).code).toBe(3)
  })

  it('imports a file in the form of token.txt, more than one request holds', async () => {
    const file = join(service.folder, 'tokens.txt')
    const many = Array.from({ length: 600 }, (_, index) => `import-secret-${index}`)
    await writeFile(file, `# a comment\nBearer first-secret, second-secret\n${many.join('\n')}\nhas a space\n`)
    const first = await run(`tokens import ${file} --daily-limit 3`)
    expect([first.code, first.stdout]).toEqual([1, expect.stringMatching(/^602 added, 0 already there, 1 invalid\n {2}token 603 /)])
    const again = JSON.parse((await run(`tokens import ${file} --json`)).stdout)
    expect([again.added, again.results.length, again.results[601].index]).toEqual([0, 603, 601])
  })
})

describe('extract', () => {
  it('many files, in their order, one of them bad: a table, JSON and CSV', async () => {
    const files = `${INVOICE} README.md ${INVOICE}`
    const table = await run(`extract ${files} --company NT047 --parallel 2`)
    expect(table.code).toBe(1)
    expect(table.stdout.split('\n').slice(1, 4)).toEqual([
      expect.stringMatching(/sample-invoice.pdf {2}FA-2017-0010 {2}2017-11-13 {2}Au bon moulin {2}671.15 EUR {2}offline/),
      expect.stringMatching(/README.md +✗ Failed to process invoice/),
      expect.stringContaining('FA-2017-0010'),
    ])
    expect(table.stderr).toMatch(/3\/3 files, 1 failed\n2 of 3 extracted\n$/)
    const json = JSON.parse((await run(`extract ${files} --company NT047 --json`)).stdout)
    expect(json.map((entry: { status: string }) => entry.status)).toEqual(['ok', 'error', 'ok'])
    expect([json[0].data.total, json[1].error.code]).toEqual([671.15, 'INVALID_FILE'])
    const out = join(service.folder, 'invoices.csv')
    await run(`extract ${files} --company NT047 --format csv --out ${out}`)
    const lines = (await readFile(out, 'utf8')).trim().split('\r\n')
    expect(lines.map(line => line.split(',')[1])).toEqual(['status', 'ok', 'error', 'ok'])
  })

  it('wants a company and files that exist', async () => {
    expect((await run(`extract ${INVOICE}`)).stderr).toContain('--company is missing')
    expect((await run('extract nowhere.pdf --company A')).stderr).toBe('✗ nowhere.pdf does not exist.\n')
    expect((await run(`extract ${INVOICE} --company A --parallel 99`)).code).toBe(2)
  })
})

describe('usage', () => {
  it('health', async () => {
    const { code, stdout } = await run('health')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^healthy \(score 100\), version .*\n {2}token_store +healthy/)])
  })

  it('every command has a help, with every option', async () => {
    const all = /^ {2}(jobs|plan|profiles|tokens|extract|keys|companies|usage|health|completion)( [a-z-]+)?/gm
    const names = (await run('--help')).stdout.match(all)!.map(name => name.trim())
    expect(names).toHaveLength(31)
    for (const name of names) {
      const { code, stdout } = await run(`${name} --help`)
      expect([name, code, stdout]).toEqual([
        name,
        0,
        expect.stringMatching(new RegExp(`^Usage: tokenwheel ${name}.*--api-key KEY.*Exit codes:`, 's')),
      ])
    }
  })

  it('its version', async () => {
    for (const line of ['--version', 'jobs list --version'])
      expect(await run(line)).toMatchObject({ code: 0, stdout: 'tokenwheel 1.2.3\n' })
  })

  it.each([
    ['-h', 0],
    ['jobs -h', 0],
    ['jobs list -h', 0],
    ['', 2],
    ['nope', 2],
    ['jobs nope', 2],
    ['jobs', 2],
    ['jobs show', 2],
    ['jobs list extra', 2],
    ['jobs list --nope', 2],
    ['jobs list --limit many', 2],
    ['jobs create nowhere.csv', 2],
    ['jobs show nope', 3],
    ['jobs list --limit 0', 3],
    ['--json jobs list', 0],
    ['jobs list --url ftp://x', 2],
    ['jobs list --url http://user:pass@localhost', 2],
    ['jobs list --url http://127.0.0.1:1', 5],
  ])('"%s" ends with %i', async (line, code) => {
    const result = await cli(line.split(' ').filter(Boolean), { env: { TOKENWHEEL_URL: service.url } })
    expect(result.code, result.stderr).toBe(code)
    expect(result.stderr === '').toBe(code === 0 || line === '' || line === 'jobs')
  })

  it('says how to start a service that does not answer, and what an error is about', async () => {
    const refused = await run('jobs list --url http://127.0.0.1:9')
    expect(refused.stderr).toContain('Start it with `npm start`, or name another one with --url')
    const invalid = JSON.parse((await run('jobs list --limit 0 --json')).stderr)
    expect(invalid).toMatchObject({ exit_code: 3, error: { code: 'VALIDATION_FAILED', errors: [{ field: 'limit' }] } })
  })
})

// The last one: with a key of a company the service is configured, and strangers are refused.
describe('keys', () => {
  it("add, list and change a company's AI key with a model and an address of its own; the key comes from a pipe and is never shown", async () => {
    const added = await run('keys add ACME --provider OpenAI --model gpt-x --base-url https://ai.example/v1 --limit 5000', {
      stdin: 'the-secret-ai-key\n',
    })
    expect([added.code, added.stdout]).toEqual([0, expect.stringMatching(/^Key \d+ of ACME is Active\n$/)])
    const list = await run('keys list ACME')
    expect(list.stdout).toMatch(/OpenAI +gpt-x +https:\/\/ai\.example\/v1 +Active +0\/5000/)
    expect(list.stdout + added.stdout).not.toContain('the-secret-ai-key')
    const [key] = JSON.parse((await run('keys list ACME --json')).stdout).tokens
    const changed = await cli(['keys', 'change', 'ACME', String(key.token_id), '--model', '', '--json'], {
      env: { TOKENWHEEL_URL: service.url },
    })
    expect(JSON.parse(changed.stdout)).toMatchObject({ model: null, base_url: 'https://ai.example/v1' })
    expect((await run('keys add ACME', { stdin: 'the-secret-ai-key' })).code).toBe(2)
  })
})

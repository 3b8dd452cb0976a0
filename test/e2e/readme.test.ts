import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { patternOf, readmeCommands } from '../support/readme-commands.ts'

/** Run by `.ci/run` on a fresh clone instead: from here they would begin everything anew. */
const RUN_BY_CI: Readonly<Record<string, string>> = { 'npm ci && npm run demo': 'npm run demo -- --once', 'npm ci && npm test': 'npm test' }
/** Needs Docker: run by the workflow, word for word. */
const RUN_BY_WORKFLOW = /^(docker|cp \.env\.example) /
/** What the commands use of the project; they run in a folder of their own, where they may write. */
const LINKED = ['package.json', 'node_modules', 'src', 'bin', 'appSetting.example.json']

let folder: string
let demo: ChildProcess
let host: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenwheel-readme-'))
  for (const name of LINKED) await symlink(resolve(name), join(folder, name))
  demo = spawn(process.execPath, ['src/demo/demo.ts'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: demo.stdout! })) {
    host = /The service runs at http:\/\/(\S+?),/.exec(line)?.[1] ?? host
    if (line.startsWith('Still serving')) break
  }
})
afterAll(async () => {
  const ended = once(demo, 'exit')
  demo.kill('SIGTERM')
  await ended
  await rm(folder, { recursive: true, force: true })
})

function run(command: string): Promise<{ code: number; text: string }> {
  const env = { ...process.env, TOKENWHEEL_URL: `http://${host}`, TOKENWHEEL_API_KEY: '', API_KEYS: '', HOST: '', APP_SETTINGS: '' }
  return new Promise(done => {
    execFile('sh', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code)
      done({ code, text: code === 0 || stdout !== '' ? stdout : stderr })
    })
  })
}

it('every command of the README works against the demo, and prints what the README says', async () => {
  const commands = readmeCommands(await readFile('README.md', 'utf8'))
  const ci = await readFile('.ci/run', 'utf8')
  const workflow = await readFile('.github/workflows/ci.yml', 'utf8')
  let jobId = 'no-job-yet'
  let ran = 0
  for (const { command, output, exitCode } of commands) {
    const bare = command.replace(/\s{2,}#.*$/, '')
    const byCi = RUN_BY_CI[bare]
    if (byCi !== undefined) {
      expect(ci).toContain(byCi)
      continue
    }
    if (RUN_BY_WORKFLOW.test(bare)) {
      expect(workflow).toContain(bare)
      continue
    }
    const { code, text } = await run(bare.replaceAll('localhost:8000', host).replaceAll('JOB_ID', jobId))
    expect([code, text], bare).toEqual([exitCode, expect.anything()])
    if (output !== '') expect(text.trim(), bare).toMatch(patternOf(output))
    else if (/^curl/.test(bare)) expect.fail(`${bare}: the README shows no output`)
    jobId = /"job_id":"([\w-]{36})"|^Job ([\w-]{36}):/m.exec(text)?.slice(1).find(Boolean) ?? jobId
    ran += 1
  }
  expect(ran).toBeGreaterThan(25)
})

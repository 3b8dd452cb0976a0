import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ByteSink, createLineLog, fromBytes, toBytes } from '../../../src/logging/line-log.ts'
import { createLogging } from '../../../src/logging/logger.ts'

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-line-log-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function collector(): ByteSink & { readonly lines: string[]; readonly written: string[] } {
  const [lines, written]: [string[], string[]] = [[], []]
  return { lines, written, write: line => void written.push(line), writeBytes: line => void lines.push(fromBytes(line)) }
}

const NASTY = ['ada@example.com', '"quoted \\ local"@example.com', 'ädele@bücher.example', 'tab\tand\u0000nul\u007f@example.com', '📧', '']

describe('lines at full speed', () => {
  it('are the same as those of pino, byte for byte', async () => {
    const sink = collector()
    const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream: sink }] })
    const child = logger.child({ module: 'jobs/job-runner' }).child({ jobId: 'jöb "1"' })
    const lines = createLineLog(child)
    const withoutTime = (line = '') => line.replace(/"time":"[^"]+"/, '"time":""')
    for (const text of NASTY) {
      const fields = { emailNumber: 7, tokenId: text, errorType: null }
      lines.info(fields, '✅', `${text}: done`)
      child.info(fields, `✅ ${text}: done`)
      expect(sink.lines).toHaveLength(1)
      expect(withoutTime(sink.lines.pop())).toBe(withoutTime(sink.written.pop()))
    }
  })

  it('keep their place among the other lines of the output, as UTF-8', async () => {
    const file = join(directory, 'log')
    const { logger, flush } = await createLogging({ level: 'info', format: 'json', output: openSync(file, 'w') })
    const lines = createLineLog(logger)
    logger.info('🔍 first')
    lines.info({}, '📧', 'Ünïcode second')
    logger.info('third')
    flush()
    const messages = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { msg: string }).msg)
    expect(messages).toEqual(['🔍 first', '📧 Ünïcode second', 'third'])
  })

  it('go to the sinks of their level only', async () => {
    const [all, warnings] = [collector(), collector()]
    const sinks = [
      { level: 'info', stream: all },
      { level: 'warn', stream: warnings },
    ]
    const { logger } = await createLogging({ level: 'silent', format: 'json', sinks })
    createLineLog(logger).info({}, '📧', 'only for one')
    expect([all.lines.length, warnings.lines.length]).toEqual([1, 0])
  })

  it('go through pino where a sink takes no bytes', async () => {
    const seen: string[] = []
    const stream = { write: (line: string) => void seen.push(line) }
    const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream }] })
    createLineLog(logger.child({ jobId: 'j' })).info({ attempts: 1 }, '✅', 'fine')
    expect(seen.map(line => JSON.parse(line))).toMatchObject([{ jobId: 'j', attempts: 1, msg: '✅ fine' }])
  })

  it('survive the way to bytes and back', () => {
    for (const text of NASTY) expect(fromBytes(toBytes(text))).toBe(text)
  })
})

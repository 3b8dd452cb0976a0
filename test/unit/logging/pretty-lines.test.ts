import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createLogging } from '../../../src/logging/logger.ts'

test('on a terminal each event is one line, with its end, and an error says what it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwheel-'))
  const output = openSync(join(folder, 'out'), 'w')
  onTestFinished(() => {
    closeSync(output)
    rmSync(folder, { recursive: true })
  })
  const { logger, flush } = await createLogging({ level: 'info', format: 'pretty', output })
  logger.child({ module: 'jobs', jobId: 'j' }).info({ emailNumber: 1 }, '📧 Processing 1/50: user1@domain.com')
  logger.error({ err: new Error('the disk is full') }, 'The usage could not be written')
  logger.info('   Error breakdown:')
  flush()
  const lines = stripVTControlCharacters(readFileSync(join(folder, 'out'), 'utf8')).split('\n')
  expect(lines.map(line => line.replace(/^\[\d\d:\d\d:\d\d\] /, ''))).toEqual([
    'INFO: 📧 Processing 1/50: user1@domain.com',
    'ERROR: The usage could not be written: the disk is full',
    'INFO:    Error breakdown:',
    '',
  ])
})

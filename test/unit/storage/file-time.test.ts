import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../../../src/shared/clock.ts'
import { systemClock } from '../../../src/shared/clock.ts'
import { startFileTime } from '../../../src/storage/file-time.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** The machine's clock, as a process sees it that is so far ahead. */
const ahead = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() + ms })

function start(directory: string, clock: Clock) {
  const time = startFileTime(directory, clock)
  onTestFinished(() => time.stop())
  return time
}

test('a clock is compared with the file system’s', () => {
  const directory = tempDir()
  expect(start(directory, systemClock).skew()).toMatchObject({ provenMs: 0 })
  expect(start(tempDir(), ahead(300_000)).skew().provenMs).toBeGreaterThan(299_900)
  expect(start(tempDir(), ahead(-300_000)).skew().provenMs).toBeLessThan(-299_900)
})

test('and with the other processes’: also where the file system tells every process its own time', () => {
  const directory = tempDir()
  // As a process writes it whose clock and whose stamps are ten minutes behind ours.
  writeFileSync(join(directory, 'other.time'), String(systemClock.now() - 600_000))
  const { provenMs, against } = start(directory, systemClock).skew()
  expect(provenMs).toBeGreaterThan(599_900)
  expect(against).toContain('another process')
})

test('a process that is gone counts no more, and leaves nothing behind', async () => {
  const directory = tempDir()
  const file = join(directory, 'gone.time')
  writeFileSync(file, '0')
  const anHourAgo = Date.now() / 1000 - 3_600
  utimesSync(file, anHourAgo, anHourAgo)
  const time = startFileTime(directory, systemClock)
  expect(time.skew()).toMatchObject({ provenMs: 0 })
  await time.stop()
  expect(readdirSync(directory)).toEqual([])
})

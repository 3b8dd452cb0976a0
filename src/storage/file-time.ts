import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import { type ClockSkew, noStoreTime, type StoreTime, skewBetween } from '../shared/store-time.ts'
import { OWNER_ONLY_FILE, openPrivateFolder } from './private-files.ts'

/** How often the time is compared. A clock that is set shows after so long. */
const BEAT_MS = 5_000
/** A process that has not written for so long is gone. */
const GONE_MS = 4 * BEAT_MS
/** The kernel stamps a file with the time of its last tick, a hundredth of a second ago at most. */
const TICK_MS = 10
/** A process's own time has whole milliseconds. */
const CUT_OFF_MS = 1

/**
 * The time of the file system that DATA_DIR lies on, and the other processes' on it. Each process writes its own time into a file of its own, and
 * the file system stamps the file with its time: the difference is that process's skew, and all can read it.
 */
export interface FileTime extends StoreTime {
  stop(): Promise<void>
}

export function startFileTime(directory: string, clock: Clock): FileTime {
  openPrivateFolder(directory)
  const own = `${randomUUID()}.time`
  let seen: ClockSkew = noStoreTime.skew()

  const beat = (): void => {
    const mine = stamp(join(directory, own), clock)
    const others = readdirSync(directory).flatMap(file => (file === own ? [] : readStamp(join(directory, file), mine.stampedAt)))
    const ofFile = skewBetween(mine.aheadMs - TICK_MS, mine.aheadMs + mine.tookMs + CUT_OFF_MS, 'of the file system of DATA_DIR')
    seen = others.reduce((worst, other) => {
      const apart = mine.aheadMs - other.aheadMs
      const skew = skewBetween(apart - TICK_MS, apart + TICK_MS, 'of another process on DATA_DIR')
      return Math.abs(skew.provenMs) > Math.abs(worst.provenMs) ? skew : worst
    }, ofFile)
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      beat()
      return BEAT_MS
    },
    // No space or no right: other issues of health tell of it, and what was seen last stays.
    onError: () => BEAT_MS,
  })
  loop.start()
  return {
    skew: () => seen,
    async stop() {
      await loop.stop()
      rmSync(join(directory, own), { force: true })
    },
  }
}

interface Stamp {
  /** By the file system's clock. */
  readonly stampedAt: number
  /** The writer's clock ahead of it. */
  readonly aheadMs: number
}

/** `tookMs`: the stamp is of a moment between its reading of the clock and so much later. */
function stamp(path: string, clock: Clock): Stamp & { readonly tookMs: number } {
  const file = openSync(path, 'w', OWNER_ONLY_FILE)
  try {
    const now = clock.now()
    writeSync(file, String(now))
    const { mtimeMs } = fstatSync(file)
    return { stampedAt: mtimeMs, aheadMs: now - mtimeMs, tookMs: clock.now() - now }
  } finally {
    closeSync(file)
  }
}

/** None of a process that is gone, or that is just writing; what is long gone is removed. */
function readStamp(path: string, now: number): Stamp[] {
  try {
    const { mtimeMs } = statSync(path)
    if (now - mtimeMs > GONE_MS) {
      rmSync(path, { force: true })
      return []
    }
    const written = Number.parseInt(readFileSync(path, 'latin1'), 10)
    return Number.isNaN(written) ? [] : [{ stampedAt: mtimeMs, aheadMs: written - mtimeMs }]
  } catch {
    return []
  }
}

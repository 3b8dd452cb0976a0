import { StoreUnavailableError } from '../../shared/app-error.ts'
import { createBackgroundLoop } from '../../shared/background-loop.ts'
import type { Clock } from '../../shared/clock.ts'
import { createLatch } from '../../shared/latch.ts'
import { firstOf } from '../../shared/race.ts'
import type { Dynamo, Key } from './dynamo.ts'
import type { TokenRegistry } from './token-registry.ts'

/**
 * Finds tokens that the predecessor wrote. They are in no index, so the table is read, page by page in the background, and each is brought into
 * today's form where it stands; one that is used before the sweep comes by is upgraded by its user.
 */
export interface LegacySweep {
  /** Waits until the whole table has been read once. @throws StoreUnavailableError when that takes too long for a caller to wait */
  firstPass(): Promise<void>
  /** Waits for the next page that held something new; false when there is nothing to wait for. */
  progress(): Promise<boolean>
  stop(): Promise<void>
}

/** Upgrades at a time: a table of 100,000 is through in minutes, and the lanes do not feel it. */
const AT_ONCE = 8
/** The predecessor may still be running beside us: later additions of his are found by the next pass. */
const AGAIN_MS = 3_600_000
const RETRY_MS = 1_000
/** How long whoever needs the whole table waits for the first pass. */
const PATIENCE_MS = 2_000

export function createLegacySweep(parts: {
  readonly dynamo: Dynamo
  readonly table: string
  readonly registry: TokenRegistry
  readonly clock: Clock
  readonly onUpgraded: () => void
}): LegacySweep {
  const { dynamo, table, registry, clock } = parts
  const whole = Promise.withResolvers<void>()
  const found = createLatch<boolean>()
  let running = true
  let done = false

  const pass = async (): Promise<void> => {
    const filter = 'attribute_not_exists(v) AND attribute_exists(#token)'
    let from: Key | undefined
    do {
      loop.stopping.throwIfAborted()
      const { items, next } = await dynamo.scan({ table, filter, names: { '#token': 'token' }, startAfter: from })
      for (let i = 0; i < items.length; i += AT_ONCE) {
        const batch = items.slice(i, i + AT_ONCE)
        await Promise.all(batch.map(item => registry.upgrade(item)))
        for (const _ of batch) parts.onUpgraded()
        found.open(true)
      }
      from = next
    } while (from !== undefined)
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      running = true
      try {
        await pass()
        done = true
        whole.resolve()
      } finally {
        running = false
        found.open(false)
      }
      return AGAIN_MS
    },
    // Out of reach: whoever needs the table says so; the sweep comes back.
    onError: () => RETRY_MS,
  })
  loop.start()

  return {
    async firstPass() {
      if (done) return
      if ((await firstOf([whole.promise], PATIENCE_MS, clock)) === 'due')
        throw new StoreUnavailableError('token store', new Error('The tokens that the table holds already are still being read.'))
    },
    progress: () => (running ? found.opened() : Promise.resolve(false)),
    async stop() {
      await loop.stop()
      whole.resolve()
    },
  }
}

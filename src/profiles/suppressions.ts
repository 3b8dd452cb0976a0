import { createHmac } from 'node:crypto'
import type { Logger } from '../logging/logger.ts'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import type { Owner, Sight } from '../shared/ownership.ts'
import type { FetchFailure, ProfileProvider } from './profile-provider.ts'
import { spellingsOf } from './spellings.ts'

/** PORT: who is not to be looked up again, by fingerprint: the list itself names nobody. */
export interface SuppressionStore {
  /** Until then (Unix ms). The same again moves the time later at most. */
  suppress(fingerprint: string, until: number): Promise<void>
  /** Those whose time has not come; the others may be forgotten. */
  suppressed(now: number): Promise<readonly { readonly fingerprint: string; readonly until: number }[]>
}

/** Erased people, in memory: jobs ask for each address. */
export interface Suppressions {
  /** Not to be looked up for this owner. */
  has(email: string, owner: Owner): boolean
  /** By jobs of these owners and of everybody, or by any. Known here at once, and to other replicas within {@link LOOK_MS}. */
  add(email: string, of: Sight): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** How long another replica may go on looking somebody up. */
export const LOOK_MS = 10_000

export function createSuppressions(parts: {
  readonly store: SuppressionStore
  /** Shared by all replicas. */
  readonly key: () => Promise<Buffer>
  /** By then no job is left that was submitted before. */
  readonly keptMs: number
  readonly clock: Clock
  readonly logger: Logger
}): Suppressions {
  const { store, clock } = parts
  let key: Buffer | null = null
  const known = new Map<string, number>()
  /** @param owner whose jobs do not look the person up; undefined: no job at all */
  const printsOf = (secret: Buffer, email: string, owner?: Owner) => {
    const whose = owner === undefined ? '' : `\n${owner ?? 'everybody'}`
    const printOf = (spelling: string) => createHmac('sha256', secret).update(`person ${spelling}${whose}`).digest('hex').slice(0, 32)
    return spellingsOf(email).map(printOf)
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      key ??= await parts.key()
      const now = clock.now()
      for (const { fingerprint, until } of await store.suppressed(now)) known.set(fingerprint, until)
      for (const [fingerprint, until] of known) if (until <= now) known.delete(fingerprint)
      return LOOK_MS
    },
    onError(error) {
      parts.logger.debug({ err: error }, 'Who is not to be looked up could not be read')
      return LOOK_MS
    },
  })

  return {
    has(email, owner) {
      // Nearly always nobody: then an address costs nothing.
      if (known.size === 0 || key === null) return false
      const prints = [...printsOf(key, email), ...printsOf(key, email, owner)]
      return prints.some(print => (known.get(print) ?? 0) > clock.now())
    },
    async add(email, of) {
      key ??= await parts.key()
      const until = clock.now() + parts.keptMs
      for (const owner of of === 'everything' ? [undefined] : [null, ...of]) {
        for (const fingerprint of printsOf(key, email, owner)) {
          await store.suppress(fingerprint, until)
          known.set(fingerprint, until)
        }
      }
    },
    start: loop.start,
    stop: loop.stop,
  }
}

/** A provider that sends nothing for somebody who was erased, and drops what comes back for who is erased meanwhile. */
export function withoutSuppressed<P extends ProfileProvider>(
  provider: P,
  suppressions: { has(email: string): boolean },
  erased: string,
): P {
  return {
    ...provider,
    async fetch(email, bearerToken, signal, traced) {
      if (email === erased || suppressions.has(email)) return ERASED_OUTCOME
      const outcome = await provider.fetch(email, bearerToken, signal, traced)
      return suppressions.has(email) ? ERASED_OUTCOME : outcome
    },
  }
}

const ERASED_OUTCOME: FetchFailure = {
  ok: false,
  errorType: 'erased',
  message: 'This person was erased (DELETE /profiles/{email}); nothing is looked up.',
  status: null,
  retryAfterMs: null,
  restMs: null,
}

/** Where nobody is ever erased. */
export const NOBODY_SUPPRESSED: Suppressions = { has: () => false, add: async () => {}, start() {}, stop: async () => {} }

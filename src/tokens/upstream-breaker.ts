import type { Clock } from '../shared/clock.ts'
import type { ErrorTypeOf } from '../shared/error-types.ts'
import { createLatch } from '../shared/latch.ts'
import { firstOf } from '../shared/race.ts'
import type { Forgiveness } from './token.ts'

/** Failures that may be one cause hitting many tokens. Those of an address (restricted, not found, …) are answers: they show that token and upstream work. */
export type SharedCause = ErrorTypeOf<'token' | 'token-for-now' | 'upstream'>

/** A penalty that was applied in the window, so that it can be undone. */
export interface AppliedPenalty extends Forgiveness {
  readonly tokenId: string
}

export interface BreakerState {
  readonly open: boolean
  readonly cause: SharedCause | null
  /** Distinct tokens that showed the cause when it opened. */
  readonly tokens: number
  readonly since: number | null
  /** When the next probe may start. */
  readonly until: number | null
}

/** What a request may do right now. */
export type Admission = 'normal' | 'probe'

/**
 * The circuit breaker in front of the upstream (G5). The same failure on three distinct tokens within 60 s, none succeeding in between, is
 * one cause and not three bad tokens: it opens, and the caller undoes the penalties it hands out. While open, one real item at a time
 * probes; its success closes, its failure doubles the wait.
 *
 * Three bad tokens in a row look the same at first. They are forgiven like all others, but stay under suspicion until they succeed: once
 * another token has closed the breaker, a suspect's next failure is its own, is not forgiven and opens nothing.
 *
 * Per process: every replica sees the same upstream and comes to the same conclusion by itself.
 */
export interface UpstreamBreaker {
  state(): BreakerState
  /** Waits while open, until this request may go: as the probe, or normally once another probe has closed the breaker. */
  admit(signal?: AbortSignal): Promise<Admission>
  /** True when {@link admit} would not wait: the hot path skips the promise. */
  readonly isClosed: boolean
  /** An answer that proves token and upstream well. */
  succeeded(admission: Admission, tokenId: string): void
  /** The token was among those that opened the breaker, and has not succeeded since: a probe should rather use another one. */
  isSuspect(tokenId: string): boolean
  /** Returns the penalties to undo when this failure opens the breaker, else nothing. `applied` is the penalty this failure just cost. */
  failed(
    admission: Admission,
    cause: SharedCause,
    tokenId: string,
    applied: AppliedPenalty | null,
    retryAfterMs: number | null,
  ): readonly AppliedPenalty[]
  /** The probe ended without an answer (aborted). */
  abandoned(admission: Admission): void
}

const WINDOW_MS = 60_000
const DISTINCT_TOKENS = 3
const FIRST_WAIT_MS = 5_000
const MAX_WAIT_MS = 60_000

interface Failure {
  readonly at: number
  readonly tokenId: string
  readonly applied: AppliedPenalty | null
}

export function createUpstreamBreaker(clock: Clock, onChange: (state: BreakerState) => void = () => {}): UpstreamBreaker {
  const recent = new Map<SharedCause, Failure[]>()
  let opened: { cause: SharedCause; tokens: number; since: number; until: number; waitMs: number } | null = null
  const suspects = new Set<string>()
  let probing = false
  const changed = createLatch()

  const state = (): BreakerState => ({
    open: opened !== null,
    cause: opened?.cause ?? null,
    tokens: opened?.tokens ?? 0,
    since: opened?.since ?? null,
    until: opened?.until ?? null,
  })

  const announce = () => {
    changed.open()
    onChange(state())
  }

  const note = (cause: SharedCause, failure: Failure): Failure[] => {
    const window = (recent.get(cause) ?? []).filter(f => failure.at - f.at < WINDOW_MS)
    window.push(failure)
    recent.set(cause, window.slice(-1000))
    return window
  }

  return {
    state,
    get isClosed() {
      return opened === null
    },
    async admit(signal) {
      for (;;) {
        if (opened === null) return 'normal'
        const wait = opened.until - clock.now()
        if (!probing && wait <= 0) {
          probing = true
          return 'probe'
        }
        await firstOf([changed.opened()], probing ? MAX_WAIT_MS : wait, clock, signal)
      }
    },
    isSuspect: tokenId => suspects.has(tokenId),
    succeeded(admission, tokenId) {
      if (admission === 'probe') probing = false
      if (suspects.size > 0) suspects.delete(tokenId)
      if (recent.size > 0) recent.clear()
      if (opened === null) return
      opened = null
      announce()
    },
    failed(admission, cause, tokenId, applied, retryAfterMs) {
      const now = clock.now()
      const asked = Math.min(retryAfterMs ?? 0, MAX_WAIT_MS)
      // Whatever has become of the breaker meanwhile: a probe that nobody takes back would be the last one ever.
      if (admission === 'probe') probing = false
      if (opened !== null) {
        if (admission === 'probe') {
          const waitMs = Math.min(opened.waitMs * 2, MAX_WAIT_MS)
          opened = { ...opened, cause, waitMs, until: now + Math.max(waitMs, asked) }
          announce()
        }
        suspects.add(tokenId)
        return applied === null ? [] : [applied]
      }
      if (suspects.has(tokenId)) return []
      const window = note(cause, { at: now, tokenId, applied })
      const distinct = new Set(window.map(f => f.tokenId))
      const tokens = distinct.size
      if (tokens < DISTINCT_TOKENS) return []
      for (const id of distinct) suspects.add(id)
      recent.clear()
      const wait = Math.max(FIRST_WAIT_MS, asked)
      opened = { cause, tokens, since: now, until: now + wait, waitMs: FIRST_WAIT_MS }
      announce()
      return window.flatMap(f => (f.applied === null ? [] : [f.applied]))
    },
    abandoned(admission) {
      if (admission !== 'probe') return
      probing = false
      announce()
    },
  }
}

import type { Clock } from '../shared/clock.ts'
import { createLatch } from '../shared/latch.ts'
import { firstOf } from '../shared/race.ts'

export interface BreakerState {
  readonly open: boolean
  /** Why it is open, in words; null while it is closed. */
  readonly evidence: string | null
  readonly since: number | null
  /** When the next probe may start. */
  readonly until: number | null
}

/** What a request may do right now. */
export type Admission = 'normal' | 'probe'

/**
 * The circuit breaker in front of the upstream (G5). That it opens is decided by `faults.ts`. While it is open, one real item at a time probes;
 * its success closes it, its failure doubles the wait. Everything else waits, and nothing that fails meanwhile is held against anybody.
 *
 * Per process: every replica sees the same upstream and comes to the same conclusion by itself.
 */
export interface UpstreamBreaker {
  state(): BreakerState
  /** Waits while open, until this request may go: as the probe, or normally once another probe has closed the breaker. */
  admit(signal?: AbortSignal): Promise<Admission>
  /** True when {@link admit} would not wait: the hot path skips the promise. */
  readonly isClosed: boolean
  /**
   * @param retryAfterMs the wait the upstream asked for; null when it did not
   * @param answers it still answers, if only with refusals, which a few bad addresses side by side would meet with as well: the first probes come soon
   */
  open(evidence: string, retryAfterMs: number | null, answers?: boolean): void
  /** An answer that proves token and upstream well: closes. */
  succeeded(admission: Admission): void
  /** A call failed while it is open. */
  failed(admission: Admission, retryAfterMs: number | null): void
  /** The call ended without an answer that says anything (aborted). */
  abandoned(admission: Admission): void
}

const FIRST_WAIT_MS = 5_000
const SOON_MS = 1_000
/** So many probes come soon, or calls that were under way when it opened fail instead: the first minute of an outage costs no more than 25 calls. */
const SOON_PROBES = 3
const MAX_WAIT_MS = 60_000
/** Of a doubled wait so much may fall away: probes in step with an upstream that fails by the clock would meet it down every time. */
const SPREAD = 0.25
/** An upstream may ask for a longer wait than the probes' own; by then an operator should know. */
const MAX_ASKED_MS = 600_000

interface Opened {
  readonly evidence: string
  readonly since: number
  readonly until: number
  readonly waitMs: number
  /** Probes that still come soon. */
  readonly soon: number
}

/** @param random 0 to 1, how much of {@link SPREAD} is taken from a wait; default: nothing */
export function createUpstreamBreaker(
  clock: Clock,
  onChange: (state: BreakerState) => void = () => {},
  random: () => number = () => 0,
): UpstreamBreaker {
  let opened: Opened | null = null
  let probing = false
  const changed = createLatch()

  const state = (): BreakerState => ({
    open: opened !== null,
    evidence: opened?.evidence ?? null,
    since: opened?.since ?? null,
    until: opened?.until ?? null,
  })

  const announce = () => {
    changed.open()
    onChange(state())
  }

  const untilAfter = (waitMs: number, retryAfterMs: number | null): number =>
    clock.now() + Math.max(waitMs, Math.min(retryAfterMs ?? 0, MAX_ASKED_MS))

  const probedSoon = (before: Opened): Opened => ({ ...before, until: clock.now() + SOON_MS, soon: before.soon - 1 })

  const probed = (before: Opened, retryAfterMs: number | null): Opened => {
    const waitMs = Math.min(before.waitMs * 2, MAX_WAIT_MS)
    return { ...before, waitMs, until: untilAfter(Math.round(waitMs * (1 - SPREAD * random())), retryAfterMs) }
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
    open(evidence, retryAfterMs, answers = false) {
      if (opened !== null) return
      const since = clock.now()
      const until = answers ? since + SOON_MS : untilAfter(FIRST_WAIT_MS, retryAfterMs)
      opened = { evidence, since, until, waitMs: FIRST_WAIT_MS, soon: answers ? SOON_PROBES - 1 : 0 }
      announce()
    },
    succeeded(admission) {
      if (admission === 'probe') probing = false
      if (opened === null) return
      opened = null
      announce()
    },
    failed(admission, retryAfterMs) {
      if (admission !== 'probe') {
        if (opened !== null && opened.soon > 0) opened = { ...opened, soon: opened.soon - 1 }
        return
      }
      // Whatever has become of the breaker meanwhile: a probe that nobody takes back would be the last one ever.
      probing = false
      if (opened === null) return
      opened = opened.soon > 0 ? probedSoon(opened) : probed(opened, retryAfterMs)
      announce()
    },
    abandoned(admission) {
      if (admission !== 'probe') return
      probing = false
      announce()
    },
  }
}

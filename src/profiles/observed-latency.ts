import type { Clock } from '../shared/clock.ts'
import type { ErrorType } from '../shared/error-types.ts'
import { type DurationsOfKind, Histogram } from '../shared/histogram.ts'
import type { ProfileProvider } from './profile-provider.ts'

/** Of each new call this share goes into the average: that of the last forty calls or so. */
const WEIGHT = 0.05
/** Before the first call nobody knows; an HTTP API far away takes about that. */
const UNKNOWN_MS = 200

/** `ok`, or what was wrong. */
export type CallLabels = { readonly outcome: ErrorType | 'ok' }

export interface ObservedProvider extends ProfileProvider {
  latencyMs(): number
  /** Since the start. */
  calls(): DurationsOfKind<CallLabels>[]
}

/** A provider that remembers what its calls took lately: the forecasts count with it. */
export function observeLatency(provider: ProfileProvider, clock: Pick<Clock, 'now'>): ObservedProvider {
  let average: number | null = null
  const calls = new Histogram<CallLabels>()
  return {
    async fetch(email, bearerToken, signal, traced) {
      const started = clock.now()
      const outcome = await provider.fetch(email, bearerToken, signal, traced)
      const took = Math.max(0, clock.now() - started)
      average = average === null ? took : average + WEIGHT * (took - average)
      calls.observe(outcome.ok ? OK : labelsOf(outcome.errorType), took / 1000)
      return outcome
    },
    close: () => provider.close(),
    latencyMs: () => average ?? UNKNOWN_MS,
    calls: () => calls.kinds(),
  }
}

const OK: CallLabels = { outcome: 'ok' }
const labelsOf = (errorType: ErrorType): CallLabels => ({ outcome: errorType })

import type { Clock } from '../shared/clock.ts'
import type { ProfileProvider } from './profile-provider.ts'

/** Of each new call this share goes into the average: that of the last forty calls or so. */
const WEIGHT = 0.05
/** Before the first call nobody knows; an HTTP API far away takes about that. */
const UNKNOWN_MS = 200

/** A provider that remembers what its calls took lately: the forecasts count with it. */
export function observeLatency(provider: ProfileProvider, clock: Pick<Clock, 'now'>): ProfileProvider & { latencyMs(): number } {
  let average: number | null = null
  return {
    async fetch(email, bearerToken, signal) {
      const started = clock.now()
      const outcome = await provider.fetch(email, bearerToken, signal)
      const took = Math.max(0, clock.now() - started)
      average = average === null ? took : average + WEIGHT * (took - average)
      return outcome
    },
    close: () => provider.close(),
    latencyMs: () => average ?? UNKNOWN_MS,
  }
}

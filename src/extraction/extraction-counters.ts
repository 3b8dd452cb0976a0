import { ENGINE_NAMES, type EngineName } from './engine.ts'

export interface ExtractionStats {
  readonly inFlight: number
  readonly succeeded: number
  readonly failed: number
  /** By error code; codes are ours, so their number is bounded. */
  readonly failedByCode: Readonly<Record<string, number>>
  readonly succeededByEngine: Readonly<Record<EngineName, number>>
  /** Calls beyond the first of each successful extraction. */
  readonly retries: number
}

export interface ExtractionCounters {
  started(): void
  succeeded(engine: EngineName, attempts: number): void
  failed(code: string): void
  stats(): ExtractionStats
}

export function createExtractionCounters(): ExtractionCounters {
  const byCode: Record<string, number> = {}
  const byEngine = Object.fromEntries(ENGINE_NAMES.map(name => [name, 0])) as Record<EngineName, number>
  let [inFlight, succeeded, failed, retries] = [0, 0, 0, 0]
  return {
    started() {
      inFlight += 1
    },
    succeeded(engine, attempts) {
      inFlight -= 1
      succeeded += 1
      byEngine[engine] += 1
      retries += attempts - 1
    },
    failed(code) {
      inFlight -= 1
      failed += 1
      byCode[code] = (byCode[code] ?? 0) + 1
    },
    stats: () => ({ inFlight, succeeded, failed, failedByCode: { ...byCode }, succeededByEngine: { ...byEngine }, retries }),
  }
}

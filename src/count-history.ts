import type { BatchCounts } from './compose-batch.ts'
import type { ProviderCallLabels } from './compose-extraction.ts'
import type { ExtractionStats } from './extraction/extraction-counters.ts'
import { countersOfCalls } from './history/call-counters.ts'
import { OPENINGS } from './history/history.ts'
import { COUNTED, type Counters } from './history/minute-row.ts'
import type { DurationsOfKind } from './shared/histogram.ts'

/** What this process has counted since its start, under the names that its history keeps it by. */
export function countHistory(
  batch: BatchCounts,
  {
    extraction,
    providerCalls,
  }: { readonly extraction: ExtractionStats; readonly providerCalls: readonly DurationsOfKind<ProviderCallLabels>[] },
): Counters {
  const counters: Record<string, number> = { [OPENINGS]: batch.breakerOpenings, [COUNTED.retries]: batch.retries }
  for (const [type, count] of batch.results) counters[`${COUNTED.result}.${type}`] = count
  for (const [engine, count] of Object.entries(extraction.succeededByEngine)) counters[`${COUNTED.extracted}.${engine}`] = count
  for (const [code, count] of Object.entries(extraction.failedByCode)) counters[`${COUNTED.notExtracted}.${code}`] = count
  Object.assign(counters, countersOfCalls(COUNTED.upstream, batch.upstreamCalls))
  for (const [provider, calls] of Map.groupBy(providerCalls, ({ labels }) => labels.provider))
    Object.assign(counters, countersOfCalls(`${COUNTED.provider}.${provider}`, calls))
  return counters
}

import type { Judged, Verdict } from '../test/support/judgement.ts'

/** `line_items.3.unit_price` counts as `line_items.unit_price`. */
function fieldOf(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '')
}

const VERDICTS: readonly Verdict[] = ['right', 'missing', 'marked', 'unmarked']

/** The table of right, missing, wrong-but-marked and wrong-and-unmarked values, by field and together. */
export function printVerdicts(title: string, judged: readonly Judged[]): void {
  const rows = Map.groupBy(judged, ({ path }) => fieldOf(path))
  console.log(`${title}\n  ${'field'.padEnd(26)}${[...VERDICTS, 'of'].map(name => name.padStart(10)).join('')}`)
  for (const [field, values] of [...rows, ['together', judged] as const]) {
    const counts = VERDICTS.map(verdict => values.filter(value => value.verdict === verdict).length)
    const share = ((100 * (counts[0] ?? 0)) / Math.max(1, values.length)).toFixed(1)
    console.log(
      `  ${field.padEnd(26)}${[...counts, values.length].map(count => String(count).padStart(10)).join('')}  ${share.padStart(5)} %`,
    )
  }
}

export function printMisses(name: string, judged: readonly Judged[]): void {
  for (const { path, verdict, found, wanted, confidence } of judged) {
    if (verdict === 'right') continue
    console.log(
      `  ${verdict.padEnd(9)}${name} ${path}: ${JSON.stringify(found)} (${confidence ?? 'no confidence'}), wanted ${JSON.stringify(wanted)}`,
    )
  }
}

/** Bounds of the reliability table's bands; what a caller does with a value changes at these. */
const BANDS = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01]

/** How often values are right that the engine gave this confidence: a calibrated engine's shares lie inside their bands. */
export function printReliability(judged: readonly Judged[]): void {
  console.log('  confidence        values     right')
  for (const [index, low] of BANDS.slice(0, -1).entries()) {
    const high = BANDS[index + 1] ?? 1
    const inside = judged.filter(({ confidence, found }) => found !== null && confidence !== null && confidence >= low && confidence < high)
    const right = inside.filter(({ verdict }) => verdict === 'right').length
    const share = inside.length === 0 ? '-' : `${((100 * right) / inside.length).toFixed(1)} %`
    console.log(`  ${low.toFixed(2)} to ${Math.min(1, high).toFixed(2)} ${String(inside.length).padStart(12)} ${share.padStart(9)}`)
  }
}

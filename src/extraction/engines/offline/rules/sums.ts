import { sameAmount } from './amount.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import { ofKind, type SumCandidate, type SumKind } from './sum-candidates.ts'

export type SumFields = Pick<
  Draft,
  'sub_total' | 'discount_total' | 'charge_total' | 'taxable_total' | 'tax_total' | 'total' | 'prepaid_amount' | 'amount_due'
>

/** What else is known when the sums are chosen. */
export interface SumContext {
  /** The goods' totals added up; null without goods. */
  readonly lineSum: number | null
  /** The taxes by rate added up, with where they stand; null without any. */
  readonly taxSum: Finding<number> | null
  /** The document's currency: a sum that names another one is the same sum converted. */
  readonly currency: string | null
  /** False where no language was recognised: labels may mean something else. */
  readonly knownLanguage: boolean
}

interface Choice {
  readonly taxable: SumCandidate | null
  readonly tax: SumCandidate | null
  readonly total: SumCandidate | null
  readonly score: number
  readonly closes: boolean
}

/**
 * The assignment of amounts to net, tax and total that satisfies most checks, weighed with what their labels say; then the others,
 * each by the sum it takes part in. The arithmetic is the judge: a last or a largest amount is nothing special.
 */
export function chooseSums(all: readonly SumCandidate[], context: SumContext): SumFields {
  const candidates = all.filter(
    ({ currency }) =>
      currency === null ||
      context.currency === null ||
      currency.length !== 3 ||
      currency === context.currency ||
      !/^[A-Z]{3}$/.test(currency),
  )
  const best = bestChoice(candidates, context)
  const total = best.total
  const prepaid = others(candidates, 'prepaid', [])[0] ?? null
  const due = dueOf(candidates, total, prepaid)
  const lines = linesOf(candidates, best.taxable, context)
  const confidence = confidenceOf(best, due, prepaid, context)
  return {
    ...lines,
    taxable_total: found(best.taxable, best.closes ? 0.95 : confidence.part),
    tax_total: taxOf(best, context, confidence.part),
    total: total === null ? copied(due, prepaid) : found(total, confidence.total),
    prepaid_amount: prepaid === null ? null : sized(prepaid, prepaidCloses(total, prepaid, due) ? 0.95 : 0.7),
    amount_due: due === null ? null : finding(due.value, dueConfidence(total, prepaid, due, best), due.span),
  }
}

function found(candidate: SumCandidate | null, confidence: number): Finding<number> | null {
  return candidate === null ? null : finding(candidate.value, confidence, candidate.span)
}

/** Deductions are printed with a minus sign ("-50.00") and stated without one. */
function sized(candidate: SumCandidate, confidence: number): Finding<number> {
  return finding(Math.abs(candidate.value), confidence, candidate.span)
}

/** The document may print one sum only, as what is to be paid: it is the total unless something was paid before. */
function copied(due: SumCandidate | null, prepaid: SumCandidate | null): Finding<number> | null {
  return due === null || prepaid !== null ? null : finding(due.value, 0.75, due.span)
}

/** Candidates of each kind that are tried; more are noise. */
const TRIED = 7

function bestChoice(candidates: readonly SumCandidate[], context: SumContext): Choice {
  const totals = withNone(
    others(candidates, 'total', []),
    others(candidates, 'payable', []).map(candidate => ({ ...candidate, weight: candidate.weight * 0.9 })),
  )
  const nets = withNone(others(candidates, 'taxable', []), [
    ...others(candidates, 'subTotal', []).map(candidate => ({ ...candidate, weight: candidate.weight * 0.7 })),
    ...others(candidates, 'total', []).map(candidate => ({ ...candidate, weight: 0 })),
  ])
  const taxes = withNone(others(candidates, 'tax', []), [])
  let best: Choice = { taxable: null, tax: null, total: null, score: totals.length > 1 ? -1 : 0, closes: false }
  for (const total of totals) {
    for (const taxable of nets) {
      for (const tax of taxes) {
        const choice = scored(taxable, tax, total, context)
        const score = (choice?.score ?? 0) - (total === null && totals.length > 1 ? UNTOTALLED : 0)
        if (choice !== null && score > best.score) best = { ...choice, score }
      }
    }
  }
  return best
}

function withNone(first: readonly SumCandidate[], second: readonly SumCandidate[]): (SumCandidate | null)[] {
  return [...first.slice(-TRIED), ...second.slice(-TRIED), null]
}

function others(candidates: readonly SumCandidate[], kind: SumKind, except: readonly (SumCandidate | null)[]): SumCandidate[] {
  return ofKind(candidates, kind).filter(candidate => !except.includes(candidate))
}

/** Where a total is printed, an assignment without one has to explain a lot. */
const UNTOTALLED = 1.2

/** A sum that closes on three amounts read in three places outweighs any label. */
const CLOSING = 2.2
const SUPPORTING = 0.8

function scored(taxable: SumCandidate | null, tax: SumCandidate | null, total: SumCandidate | null, context: SumContext): Choice | null {
  const spans = [taxable, tax, total].flatMap(candidate => candidate?.span.words[0] ?? [])
  if (new Set(spans).size < spans.length) return null
  let score = (taxable?.weight ?? 0) * 0.6 + (tax?.weight ?? 0) * 0.6 + (total?.weight ?? 0)
  const { lineSum, taxSum } = context
  const taxValue = tax?.value ?? taxSum?.value ?? null
  let closes = false
  if (taxable !== null && total !== null && taxValue !== null) {
    closes = sameAmount(taxable.value + taxValue, total.value, 0.0101)
    score += closes ? CLOSING * (taxValue === 0 || tax === null ? 0.7 : 1) : -1.2
  }
  if (taxable !== null && lineSum !== null && sameAmount(taxable.value, lineSum, 0.0201)) score += SUPPORTING
  if (total !== null && lineSum !== null && (taxable === null || tax === null) && sameAmount(total.value, lineSum, 0.0201))
    score += SUPPORTING * 0.6
  if (total !== null && lineSum !== null && tax !== null && sameAmount(total.value, lineSum + tax.value, 0.0201)) score += SUPPORTING
  if (tax !== null && taxSum !== null && sameAmount(tax.value, taxSum.value, 0.0101)) score += SUPPORTING
  if (tax?.rate != null && taxable !== null && sameAmount((taxable.value * tax.rate) / 100, tax.value, 0.0201)) score += SUPPORTING * 0.5
  if (tax !== null && total !== null && Math.abs(tax.value) >= Math.abs(total.value) && total.value !== 0) score -= 1
  if (taxable !== null && total !== null && Math.abs(taxable.value) > Math.abs(total.value) + 0.0101) score -= 1
  return { taxable, tax, total, score, closes }
}

/** Where the taxes by rate add up, and no total of them is printed, their sum is the tax. */
function taxOf({ taxable, tax, total, closes }: Choice, { taxSum }: SumContext, confidence: number): Finding<number> | null {
  if (taxSum !== null && (tax === null || !sameAmount(tax.value, taxSum.value, 0.0101))) {
    const fits = taxable !== null && total !== null && sameAmount(taxable.value + taxSum.value, total.value, 0.0101)
    if (fits || tax === null) return finding(taxSum.value, fits ? 0.93 : 0.7, taxSum.span)
  }
  return found(tax, closes ? 0.95 : confidence)
}

/** Amount due: the one that total minus prepaid comes to; else the clearest label. */
function dueOf(candidates: readonly SumCandidate[], total: SumCandidate | null, prepaid: SumCandidate | null): SumCandidate | null {
  const due = ofKind(candidates, 'payable')
  const expected = total === null ? null : total.value - Math.abs(prepaid?.value ?? 0)
  const fitting = due.filter(candidate => expected !== null && sameAmount(candidate.value, expected))
  return (fitting.length > 0 ? fitting : due).toSorted((a, b) => b.weight - a.weight)[0] ?? null
}

function prepaidCloses(total: SumCandidate | null, prepaid: SumCandidate, due: SumCandidate | null): boolean {
  return total !== null && due !== null && sameAmount(total.value - Math.abs(prepaid.value), due.value)
}

function dueConfidence(total: SumCandidate | null, prepaid: SumCandidate | null, due: SumCandidate, { closes }: Choice): number {
  const expected = total === null ? null : total.value - Math.abs(prepaid?.value ?? 0)
  if (expected === null) return 0.8
  if (!sameAmount(expected, due.value)) return 0.55
  return prepaid !== null ? 0.95 : closes ? 0.93 : 0.85
}

function linesOf(
  candidates: readonly SumCandidate[],
  taxable: SumCandidate | null,
  { lineSum }: SumContext,
): Pick<SumFields, 'sub_total' | 'discount_total' | 'charge_total'> {
  const subs = ofKind(candidates, 'subTotal')
  const fits = (value: number) => lineSum !== null && sameAmount(value, lineSum, 0.0201)
  const sub = subs.find(({ value }) => fits(value)) ?? subs[0] ?? null
  const discounts = ofKind(candidates, 'discount')
  const charges = ofKind(candidates, 'charge')
  const base = sub?.value ?? lineSum
  for (const discount of [...discounts, null]) {
    for (const charge of [...charges, null]) {
      if (base === null || taxable === null || (discount === null && charge === null)) continue
      const expected = base - Math.abs(discount?.value ?? 0) + Math.abs(charge?.value ?? 0)
      if (sameAmount(expected, taxable.value, 0.0101)) {
        return {
          sub_total: found(sub, 0.95),
          discount_total: discount === null ? null : sized(discount, 0.95),
          charge_total: charge === null ? null : sized(charge, 0.95),
        }
      }
    }
  }
  const clear = sub !== null && taxable !== null && sameAmount(sub.value, taxable.value)
  const [discount, charge] = [discounts.at(-1), charges.at(-1)]
  return {
    sub_total: found(sub, sub !== null && fits(sub.value) ? 0.95 : clear ? 0.85 : 0.65),
    discount_total: clear || discount === undefined ? null : sized(discount, 0.6),
    charge_total: clear || charge === undefined ? null : sized(charge, 0.6),
  }
}

/** The total is certain where an independent sum closes on it; by its label alone it is a reading like any other. */
function confidenceOf(
  { closes, total, taxable, tax, score }: Choice,
  due: SumCandidate | null,
  prepaid: SumCandidate | null,
  context: SumContext,
): { total: number; part: number } {
  const lowered = context.knownLanguage ? 0 : 0.25
  if (total === null) return { total: 0, part: 0.6 - lowered }
  if (closes) return { total: 0.97 - lowered / 2, part: 0.95 - lowered / 2 }
  const byLines =
    context.lineSum !== null &&
    [total.value, total.value - (tax?.value ?? 0)].some(value => sameAmount(value, context.lineSum ?? 0, 0.0201))
  const byDue = prepaid !== null && due !== null && prepaidCloses(total, prepaid, due)
  if (byLines || byDue) return { total: 0.9 - lowered, part: 0.75 - lowered }
  const contradicted = taxable !== null && tax !== null
  return { total: (contradicted ? 0.5 : score > 0.8 ? 0.78 : 0.6) - lowered, part: (contradicted ? 0.5 : 0.75) - lowered }
}

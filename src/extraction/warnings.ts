export const WARNING_CODES = [
  ...['value_not_on_page', 'several_documents', 'not_an_invoice', 'pages_not_read', 'reading_cut_short', 'ambiguous_date'],
  ...['ambiguous_currency', 'copied_total', 'xml_differs_from_page', 'line_mismatch', 'low_text_quality', 'schema_violated'],
  ...['implausible_value', 'usage_not_plausible'],
] as const
type WarningCode = (typeof WARNING_CODES)[number]

/** What an answer should be taken with: `fields` are paths in `data`, empty where all of it is meant. */
export interface Warning {
  readonly code: WarningCode
  readonly message: string
  readonly fields: readonly string[]
  /** Pages of the file that are meant, where some are. */
  readonly pages?: readonly number[]
  /** Of `several_documents`: each of them, with its pages. */
  readonly documents?: readonly DocumentPages[]
}

/** The pages of one invoice among several in a file. */
export interface DocumentPages {
  /** As it is printed; null where no page says it. */
  readonly number: string | null
  readonly pages: readonly number[]
}

/** A warning about a part of a file, whose pages counted from 1, as one about the file itself. */
export function inFile(warning: Warning, firstPage: number): Warning {
  if (warning.pages === undefined || firstPage === 1) return warning
  const pages = warning.pages.map(page => page + firstPage - 1)
  return { ...warning, pages, message: warning.message.replace(ranges(warning.pages), ranges(pages)) }
}

export function pagesNotRead(pages: readonly number[]): Warning {
  const message = `These pages were not read within the time for one document: ${ranges(pages)}. Values that stand there are missing.`
  return { code: 'pages_not_read', message, fields: [], pages }
}

export function readingCutShort(pages: readonly number[]): Warning {
  const message = `There was no time to read these pages again, although their first reading left questions open: ${ranges(pages)}.`
  return { code: 'reading_cut_short', message, fields: [], pages }
}

/** The provider answered for the other pages, and for these not even one by one. */
export function pagesNotAnswered(pages: readonly number[]): Warning {
  const message = `The AI provider gave no whole answer for these pages: ${ranges(pages)}. Values that stand there are missing.`
  return { code: 'pages_not_read', message, fields: [], pages }
}

export function lowTextQuality(pages: readonly number[]): Warning {
  const message = `Neither the text layer nor the picture of these pages could be read as words: ${ranges(pages)}.`
  return { code: 'low_text_quality', message, fields: [], pages }
}

/** More than these are counted, not listed. */
const NAMED_VIOLATIONS = 20

/** `problems`: where in `data` a value is, and why it does not fit the caller's schema. */
export function schemaViolated(problems: readonly (readonly [path: string, problem: string])[]): Warning {
  const named = problems.slice(0, NAMED_VIOLATIONS)
  const rest = problems.length > named.length ? `, and ${problems.length - named.length} more` : ''
  const message = `These values do not fit the schema of the request: ${named.map(problem => problem.join(' ')).join('; ')}${rest}.`
  return { code: 'schema_violated', message, fields: named.map(([path]) => path) }
}

/** Values that somebody read and no page shows: the first of them are named. */
export function valueNotOnPage(fields: readonly string[]): Warning {
  const named = fields.slice(0, NAMED_VIOLATIONS)
  const rest = fields.length > named.length ? `, and ${fields.length - named.length} more` : ''
  return { code: 'value_not_on_page', message: `These values were not found on the page: ${named.join(', ')}${rest}.`, fields }
}

/** Pages that nobody looked into: values that stand there are neither confirmed nor denied. */
export function pagesNotCompared(pages: readonly number[] | 'all'): Warning {
  const which = pages === 'all' ? 'The pages' : `These pages: ${ranges(pages)}`
  const message = `${which} were not compared with the values: they have no text of their own, or could not be read in time. Nobody has confirmed what stands there.`
  return { code: 'pages_not_read', message, fields: [], ...(pages === 'all' ? {} : { pages }) }
}

export function severalDocuments(documents: readonly DocumentPages[]): Warning {
  const each = documents.map(({ number, pages }) => `${number ?? 'without a number'} (page ${ranges(pages)})`)
  const message = `The file holds several documents: ${each.join(', ')}. Send them one by one, or with split=true.`
  return { code: 'several_documents', message, fields: [], documents }
}

export function notAnInvoice(heading: string | null): Warning {
  const why = heading === null ? 'It names no kind of invoice, no number and no total.' : `It calls itself "${heading}".`
  return { code: 'not_an_invoice', message: `This document does not look like an invoice. ${why}`, fields: [] }
}

/** @param fields the dates that are meant */
export function ambiguousDate(fields: readonly string[] = ['invoice_date', 'due_date']): Warning {
  const message = 'The dates are written in numbers that can be read day first or month first, and nothing else on the pages decides.'
  return { code: 'ambiguous_date', message, fields }
}

export function ambiguousCurrency(): Warning {
  const message = 'The currency sign is used in several countries, and nothing on the pages says which one is meant.'
  return { code: 'ambiguous_currency', message, fields: ['currency'] }
}

export function copiedTotal(): Warning {
  const message =
    'The document prints the amount due only. It is given as the total as well, so that the check between the two proves nothing.'
  return { code: 'copied_total', message, fields: ['total'] }
}

/** @param what why it cannot be true, in words */
export function implausibleValue(field: string, what: string): Warning {
  return { code: 'implausible_value', message: `${field}: ${what}.`, fields: [field] }
}

/** @param figures the provider's names of them */
export function usageNotPlausible(figures: readonly string[]): Warning {
  const message = `The provider reported figures that are no whole numbers from 0 to 2147483647; they count as 0: ${figures.join(', ')}.`
  return { code: 'usage_not_plausible', message, fields: [] }
}

/** `lines` count from 0. */
export function lineMismatch(lines: readonly number[]): Warning {
  const message = `Quantity times price, less the discount, is not the total of these lines: ${ranges(lines.map(line => line + 1))}.`
  return { code: 'line_mismatch', message, fields: lines.map(line => `line_items.${line}.line_total`) }
}

/** Where the XML and its page say different things, with both values. */
export function xmlDiffersFromPage(
  differences: readonly { readonly field: string; readonly xml: unknown; readonly page: unknown }[],
): Warning {
  const each = differences.map(
    ({ field, xml, page }) => `${field} is ${JSON.stringify(xml)} in the XML and ${JSON.stringify(page)} on the page`,
  )
  const message = `The e-invoice and the page that people see differ: ${each.join('; ')}.`
  return { code: 'xml_differs_from_page', message, fields: differences.map(({ field }) => field) }
}

/** 3, 5-8, 12 */
function ranges(pages: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const page of pages.toSorted((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run !== undefined && page === run[1] + 1) run[1] = page
    else runs.push([page, page])
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
}

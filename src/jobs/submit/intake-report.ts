/** What a list turned out to be, filled in as it is read: the answer to the submission shows it, so that nothing is left out unsaid. */
export interface IntakeReport {
  readonly format: 'json' | 'csv' | 'ndjson'
  encoding: string
  /** Null where nothing is delimited. */
  delimiter: string | null
  /** Where the addresses were taken from; null: from no column in particular. `number` is 1-based, null for a field of JSON objects. */
  column: { readonly number: number | null; readonly name: string | null; readonly foundBy: 'header' | 'content' | 'default' } | null
  /** Lines above the header that are no part of the table. */
  titleLines: number
  /** The names in the header, as far as there is one: for the error when no address was found. */
  columns: readonly string[]
}

export function createIntakeReport(format: IntakeReport['format']): IntakeReport {
  return { format, encoding: 'utf-8', delimiter: null, column: null, titleLines: 0, columns: [] }
}

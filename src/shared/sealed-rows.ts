/** A row that holds a secret, as it is stored. */
export interface SealedRow {
  /** Names the row for {@link SealedRows.replace} and for operators. */
  readonly id: string
  /** What a sealed secret is bound to. */
  readonly place: string
  readonly stored: string
}

/** PORT: the rows of one table that hold secrets, to be looked through and sealed anew. */
export interface SealedRows {
  /** The next rows after `after` in an order of the table's own; fewer than `limit` does not mean that it was the last page, a null `next` does. */
  page(after: string | null, limit: number): Promise<{ readonly rows: readonly SealedRow[]; readonly next: string | null }>
  /** One conditional write: only while the row still holds exactly `row.stored`. False when it does not: somebody has set it anew. */
  replace(row: SealedRow, stored: string): Promise<boolean>
}

import type { SQLInputValue, StatementSync } from 'node:sqlite'

/**
 * The driver gives each row as an object a shape of its own, which V8 learns anew every time; with many columns that takes longer than the query.
 * Here a row comes as an array and is copied into an object of one and the same shape.
 */
export class RowQuery<T> {
  readonly #statement: StatementSync
  readonly #names: readonly string[]
  readonly #blank: Readonly<Record<string, unknown>>

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.#statement.setReturnArrays(true)
    this.#names = statement.columns().map(({ name }) => name)
    this.#blank = Object.fromEntries(this.#names.map(name => [name, null]))
  }

  get(...key: SQLInputValue[]): T | undefined {
    const values = this.#statement.get(...key) as readonly unknown[] | undefined
    return values === undefined ? undefined : this.#row(values)
  }

  all(...values: SQLInputValue[]): T[]
  all(named: Record<string, SQLInputValue>): T[]
  all(...values: never[]): T[] {
    return (this.#statement.all(...values) as unknown as (readonly unknown[])[]).map(row => this.#row(row))
  }

  /** One after the other: of very many rows none is kept. */
  *each(): Generator<T> {
    for (const values of this.#statement.iterate()) yield this.#row(values as unknown as readonly unknown[])
  }

  #row(values: readonly unknown[]): T {
    const row: Record<string, unknown> = { ...this.#blank }
    for (const [index, name] of this.#names.entries()) row[name] = values[index]
    return row as T
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../../sql/sqlserver')

export interface Migration {
  readonly number: number
  readonly file: string
  /** What stands between the `GO` lines. */
  readonly batches: readonly string[]
}

/** `sql/sqlserver/NNN-*.sql`, ascending. */
export function readMigrations(): readonly Migration[] {
  const files = readdirSync(FOLDER).filter(name => /^\d{3}-.+\.sql$/.test(name))
  return files
    .sort()
    .map(file => ({ number: Number(file.slice(0, 3)), file, batches: batchesOf(readFileSync(join(FOLDER, file), 'utf8')) }))
}

export function batchesOf(script: string): string[] {
  return script
    .split(/^GO\s*$/im)
    .map(batch => batch.trim())
    .filter(batch => batch !== '')
}

/** A statement of `sql/sqlserver/queries/`. */
export interface Query {
  readonly name: string
  readonly text: string
  /** The same for tables without the service's own columns: the lines that end in `-- ours` are left out. */
  readonly bare: string
}

export function readQuery(name: string): Query {
  const text = readFileSync(join(FOLDER, 'queries', `${name}.sql`), 'utf8')
  return { name, text, bare: text.replace(/^.*-- ours$\n/gm, '') }
}

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

/** An index on a table that others use too: for speed alone. */
export function isIndex({ file }: Migration): boolean {
  return /^\d{3}-index-/.test(file)
}

/** The migration's one `CREATE INDEX` statement, and the table it is for. */
export function indexOf({ batches }: Migration): { readonly statement: string; readonly table: string } {
  const [statement = '', table = ''] = /CREATE INDEX \w+ ON (\S+) \(.*\);/.exec(batches[0]!) ?? []
  return { statement, table }
}

/** The same batch, building the index while others go on writing. */
export function online({ batches }: Migration): string {
  return batches[0]!.replace(/(CREATE INDEX .*\));/, '$1 WITH (ONLINE = ON);')
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

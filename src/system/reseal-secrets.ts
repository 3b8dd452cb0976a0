import type { Logger } from '../logging/logger.ts'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import type { SealedRows } from '../shared/sealed-rows.ts'
import { type SecretBox, UnreadableSecretError } from '../shared/secret-box.ts'
import type { Finding } from './probes.ts'

/** What one table of secrets holds. */
export interface SecretFigures {
  readonly rows: number
  /** Not encrypted. */
  readonly plain: number
  /** No key of the settings opens them. */
  readonly unreadable: number
}

/** Sees to it that every stored secret is sealed with today's key. */
export interface ResealSecrets {
  start(): void
  stop(): Promise<void>
  /** As the last complete look found it; null before the first. */
  figures(): Readonly<Record<string, SecretFigures>> | null
  /** What operators should know of a table; nothing when everything is as the settings promise, as far as it was looked at. */
  findings(table: string): readonly Finding[]
}

/** One table: its rows, what they are called, and what is to happen to a row that cannot be read. */
export interface SecretTable {
  readonly name: string
  /** Of several rows, e.g. "bearer tokens". */
  readonly title: string
  readonly rows: SealedRows
  /** The row is taken out of use, with the reason. */
  readonly onUnreadable: (id: string, reason: string) => Promise<void>
  /** All rows were looked at: the others can be read, whatever was found before. */
  readonly onDone?: (unreadable: ReadonlySet<string>) => Promise<void>
}

const PAGE = 200
/** Rows that others write without us (by SQL, a version from before) are met within this time. */
const AGAIN_MS = 3_600_000
/** A table that is away is no reason to leave the others alone for long. */
const RETRY_MS = 30_000

export function createResealSecrets(parts: {
  readonly tables: readonly SecretTable[]
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly logger: Logger
}): ResealSecrets {
  const { tables, secrets, clock, logger } = parts
  let figures: Record<string, SecretFigures> | null = null

  /** @returns what it holds now, and how many rows were sealed anew */
  const lookThrough = async ({ name, title, rows: table, onUnreadable, onDone }: SecretTable): Promise<SecretFigures> => {
    const found = { rows: 0, plain: 0, unreadable: 0 }
    const unreadable = new Set<string>()
    let [after, sealed]: [string | null, number] = [null, 0]
    do {
      loop.stopping.throwIfAborted()
      const { rows, next } = await table.page(after, PAGE)
      for (const row of rows) {
        found.rows += 1
        const outcome = await reseal(table, row)
        if (outcome === 'sealed') sealed += 1
        else if (outcome === 'plain') found.plain += 1
        else if (outcome !== 'kept') {
          found.unreadable += 1
          unreadable.add(row.id)
          await onUnreadable(row.id, outcome.unreadable)
        }
      }
      if (sealed > 0 && next !== null)
        logger.info({ table: name, rows: found.rows, sealed }, `${sealed} ${title} are encrypted anew so far`)
      after = next
    } while (after !== null)
    await onDone?.(unreadable)
    if (sealed > 0)
      logger.info({ table: name, ...found, sealed }, `${sealed} of ${found.rows} ${title} were encrypted anew with SECRETS_KEY`)
    if (found.unreadable > 0) logger.error({ table: name, ...found }, `${found.unreadable} of ${found.rows} ${title} cannot be decrypted`)
    return found
  }

  const reseal = async (
    table: SealedRows,
    row: Parameters<SealedRows['replace']>[0],
  ): Promise<'kept' | 'plain' | 'sealed' | { readonly unreadable: string }> => {
    const form = secrets.formOf(row.stored)
    if (form === 'plain' && !secrets.seals) return 'plain'
    try {
      const plain = secrets.open(row.stored, row.place)
      if (form === 'current') return 'kept'
      // Refused: it was set anew in between, and is met again.
      return (await table.replace(row, secrets.seal(plain, row.place))) ? 'sealed' : 'kept'
    } catch (error) {
      if (error instanceof UnreadableSecretError) return { unreadable: error.message }
      throw error
    }
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      const next: Record<string, SecretFigures> = {}
      for (const table of tables) next[table.name] = await lookThrough(table)
      figures = next
      return AGAIN_MS
    },
    onError(error) {
      logger.debug({ err: error }, 'The stored secrets could not be looked through')
      return RETRY_MS
    },
  })

  return {
    start: loop.start,
    stop: loop.stop,
    figures: () => figures,
    findings(table) {
      const { unreadable, rows } = figures?.[table] ?? { unreadable: 0, rows: 0 }
      if (unreadable === 0) return []
      const { title } = tables.find(({ name }) => name === table)!
      const remedy = 'start with the key that encrypted them in SECRETS_KEY_PREVIOUS, or set them anew'
      return [{ words: `${unreadable} of ${rows} ${title} cannot be decrypted: ${remedy}.`, isBroken: true }]
    },
  }
}

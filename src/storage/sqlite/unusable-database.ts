import { dirname } from 'node:path'
import { StartError } from '../../shared/start-error.ts'

/** The file's tables were made by a version that knows more scripts than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'
  readonly script: string
  constructor(script: string) {
    super(`The script ${script} is unknown.`)
    this.script = script
  }
}

/** Primary result codes of SQLite. */
export const SQLITE_BUSY = 5
const SQLITE_PERM = 3
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** Undefined for what is no error of SQLite. The extended code carries the primary one in its low byte. */
export function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}

/** A database file that cannot be opened, in words; anything else as it is. */
export function explainUnusable(file: string, error: unknown): unknown {
  const directory = dirname(file)
  const say = (words: string, exitCode: 1 | 78) => new StartError(words, exitCode, error)
  const readOnly = () =>
    say(`${directory} cannot be written: give this user the right to write there, or set DATA_DIR to another place.`, 78)
  const noSpace = () => say(`There is no space left for ${file}: free some on its disk, or set DATA_DIR to another one.`, 1)
  if (error instanceof NewerDatabaseError)
    return say(
      `${file} was written by a newer version (its script ${error.script} is unknown here): start that version, or restore the copy from before the upgrade.`,
      78,
    )
  switch (primaryCode(error)) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return say(`${file} is damaged or not a database: restore it from a backup, or move it away to begin anew.`, 1)
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return readOnly()
    case SQLITE_FULL:
      return noSpace()
    case SQLITE_IOERR:
      return say(`${file} cannot be read or written (${(error as Error).message}): look at its disk.`, 1)
    case SQLITE_BUSY:
      return say(`${file} is locked by another program: end that first.`, 1)
    default:
  }
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return readOnly()
    case 'ENOSPC':
      return noSpace()
    default:
      return error
  }
}

import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { makePrivateFile } from '../private-files.ts'

/** A file that a process keeps locked as long as it lives: also while it is stopped, and not a moment longer, however it ends. */
export interface LifeLock {
  /** @param remove takes the file away, too */
  release(remove: boolean): void
}

/** Reachable until released: the collector closes a database that nobody holds, and with it goes the lock of a process that lives on. */
const taken = new Set<DatabaseSync>()

/** Through SQLite, because Node itself locks no files: its lock on an empty database is the operating system's. */
export function takeLifeLock(path: string): LifeLock {
  makePrivateFile(path)
  const db = new DatabaseSync(path, { timeout: 0 })
  db.exec('BEGIN EXCLUSIVE')
  taken.add(db)
  return {
    release(remove) {
      taken.delete(db)
      db.close()
      if (remove) rmSync(path, { force: true })
    },
  }
}

/** Whether a process that may still act holds the lock. Where it cannot be told, it does. */
export function isHeld(path: string): boolean {
  if (!existsSync(path)) return true
  const db = new DatabaseSync(path, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE; ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    db.close()
  }
}

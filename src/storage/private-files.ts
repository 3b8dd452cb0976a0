import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs'

/** Bearer tokens, addresses and profiles lie here: nobody else on the machine may read them. */
const OWNER_ONLY_FOLDER = 0o700
export const OWNER_ONLY_FILE = 0o600

/** What the service puts into DATA_DIR. */
const OURS = /^(calls|clocks|(tokenwheel|outbox)\.db.*|.*\.(calls|lock)(-journal)?|.*\.time)$/

/** @throws when the folder cannot be made */
export function openPrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: OWNER_ONLY_FOLDER })
  // One that holds other things as well is somebody else's, too: there the files alone are closed.
  quietly(() => {
    if (readdirSync(path).every(name => OURS.test(name))) chmodSync(path, OWNER_ONLY_FOLDER)
  })
}

/**
 * Closes a file to everybody else before anything is written into it, and what an earlier version left open. SQLite gives the files beside a
 * database the mode of the database itself.
 */
export function makePrivateFile(path: string): void {
  for (const beside of ['-wal', '-shm', '-journal']) if (existsSync(path + beside)) quietly(() => chmodSync(path + beside, OWNER_ONLY_FILE))
  quietly(() => closeSync(openSync(path, 'a', OWNER_ONLY_FILE)))
  quietly(() => chmodSync(path, OWNER_ONLY_FILE))
}

/** Where modes are not ours to set (another owner, a file system without them), whoever opens the file says what is wrong with it, if anything is. */
function quietly(change: () => void): void {
  try {
    change()
  } catch {
    // As above.
  }
}

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCallJournal } from '../../../src/storage/call-journal-files.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'

/** Modes are a matter of Unix; elsewhere the user's own folder is the boundary. */
const hasModes = process.platform !== 'win32'
let folder: string
let umask: number
beforeEach(() => {
  umask = process.umask(0)
  folder = mkdtempSync(join(tmpdir(), 'tokenwheel-'))
})
afterEach(() => {
  process.umask(umask)
  rmSync(folder, { recursive: true, force: true })
})

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const modes = (path: string) => readdirSync(path).map(name => `${name} ${modeOf(join(path, name))}`)

describe.runIf(hasModes)('what lies in DATA_DIR', () => {
  it('is made for its owner alone, whatever the umask', async () => {
    const data = join(folder, 'data')
    const db = openDatabase(join(data, 'tokenwheel.db'))
    await db.write(() => db.statement('SELECT 1').get())
    const journal = openCallJournal(join(data, 'calls'))
    expect([modeOf(data), modeOf(join(data, 'calls'))]).toEqual(['700', '700'])
    expect(modes(data)).toEqual(['calls 700', 'tokenwheel.db 600', 'tokenwheel.db-shm 600', 'tokenwheel.db-wal 600'])
    expect(modes(join(data, 'calls')).every(line => line.endsWith(' 600'))).toBe(true)
    journal.close()
    await db.close()
  })

  it('is closed when an earlier version left it open', async () => {
    const data = join(folder, 'data')
    mkdirSync(data, { mode: 0o755 })
    for (const name of ['tokenwheel.db', 'outbox.db']) writeFileSync(join(data, name), '', { mode: 0o644 })
    const db = openDatabase(join(data, 'tokenwheel.db'))
    expect([modeOf(data), modeOf(join(data, 'tokenwheel.db'))]).toEqual(['700', '600'])
    await db.close()
  })

  it('a folder that holds other things too keeps its mode', async () => {
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'notes.txt'), 'not ours')
    const db = openDatabase(join(folder, 'tokenwheel.db'))
    expect([modeOf(folder), modeOf(join(folder, 'tokenwheel.db'))]).toEqual(['755', '600'])
    await db.close()
  })
})

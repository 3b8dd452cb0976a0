import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCallJournal } from '../../../src/storage/call-journal-files.ts'

const [A, B] = ['0b1f1a60-0000-4000-8000-00000000000a', '0b1f1a60-0000-4000-8000-00000000000b'] as const
const MODULE = new URL('../../../src/storage/call-journal-files.ts', import.meta.url).href

let directory: string
const children: ChildProcess[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tokenwheel-calls-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await end(child)
  rmSync(directory, { recursive: true, force: true })
})

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Another process on the same directory, that notes so many calls with each block and then lives on. */
async function processThatBegan(calls: Readonly<Record<string, number>>): Promise<ChildProcess> {
  const script = `import { openCallJournal } from ${JSON.stringify(MODULE)}
    const journal = openCallJournal(${JSON.stringify(directory)})
    for (const [id, calls] of Object.entries(${JSON.stringify(calls)})) {
      const notes = journal.open(id, 0)
      for (let call = 1; call <= calls; call += 1) notes.begin(call)
    }
    // Nobody holds the journal any more: that must not open its lock.
    setImmediate(() => {
      gc()
      setImmediate(() => process.stdout.write('noted'))
    })
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout!, 'data')
  return child
}

test('calls that a killed process had begun are known to the last one; those of a process that is only stopped may be one more', async () => {
  const child = await processThatBegan({ [A]: 0, [B]: 7 })
  const journal = openCallJournal(directory)
  expect([journal.begun(A), journal.begun(B)]).toEqual([
    { calls: 0, final: false },
    { calls: 7, final: false },
  ])
  child.kill('SIGSTOP')
  expect(journal.begun(B)).toEqual({ calls: 7, final: false })
  await end(child)
  expect([journal.begun(A), journal.begun(B), journal.begun('0b1f1a60-0000-4000-8000-00000000000c')]).toEqual([
    { calls: 0, final: true },
    { calls: 7, final: true },
    null,
  ])
  journal.close()
})

test('a block that went from process to process counts as far as any of them went, for certain once all are dead', async () => {
  await end(await processThatBegan({ [A]: 3 }))
  const second = await processThatBegan({ [A]: 5 })
  const journal = openCallJournal(directory)
  expect(journal.begun(A)).toEqual({ calls: 5, final: false })
  await end(second)
  expect(journal.begun(A)).toEqual({ calls: 5, final: true })
  journal.open(A, 5)!.begin(6)
  expect(journal.begun(A)).toEqual({ calls: 6, final: false })
  journal.close()
})

test('the place of a block that was handed back is used again, and a process with nothing open leaves nothing behind', () => {
  const journal = openCallJournal(directory)
  journal.open(A, 0)!.begin(1)
  journal.open(A, 0)!.close()
  journal.open(B, 2)
  expect(journal.begun(A)).toBeNull()
  expect(journal.begun(B)).toEqual({ calls: 2, final: false })
  journal.open(B, 2)!.close()
  journal.close()
  expect(readdirSync(directory)).toEqual([])
})

test('what a process that has ended leaves open stays for the one that goes on with it, and goes when its day is long over', () => {
  const journal = openCallJournal(directory)
  journal.open(A, 4)
  journal.close()
  const next = openCallJournal(directory)
  expect(next.begun(A)).toEqual({ calls: 4, final: true })
  next.close()
  const threeDaysAgo = Date.now() / 1000 - 3 * 86_400
  for (const file of readdirSync(directory)) utimesSync(join(directory, file), threeDaysAgo, threeDaysAgo)
  openCallJournal(directory).close()
  expect(readdirSync(directory)).toEqual([])
})

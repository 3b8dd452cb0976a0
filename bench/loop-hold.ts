import { existsSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// --import'ed into a process that serves: keeps in LOOP_HOLD_FILE the longest that one turn of its main thread has worked, in milliseconds.
// In time of the processor, because on a busy machine the clock also counts what others did meanwhile. Whoever deletes the file begins anew.
const file = process.env.LOOP_HOLD_FILE
if (file === undefined) throw new Error('LOOP_HOLD_FILE is not set.')
const EVERY_MS = 2
/** Less is not looked at twice. */
const WORTH_A_LOOK_MS = 10

const workedMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
let [last, longest] = [workedMs(), 0]
const look = () => {
  const now = workedMs()
  const worked = now - last
  last = now
  if (worked < WORTH_A_LOOK_MS) return
  if (!existsSync(file)) longest = 0
  if (worked <= longest) return
  longest = worked
  writeFileSync(file, String(longest))
}
// Whatever starts a thread hands its options on: what works there holds nobody up.
if (isMainThread) setInterval(look, EVERY_MS).unref()

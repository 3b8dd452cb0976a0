import { threadId } from 'node:worker_threads'
import { serve } from '../../src/extraction/processes/worker-thread.ts'

/** A worker that does what it is told, for the tests of the pool. */
serve<string, string | number>(async command => {
  if (command === 'thread') return threadId
  if (command === 'fail') throw new Error('told to fail')
  if (command === 'crash') process.exit(7)
  // Native code cannot be interrupted either.
  if (command === 'spin') for (;;);
  return command
})

import { serveJobs } from '../../src/extraction/processes/serve-jobs.ts'

const held: unknown[] = []
const REST_MS = 1_300

/** A process that does what it is told, for the tests of the pool. */
serveJobs<string, string | number>(async (command, bytes, time) => {
  if (command === 'process') return process.pid
  if (command === 'bytes') return bytes.reduce((sum, byte) => sum + byte, 0)
  if (command === 'fail') throw new Error('told to fail')
  if (command === 'crash') process.exit(7)
  // Native code cannot be interrupted either.
  if (command === 'spin') for (;;);
  if (command === 'make') return make(3, () => time.begins('making'))
  if (command === 'make at once') return make(3, () => undefined)
  if (command === 'read') return make(3, () => time.begins('reading'))
  // As a machine that is busy with other things: time goes by without work.
  if (command === 'rest') return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REST_MS) === 'timed-out' ? 'rested' : ''
  // Beyond the JavaScript heap: buffers and WebAssembly are what no limit of V8 counts.
  if (command === 'buffers') for (;;) held.push(Buffer.alloc(8 * 1_048_576, 1))
  if (command === 'wasm') growWasm()
  if (command.startsWith('keep ')) return held.push(Buffer.alloc(Number(command.slice(5)) * 1_048_576, 1))
  if (command.startsWith('need ')) return need(Number(command.slice(5)))
  if (command === 'environment') return Object.keys(process.env).join(' ')
  return command
})

const STEP_MS = 200

/** Works for `steps` times 200 ms, and says before each what it begins. */
function make(steps: number, begins: () => void): number {
  for (let step = 0; step < steps; step += 1) {
    begins()
    const { user, system } = process.threadCpuUsage()
    for (let now = { user, system }; now.user + now.system - user - system < STEP_MS * 1_000; now = process.threadCpuUsage());
  }
  return steps
}

/** Longer than the next look at it. */
function need(megabytes: number): number {
  const needed = Buffer.alloc(megabytes * 1_048_576, 1)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REST_MS / 2)
  return needed.length / 1_048_576
}

// Node has it; the types for servers do not say so.
declare const WebAssembly: {
  Memory: new (descriptor: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number }
}

function growWasm(): never {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  for (;;) {
    const before = memory.buffer.byteLength
    memory.grow(128)
    new Uint8Array(memory.buffer).fill(1, before)
  }
}

import { Readable, Writable } from 'node:stream'
import { type CliWorld, runCli } from '../../src/cli/run-cli.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  /** Width of the terminal. */
  readonly columns?: number
  readonly env?: Record<string, string>
  readonly stdin?: string
  readonly signal?: AbortSignal
  /** As on a terminal: a bar that moves, a secret that is asked for. */
  readonly terminal?: { readonly secret: string }
  readonly onStderr?: (text: string) => void
}

/** One run of the command line client in this process, against whatever `env.TOKENWHEEL_URL` names. */
export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const texts = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          texts[name] += String(chunk)
          if (name === 'stderr') options.onStderr?.(String(chunk))
          done()
        },
      }),
      { isTTY: options.terminal !== undefined, columns: options.columns ?? 80 },
    )
  const world: CliWorld = {
    argv,
    env: options.env ?? {},
    version: '1.2.3',
    stdin: Object.assign(Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]), {
      isTTY: options.terminal !== undefined,
    }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    askSecret: async () => options.terminal?.secret ?? '',
    signal: options.signal ?? new AbortController().signal,
  }
  return { code: await runCli(world), ...texts }
}

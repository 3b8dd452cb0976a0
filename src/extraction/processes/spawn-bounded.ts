import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const SHELL = '/bin/sh'

/**
 * Beside what a process uses, V8 reserves 530 MB of private memory for code that it never touches; the limit of the data segment counts
 * them. The allowance on top is twice the resident limit: the kernel's bound is for what grows faster than anybody looks.
 */
const RESERVED_BY_V8_MB = 640
/** One thread beside the main one: there are other processes for the other cores. `--optimize-for-size` saves 40 MB and costs text layers 60 % of their speed. */
const NODE_FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=8', '--v8-pool-size=1', '--expose-gc']
/** glibc would keep what large buffers leave behind, 60 MB with a scan of 17 MB. Other libraries know none of these names. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_TRIM_THRESHOLD_: '262144' }
/** Documents yield to the service: with every core taken by them, liveness is still answered at once. */
const NICENESS = 3

/**
 * The shell sets the bounds, starts the process and waits on descriptor 4, of which the service holds the other end. When that closes,
 * because the service lets go or because it died (`kill -9` included), the process is killed, in the middle of native code if need be, and
 * reaped. Where there is no `nice` it runs without. Until then its id cannot become another process's. No core file: it would keep foreign documents.
 */
const WATCH =
  'ulimit -c 0; ulimit -d "$1" 2>/dev/null; shift; command -v nice >/dev/null && set -- nice -n "$0" "$@"; exec 5<&0; "$@" <&5 4<&- 5<&- & exec 3<&- 5<&- 6<&-; read -r end <&4; kill -9 $!; wait $!'

/** Where a process finds the memory that it shares with the service. */
export const SHARED_DESCRIPTOR = 6

/** Starts `script` under Node, with a channel for messages, its standard input for bytes, and the file `shared`. */
export function spawnBounded(script: string, maxResidentMb: number, shared: number | undefined): ChildProcess {
  const node = [process.execPath, ...NODE_FLAGS, script]
  const limitKb = (RESERVED_BY_V8_MB + 2 * maxResidentMb) * 1024
  const watched = existsSync(SHELL)
  const [command = '', ...args] = watched ? [SHELL, '-c', WATCH, String(NICENESS), String(limitKb), ...node] : node
  return spawn(command, args, {
    // Native code writes its diagnostics to standard error, past every logger: they end here.
    stdio: ['pipe', 'ignore', 'ignore', 'ipc', watched ? 'pipe' : 'ignore', 'ignore', shared ?? 'ignore'],
    serialization: 'advanced',
    // Neither the service's flags nor its secrets are the document's business.
    env: childEnvironment(),
    // A group of its own: Ctrl-C in a terminal is for the service, which ends its requests first.
    detached: watched,
    windowsHide: true,
  })
}

const PASSED_ON = ['PATH', 'TZ', 'LANG', 'TMPDIR', 'TEMP', 'SystemRoot']

function childEnvironment(): NodeJS.ProcessEnv {
  const passedOn = PASSED_ON.map(name => [name, process.env[name]]).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(passedOn), ...ALLOCATOR }
}

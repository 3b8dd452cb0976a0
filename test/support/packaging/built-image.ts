import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path/posix'
import { filesOfContext } from './build-context.ts'
import { commandOf, copyOf, healthCheckOf, type Instruction, only, pairsOf, readDockerfile, type Stage } from './dockerfile.ts'

/** What `docker build` would make of the Dockerfile, as a folder: its files, its command and its environment. Not isolated from the machine. */
export interface BuiltImage {
  readonly root: string
  /** Starts the image's command with its environment and the given additions. */
  run(env: Readonly<Record<string, string>>): ContainerProcess
  /** Another command with the same environment, as `docker exec` does. */
  exec(command: readonly string[], env: Readonly<Record<string, string>>): ContainerProcess
  readonly healthCheck: readonly string[]
  remove(): void
}

export interface ContainerProcess {
  readonly exited: Promise<number | null>
  output(): string
  kill(signal: NodeJS.Signals): void
}

/**
 * Builds the last stage. The container's folders for data and temporary files, which the Dockerfile knows by absolute paths, are folders of the
 * root; everything else can only be read. Started by root the processes are the image's user, otherwise the present one.
 */
export function buildImage(): BuiltImage {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwheel-image-'))
  const remove = () => {
    execFileSync('find', [folder, '-type', 'd', '-exec', 'chmod', 'u+w', '{}', '+'])
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const stages = readDockerfile()
    const built = new Map<string, string>()
    for (const [index, stage] of stages.entries()) built.set(stage.name, buildStage(stage, join(folder, String(index)), built))
    const image = stages.at(-1)!
    const root = built.get(image.name)!
    const start = prepare(image, root)
    // Folders only: the packages' files are links to the installed ones, whose rights are not ours to change.
    execFileSync('find', [folder, '-type', 'd', '-exec', 'chmod', 'a-w,a+rx', '{}', '+'])
    for (const writable of [only(image, 'VOLUME'), 'tmp']) chmodSync(join(root, writable), 0o777)
    return {
      root,
      run: env => watch(start(commandOf(image), env)),
      exec: (command, env) => watch(start(command, env)),
      healthCheck: healthCheckOf(image),
      remove,
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** What the base image brings along; returns how a process of the image is started. */
function prepare(image: Stage, root: string): (command: readonly string[], env: Readonly<Record<string, string>>) => ChildProcess {
  const programs = join(root, 'usr/local/bin')
  const temporary = join(root, 'tmp')
  for (const folder of [temporary, programs]) mkdirSync(folder, { recursive: true })
  // Its own Node.js: the project pins the same version.
  linkFile(process.execPath, join(programs, 'node'))
  const [uid, gid] = only(image, 'USER').split(':').map(Number)
  const user = process.getuid?.() === 0 ? { uid: uid!, gid: gid! } : {}
  return ([program, ...args], env) =>
    spawn(join(programs, program!), args, {
      cwd: workdirOf(image, root),
      env: { PATH: programs, ...pairsOf(image, 'ENV'), DATA_DIR: join(root, only(image, 'VOLUME')), TMPDIR: temporary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
}

function watch(child: ChildProcess): ContainerProcess {
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return { exited, output: () => text, kill: signal => child.kill(signal) }
}

const workdirOf = (stage: Stage, root: string): string => join(root, only(stage, 'WORKDIR'))

function buildStage(stage: Stage, root: string, built: ReadonlyMap<string, string>): string {
  const workdir = workdirOf(stage, root)
  mkdirSync(workdir, { recursive: true })
  for (const instruction of stage.instructions) {
    if (instruction.name === 'COPY') copy(instruction, workdir, built)
    if (instruction.name === 'RUN') for (const command of instruction.text.split(' && ')) execute(command, root, workdir)
  }
  return root
}

function copy(instruction: Instruction, workdir: string, built: ReadonlyMap<string, string>): void {
  const { from, sources, target } = copyOf(instruction)
  for (const source of sources) {
    // Moved, not copied: nothing else is taken from that stage.
    if (from !== undefined) renameSync(join(built.get(from)!, source), resolve(workdir, target))
    else
      for (const file of filesOfContext(source)) {
        // A folder's contents go into the target, a file into it under its name.
        const to = file === source ? resolve(workdir, target, basename(file)) : resolve(workdir, target, file.slice(source.length + 1))
        mkdirSync(dirname(to), { recursive: true })
        copyFileSync(file, to)
      }
  }
}

/** The few commands of the Dockerfile, each with the effect that it would have. @throws for any other, which would have to be taught here */
function execute(command: string, root: string, workdir: string): void {
  const [program, ...args] = command.split(/\s+/)
  const paths = args.filter(arg => !arg.startsWith('-'))
  if (command === 'npm ci --omit=dev --ignore-scripts') installProduction(workdir)
  else if (program === 'rm') for (const path of paths) rmSync(resolve(workdir, path), { recursive: true, force: true })
  else if (program === 'mkdir') for (const path of paths) mkdirSync(join(root, path), { recursive: true })
  else if (command !== 'chown node:node /data') throw new Error(`The Dockerfile runs what its tests do not know: ${command}`)
}

/** The tree that `npm ci --omit=dev --ignore-scripts` makes of the lock file, taken from the installed one: tests need no network. */
function installProduction(workdir: string): void {
  const { packages } = JSON.parse(readFileSync(join(workdir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  for (const [path, { dev }] of Object.entries(packages)) {
    // Optional packages of other platforms are in the lock file and not on the disk.
    if (path !== '' && dev !== true && existsSync(path)) linkFolder(path, join(workdir, path))
  }
}

/** Without the packages inside: each of them is an entry of the lock file itself. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile()) linkFile(join(from, entry.name), join(to, entry.name))
    else if (entry.isDirectory() && entry.name !== 'node_modules') linkFolder(join(from, entry.name), join(to, entry.name))
  }
}

/** The packages are 14,000 files: copied only where the temporary folder is on another file system. */
function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}

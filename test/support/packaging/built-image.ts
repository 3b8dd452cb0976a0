import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, constants, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path/posix'
import { filesOfContext } from './build-context.ts'
import { commandOf, copyOf, healthCheckOf, type Instruction, only, pairsOf, readDockerfile, type Stage } from './dockerfile.ts'

/** What `docker build` would make of the Dockerfile, as a folder: its files, its command and its environment. Not isolated from the machine. */
export interface BuiltImage {
  readonly root: string
  readonly user: { readonly uid?: number; readonly gid?: number }
  /** Starts the image's command with its environment and the given additions. */
  run(env: Readonly<Record<string, string>>): ContainerProcess
  /** The exit code of the image's health check. */
  checkHealth(env: Readonly<Record<string, string>>): Promise<number | null>
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
  const root = mkdtempSync(join(tmpdir(), 'tokenwheel-image-'))
  const stages = readDockerfile()
  const image = stages.at(-1)!
  const built = new Map<string, string>()
  for (const stage of stages) built.set(stage.name, buildStage(stage, join(root, stage === image ? 'image' : stage.name), built))
  const files = built.get(image.name)!
  const [uid, gid] = only(image, 'USER').split(':').map(Number)
  const user = process.getuid?.() === 0 ? { uid: uid!, gid: gid! } : {}
  const data = join(files, only(image, 'VOLUME'))
  const temporary = join(files, 'tmp')
  const programs = join(files, 'usr/local/bin')
  for (const folder of [temporary, programs]) mkdirSync(folder, { recursive: true })
  // The base image's own Node.js: the project pins the same version.
  copyFileSync(process.execPath, join(programs, 'node'), constants.COPYFILE_FICLONE)
  execFileSync('chmod', ['-R', 'a-w,a+rX', root])
  for (const folder of [data, temporary]) chmodSync(folder, 0o777)

  const start = ([program, ...args]: readonly string[], env: Readonly<Record<string, string>>) =>
    spawn(join(programs, program!), args, {
      cwd: workdirOf(image, files),
      env: { PATH: programs, ...pairsOf(image, 'ENV'), DATA_DIR: data, TMPDIR: temporary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
  return {
    root: files,
    user,
    run(env) {
      const child = start(commandOf(image), env)
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      const exited = once(child, 'close').then(([code]) => code as number | null)
      return { exited, output: () => text, kill: signal => child.kill(signal) }
    },
    async checkHealth(env) {
      const [code] = await once(start(healthCheckOf(image), env), 'exit')
      return code as number | null
    },
    remove() {
      execFileSync('chmod', ['-R', 'u+w', root])
      rmSync(root, { recursive: true, force: true })
    },
  }
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
    if (from !== undefined) cpSync(join(built.get(from)!, source), resolve(workdir, target), { recursive: true, verbatimSymlinks: true })
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

/** The tree that `npm ci --omit=dev --ignore-scripts` makes of the lock file, copied from the installed one: tests need no network. */
function installProduction(workdir: string): void {
  const { packages } = JSON.parse(readFileSync(join(workdir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  for (const [path, { dev }] of Object.entries(packages)) {
    // Optional packages of other platforms are in the lock file and not on the disk.
    if (path === '' || dev === true || !existsSync(path)) continue
    const nested = join(path, 'node_modules')
    mkdirSync(join(workdir, path), { recursive: true })
    for (const entry of readdirSync(path)) {
      if (join(path, entry) === nested) continue
      cpSync(join(path, entry), join(workdir, path, entry), { recursive: true, mode: constants.COPYFILE_FICLONE })
    }
  }
}

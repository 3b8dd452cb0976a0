import { readdirSync, readFileSync, statSync } from 'node:fs'
import { matchesGlob } from 'node:path/posix'

/** Whether a path of the project is sent to the build: the last matching line of `.dockerignore` decides, and a folder decides for its files. */
export function inBuildContext(path: string): boolean {
  const parts = path.split('/')
  const selfAndParents = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  let sent = true
  for (const line of readFileSync('.dockerignore', 'utf8').split('\n')) {
    const rule = line.trim()
    if (rule === '' || rule.startsWith('#')) continue
    const pattern = rule.replace(/^!/, '')
    // Unlike a shell's, a pattern here meets names that begin with a dot.
    if (selfAndParents.some(candidate => pattern === '*' || matchesGlob(candidate, pattern))) sent = rule.startsWith('!')
  }
  return sent
}

/** The files that `COPY source` takes, relative to the project. */
export function filesOfContext(source: string): string[] {
  if (statSync(source).isFile()) return [source].filter(inBuildContext)
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
    .filter(inBuildContext)
}

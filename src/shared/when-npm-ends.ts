/** How often is looked, in milliseconds. */
const LOOK_MS = 500
/** As of the start: npm may end at any moment after it. */
const parent = process.ppid

/**
 * A signal to `npm start` reaches the shell that npm puts between itself and this process, and goes no further: the shell ends, this process would
 * go on without anybody's knowing. That its parent has changed is how it sees it. Without npm nothing is watched: daemons may well lose their parent.
 *
 * @param scripts the names of the npm scripts that start this process
 */
export function whenNpmEnds(scripts: readonly string[], ended: () => void): void {
  if (!scripts.includes(process.env.npm_lifecycle_event ?? '')) return
  const looking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(looking)
    ended()
  }, LOOK_MS)
  looking.unref()
}

import type { History } from './recorder.ts'

export interface Facts {
  readonly limits: ReadonlyMap<string, number>
  /** Token id by secret. */
  readonly tokenOf: (secret: string) => string
  readonly lanes: number
  readonly addresses: number
  /** Lease versions in the end, by job: how often each was claimed. */
  readonly versions: ReadonlyMap<string, number>
}

export interface Verdict {
  readonly violations: readonly string[]
  readonly calls: number
  readonly repeats: number
  readonly takeovers: number
}

/** Whether a run kept its promises, told from what happened and not from what was left. */
export function checkHistory(history: History, facts: Facts): Verdict {
  const violations = [...quotaViolations(history, facts), ...fencingViolations(history, facts), ...resultViolations(history)]
  const calls = history.events.filter(event => event.kind === 'call')
  const repeats = calls.length - new Set(calls.map(call => call.email)).size
  const takeovers = countTakeovers(history, facts)
  if (new Set(calls.map(call => call.email)).size !== facts.addresses) violations.push('G3: an address was never called')
  if (repeats > takeovers * facts.lanes)
    violations.push(`G3: ${repeats} calls were repeated in ${takeovers} takeovers of ${facts.lanes} lanes`)
  return { violations, calls: calls.length, repeats, takeovers }
}

/**
 * At every moment: what was granted and not handed back is within the limit, and no call is made that was not granted. Grants are noted after
 * they happened and hand-backs before, so a sum beyond the limit is never an accident of the order of notes.
 */
function quotaViolations(history: History, { limits, tokenOf }: Facts): string[] {
  const found: string[] = []
  const granted = new Map<string, { tokenId: string; units: number; back: number }>()
  const calls = new Map<string, number>()
  const sum = (tokenId: string) => [...granted.values()].reduce((total, g) => total + (g.tokenId === tokenId ? g.units - g.back : 0), 0)
  for (const event of history.events) {
    if (event.kind === 'granted') {
      const { tokenId, reservationId, units } = event
      const before = granted.get(reservationId)
      if (before === undefined) granted.set(reservationId, { tokenId, units, back: 0 })
      // A first try that arrived after its repeat had been granted, spent and closed: units of their own, counted as such.
      else if (before.units !== units) granted.set(`${reservationId} again`, { tokenId, units, back: 0 })
      if (sum(tokenId) > limits.get(tokenId)!) found.push(`G1: ${sum(tokenId)} units of ${tokenId} are out at once`)
    } else if (event.kind === 'handing-back') {
      const block = granted.get(event.reservationId)
      if (block !== undefined) block.back = Math.max(block.back, Math.min(block.units, event.units))
    } else if (event.kind === 'call') {
      const tokenId = tokenOf(event.secret)
      const made = (calls.get(tokenId) ?? 0) + 1
      calls.set(tokenId, made)
      if (made > limits.get(tokenId)!) found.push(`G1: call ${made} with ${tokenId}`)
      const everGranted = [...granted.values()].reduce((total, g) => total + (g.tokenId === tokenId ? g.units : 0), 0)
      if (made > everGranted) found.push(`G1: call ${made} with ${tokenId}, of which ${everGranted} units were granted`)
    }
  }
  return found
}

/** G4: nothing that was begun under an older lease once a newer one was handed out succeeds; and nobody loses a lease that nobody took. */
function fencingViolations(history: History, { versions }: Facts): string[] {
  const found: string[] = []
  const claims = history.events.flatMap((event, index) => (event.kind === 'claimed' ? [{ ...event, index }] : []))
  const released = new Set(history.events.flatMap(event => (event.kind === 'released' ? [`${event.jobId} ${event.version}`] : [])))
  const seen = new Set<string>()
  for (const claim of claims) {
    const name = `${claim.jobId} ${claim.version}`
    if (seen.has(name)) found.push(`G4: lease ${name} was handed out twice`)
    seen.add(name)
  }
  for (const event of history.events) {
    if (event.kind !== 'write') continue
    const { jobId, version, begun, what, outcome } = event
    const newer = claims.some(claim => claim.jobId === jobId && claim.version > version && claim.index < begun)
    // A repeat whose first try had an unknown outcome: it finds its own write, and writes nothing.
    const isRepeat = history.events.some(
      (other, index) =>
        index < begun &&
        other.kind === 'write' &&
        other.what === what &&
        other.jobId === jobId &&
        other.version === version &&
        other.outcome === 'unknown',
    )
    if (outcome === 'done' && newer && !isRepeat)
      found.push(`G4: ${what} under lease ${version} of ${jobId} was accepted after a newer claim`)
    const stillOwn = versions.get(jobId) === version && !released.has(`${jobId} ${version}`)
    if (outcome === 'lost' && stillOwn) found.push(`G4: ${what} under lease ${version} of ${jobId} was refused, and nobody had taken it`)
  }
  return found
}

/** G3: a number's result is accepted from one lease only. */
function resultViolations(history: History): string[] {
  const found: string[] = []
  const by = new Map<string, number>()
  for (const event of history.events) {
    if (event.kind !== 'result') continue
    const name = `${event.jobId} ${event.number}`
    const before = by.get(name)
    if (before !== undefined && before !== event.version)
      found.push(`G3: number ${name} has results of leases ${before} and ${event.version}`)
    by.set(name, event.version)
  }
  return found
}

/** Leases that ended without a release. */
function countTakeovers(history: History, { versions }: Facts): number {
  const released = history.events.filter(event => event.kind === 'released').length
  return [...versions.values()].reduce((sum, version) => sum + version, 0) - released
}

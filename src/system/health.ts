import { type Clock, toIso } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'

export type ComponentStatus = 'healthy' | 'degraded' | 'unhealthy' | 'disabled'

/** One component as a probe found it; `issue` says in words what is wrong and, where it is known, what to do. */
export interface ComponentHealth {
  readonly status: ComponentStatus
  readonly issue?: string
  /** What has come to a halt by it. Then `issue` begins with {@link STANDSTILLS}' words. */
  readonly standstill?: Standstill
  /** What the finding takes off the score, where the status does not say it. */
  readonly cost?: number
  /** Further facts for the report: plain values only. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

/** What the service is there for, and the words that say that it is not being done. */
export const STANDSTILLS = { fetching: 'Nothing is being fetched', extracting: 'Nothing is being extracted' } as const
export type Standstill = keyof typeof STANDSTILLS

export const COMPONENTS = ['token_store', 'company_store', 'job_runner', 'upstream', 'extraction', 'outbox', 'log_queue'] as const
export type ComponentName = (typeof COMPONENTS)[number]
export type Probe = () => Promise<ComponentHealth> | ComponentHealth

export interface HealthReport {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  /** From 0 to 100; under 40 exactly when something vital is broken or at a standstill. */
  readonly health_score: number
  /** The whole in one sentence; what is at a standstill comes first. */
  readonly headline: string
  readonly issues: string[]
  readonly components: Readonly<Record<ComponentName, { status: ComponentStatus; latency_ms: number; [detail: string]: unknown }>>
  readonly version: string
  readonly uptime_seconds: number
  readonly timestamp: string
}

export interface Health {
  report(): Promise<HealthReport>
  /** Cached for two seconds: whoever asks every replica every second costs the stores nothing. */
  ready(): Promise<{ readonly ready: boolean; readonly issues: readonly string[] }>
}

/** A probe that takes longer is itself the finding. */
const PROBE_TIMEOUT_MS = 2_000
const READY_CACHE_MS = 2_000
/** Without these nothing works; the others limit what works. */
const VITAL: readonly ComponentName[] = ['token_store', 'job_runner']
const COST: Readonly<Record<ComponentStatus, number>> = { healthy: 0, disabled: 0, degraded: 15, unhealthy: 40 }
/** However much else works: an operator who sees a figure over these goes back to sleep. */
const AT_MOST = { standstill: 35, dead: 20 }
/** However many parts limp: as long as the work is being done, it is no standstill. */
const AT_LEAST_WORKING = 40

export function createHealth(parts: {
  readonly probes: Readonly<Record<ComponentName, Probe>>
  readonly clock: Clock
  readonly version: string
  readonly startedAt: number
}): Health {
  const { clock } = parts
  let cached: { at: number; value: Promise<{ ready: boolean; issues: string[] }> } | undefined

  const examine = async (name: ComponentName): Promise<ComponentHealth & { latencyMs: number }> => {
    const started = performance.now()
    const result = await probeOnce(name, parts.probes[name], clock)
    return { ...result, latencyMs: Math.round((performance.now() - started) * 10) / 10 }
  }

  const report = async (): Promise<HealthReport> => {
    const found = await Promise.all(COMPONENTS.map(async name => [name, await examine(name)] as const))
    const findings = found.map(([, finding]) => finding)
    const halted = findings.filter(({ standstill }) => standstill !== undefined)
    const others = findings.filter(({ standstill }) => standstill === undefined)
    const issues = [...halted, ...others].flatMap(({ issue }) => issue ?? [])
    const dead = found.some(([name, { status }]) => status === 'unhealthy' && VITAL.includes(name))
    const limping = findings.some(({ status }) => status === 'degraded' || status === 'unhealthy')
    const status = dead ? 'unhealthy' : limping ? 'degraded' : 'healthy'
    return {
      status,
      health_score: scoreOf(findings, dead),
      headline: (dead ? undefined : halted[0]?.issue) ?? HEADLINES[status],
      issues,
      components: Object.fromEntries(
        found.map(([name, { status, details, latencyMs }]) => [name, { status, latency_ms: latencyMs, ...details }]),
      ) as HealthReport['components'],
      version: parts.version,
      uptime_seconds: Math.floor((clock.now() - parts.startedAt) / 1000),
      timestamp: toIso(clock.now()),
    }
  }

  const examineReady = async () => {
    const { status, issues } = await report()
    return { ready: status !== 'unhealthy', issues: [...issues] }
  }

  return {
    report,
    ready() {
      if (cached === undefined || clock.now() - cached.at >= READY_CACHE_MS) cached = { at: clock.now(), value: examineReady() }
      return cached.value
    },
  }
}

const HEADLINES = { healthy: 'Everything works.', degraded: 'It works, with limits.', unhealthy: 'Something vital is broken.' } as const

/** What is at a standstill weighs more than any number of limits. */
function scoreOf(findings: readonly ComponentHealth[], dead: boolean): number {
  const score = 100 - findings.reduce((sum, { status, cost }) => sum + (cost ?? COST[status]), 0)
  if (dead) return Math.max(0, Math.min(score, AT_MOST.dead))
  const halted = new Set(findings.flatMap(({ standstill }) => standstill ?? [])).size
  return halted === 0 ? Math.max(AT_LEAST_WORKING, score) : Math.max(0, Math.min(score, AT_MOST.standstill / halted))
}

async function probeOnce(name: ComponentName, probe: Probe, clock: Clock): Promise<ComponentHealth> {
  const late = {
    status: 'unhealthy',
    issue: `The component ${name} did not answer its health check within ${PROBE_TIMEOUT_MS / 1000} s.`,
  } as const
  try {
    const answer = Promise.resolve(probe())
    return (await firstOf([answer], PROBE_TIMEOUT_MS, clock)) === 'due' ? late : await answer
  } catch (error) {
    return {
      status: 'unhealthy',
      issue:
        error instanceof Error && 'kind' in error ? error.message : `The component ${name} failed its health check; the log says more.`,
    }
  }
}

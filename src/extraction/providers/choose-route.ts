import { refuse } from '../../companies/company-key.ts'
import type { StoredKey } from '../../companies/company-store.ts'
import type { ChosenKey, FallbackKey, KeyChoice, SelectKey, Standing } from '../../companies/select-key.ts'
import type { Logger } from '../../logging/logger.ts'
import type { RetryLogEntry } from '../../retry/retry-policy.ts'
import type { Clock } from '../../shared/clock.ts'
import { type Document, heicNotRead } from '../document/document.ts'
import { keysRest, uncallableKey } from '../extraction-errors.ts'
import type { ProviderBreakers, Route } from './provider-breakers.ts'
import type { ProviderError } from './provider-error.ts'
import { makeReady, type ReadyKey, type RouteParts, routeOf } from './route.ts'

export interface ChooseRouteParts extends RouteParts {
  readonly selectKey: SelectKey
  readonly breakers: ProviderBreakers
  /** What may serve when all keys of a company have failed. */
  readonly standIn: { readonly fallback: FallbackKey | null; readonly offline: boolean }
  /** The longest wait for a resting key, in milliseconds: the retry policy's cap. */
  readonly maxWaitMs: number
  readonly clock: Clock
  readonly logger: Logger
}

export interface RouteJob {
  readonly document: Pick<Document, 'mediaType'>
  readonly companyId: string
  /** Aborts with the deadline or the client. */
  readonly signal: AbortSignal
  /** Unix milliseconds. */
  readonly deadline: number
}

/** One request's way through the keys. */
export interface Run<Parts extends ChooseRouteParts = ChooseRouteParts, Job extends RouteJob = RouteJob> {
  readonly parts: Parts
  readonly job: Job
  /** Company keys that were called. */
  readonly tried: number[]
  /** Those of them that were replaced under way and may be called once more. */
  readonly replaced: Set<number>
  fallbackTried: boolean
  /** Addresses and models that failed in this round: nobody else is sent there while others are left. */
  readonly failed: Map<string, ProviderError>
  /** Failures that may pass, oldest first: what the retry policy repeats when nothing else is left. */
  readonly repeatable: { readonly ready: ReadyKey; readonly error: ProviderError }[]
  /** Another key, behind another address, is ready to take over. */
  hasAlternative: boolean
  /** Why the request fails if nothing more comes. */
  reason: unknown
  /** One entry per failed call. */
  readonly log: RetryLogEntry[]
}

/** While all keys rest, another request may prove one of them: looked at this often. */
const LOOK_AGAIN_MS = 1000

export function newRun<Parts extends ChooseRouteParts, Job extends RouteJob>(parts: Parts, job: Job): Run<Parts, Job> {
  const nothing = { tried: [], replaced: new Set<number>(), failed: new Map(), repeatable: [], log: [] }
  return { parts, job, ...nothing, fallbackTried: false, hasAlternative: false, reason: undefined }
}

/**
 * The request's first route, or the offline engine. Waits for a resting key only as long as a retry would.
 * @throws the refusal that the states of the company's keys come to, or why none of them can be called
 */
export async function firstRoute(run: Run): Promise<ReadyKey | 'offline'> {
  const choice = await ask(run)
  if (choice.kind === 'offline') return 'offline'
  if (choice.kind === 'refused') throw refuse(choice.code)
  const ready = take(run, choice) ?? (await restedRoute(run, choice))
  if (ready !== undefined) return ready
  if (run.parts.standIn.offline) return 'offline'
  if (run.reason !== undefined) run.parts.logger.error({ err: run.reason, company_id: run.job.companyId }, 'No key can be called')
  throw run.reason ?? refuse('TOKEN_UNAVAILABLE')
}

/** What comes after a failure, in the same round; undefined when nothing is left that was not tried. */
export async function nextRoute(run: Run): Promise<ReadyKey | undefined> {
  let choice: KeyChoice
  try {
    choice = await ask(run)
  } catch {
    // The store has gone away meanwhile: what failed is the better answer.
    return undefined
  }
  if (choice.kind === 'refused') {
    // Keys that have just died are no contract's end: what stands in may serve. Nothing serves over an expired, exceeded or disabled key.
    const onlyDead = choice.statuses.every(status => status.toLowerCase() === 'blocked')
    if (!onlyDead || !run.parts.standIn.offline) run.reason = refuse(choice.code)
    return onlyDead ? takeFallback(run, 'last') : undefined
  }
  const ready = take(run, choice)
  if (ready !== undefined || run.repeatable.length > 0) return ready
  return restedRoute(run, choice)
}

async function ask(run: Run): Promise<KeyChoice> {
  const standing = (key: StoredKey) => standingOf(run, key)
  return run.parts.selectKey(run.job.companyId, { exclude: run.tried, standing })
}

/** The best of what there is: a key of the company that is ready, the fallback if it is, then whatever comes last. */
function take(run: Run, choice: KeyChoice): ReadyKey | undefined {
  if (choice.kind === 'company' && choice.standing === 'ready') return takeKey(run, choice)
  const ready = takeFallback(run, 'ready')
  if (ready !== undefined) return ready
  return choice.kind === 'company' ? takeKey(run, choice) : takeFallback(run, 'last')
}

function takeKey(run: Run, { key, others }: ChosenKey): ReadyKey | undefined {
  run.tried.push(key.keyId)
  const ready = makeReady(run.parts, key)
  if (ready !== undefined) run.hasAlternative = [...others, ...fallbackOf(run)].some(other => takesOver(run, other, ready.route))
  return ready
}

/** @param atWorst how it may stand */
function takeFallback(run: Run, atWorst: 'ready' | 'last'): ReadyKey | undefined {
  const [key] = fallbackOf(run)
  if (key === undefined) return undefined
  const standing = standingOf(run, key)
  if (standing === 'never' || (atWorst === 'ready' && standing === 'last')) return undefined
  run.fallbackTried = true
  run.hasAlternative = false
  return makeReady(run.parts, key)
}

function fallbackOf({ parts, fallbackTried }: Run): FallbackKey[] {
  return parts.standIn.fallback === null || fallbackTried ? [] : [parts.standIn.fallback]
}

function takesOver(run: Run, other: StoredKey | FallbackKey, route: Route): boolean {
  const there = routeOf(run.parts, other)
  return !('problem' in there) && placeOf(there) !== placeOf(route) && standingOf(run, other) === 'ready'
}

function standingOf(run: Run, key: StoredKey | FallbackKey): Standing {
  const route = routeOf(run.parts, key)
  if ('problem' in route) {
    run.reason ??= uncallableKey(route.problem)
    return 'never'
  }
  if (run.job.document.mediaType === 'image/heic' && !run.parts.engines[route.provider].takes('image/heic')) {
    run.reason ??= heicNotRead()
    return 'never'
  }
  if (run.failed.has(placeOf(route)) || run.failed.has(modelOf(route))) return 'never'
  return run.parts.breakers.standing(route)
}

/** Keys that rest: the first of them is waited for where a retry would wait as long. */
async function restedRoute(run: Run, first: KeyChoice): Promise<ReadyKey | undefined> {
  const { clock, maxWaitMs } = run.parts
  for (let choice = first; choice.kind === 'resting'; ) {
    const wait = choice.until - clock.now()
    if (wait > maxWaitMs || clock.now() + wait >= run.job.deadline) {
      run.reason = keysRest(wait)
      return undefined
    }
    await clock.sleep(Math.min(Math.max(wait, 1), LOOK_AGAIN_MS), run.job.signal)
    choice = await ask(run)
    if (choice.kind !== 'resting') return take(run, choice)
  }
  return undefined
}

export function placeOf({ provider, address }: Route): string {
  return `${provider} ${address}`
}

export function modelOf(route: Route): string {
  return `${placeOf(route)} ${route.model}`
}

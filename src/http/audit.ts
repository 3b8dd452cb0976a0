import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from '../logging/logger.ts'
import { safeText } from '../shared/redact.ts'
import { createAttemptCount } from './attempt-count.ts'
import { clientAddress } from './client-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the action was done to, where the path does not say it (an id that the service chose). Names only, never a secret. */
    auditObject: string | null
  }
  interface FastifyContextConfig {
    /** The action as the audit log names it, e.g. `token.add`. Mandatory where only `admin` may. */
    audit?: string
  }
}

/**
 * One line per attempted admin action under the module `audit`: who, from where, what, to which object, with what outcome. Whoever knocks again
 * and again is counted, not written down each time: what was done is always a line of its own.
 */
export function installAudit(server: FastifyInstance, logger: Logger): void {
  const known = new KnownNames()
  const attempts = createAttemptCount(({ caller, action, outcome, more }) =>
    logger.warn(
      { action, object: null, caller, outcome, attempts: more },
      `${action} by ${caller}: ${outcome} ${more} more times within a minute`,
    ),
  )
  server.addHook('onClose', async () => attempts.stop())
  server.decorateRequest('auditObject', null)
  server.addHook('onRoute', ({ config, method, url }) => {
    const access = config?.access
    const adminOnly = access !== undefined && access !== 'public' && access.every(scope => scope === 'admin')
    if (adminOnly && config?.audit === undefined) throw new Error(`${method} ${url} is for admins and declares no audit action`)
  })
  server.addHook('onResponse', async (request, reply) => {
    const action = request.routeOptions.config.audit
    if (action === undefined) return
    const [caller, outcome] = [request.caller?.name ?? 'nobody', outcomeOf(reply.statusCode)]
    if (outcome !== 'done' && !attempts.isWritten({ caller, action, outcome })) return
    const object = objectOf(request, reply.statusCode, known)
    const fields = { action, object, caller, remote: clientAddress(request), outcome, status: reply.statusCode, request_id: request.id }
    logger.info(fields, `${action} ${object ?? '(no object)'} by ${caller}: ${outcome} (${reply.statusCode})`)
  })
}

/**
 * Built from named parameters one by one: a body or a query never gets here. Where an action was refused, a name of the path was perhaps never
 * looked up: it may be a secret that was pasted where an id belongs, and is told only when something was done to such an object before.
 */
function objectOf(request: FastifyRequest, status: number, known: KnownNames): string | null {
  if (status === 404) return null
  const { companyID, token_id, job_id } = (request.params ?? {}) as Record<string, string | undefined>
  const named = [companyID, token_id, job_id].filter(part => part !== undefined)
  const parts = [...named, request.auditObject].filter(part => part !== null)
  if (status < 400) known.add(parts)
  const shown = status < 400 || known.hasAll(named) ? parts : [request.auditObject].filter(part => part !== null)
  return shown.length === 0 ? null : safeText(shown.join('/'), 200)
}

/** Names of objects to which something was done. The oldest give way. */
class KnownNames {
  readonly #names = new Set<string>()

  add(names: readonly string[]): void {
    for (const name of names) {
      this.#names.delete(name)
      this.#names.add(name)
      if (this.#names.size > MOST_NAMES) this.#names.delete(this.#names.values().next().value as string)
    }
  }

  hasAll(names: readonly string[]): boolean {
    return names.every(name => this.#names.has(name))
  }
}

/** Some megabytes at most. */
const MOST_NAMES = 10_000

function outcomeOf(status: number): 'done' | 'denied' | 'refused' | 'failed' {
  if (status < 400) return 'done'
  if (status === 401 || status === 403 || status === 429) return 'denied'
  return status < 500 ? 'refused' : 'failed'
}

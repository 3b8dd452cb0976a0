import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from '../logging/logger.ts'
import { safeText } from '../shared/redact.ts'
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

/** One line per attempted admin action under the module `audit`: who, from where, what, to which object, with what outcome. */
export function installAudit(server: FastifyInstance, logger: Logger): void {
  server.decorateRequest('auditObject', null)
  server.addHook('onRoute', ({ config, method, url }) => {
    const access = config?.access
    const adminOnly = access !== undefined && access !== 'public' && access.every(scope => scope === 'admin')
    if (adminOnly && config?.audit === undefined) throw new Error(`${method} ${url} is for admins and declares no audit action`)
  })
  server.addHook('onResponse', async (request, reply) => {
    const action = request.routeOptions.config.audit
    if (action === undefined) return
    const [caller, object, outcome] = [request.caller?.name ?? 'nobody', objectOf(request, reply.statusCode), outcomeOf(reply.statusCode)]
    const fields = { action, object, caller, remote: clientAddress(request), outcome, status: reply.statusCode, request_id: request.id }
    logger.info(fields, `${action} ${object ?? '(no object)'} by ${caller}: ${outcome} (${reply.statusCode})`)
  })
}

/**
 * Built from named parameters one by one: a body or a query never gets here. What was not found is not named: it may be a secret that was
 * pasted where an id belongs.
 */
function objectOf(request: FastifyRequest, status: number): string | null {
  if (status === 404) return null
  const { companyID, token_id, job_id } = (request.params ?? {}) as Record<string, string | undefined>
  const parts = [companyID, token_id, job_id, request.auditObject].filter(part => part !== undefined && part !== null)
  return parts.length === 0 ? null : safeText(parts.join('/'), 200)
}

function outcomeOf(status: number): 'done' | 'denied' | 'refused' | 'failed' {
  if (status < 400) return 'done'
  if (status === 401 || status === 403 || status === 429) return 'denied'
  return status < 500 ? 'refused' : 'failed'
}

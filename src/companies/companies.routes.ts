import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../shared/clock.ts'
import {
  changeKeyBody,
  companyParams,
  keyListSchema,
  keyParams,
  keySchema,
  newKeyBody,
  toKeyView,
  tokenStatusSchema,
  toTotalsView,
  usageQuery,
  usageSchema,
} from './companies.schemas.ts'
import type { ManageKeys } from './manage-keys.ts'

export interface CompaniesRoutesOptions {
  readonly manageKeys: ManageKeys
  readonly clock: Clock
}

/** Operators' view of the companies' AI keys. Reading wants `ops` or `admin`, changing wants `admin`. */
export function companiesRoutes({ manageKeys, clock }: CompaniesRoutesOptions): FastifyPluginAsyncZod {
  const read = { access: ['ops', 'admin'] as const }
  const admin = ['admin'] as const
  return async app => {
    app.route({
      method: 'GET',
      url: '/companies/:companyID/token-status',
      config: read,
      schema: {
        operationId: 'getCompanyTokenStatus',
        tags: ['companies'],
        summary: "What the state of a company's AI keys comes to",
        params: companyParams,
        response: { 200: tokenStatusSchema },
      },
      handler: async ({ params }) => {
        const { keys, usable, code, message } = await manageKeys.standing(params.companyID)
        const tokens = keys.map(key => toKeyView(key, clock.now()))
        // In a map first: a status may have been written by hand, and an object knows more names than it was given.
        const byStatus = Map.groupBy(keys, key => key.status)
        return {
          company_id: keys[0]?.companyId ?? params.companyID,
          usable: usable.length > 0,
          code,
          message,
          total_tokens: keys.length,
          usable_tokens: usable.length,
          resting_tokens: tokens.filter(token => token.resting !== null).length,
          total_token_limit: keys.reduce((sum, key) => sum + (key.totalTokenLimit ?? 0), 0),
          total_used_tokens: keys.reduce((sum, key) => sum + key.totalUsedTokens, 0),
          total_remaining_tokens: keys.reduce((sum, key) => sum + (key.totalRemainingTokens ?? 0), 0),
          statuses: Object.fromEntries(Array.from(byStatus, ([status, ofIt]) => [status, ofIt.length])),
          tokens,
        }
      },
    })

    app.route({
      method: 'GET',
      url: '/companies/:companyID/usage',
      config: read,
      schema: {
        operationId: 'getCompanyUsage',
        tags: ['companies'],
        summary: 'AI tokens used',
        params: companyParams,
        querystring: usageQuery,
        response: { 200: usageSchema },
      },
      handler: async ({ params, query }) => {
        const { from, to, rows, totals } = await manageKeys.usage(params.companyID, query, query.group)
        return {
          company_id: params.companyID,
          from,
          to,
          group: query.group,
          totals: toTotalsView(totals),
          rows: rows.map(row => ({ group: row.group, ...toTotalsView(row) })),
        }
      },
    })

    app.route({
      method: 'GET',
      url: '/companies/:companyID/tokens',
      config: read,
      schema: {
        operationId: 'listCompanyKeys',
        tags: ['companies'],
        summary: "The company's AI keys",
        params: companyParams,
        response: { 200: keyListSchema },
      },
      handler: async ({ params }) => {
        const keys = await manageKeys.list(params.companyID)
        return { company_id: keys[0]?.companyId ?? params.companyID, tokens: keys.map(key => toKeyView(key, clock.now())) }
      },
    })

    app.route({
      method: 'POST',
      url: '/companies/:companyID/tokens',
      config: { access: admin, audit: 'company-key.add' },
      schema: {
        operationId: 'addCompanyKey',
        tags: ['companies'],
        summary: 'Add an AI key',
        params: companyParams,
        body: newKeyBody,
        response: { 201: keySchema },
      },
      handler: async (request, reply) => {
        const { params, body } = request
        const added = await manageKeys.add({
          companyId: params.companyID,
          companyName: body.company_name,
          apiKey: body.api_key,
          provider: body.provider,
          totalTokenLimit: body.total_token_limit,
          status: body.status,
          threshold: body.threshold,
          model: body.model,
          baseUrl: body.base_url,
        })
        request.auditObject = String(added.keyId)
        return reply.code(201).send(toKeyView(added, clock.now()))
      },
    })

    app.route({
      method: 'PATCH',
      url: '/companies/:companyID/tokens/:token_id',
      config: { access: admin, audit: 'company-key.change' },
      schema: {
        operationId: 'changeCompanyKey',
        tags: ['companies'],
        summary: 'Change or replace an AI key',
        params: keyParams,
        body: changeKeyBody,
        response: { 200: keySchema },
      },
      handler: async ({ params, body }) => {
        const changed = await manageKeys.change(params.companyID, params.token_id, {
          ...(body.status === undefined ? {} : { status: body.status }),
          ...(body.total_token_limit === undefined ? {} : { totalTokenLimit: body.total_token_limit }),
          ...(body.threshold === undefined ? {} : { threshold: body.threshold }),
          ...(body.company_name === undefined ? {} : { companyName: body.company_name }),
          ...(body.provider === undefined ? {} : { provider: body.provider }),
          ...(body.model === undefined ? {} : { model: body.model }),
          ...(body.base_url === undefined ? {} : { baseUrl: body.base_url }),
          ...(body.api_key === undefined ? {} : { apiKey: body.api_key }),
        })
        return toKeyView(changed, clock.now())
      },
    })
  }
}

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../shared/clock.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import {
  changeKeyBody,
  companiesQuery,
  companiesSchema,
  companyParams,
  keyListSchema,
  keyParams,
  keySchema,
  newKeyBody,
  toKeyView,
  tokenStatusSchema,
  toStandingView,
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
  const read = { access: ['ops', 'admin'] as const, revalidates: true }
  const admin = ['admin'] as const
  return async app => {
    app.route({
      method: 'GET',
      url: '/companies',
      config: read,
      schema: {
        operationId: 'listCompanies',
        tags: ['companies'],
        summary: 'The companies with AI keys, and what the state of their keys comes to',
        querystring: companiesQuery,
        response: { 200: companiesSchema },
      },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? null : decodeCursor(cursor, isCompanyCursor)
        const { companies, next } = await manageKeys.companies({ after, limit })
        const shown = companies.map(standing => {
          const name = standing.keys.map(key => key.companyName).find(each => each !== null) ?? null
          return { ...toStandingView(standing, '', clock.now()), company_name: name }
        })
        return { companies: shown, next_cursor: next === null ? null : encodeCursor(next) }
      },
    })

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
        const standing = await manageKeys.standing(params.companyID)
        const now = clock.now()
        return { ...toStandingView(standing, params.companyID, now), tokens: standing.keys.map(key => toKeyView(key, now)) }
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
        const { from, to, timeZone, rows, totals } = await manageKeys.usage(params.companyID, query, query.group)
        return {
          company_id: params.companyID,
          from,
          to,
          time_zone: timeZone,
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

function isCompanyCursor(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 50
}

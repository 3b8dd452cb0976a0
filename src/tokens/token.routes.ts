import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { notFound } from '../shared/app-error.ts'
import { actingKey } from './acting-key.ts'
import type { TokenService } from './token-service.ts'
import { viewTokenEvent } from './token-views.ts'
import {
  detailSchema,
  tokenDeletedSchema,
  tokenEditSchema,
  tokenHistorySchema,
  tokenTestInputSchema,
  tokenTestSchema,
} from './tokens.schemas.ts'

const params = z.object({ token_id: z.string().max(200) })

/** `/tokens/{token_id}`: one token, looked at, edited, tried, removed. */
export function tokenRoutes(service: TokenService): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/tokens/:token_id',
      config: { access: ['ops', 'admin'], revalidates: true },
      schema: {
        operationId: 'getToken',
        tags: ['tokens'],
        summary: 'One token, and why it is used or not',
        params,
        response: { 200: detailSchema },
      },
      handler: async request => {
        const token = await service.get(request.params.token_id)
        if (token === null) throw notFound('This token')
        return service.view(token)
      },
    })

    app.route({
      method: 'GET',
      url: '/tokens/:token_id/history',
      config: { access: ['ops', 'admin'], revalidates: true },
      schema: {
        operationId: 'getTokenHistory',
        tags: ['tokens'],
        summary: 'What has happened to a token, the newest first: by whom, why, and until when',
        params,
        response: { 200: tokenHistorySchema },
      },
      handler: async request => {
        const { token_id: tokenId } = request.params
        return { token_id: tokenId, events: (await service.history(tokenId)).map(viewTokenEvent) }
      },
    })

    app.route({
      method: 'PATCH',
      url: '/tokens/:token_id',
      config: { access: ['admin'], audit: 'token.edit' },
      schema: {
        operationId: 'editToken',
        tags: ['tokens'],
        summary: 'Change its daily limit or its expiry; what it used today stays used',
        params,
        body: tokenEditSchema,
        response: { 200: detailSchema },
      },
      handler: async request => service.view(await service.edit(request.params.token_id, request.body, actingKey(request))),
    })

    app.route({
      method: 'POST',
      url: '/tokens/:token_id/test',
      config: { access: ['admin'], audit: 'token.test' },
      schema: {
        operationId: 'testToken',
        tags: ['tokens'],
        summary: 'One real call for an address, one unit of its day: what it comes to',
        params,
        body: tokenTestInputSchema,
        response: { 200: tokenTestSchema },
      },
      handler: async request => {
        const { token_id: tokenId } = request.params
        const { email } = request.body
        const { errorType, message, status, retryAfterMs, durationMs, token } = await service.test(tokenId, email, request.trace)
        return {
          token_id: tokenId,
          email,
          success: errorType === null,
          error_type: errorType,
          error: message,
          upstream_status: status,
          retry_after_seconds: retryAfterMs === null ? null : Math.round(retryAfterMs / 1000),
          duration_ms: durationMs,
          token: service.view(token),
        }
      },
    })

    app.route({
      method: 'DELETE',
      url: '/tokens/:token_id',
      config: { access: ['admin'], audit: 'token.remove' },
      schema: {
        operationId: 'removeToken',
        tags: ['tokens'],
        summary: 'Remove a token',
        params,
        response: { 200: tokenDeletedSchema },
      },
      handler: async request => {
        await service.remove(request.params.token_id)
        return { token_id: request.params.token_id, deleted: true as const }
      },
    })
  }
}

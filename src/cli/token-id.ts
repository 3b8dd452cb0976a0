import type { PoolStatusView } from '../tokens/tokens.schemas.ts'
import { usageError } from './cli-error.ts'
import { type CommandContext, pathPart, query } from './command.ts'

/** Shorter ones say nothing. */
const SHORTEST = 4
const PAGE = 1000

/** The path of a token that is named by its id or by the first characters of it, as the log and the dashboard show them. An id as it stands comes first. */
export async function tokenPath({ api, args: [given = ''] }: Pick<CommandContext, 'api' | 'args'>): Promise<string> {
  const known = given.replace(/\.\.\.$/, '')
  if (known.length < SHORTEST) return `/tokens/${pathPart(given)}`
  const { token_details: tokens } = await api.json<PoolStatusView>(`/tokens/status${query({ q: known, limit: PAGE })}`)
  const ids = tokens.map(token => token.token_id)
  const found = ids.filter(id => id.startsWith(known))
  if (ids.includes(given) || found.length === 0) return `/tokens/${pathPart(given)}`
  if (found.length > 1)
    throw usageError(`${found.length} tokens begin so: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}.`)
  return `/tokens/${pathPart(found[0])}`
}

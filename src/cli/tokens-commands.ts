import type { OutcomesView, PoolStatusView, TokenDetailView, TokenHistoryView } from '../tokens/tokens.schemas.ts'
import { EXIT, type ExitCode } from './cli-error.ts'
import { type Command, type CommandContext, query } from './command.ts'
import { readSecret, readSecrets } from './secret-input.ts'
import { tokenPath } from './token-id.ts'

/** Per request of an import: far below the service's limits of 10,000 tokens and 10 MB. */
const IMPORT_CHUNK = 500

const status: Command = {
  name: 'tokens status',
  summary: 'The pool, and why each token is used or not',
  options: {
    status: { type: 'string', value: 'STATUS', describe: 'Only those that are active, excluded, exhausted, expired or disabled' },
    query: { type: 'string', value: 'TEXT', describe: 'Only those with this text in their id' },
    limit: { type: 'string', value: 'N', describe: 'Of a page, up to 1000 (1000)' },
    cursor: { type: 'string', value: 'CURSOR', describe: 'Where the page before ended (next_cursor)' },
  },
  async run({ api, out, text, number }) {
    const pool = await api.json<PoolStatusView>(
      `/tokens/status${query({ status: text('status'), q: text('query'), limit: number('limit'), cursor: text('cursor') })}`,
    )
    if (out.json) {
      out.data(pool)
      return EXIT.ok
    }
    out.line(
      `${pool.available_tokens} of ${pool.total_tokens} tokens available; ${pool.total_daily_usage} of ${pool.max_daily_capacity} requests used (${pool.usage_percentage}%), ${pool.available_capacity} left until ${pool.resets_at}`,
    )
    if (pool.fallback.tokens > 0) out.line(`token.txt: ${pool.fallback.tokens} tokens, ${pool.fallback.available_capacity} requests left`)
    if (pool.token_details.length > 0)
      out.table([['token', 'status', 'used today', 'errors', 'excluded'], ...pool.token_details.map(rowOf)])
    if (pool.next_cursor !== null) out.note(`More: --cursor ${pool.next_cursor}`)
    return EXIT.ok
  },
}

function rowOf(token: TokenDetailView): string[] {
  const excluded = token.excluded === null ? '-' : `${token.excluded.reason} until ${token.excluded.until}: ${token.excluded.evidence}`
  return [token.token_id, token.status, `${token.daily_usage}/${token.daily_limit}`, String(token.error_count), excluded]
}

/** The process that answers knows of its own calls only: "success 0" under "used today 30" would be read as 30 failures. */
function outcomeRows(outcomes: TokenDetailView['outcomes_today']): string[][] {
  const seen = Object.entries(outcomes).filter(([, count]) => count > 0)
  if (seen.length === 0) return [['its calls', 'none by the process that answers, since its start']]
  return [['its calls', 'by the process that answers, since its start'], ...seen.map(([outcome, count]) => [`  ${outcome}`, String(count)])]
}

const show: Command = {
  name: 'tokens show',
  args: 'TOKEN_ID',
  summary: 'One token, and why it is used or not',
  async run({ api, out, args }) {
    const token = await api.json<TokenDetailView>(await tokenPath({ api, args }))
    if (out.json) out.data(token)
    else
      out.table([
        ['token', token.token_id],
        ['status', token.status],
        ['used today', `${token.daily_usage} of ${token.daily_limit}, ${token.remaining_usage} left`],
        ...outcomeRows(token.outcomes_today),
        ['errors', `${token.error_count}${token.last_error === null ? '' : `: ${token.last_error}`}`],
        ['last used', token.last_used ?? '-'],
        ['expires', token.expires_at ?? '-'],
        ...(token.excluded === null
          ? []
          : [['excluded', `${token.excluded.reason} until ${token.excluded.until}: ${token.excluded.evidence}`]]),
      ])
    return EXIT.ok
  },
}

const history: Command = {
  name: 'tokens history',
  args: 'TOKEN_ID',
  summary: 'What has happened to a token, the newest first: by whom, why, and until when',
  async run({ api, out, args }) {
    const told = await api.json<TokenHistoryView>(`${await tokenPath({ api, args })}/history`)
    if (out.json) out.data(told)
    else if (told.events.length === 0) out.note('Nothing has been noted of this token.')
    else out.table([['when', 'what', 'by', 'why'], ...told.events.map(rowOfEvent)])
    return EXIT.ok
  },
}

function rowOfEvent({ kind, at, by, reason, evidence, until, quota_day: day }: TokenHistoryView['events'][number]): string[] {
  const why = [reason, day, until === null ? null : `until ${until}`, evidence].filter(part => part !== null)
  return [at, kind, by ?? '-', why.length === 0 ? '-' : why.join(', ')]
}

const add: Command = {
  name: 'tokens add',
  summary: 'Register one token; an existing --id gets the new secret',
  details: 'The secret is read from standard input, from --file, or asked for on a terminal. It is never shown again.',
  options: {
    id: { type: 'string', value: 'ID', describe: 'Default: made by the service' },
    file: { type: 'string', value: 'FILE', describe: 'Read the secret from there' },
    'daily-limit': { type: 'string', value: 'N', describe: 'Requests per day (500)' },
    'expires-at': { type: 'string', value: 'TIME', describe: "Default: the token's own, when it is a JWT" },
  },
  async run(context) {
    const { api, out, text, number } = context
    const token = await readSecret(context, 'Bearer token (not shown): ', text('file'))
    const given = { token_id: text('id'), daily_limit: number('daily-limit'), expires_at: text('expires-at') }
    const added = await api.json<{ token_id: string; message: string }>('/tokens/add', { json: { token, ...given } })
    if (out.json) out.data(added)
    else out.line(`${added.token_id}: ${added.message}`)
    return EXIT.ok
  },
}

const importAll: Command = {
  name: 'tokens import',
  args: 'FILE',
  summary: 'Register many tokens: one per line or comma-separated, as in token.txt (- is standard input)',
  options: { 'daily-limit': { type: 'string', value: 'N', describe: 'Requests per day for each (500)' } },
  async run(context) {
    const secrets = await readSecrets(context, context.args[0]!)
    const dailyLimit = context.number('daily-limit')
    const bar = context.out.progress()
    const all: OutcomesView = { added: 0, results: [] }
    for (let from = 0; from < secrets.length; from += IMPORT_CHUNK) {
      const tokens = secrets.slice(from, from + IMPORT_CHUNK).map(token => ({ token, daily_limit: dailyLimit }))
      const outcome = await context.api.json<OutcomesView>('/tokens/add-multiple', { json: { tokens } })
      all.added += outcome.added
      all.results.push(...outcome.results.map(result => ({ ...result, index: result.index + from })))
      bar.show(all.results.length, secrets.length, 'tokens')
    }
    bar.end()
    return showImport(context, all)
  },
}

function showImport({ out }: CommandContext, { added, results }: OutcomesView): ExitCode {
  const invalid = results.filter(result => result.outcome === 'invalid')
  if (out.json) out.data({ added, results })
  else {
    out.line(`${added} added, ${results.filter(result => result.outcome === 'duplicate').length} already there, ${invalid.length} invalid`)
    if (invalid.length > 0) out.table(invalid.map(({ index, problem }) => [`token ${index + 1}`, problem ?? '']))
  }
  return invalid.length > 0 ? EXIT.partly : EXIT.ok
}

const switches = (['enable', 'disable'] as const).map(
  (action): Command => ({
    name: `tokens ${action}`,
    args: 'TOKEN_ID',
    summary: action === 'enable' ? 'Use a token again: lifts its exclusion and forgets its errors' : 'Take a token out of use',
    async run({ api, out, args }) {
      const token = await api.json<TokenDetailView>(`${await tokenPath({ api, args })}/${action}`, { method: 'POST' })
      if (out.json) out.data(token)
      else out.line(`${token.token_id} is ${token.status}`)
      return EXIT.ok
    },
  }),
)

const remove: Command = {
  name: 'tokens remove',
  args: 'TOKEN_ID',
  summary: 'Remove a token',
  async run({ api, out, args }) {
    const removed = await api.json<{ token_id: string }>(await tokenPath({ api, args }), { method: 'DELETE' })
    if (out.json) out.data(removed)
    else out.line(`${removed.token_id} was removed`)
    return EXIT.ok
  },
}

export const tokensCommands: readonly Command[] = [status, show, history, add, importAll, ...switches, remove]

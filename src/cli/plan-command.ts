import type { PlanView } from '../jobs/jobs.schemas.ts'
import { EXIT } from './cli-error.ts'
import { type Command, query } from './command.ts'

export const planCommand: Command = {
  name: 'plan',
  summary: 'When the pool would be done with so many addresses, and how many tokens that needs by a time',
  options: {
    addresses: { type: 'string', value: 'N', describe: 'Of a list that is not submitted yet; default: only what is queued' },
    by: { type: 'string', value: 'TIME', describe: 'When they should be done, e.g. 2026-12-01T08:00:00Z' },
    priority: { type: 'string', value: 'HIGH|NORMAL|LOW', describe: 'Default NORMAL' },
    parallel: { type: 'string', value: 'N', describe: 'Tokens used at the same time (20)' },
    delay: { type: 'string', value: 'SECONDS', describe: "Between two requests of one token; default: the service's" },
  },
  async run({ api, out, text, number }) {
    const parameters = query({
      addresses: number('addresses'),
      by: text('by'),
      priority: text('priority')?.toUpperCase(),
      parallel_tokens: number('parallel'),
      delay_seconds: number('delay'),
    })
    const plan = await api.json<PlanView>(`/tokens/plan${parameters}`)
    if (out.json) out.data(plan)
    else
      out.table([
        ['done', plan.upstream_fails ? 'nobody knows: the upstream fails' : (plan.done_at ?? 'never, with these tokens')],
        ...(plan.by === null ? [] : [[`by ${plan.by}`, neededFor(plan)]]),
        ['queued', `${plan.queued_addresses} addresses, done ${plan.queue_done_at ?? '-'}`],
        ['pool', `${plan.available_tokens} tokens can serve ${plan.available_capacity} of ${plan.daily_capacity} requests a day`],
        ['resets', plan.resets_at],
        ['as of', plan.as_of],
      ])
    return EXIT.ok
  },
}

function neededFor({ tokens_needed: needed, tokens_missing: missing }: PlanView): string {
  if (needed === null) return 'no number of tokens is enough'
  return missing === 0 ? 'the pool is enough' : `${missing ?? '?'} more tokens are needed (or ${needed} fresh ones alone)`
}

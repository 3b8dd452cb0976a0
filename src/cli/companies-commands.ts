import { EXIT } from './cli-error.ts'
import { type Command, pathPart, query } from './command.ts'

/** As the service answers it, as far as it is shown. */
interface StandingView {
  readonly company_id: string
  readonly usable: boolean
  readonly message: string | null
  readonly usable_tokens: number
  readonly total_tokens: number
  readonly resting_tokens: number
  readonly total_used_tokens: number
  readonly total_token_limit: number
  readonly total_remaining_tokens: number
}

interface TotalsView {
  readonly extractions: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly total_tokens: number
}

interface UsageView {
  readonly time_zone: string
  readonly totals: TotalsView
  readonly rows: readonly (TotalsView & { readonly group: string | null })[]
}

const list: Command = {
  name: 'companies list',
  args: '',
  summary: 'The companies with AI keys: whether one can serve, and what is left',
  options: {
    limit: { type: 'string', value: 'N', describe: 'How many, up to 200 (50)' },
    cursor: { type: 'string', value: 'CURSOR', describe: 'Where the page before ended (next_cursor)' },
  },
  async run({ api, out, text, number }) {
    const parameters = query({ limit: number('limit'), cursor: text('cursor') })
    const page = await api.json<{ companies: readonly StandingView[]; next_cursor: string | null }>(`/companies${parameters}`)
    if (out.json) out.data(page)
    else if (page.companies.length === 0) out.note('No company has an AI key.')
    else {
      const rows = page.companies.map(each => [
        each.company_id,
        each.usable ? 'yes' : 'no',
        `${each.usable_tokens} of ${each.total_tokens}`,
        ...[each.resting_tokens, each.total_used_tokens, each.total_remaining_tokens].map(String),
      ])
      out.table([['company', 'can serve', 'usable keys', 'resting', 'AI tokens used', 'left'], ...rows])
    }
    if (!out.json && page.next_cursor !== null) out.note(`More: --cursor ${page.next_cursor}`)
    return EXIT.ok
  },
}

const show: Command = {
  name: 'companies show',
  args: 'COMPANY',
  summary: "Whether a company's AI keys can serve, and what is left; exit code 1 when none can",
  async run({ api, out, args }) {
    const standing = await api.json<StandingView>(`/companies/${pathPart(args[0])}/token-status`)
    if (out.json) out.data(standing)
    else
      out.table([
        ['company', standing.company_id],
        ['can serve', standing.usable ? 'yes' : `no: ${standing.message ?? ''}`],
        ['keys', `${standing.usable_tokens} of ${standing.total_tokens} usable, ${standing.resting_tokens} resting`],
        ['AI tokens', `${standing.total_used_tokens} of ${standing.total_token_limit} used, ${standing.total_remaining_tokens} left`],
      ])
    return standing.usable ? EXIT.ok : EXIT.partly
  },
}

const usage: Command = {
  name: 'usage',
  args: 'COMPANY',
  summary: 'What a company has used of its AI tokens',
  options: {
    from: { type: 'string', value: 'DAY', describe: 'From this day on (2026-11-21), or from an instant' },
    to: { type: 'string', value: 'DAY', describe: 'Up to this day, which is included' },
    group: { type: 'string', value: 'day|branch|user|token', describe: 'A row for each (day)' },
  },
  async run({ api, out, args, text }) {
    const parameters = query({ from: text('from'), to: text('to'), group: text('group') })
    const found = await api.json<UsageView>(`/companies/${pathPart(args[0])}/usage${parameters}`)
    if (out.json) out.data(found)
    else if (found.rows.length === 0) out.note('Nothing was used.')
    else {
      const rows = found.rows.map(row => [row.group ?? '-', ...figuresOf(row)])
      out.table([
        [zoned(text('group') ?? 'day', found.time_zone), 'extractions', 'input', 'output', 'AI tokens'],
        ...rows,
        ['in all', ...figuresOf(found.totals)],
      ])
    }
    return EXIT.ok
  },
}

/** Days of UTC go without saying. */
const zoned = (group: string, zone: string): string => (group === 'day' && zone !== 'UTC' ? `day (${zone})` : group)

function figuresOf({ extractions, input_tokens, output_tokens, total_tokens }: TotalsView): string[] {
  return [extractions, input_tokens, output_tokens, total_tokens].map(String)
}

export const companiesCommands: readonly Command[] = [list, show, usage]

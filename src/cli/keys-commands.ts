import { EXIT, usageError } from './cli-error.ts'
import { type Command, type CommandContext, type OptionSpec, pathPart } from './command.ts'
import { readSecret } from './secret-input.ts'

/** As the service answers a company's AI key; the key itself never comes back. */
interface KeyView {
  readonly token_id: number
  readonly company_id: string
  readonly provider: string | null
  readonly model: string | null
  readonly base_url: string | null
  readonly status: string
  readonly total_token_limit: number | null
  readonly total_used_tokens: number
}

const OWN: Readonly<Record<string, OptionSpec>> = {
  provider: { type: 'string', value: 'NAME', describe: 'Gemini, OpenAI …' },
  model: { type: 'string', value: 'MODEL', describe: "Of this key alone; an empty text is the settings' again" },
  'base-url': { type: 'string', value: 'URL', describe: "Where this key is sent; an empty text is the settings' again" },
  limit: { type: 'string', value: 'N', describe: 'AI tokens that it may use' },
  file: { type: 'string', value: 'FILE', describe: 'Read the AI key from there' },
}

const list: Command = {
  name: 'keys list',
  args: 'COMPANY',
  summary: "A company's AI keys",
  async run({ api, out, args }) {
    const answer = await api.json<{ company_id: string; tokens: readonly KeyView[] }>(`/companies/${pathPart(args[0])}/tokens`)
    if (out.json) out.data(answer)
    else out.table([['key', 'provider', 'model', 'address', 'status', 'used'], ...answer.tokens.map(rowOf)])
    return EXIT.ok
  },
}

function rowOf({ token_id, provider, model, base_url, status, total_used_tokens, total_token_limit }: KeyView): string[] {
  const used = `${total_used_tokens}/${total_token_limit ?? '-'}`
  return [String(token_id), provider ?? '-', model ?? '-', base_url ?? '-', status, used]
}

const add: Command = {
  name: 'keys add',
  args: 'COMPANY',
  summary: 'Add an AI key',
  details: 'The key is read from standard input, from --file, or asked for on a terminal. It is never shown again.',
  options: { ...OWN, name: { type: 'string', value: 'NAME', describe: "The company's name (its id)" } },
  async run(context) {
    const { api, args, text, number } = context
    const [company = ''] = args
    const limit = number('limit')
    if (limit === undefined) throw usageError('--limit is missing: how many AI tokens may the key use?')
    const api_key = await readSecret(context, 'AI key (not shown): ', text('file'))
    const own = { provider: text('provider') ?? 'Gemini', total_token_limit: limit, company_name: text('name') ?? company }
    const json = { api_key, ...own, ...settingsOf(context) }
    return show(context, await api.json<KeyView>(`/companies/${pathPart(company)}/tokens`, { json }))
  },
}

const change: Command = {
  name: 'keys change',
  args: 'COMPANY KEY_ID',
  summary: 'Change an AI key: its limit, status, provider, model or address; with --file the key itself',
  options: { ...OWN, status: { type: 'string', value: 'STATUS', describe: 'Active, Disabled …' } },
  async run(context) {
    const { api, args, text, number } = context
    const api_key = text('file') === undefined ? undefined : await readSecret(context, '', text('file'))
    const own = { provider: text('provider'), total_token_limit: number('limit'), status: text('status') }
    const path = `/companies/${pathPart(args[0])}/tokens/${pathPart(args[1])}`
    return show(context, await api.json<KeyView>(path, { method: 'PATCH', json: { api_key, ...own, ...settingsOf(context) } }))
  },
}

/** An empty text takes a value away. */
function settingsOf({ text }: CommandContext): { model: string | null | undefined; base_url: string | null | undefined } {
  const given = (name: string) => (text(name) === '' ? null : text(name))
  return { model: given('model'), base_url: given('base-url') }
}

function show({ out }: CommandContext, key: KeyView) {
  if (out.json) out.data(key)
  else out.line(`Key ${key.token_id} of ${key.company_id} is ${key.status}`)
  return EXIT.ok
}

export const keysCommands: readonly Command[] = [list, add, change]

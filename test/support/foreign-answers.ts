import fc from 'fast-check'
import type { Database } from '../../src/storage/sqlite/database.ts'
import { sendForeign, WIRE_FAULTS, type WireFault } from './foreign-wire.ts'
import { makePdf } from './made-documents.ts'
import { geminiAnswer, openaiAnswer, SAMPLE_INVOICE, type StubAnswer, type StubProvider } from './stub-provider.ts'

/** A provider's answer with something wrong in it, on the wire as it is. */
export interface ForeignAnswer {
  readonly provider: 'Gemini' | 'OpenAI'
  readonly status: number
  readonly body: string
  /** What is wrong with its way here; null for a plain answer. */
  readonly wire: WireFault | null
}

/** The running service, as far as an answer needs it: in this process or in one of its own. */
export interface ForeignWorld {
  readonly stub: Pick<StubProvider, 'behave'>
  addKey(companyId: string, provider: ForeignAnswer['provider']): Promise<unknown>
  /** Status of `POST /extract`. */
  extract(companyId: string, file: Buffer): Promise<number>
  /** Status of a GET. */
  get(path: string): Promise<number>
}

const odd = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('12', 10.5, 1e18, -500_000, 2_147_483_647, 2_147_483_648, 1e308, '', ' ', '\u0000', '\ud800', null),
  },
  { weight: 1, arbitrary: fc.constantFrom(70, 300, 20_000).map(depth => nested(depth)) },
  { weight: 1, arbitrary: fc.constantFrom(50, 6_000, 60_000).map(count => Array(count).fill({})) },
  { weight: 1, arbitrary: fc.constantFrom(5_000, 700_000).map(length => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'toString').map(name => JSON.parse(`{"${name}": {"total": 1}}`)) },
)

/** Lines as good as any, were it not for how many there are, and for their length: up to the bounds of what is read, and beyond. */
const manyLines = fc
  .record({ count: fc.constantFrom(300, 2_000, 5_000, 5_001), words: fc.constantFrom(1, 10, 150) })
  .map(({ count, words }) => ({
    ...SAMPLE_INVOICE,
    line_items: Array.from({ length: count }, (_, index) => ({
      ...SAMPLE_INVOICE.line_items[0],
      line_number: String(index + 1),
      description: `${'Work '.repeat(words)}${index}`,
      item_code: `W-${index}`,
    })),
  }))

/** As text, because recursive code gives up on what is that deep: also ours, here. */
function nested(depth: number): RawJson {
  return new RawJson('['.repeat(depth) + ']'.repeat(depth))
}

class RawJson {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
  toJSON(): string {
    return `raw:${this.json}:raw`
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value).replace(/"raw:([[\]]*):raw"/g, '$1')
}

type Path = readonly (string | number)[]

/** Every place of a value, the value itself first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(name) : name]))]
}

function withAt(value: unknown, [name, ...rest]: Path, replacement: unknown): unknown {
  if (name === undefined) return replacement
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  copy[name] = withAt(copy[name], rest, replacement)
  return copy
}

const mutated = (value: unknown) =>
  fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(value)), odd), { maxLength: 2 })
    .map(changes => changes.reduce((all, [path, replacement]) => tryWithAt(all, path, replacement), value))

/** A second change may find no place any more where the first one was made. */
function tryWithAt(value: unknown, path: Path, replacement: unknown): unknown {
  let at = value
  for (const name of path.slice(0, -1))
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[name] : undefined
  return path.length > 0 && (typeof at !== 'object' || at === null || at instanceof RawJson) ? value : withAt(value, path, replacement)
}

const bodyOf = (answer: StubAnswer) => (answer as { body: unknown }).body

const damage = fc.constantFrom<(text: string) => string>(
  text => text,
  text => text,
  text => text,
  text => `\ufeff${text}`,
  text => text.slice(0, Math.floor(text.length / 2)),
  text => `<html>${text}`,
  text => text + text,
  // Blanks stand in strings alone; a key may hide in such a spelling, so that it is read with care.
  text => text.replaceAll(' ', '\\u0020'),
)

/** Answers whose envelope, whose figures or whose invoice are not what they should be. */
export const foreignAnswers: fc.Arbitrary<ForeignAnswer> = fc
  .record({
    provider: fc.constantFrom('Gemini' as const, 'OpenAI' as const),
    status: fc.constantFrom(200, 200, 200, 200, 201, 400, 403, 429, 500),
  })
  .chain(({ provider, status }) => {
    const wire = provider === 'Gemini' ? geminiAnswer : openaiAnswer
    const invoices = fc.oneof({ weight: 19, arbitrary: mutated(SAMPLE_INVOICE) }, { weight: 1, arbitrary: manyLines })
    const inner = invoices.map(invoice => bodyOf(wire(invoice instanceof RawJson ? [] : invoice)))
    const body = fc.oneof(inner, mutated(bodyOf(wire())))
    return fc.record({
      provider: fc.constant(provider),
      status: fc.constant(status),
      body: fc.tuple(body, damage).map(([one, harm]) => harm(textOf(one))),
      wire: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...WIRE_FAULTS) }),
    })
  })

const PDF = makePdf()
/** What a request may end with, whatever a provider answers. */
const ALLOWED = new Set([200, 403, 413, 422, 502, 504])
let companies = 0

/** One request of a company of its own. @returns what is wrong with its end and with the reports afterwards; empty when nothing is */
export async function tryForeignAnswer(world: ForeignWorld, answer: ForeignAnswer, reports: readonly string[] = []): Promise<string[]> {
  companies += 1
  const companyId = `FOREIGN${companies}`
  await world.addKey(companyId, answer.provider)
  world.stub.behave(() => ({ send: response => sendForeign(response, answer) }))
  const status = await world.extract(companyId, PDF)
  const problems = ALLOWED.has(status) ? [] : [`/extract: ${status}`]
  for (const path of [...OWN_REPORTS.map(report => `/companies/${companyId}/${report}`), ...reports]) {
    const code = await world.get(path)
    if (code !== 200) problems.push(`${path}: ${code}`)
  }
  return problems
}

const OWN_REPORTS = ['token-status', 'tokens', 'usage']

/** Keys whose log rows, summary and remaining tokens do not say the same. */
export function unequalSums(db: Database): unknown[] {
  return db.read(() =>
    db
      .statement(
        `SELECT t.TokenID, s.TotalUsedTokens AS used, s.TotalRemainingTokens AS remaining, COALESCE(SUM(l.TotalTokensUsed), 0) AS logged,
           COALESCE(SUM(l.InputTokens + l.OutputTokens), 0) AS parts
         FROM TokenMaster t JOIN TokenUsageSummary s ON s.TokenID = t.TokenID LEFT JOIN TokenUsageLogs l ON l.TokenID = t.TokenID
         GROUP BY t.TokenID HAVING used <> logged OR logged <> parts OR remaining <> MAX(0, t.TotalTokenLimit - used) OR used < 0`,
      )
      .all(),
  )
}

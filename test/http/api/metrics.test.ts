import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { makePdf } from '../../support/made-documents.ts'
import { encode } from '../../support/open-extraction.ts'
import { answerOf, PROVIDER_FIXTURES } from '../../support/provider-fixtures.ts'
import { FAST, type Service, startService } from '../../support/service.ts'
import { type StubProvider, startStubProvider } from '../../support/stub-provider.ts'
import { tempDir } from '../../support/temp-dir.ts'

const DEAD_KEY = PROVIDER_FIXTURES.find(({ name }) => name === 'openai-401-invalid-api-key')!

/** A service with something to tell of everything that it counts. */
let service: Service
let provider: StubProvider
let text = ''
beforeAll(async () => {
  provider = await startStubProvider()
  const extraction = { base_urls: provider.baseUrls, proof: 'off', fallback: { provider: 'OpenAI', api_key: 'canary-provider-key' } }
  service = await startService({ tokens: ['canary-good-token'], pool: ['canary-good-token', 'canary-bad-token'], app: { extraction } })
  const emails = ['ada@people.example', 'missing@people.example', 'bob@people.example']
  const { json } = await service.post('/jobs/create-batch', { emails, config: { ...FAST, requests_per_token: 1 } })
  await service.finished(json.job_id)
  await extract(makePdf())
  await extract(Buffer.from('no document'))
  provider.behave(() => answerOf(DEAD_KEY))
  await extract(makePdf())
  text = (await service.get('/metrics')).text
})
async function extract(file: Buffer): Promise<void> {
  const { body, type } = await encode({ companyID: 'canary-company', username: 'canary-user', file })
  await service.call('POST', '/extract', { body, headers: { 'content-type': type } })
}
afterAll(async () => {
  await service.stop()
  await provider.close()
})

/** Names of samples, each with the labels that it has; those of a histogram with their suffix. */
function series(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [, name, labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name!) ?? new Set()
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!)
    found.set(name!, known)
  }
  return found
}

interface Expression {
  readonly where: string
  readonly expr: string
  /** What is written beside it. */
  readonly legend: string
}

function expressions(): Expression[] {
  const { groups } = parse(readFileSync('docs/prometheus/alerts.yml', 'utf8'))
  const board = JSON.parse(readFileSync('docs/prometheus/grafana-board.json', 'utf8'))
  const rules = groups.flatMap((group: { rules: { alert: string; expr: string }[] }) => group.rules)
  return [
    ...rules.map(({ alert, expr }: { alert: string; expr: string }) => ({ where: alert, expr, legend: '' })),
    ...board.panels.flatMap(({ title, targets }: { title: string; targets: { expr: string; legendFormat: string }[] }) =>
      targets.map(({ expr, legendFormat }) => ({ where: title, expr, legend: legendFormat })),
    ),
  ]
}

const namesIn = (words: string) => [...new Set(words.match(/\btokenwheel_\w+/g))]

describe('what is asked of the metrics', () => {
  it('names samples that there are, by labels that they have, in alert rules and board', () => {
    const samples = series()
    expect(expressions().length).toBeGreaterThan(25)
    for (const { where, expr, legend } of expressions()) {
      const names = namesIn(expr)
      expect(names, where).not.toEqual([])
      for (const name of names) expect([...samples.keys()], `${where}: ${expr}`).toContain(name)
      const labels = new Set(names.flatMap(name => [...samples.get(name)!]))
      const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(',').map(label => label.trim()))
      const matched = [...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label!)
      for (const label of [...grouped, ...matched]) expect([...labels], `${where}: ${expr}`).toContain(label)
      for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(grouped, `${where}: ${legend}`).toContain(label)
    }
  })

  it('names samples that there are in the pages, too', () => {
    const samples = series()
    const pages = ['README.md', ...globSync('docs/*.md').filter(file => file !== 'docs/CHANGELOG.md')]
    // Names of roles and of test databases.
    const others = /^tokenwheel_(?:service|test_\w*)$/
    const said = pages.flatMap(file =>
      namesIn(readFileSync(file, 'utf8'))
        .filter(name => !others.test(name))
        .map(name => ({ file, name })),
    )
    expect(said).not.toEqual([])
    for (const { file, name } of said) expect([...samples.keys()], file).toContain(name)
  })

  it('is all that there is to know of a standstill: exclusions by reason, the breaker, results by type, latency of upstream and providers', () => {
    const samples = series()
    expect(text).toContain('tokenwheel_token_exclusions_total{reason="token_error"} 1\n')
    expect(text).toContain('tokenwheel_results_total{error_type="not_found"} 1\n')
    expect(text).toContain('tokenwheel_upstream_breaker_open 0\n')
    expect(text).toContain('tokenwheel_provider_request_duration_seconds_count{provider="openai",outcome="ok"} 1\n')
    expect(text).toContain('tokenwheel_upstream_request_duration_seconds_count{outcome="token_error"} 1\n')
    expect(text).toContain('tokenwheel_provider_breakers_open{provider="openai",reason="invalid_key"} 1\n')
    expect([...samples.get('tokenwheel_jobs')!]).toEqual(['status'])
    expect(text).not.toMatch(/canary|people\.example|tok-[01]/)
  })

  it.skipIf(spawnSync('promtool', ['--version']).status !== 0)('is PromQL, rules and board', () => {
    const rules = expressions().map(({ expr }, index) => ({ record: `board:${index}`, expr }))
    const file = join(tempDir(), 'rules.yml')
    writeFileSync(file, stringify({ groups: [{ name: 'all', rules }] }))
    const checked = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    expect(checked, checked.stderr).toMatchObject({ status: 0 })
  })
})

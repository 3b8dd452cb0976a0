import { expect, test } from 'vitest'
import { COMPONENTS, type ComponentHealth, type ComponentName, createHealth } from '../../../src/system/health.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const clock = new ManualClock()

async function reportOf(found: Partial<Record<ComponentName, ComponentHealth>>) {
  const probes = Object.fromEntries(COMPONENTS.map(name => [name, () => found[name] ?? { status: 'healthy' as const }]))
  return createHealth({ probes: probes as never, clock, version: 'test', startedAt: clock.now() }).report()
}

const halted = (issue: string): ComponentHealth => ({ status: 'degraded', issue, standstill: 'fetching' })
const limit = (issue: string): ComponentHealth => ({ status: 'degraded', issue })

test('a standstill is the headline and under 40, whatever else works', async () => {
  const report = await reportOf({ company_store: limit('Usage waits.'), upstream: halted('Nothing is being fetched: the upstream fails.') })
  expect(report).toMatchObject({ status: 'degraded', headline: 'Nothing is being fetched: the upstream fails.' })
  expect(report.issues).toEqual(['Nothing is being fetched: the upstream fails.', 'Usage waits.'])
  expect(report.health_score).toBeLessThan(40)
})

test('both at a standstill is worse than one', async () => {
  const fetching = halted('Nothing is being fetched: no token.')
  const one = await reportOf({ token_store: fetching })
  const both = await reportOf({
    token_store: fetching,
    extraction: { status: 'degraded', issue: 'Nothing is being extracted: no engine.', standstill: 'extracting' },
  })
  expect(both.health_score).toBeLessThan(one.health_score)
})

test('limits alone never look like a standstill, however many there are, and a harmless shortage hardly costs', async () => {
  const all = Object.fromEntries(COMPONENTS.map(name => [name, limit('A limit.')]))
  const limping = await reportOf(all)
  expect([limping.health_score, limping.headline]).toEqual([40, 'It works, with limits.'])
  const busy = await reportOf({ job_runner: { status: 'healthy', cost: 5, issue: 'All job slots are in use.' } })
  expect(busy).toMatchObject({ status: 'healthy', health_score: 95, headline: 'Everything works.', issues: ['All job slots are in use.'] })
})

test('something vital that is broken is unhealthy, the headline, and far under 40', async () => {
  const report = await reportOf({
    token_store: { status: 'unhealthy', issue: 'The database is away.' },
    upstream: halted('Nothing is being fetched: x.'),
  })
  expect([report.status, report.headline]).toEqual(['unhealthy', 'Something vital is broken.'])
  expect(report.health_score).toBeLessThanOrEqual(20)
})

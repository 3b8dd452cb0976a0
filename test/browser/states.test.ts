import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeInBrowser, launchBrowser, openPage, untilFresh } from '../support/browser.ts'
import { FAST, type Service, startService } from '../support/service.ts'

const TOKENS = ['state-token-one', 'state-token-two']
/** The strip beside the score, in the light theme. */
const GREEN = 'rgb(42, 165, 104)'
const AMBER = 'rgb(224, 160, 33)'
const RED = 'rgb(217, 69, 59)'
/** Where it is set, each state leaves its picture there. */
const { SHOTS } = process.env

const addresses = (name: string, number: number) => Array.from({ length: number }, (_, n) => `${name}${n}@example.com`)

describeInBrowser('what the room says in each state of the service', () => {
  let service: Service
  let browser: Browser
  let page: Page
  let database: DatabaseSync

  beforeAll(async () => {
    if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true })
    service = await startService({ tokens: TOKENS, env: { MAX_CONCURRENT_JOBS: '1' } })
    database = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    browser = await launchBrowser()
    page = (await openPage(browser, service, '/dashboard', { colorScheme: 'light' })).page
  })
  afterAll(async () => {
    database?.close()
    await browser?.close()
    await service?.stop()
  })

  const submit = async (emails: string[], config: object = {}): Promise<string> =>
    (await service.post('/jobs/create-batch', { emails, config: { ...FAST, ...config } })).json.job_id
  const patch = (path: string, body: unknown) =>
    service.call('PATCH', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

  /** As the first look at the page finds it. */
  const look = async (state: string, url = service.url) => {
    // Another address: the same one with another hash would not be loaded again.
    await page.goto(`${url}/dashboard?${state.replaceAll(' ', '-')}`)
    await page.locator('.health-headline').waitFor()
    await page.locator('#pool [data-view] > *').first().waitFor()
    if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${state}.png`) })
    const colour = await page.evaluate("getComputedStyle(document.querySelector('.health')).borderLeftColor")
    return {
      headline: (await page.locator('.health-headline').textContent()) ?? '',
      score: Number(await page.locator('.health-score strong').textContent()),
      colour,
      title: await page.title(),
      pool: (await page.locator('#pool [data-view]').textContent()) ?? '',
    }
  }
  const STANDSTILL = { score: 35, colour: RED, title: '(standstill) tokenwheel' }

  it('fresh, busy, idle: everything works', async () => {
    const works = { headline: 'healthy: Everything works.', colour: GREEN, title: 'tokenwheel' }
    expect(await look('fresh')).toMatchObject({ ...works, score: 100, pool: 'No token needs a person.' })
    service.upstream.control({ hold: true })
    const jobId = await submit(addresses('busy', 3))
    await service.upstream.reached({ held: 1 })
    expect(await look('busy')).toMatchObject({ ...works, score: 95 })
    expect(await page.locator('.issues').textContent()).toContain('The only job slot is in use')
    service.upstream.control({ hold: false })
    await service.finished(jobId)
    expect(await look('idle')).toMatchObject({ ...works, score: 100 })
    expect(await page.locator('#pace-words').textContent()).toMatch(/3 found, 0 failed/)
  })

  it('one bad token: it still works, and the token is named', async () => {
    service.upstream.control({ rejectedTokens: [TOKENS[1]!] })
    await service.finished(await submit(addresses('one', 20), { parallel_tokens: 2 }))
    const { headline, colour, pool } = await look('one bad token')
    expect([headline, colour]).toEqual(['healthy: Everything works.', GREEN])
    expect(pool).toMatch(/1 token needs a person.*tok-1 *excluded.*401/s)
  })

  it('every token refused, then every token spent: nothing is fetched', async () => {
    service.upstream.control({ rejectedTokens: TOKENS })
    await service.post('/tokens/tok-1/enable')
    const waits = await submit(addresses('refused', 4))
    await service.until(waits, job => typeof job.waiting_reason === 'string')
    const refused = await look('tokens refused')
    expect(refused).toMatchObject(STANDSTILL)
    expect(refused.headline).toMatch(/^degraded: Nothing is being fetched: /)
    expect(refused.pool).toContain('2 tokens need a person')

    service.upstream.control({ rejectedTokens: [] })
    for (const id of ['tok-0', 'tok-1']) await service.post(`/tokens/${id}/enable`)
    await service.finished(waits)
    for (const id of ['tok-0', 'tok-1']) await patch(`/tokens/${id}`, { daily_limit: 1 })
    const spent = await look('spent')
    expect(spent).toMatchObject({ ...STANDSTILL, pool: 'No token needs a person.' })
    expect(spent.headline).toMatch(/Nothing is being fetched: no token can serve: all 2 are spent for today/)
    for (const id of ['tok-0', 'tok-1']) await patch(`/tokens/${id}`, { daily_limit: 500 })
  })

  it('no token: nothing is fetched, and what to do', async () => {
    const empty = await startService({ tokens: TOKENS, pool: [] })
    const seen = await look('none', empty.url)
    expect(seen).toMatchObject({ ...STANDSTILL, pool: 'No token is registered.' })
    expect(seen.headline).toContain('Nothing is being fetched: no token is registered. Add one')
    await empty.stop()
  })

  it('the company store away, the upstream down, the store away', async () => {
    database.exec('ALTER TABLE TokenMaster RENAME TO hidden_master')
    const company = await look('company store away')
    expect(company).toMatchObject({
      headline: 'degraded: It works, with limits.',
      score: 85,
      colour: AMBER,
      title: '(degraded) tokenwheel',
    })
    database.exec('ALTER TABLE hidden_master RENAME TO TokenMaster')

    service.upstream.control({ failStatus: 503 })
    await submit(addresses('down', 10), { parallel_tokens: 2 })
    // The job itself says so with its next heartbeat only.
    await vi.waitFor(async () => expect((await service.get('/system/health')).json.components.upstream.breaker).toBe('open'), 10_000)
    const down = await look('upstream down')
    expect(down).toMatchObject(STANDSTILL)
    expect(down.headline).toMatch(/Nothing is being fetched: the profile upstream fails: /)
    // Of a job that stands still nobody promises an end.
    expect(await page.locator('.job').first().textContent()).not.toContain('left, until')

    database.exec('ALTER TABLE bearer_tokens RENAME TO hidden')
    const away = await look('store away')
    expect(away).toMatchObject({ headline: 'unhealthy: Something vital is broken.', colour: RED })
    expect(away.score).toBeLessThanOrEqual(20)
    database.exec('ALTER TABLE hidden RENAME TO bearer_tokens')
  })

  it('frozen, then stopped: the figures stay, and are said to be old', async () => {
    await page.clock.install()
    await look('frozen')
    const figures = /\/(jobs|tokens|system)\b/
    await page.route(figures, () => undefined)
    await page.clock.runFor(16_000)
    const says = page.getByRole('alert').getByText(/does not answer.*as of \d\d:\d\d:\d\d/)
    await says.waitFor()
    expect([await page.title(), await page.locator('.health-headline').count()]).toEqual(['(no answer) tokenwheel', 1])
    await page.unroute(figures)
    await untilFresh(page)

    await page.route(figures, route => route.abort('connectionrefused'))
    await page.clock.runFor(16_000)
    await says.waitFor()
    if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, 'stopped.png') })
    expect([await page.title(), await page.locator('.health-headline').count()]).toEqual(['(no answer) tokenwheel', 1])
  })
})

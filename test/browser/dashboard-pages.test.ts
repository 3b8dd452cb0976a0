import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { describeInBrowser, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { FAST, type Service, startService } from '../support/service.ts'

const WATCHER = 'ops-canary-0c7f31a9d2'
const ROOT = 'root-canary-5d0e9b7741'

describeInBrowser('dashboard: the pages behind the room', () => {
  let service: Service
  let browser: Browser
  let watched: WatchedPage
  let jobId: string

  beforeAll(async () => {
    const tokens = ['page-token-one', 'page-token-two', 'page-token-six']
    service = await startService({ tokens, env: { API_KEYS: `root:${ROOT},watcher:${WATCHER}:ops` } })
    const root = { 'x-api-key': ROOT }
    const emails = [...Array.from({ length: 8 }, (_, n) => `user${n}@example.com`), 'missing@example.com', 'restricted@example.com']
    const { json } = await service.post('/jobs/create-batch', { emails, config: FAST }, root)
    jobId = json.job_id
    await service.finished(jobId, root)
    const key = { company_name: 'Acme', provider: 'Gemini', api_key: 'page-ai-key-1', total_token_limit: 1_000 }
    await service.post('/companies/NT047/tokens', key, root)
    browser = await launchBrowser()
    watched = await openPage(browser, service)
    await giveKey(watched, ROOT)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  const giveKey = async ({ page }: WatchedPage, key: string) => {
    await page.getByRole('dialog').getByLabel('API key', { exact: true }).fill(key)
    await page.getByRole('button', { name: 'Use this key' }).click()
    await page.locator('#jobs .job').waitFor()
  }
  it('a job is found by the beginning of its id, shows which addresses failed and why, and its address can be sent', async () => {
    const { page } = watched
    await page.getByLabel('Find a job, token or company').fill(jobId.slice(0, 6))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `Job ${jobId}` }).waitFor()
    expect(page.url()).toBe(`${service.url}/dashboard#/job/${jobId}`)
    const rows = page.getByRole('region', { name: 'Addresses of the job' }).locator('tbody tr')
    await rows.nth(9).waitFor()
    await page.locator('[data-filter]').selectOption('error_type=not_found')
    await rows.nth(1).waitFor({ state: 'detached' })
    expect(await rows.first().textContent()).toMatch(/missing@example\.com.*not found.*404/s)
    expect(await violations(page)).toEqual([])
    // What happened before the page was opened is told, too: the service keeps it.
    await page.getByText('No verdict so far').waitFor()
    const switches = page.getByRole('list', { name: 'Token switches' }).getByRole('listitem')
    // The last address was refused with the last unit of the block: another token was asked.
    expect(await switches.allTextContents()).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d Lane 0 turns to tok-\d: the requests of its block of tok-\d are made$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d Lane 0 turns to tok-\d: its first token of this run$/),
    ])
    await page.locator('tbody').getByRole('link', { name: /^tok-/ }).first().click()
    await page.getByRole('heading', { name: /^Token tok-/ }).waitFor()
    await page.getByRole('list', { name: 'Outcomes of today' }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('nothing scrolls sideways in a window of any width', async () => {
    const { page } = watched
    for (const width of [1180, 1100, 960, 800, 721]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await page.evaluate('document.documentElement.scrollWidth'), String(width)).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('a company has a page with its keys; what is not there is said to be missing', async () => {
    const { page } = watched
    await page.goto(`${service.url}/dashboard#/company/NT047`)
    await page.getByRole('heading', { name: 'Company NT047' }).waitFor()
    await page.locator('#detail .key').waitFor()
    await page.goto(`${service.url}/dashboard#/search/nowhere`)
    await page.getByText('Nothing begins with “nowhere”').waitFor()
    await page.getByRole('link', { name: '← Room' }).click()
    await page.locator('#jobs .job').waitFor()
    watched.expectQuiet(/status of 40[134]/)
  })

  it('tokens are disabled several at a time, the map says which, and a key leads to each', async () => {
    const { page } = watched
    for (const id of ['tok-0', 'tok-2']) await page.getByLabel(`Choose ${id}`).check()
    await page.getByRole('button', { name: 'Disable them' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable them' }).click()
    await page.getByText('2 tokens disabled.').waitFor()
    await page.locator('#pool').getByText('2 tokens need a person').waitFor({ timeout: 20_000 })
    await page.locator('#pool-map').focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('#pool-caption').textContent()).toMatch(/^tok-0: disabled, \d+% used, needs a person$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Token tok-0' }).waitFor()
    await page.getByRole('button', { name: 'Enable tok-0' }).click()
    await page.locator('#detail .badge.active').waitFor()
    const history = page.getByRole('list', { name: 'History of the token' }).getByRole('listitem')
    await history.filter({ hasText: 'Enabled by root' }).waitFor()
    expect(await history.allTextContents()).toEqual([
      expect.stringMatching(/^\d\d:\d\d Enabled by root$/),
      expect.stringMatching(/^\d\d:\d\d Disabled by root$/),
      expect.stringMatching(/^\d\d:\d\d Registered by root$/),
    ])
    expect(await violations(page)).toEqual([])
    watched.expectQuiet(/status of 40[134]/)
  })

  it('a key that may only look is offered nothing else', async () => {
    const other = await openPage(browser, service, `/dashboard`)
    await giveKey(other, WATCHER)
    await other.page.locator('body.no-admin.no-jobs').waitFor()
    await other.page.locator('#tokens tbody tr').first().waitFor()
    for (const name of [/^Disable/, /^Enable/, 'New job', 'Add token', /^Delete/])
      expect(await other.page.getByRole('button', { name }).count(), String(name)).toBe(0)
    await other.close()
  })
})

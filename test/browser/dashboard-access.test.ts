import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'

const ROOT = 'root-canary-4c1d9e7a2b'
const JOBS_ONLY = 'jobs-canary-93aa17f0c4'
const TOKEN = 'bearer-canary-7d20b8e6f1'
const AI_KEY = 'ai-key-canary-5be8813d0f'
const REFUSED = /status of 40[13]/

describeInBrowser('dashboard: access and secrets', () => {
  let service: Service
  let browser: Browser

  beforeAll(async () => {
    service = await startService({ tokens: [TOKEN], env: { API_KEYS: `root:${ROOT},clerk:${JOBS_ONLY}:jobs` } })
    const root = { 'x-api-key': ROOT }
    const key = { company_name: 'Acme', provider: 'Gemini', api_key: AI_KEY, total_token_limit: 1_000 }
    await service.post('/companies/NT047/tokens', key, root)
    // The clerk's: nobody else's would be shown to that key, and this one is shown to both.
    const clerk = { 'x-api-key': JOBS_ONLY }
    await service.post('/jobs/create-batch', { emails: ['ada@example.com', 'missing@example.com'], config: { delay_seconds: 0 } }, clerk)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  const giveKey = async ({ page }: WatchedPage, key: string) => {
    await page.getByRole('dialog').getByLabel('API key', { exact: true }).fill(key)
    await page.getByRole('button', { name: 'Use this key' }).click()
  }

  it('asks for a key, refuses a wrong one, and keeps the right one for this tab only', async () => {
    const watched = await openPage(browser, service)
    await giveKey(watched, 'not-a-key')
    await watched.page.getByText('The service did not accept this key.').waitFor()
    await giveKey(watched, ROOT)
    await watched.page.locator('.job').waitFor()
    await watched.page.reload()
    await watched.page.locator('.job').waitFor()
    expect(await watched.page.evaluate('JSON.stringify(localStorage) + document.cookie')).not.toContain(ROOT)

    const other = await watched.page.context().newPage()
    await other.goto(`${service.url}/dashboard`)
    await other.getByRole('dialog').getByLabel('API key', { exact: true }).waitFor()
    watched.expectQuiet(REFUSED)
    await watched.close()
  })

  it('says which scope a key lacks, and works with what it has', async () => {
    const watched = await openPage(browser, service)
    await giveKey(watched, JOBS_ONLY)
    await watched.page.locator('.job').waitFor()
    await watched.page.locator('#tokens').getByText('lacks the scope "ops" or "admin"').waitFor()
    watched.expectQuiet(REFUSED)
    await watched.close()
  })

  it('hands the key on to the API reference of the same tab', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    await giveKey(watched, ROOT)
    await page.locator('.job').waitFor()
    await page.goto(`${service.url}/docs`)
    await page.locator('.opblock', { hasText: '/system/info' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"tokenwheel"').first().waitFor()
    const call = watched.requests.findLast(({ url }) => url.endsWith('/system/info'))
    expect(call?.headers['x-api-key']).toBe(ROOT)
    watched.expectQuiet(REFUSED)
    await watched.close()
  })

  it('lets no secret into the page, its requests or its console, and the key only into its header (G9)', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    const bodies: Promise<string>[] = []
    page.on('response', response => bodies.push(response.text().catch(() => '')))
    await giveKey(watched, ROOT)
    await page.locator('.job').waitFor()
    await page.getByLabel('Companies').fill('NT047')
    await page.locator('#usage-form').getByRole('button', { name: 'Show' }).click()
    await page.locator('.key').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download CSV/ }).click()])

    const authenticated = watched.requests.filter(({ headers }) => headers['x-api-key'] === ROOT)
    expect(authenticated.length).toBeGreaterThan(3)
    const seen = [await page.content(), watched.console.join('\n'), download.url(), ...(await Promise.all(bodies))]
    for (const { url, headers } of watched.requests) {
      const { 'x-api-key': _, ...others } = headers
      seen.push(url, JSON.stringify(others))
    }
    for (const secret of [ROOT, JOBS_ONLY, TOKEN, AI_KEY]) expect(seen.filter(text => text.includes(secret))).toEqual([])
    watched.expectQuiet(REFUSED)
    await watched.close()
  })
})

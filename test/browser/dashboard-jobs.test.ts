import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Request, Response } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'

const TOKENS = ['wheel-token-one', 'wheel-token-two', 'wheel-token-three']

describeInBrowser('dashboard: jobs and tokens', () => {
  let service: Service
  let browser: Browser
  let watched: WatchedPage

  beforeAll(async () => {
    service = await startService({ tokens: TOKENS })
    browser = await launchBrowser()
    watched = await openPage(browser, service)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  it('creates a job from pasted addresses, pauses it, resumes it and watches it to its end', async () => {
    const { page } = watched
    service.upstream.control({ hold: true })
    await page.getByRole('button', { name: 'New job' }).click()
    const addresses = Array.from({ length: 38 }, (_, index) => `user${index}@example.com`)
    await page.getByLabel('Addresses, separated by').fill([...addresses, 'restricted@example.com', 'missing@example.com'].join('\n'))
    await page.getByLabel('Seconds between calls').fill('0.01')
    await page.getByRole('button', { name: 'Create job' }).click()

    const job = page.locator('.job').first()
    await job.getByText('0 of 40 addresses').waitFor()
    await service.upstream.reached({ held: 1 })
    await job.getByRole('button', { name: /^Pause/ }).click()
    await job.getByText('pausing…').waitFor()
    service.upstream.control({ hold: false })
    await page.locator('.job[data-status=paused]').waitFor()

    await job.getByRole('button', { name: /^Resume/ }).click()
    await page.locator('.job[data-status=completed]').waitFor()
    await job.getByText('40 of 40 addresses').waitFor()
    await job.getByText('38 found').waitFor()
    expect(await job.getByRole('list', { name: 'Errors by type' }).textContent()).toMatch(/not found 1user restricted 1/)
    expect(await job.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100')
    expect(watched.requests.some(({ url }) => /\/jobs\/[\w-]+\/events$/.test(url))).toBe(true)
    watched.expectQuiet()
  })

  it('downloads the results as CSV and looks the failed ones up again', async () => {
    const { page } = watched
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download CSV/ }).click()])
    const csv = await readFile(await download.path(), 'utf8')
    expect(csv.trim().split('\n')).toHaveLength(41)
    expect(csv).toContain('restricted@example.com')
    await page.getByRole('button', { name: /^Retry 2 failed/ }).click()
    await page.locator('.job').nth(1).waitFor()
    await page.locator('.job').first().getByText('2 of 2 addresses').waitFor()
    watched.expectQuiet()
  })

  it('creates a job from a CSV file and says what was left out', async () => {
    const { page } = watched
    const file = join(service.folder, 'people.csv')
    await writeFile(file, 'name,email\nAda,ada@example.com\nAda again,ADA@example.com\nNobody,not-an-address\n')
    await page.getByRole('button', { name: 'New job' }).click()
    await page.locator('#csv-drop input').setInputFiles(file)
    await page.getByRole('button', { name: 'Create job' }).click()
    await page
      .getByRole('status')
      .getByText(/created \(1 address refused, 1 duplicate\)/)
      .waitFor()
    watched.expectQuiet()
  })

  it('says in the dialog what is wrong with a submission, and keeps what was typed', async () => {
    const { page } = watched
    await page.getByRole('button', { name: 'New job' }).click()
    await page.getByRole('button', { name: 'Create job' }).click()
    await page.getByRole('alert').getByText('Please paste addresses or choose a file.').waitFor()
    await page.getByLabel('Addresses, separated by').fill('not-an-address')
    await page.getByRole('button', { name: 'Create job' }).click()
    await page.getByRole('alert').getByText(/valid/).waitFor()
    expect(await page.getByLabel('Addresses, separated by').inputValue()).toBe('not-an-address')
    await page.keyboard.press('Escape')
    watched.expectQuiet(/status of 400/)
  })

  it('goes on from the last event after a broken connection', async () => {
    const { page } = watched
    let jobId = ''
    const isStream = (exchange: Request | Response) => exchange.url().endsWith(`/jobs/${jobId}/events`)
    const asked: Request[] = []
    const answered: Response[] = []
    page.on('request', request => asked.push(request))
    page.on('response', response => answered.push(response))
    // Once the stream is asked for, the list is not read again: what the page shows then has come over the stream, in its order.
    const lists = Promise.withResolvers<void>()
    await page.route(/\/jobs\?limit=/, async route => {
      if (asked.some(isStream)) await lists.promise
      await route.continue()
    })
    service.upstream.control({ hold: true })
    const emails = Array.from({ length: 20 }, (_, index) => `broken${index}@example.com`)
    const created = await service.post('/jobs/create-batch', { emails, config: { delay_seconds: 0, parallel_tokens: 1 } })
    jobId = created.json.job_id
    const job = page.locator(`.job[data-job-id="${jobId}"]`)
    if (!answered.some(isStream)) await page.waitForResponse(isStream)
    // The first address brings an event with an id. What shows the second one comes after it, so the page has heard that id.
    for (const shown of ['1 of 20 addresses', '2 of 20 addresses']) {
      await service.upstream.reached({ held: 1 })
      service.upstream.control({ release: 1 })
      await job.getByText(shown).waitFor()
    }
    const resumed = page.waitForRequest(request => isStream(request) && request.headers()['last-event-id'] !== undefined)
    service.app.server.server.closeAllConnections()
    await resumed
    service.upstream.control({ hold: false })
    await job.getByText('20 of 20 addresses').waitFor()
    lists.resolve()
    await page.unrouteAll({ behavior: 'wait' })
    watched.expectQuiet(/status of 400|net::ERR_/)
  })

  it('shows why a token is excluded and until when, and enables it again', async () => {
    const { page } = watched
    service.upstream.control({ rejectedTokens: [TOKENS[1]!] })
    const emails = Array.from({ length: 30 }, (_, index) => `later${index}@example.com`)
    const created = await service.post('/jobs/create-batch', { emails, config: { delay_seconds: 0, parallel_tokens: 3 } })
    await service.finished(created.json.job_id)

    const row = page.getByRole('row', { name: /tok-1/ })
    await row.getByText('excluded', { exact: true }).waitFor()
    expect(await row.textContent()).toMatch(/token error, until \d\d:\d\d/)
    expect(await row.textContent()).toContain('401')
    await page.locator('#token-filter').selectOption('attention=true')
    await page.locator('#tokens tbody tr').nth(1).waitFor({ state: 'detached' })
    expect(await page.locator('#tokens tbody tr').count()).toBe(1)
    service.upstream.control({ rejectedTokens: [] })
    await row.getByRole('button', { name: 'Enable tok-1' }).click()
    await page.getByText('No token matches.').waitFor()
    await page.locator('#token-filter').selectOption('')
    watched.expectQuiet(/status of 400|net::ERR_/)
  })

  it('adds a token without ever showing its secret, and says how long the pool lasts', async () => {
    const { page } = watched
    const secret = 'freshly-added-secret-token'
    await page.getByRole('button', { name: 'Add token' }).click()
    await page.getByLabel('Bearer token').fill(secret)
    await page.getByLabel('Id (optional)').fill('fresh')
    await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click()
    await page.getByRole('row', { name: /fresh/ }).waitFor()
    expect(await page.locator('.capacity').textContent()).toMatch(
      /of 2,000 requests left today[\s\S]*requests are left (over at|until) the reset/,
    )
    expect(await page.content()).not.toContain(secret)
    watched.expectQuiet(/status of 400|net::ERR_/)
  })
})

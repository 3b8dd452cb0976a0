import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { overflow, violations } from '../support/axe.ts'
import { describeInBrowser, launchBrowser, openPage, untilFresh } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'

const INVOICE = join(import.meta.dirname, '../fixtures/documents/plain-invoice.pdf')
const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const

describeInBrowser('pages: accessibility, width, keyboard', () => {
  let service: Service
  let browser: Browser

  beforeAll(async () => {
    service = await startService({ tokens: ['one-token', 'two-token'] })
    await service.post('/tokens/tok-1/disable')
    const created = await service.post('/jobs/create-batch', { emails: ['a@example.com', 'restricted@example.com'] })
    await service.post(`/jobs/${created.json.job_id}/pause`)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  it.each(LOOKS)('has no accessibility violation and no overflow at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const watched = await openPage(browser, service, '/dashboard', { viewport: { width, height: 900 }, colorScheme })
    const { page } = watched
    await page.locator('.job').waitFor()
    await page.locator('#tokens tbody tr').first().waitFor()
    await page.locator('#invoice-drop input').setInputFiles(INVOICE)
    await page.locator('.extraction').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toEqual([])
    for (const name of ['New job', 'Add token', 'API key']) {
      await page.getByRole('button', { name, exact: true }).first().click()
      await page.getByRole('dialog').waitFor()
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
    watched.expectQuiet()
    await watched.close()
  })

  it('keeps its figures where the service does not answer any more, says of when they are, and comes back', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    await page.clock.install()
    await page.reload()
    await page.locator('.job').waitFor()
    await page.locator('#tokens tbody tr').first().waitFor()
    await page.locator('.health-headline').waitFor()
    expect(await page.title()).not.toContain('no answer')
    // As a frozen process: the connection stands, and nothing ever comes.
    const frozen = /\/(jobs|tokens|system)\b/
    await page.route(frozen, () => undefined)
    await page.clock.runFor(16_000)
    await page
      .getByRole('alert')
      .getByText(/does not answer.*as of \d\d:\d\d:\d\d/)
      .waitFor()
    expect(await page.title()).toBe('(no answer) tokenwheel')
    expect([await page.locator('.job').count(), await page.locator('#tokens tbody tr').count()]).toEqual([1, 2])
    expect(await violations(page)).toEqual([])
    await page.unroute(frozen)
    await untilFresh(page)
    expect(await page.title()).not.toContain('no answer')
    await watched.close()
  })

  it('can be worked by keyboard alone', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    await page.locator('.job').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.getByRole('button', { name: 'New job' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('emails')
    await page.keyboard.press('Escape')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('New job')
    await watched.close()
  })

  it('keeps the chosen theme', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    await page.getByRole('button', { name: 'Theme: auto' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    await page.reload()
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
    await watched.close()
  })

  it('serves an interactive reference of every endpoint from this machine', async () => {
    const watched = await openPage(browser, service, '/docs')
    const { page } = watched
    await page.getByText('/tokens/status').first().waitFor()
    const documented = Object.values((await service.get('/openapi.json')).json.paths as object).flatMap(path => Object.keys(path))
    expect(await page.locator('.opblock').count()).toBe(documented.length)
    await page.locator('.opblock', { hasText: '/system/health/live' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"alive"').waitFor()
    watched.expectQuiet()
    await watched.close()
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'

const INVOICE = join(import.meta.dirname, '../fixtures/documents/plain-invoice.pdf')
const FOCUSED = "document.activeElement.getAttribute('aria-label')"

describeInBrowser('dashboard: what an update leaves alone', () => {
  let service: Service
  let browser: Browser
  let watched: WatchedPage

  beforeAll(async () => {
    service = await startService({ tokens: ['first-token', 'second-token', 'third-token'] })
    browser = await launchBrowser()
    watched = await openPage(browser, service)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  const createJob = async (name: string) => {
    const emails = Array.from({ length: 20 }, (_, index) => `${name}${index}@example.com`)
    return (await service.post('/jobs/create-batch', { emails, config: { delay_seconds: 0 } })).json.job_id as string
  }

  it('leaves the focus with its token, whichever row moves', async () => {
    const { page } = watched
    const button = (name: string) => page.locator('#tokens').getByRole('button', { name, exact: true })
    const firstRow = page.locator('#tokens tbody tr').first()
    await button('Disable tok-1').focus()
    await service.post('/tokens/tok-2/disable')
    await firstRow.getByText('tok-2', { exact: true }).waitFor()
    expect(await page.evaluate(FOCUSED)).toBe('Disable tok-1')
    await button('Enable tok-2').focus()
    await service.post('/tokens/tok-2/enable')
    await firstRow.getByText('tok-0', { exact: true }).waitFor()
    expect(await page.evaluate(FOCUSED)).toBe('Disable tok-2')
    await page.keyboard.press('Enter')
    await button('Enable tok-2').waitFor()
    expect(await page.evaluate(FOCUSED)).toBe('Enable tok-2')
    await service.post('/tokens/tok-2/enable')
    watched.expectQuiet()
  })

  it('keeps the focus, the selected text and what was opened while jobs move and change', async () => {
    const { page } = watched
    service.upstream.control({ hold: true })
    const first = await createJob('first')
    const job = page.locator(`.job[data-job-id="${first}"]`)
    await job.locator('.lanes summary').click()
    const element = (await job.elementHandle())!
    await job.getByRole('button', { name: /^Cancel/ }).focus()
    const focused = await page.evaluate(FOCUSED)
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector('[data-job-id="${first}"] .mono'))`)

    // One above it, one address of it done: a place further down, a figure and a button more.
    const second = await createJob('second')
    await service.upstream.reached({ held: 2 })
    service.upstream.control({ release: 2 })
    await page.locator(`.job[data-job-id="${second}"]`).waitFor()
    await job.getByText('1 of 20 addresses').waitFor()
    await job.getByRole('button', { name: /^Download CSV/ }).waitFor()
    expect(await page.locator('.job').nth(1).getAttribute('data-job-id')).toBe(first)
    expect(await page.evaluate(FOCUSED)).toBe(focused)
    expect(await page.evaluate('String(getSelection())')).toBe(first.slice(0, 8))
    expect(await job.locator('.lanes').getAttribute('open')).toBe('')
    expect(await element.evaluate(shown => shown.isConnected)).toBe(true)
    service.upstream.control({ hold: false })
    await Promise.all([service.finished(first), service.finished(second)])
    watched.expectQuiet()
  })

  it('shows markup in what it shows as text', async () => {
    const { page } = watched
    const name = '<img src=x onerror=alert(1)> & "co".pdf'
    await page.locator('#invoice-drop input').setInputFiles({ name, mimeType: 'application/pdf', buffer: await readFile(INVOICE) })
    await page.locator('.extraction-head strong').getByText(name, { exact: true }).waitFor()
    watched.expectQuiet()
  })
})

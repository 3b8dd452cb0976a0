import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'
import { startStubProvider } from '../support/stub-provider.ts'

const DOCUMENTS = join(import.meta.dirname, '../fixtures/documents')
const MINUTE_MS = 60_000

describeInBrowser('dashboard: extraction and usage', () => {
  let service: Service
  let browser: Browser
  let watched: WatchedPage
  let provider: Awaited<ReturnType<typeof startStubProvider>>

  beforeAll(async () => {
    provider = await startStubProvider()
    service = await startService({ app: { extraction: { base_urls: provider.baseUrls, keep_days: 1 } } })
    browser = await launchBrowser()
    watched = await openPage(browser, service)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
    await provider?.close()
  })

  it('shows the fields of a dropped PDF, their places and the checks', async () => {
    const { page } = watched
    await page.locator('#invoice-drop input').setInputFiles(join(DOCUMENTS, 'plain-invoice.pdf'))
    await page.locator('.extraction').waitFor()
    const fields = await page.locator('.fields').textContent()
    expect(fields).toMatch(/invoice number/)
    expect(fields).toMatch(/\d+%/)
    // The page itself, drawn by pdf.js without leaving the browser.
    const name = 'Page 1 of plain-invoice.pdf'
    await page.getByAltText(name).waitFor({ timeout: MINUTE_MS })
    const width = await page.evaluate(`(async () => {
      const picture = document.querySelector('img[alt="${name}"]')
      await picture.decode()
      return picture.naturalWidth
    })()`)
    expect(width).toBeGreaterThan(1000)
    const placed = page.locator('.field[tabindex]').first()
    const path = await placed.getAttribute('data-path')
    await placed.focus()
    await page.locator(`.box.marked[data-path="${path}"]`).waitFor()
    watched.expectQuiet()
  })

  it('marks what the page says to each value, exports it, and saves what a person corrects', async () => {
    const { page } = watched
    await page.locator('.box.exact, .box.normalised').first().waitFor()
    await page.locator('.verdict').waitFor()
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save CSV' }).click()])
    expect(csv.suggestedFilename()).toBe('plain-invoice.csv')
    await page.getByRole('button', { name: 'Correct', exact: true }).click()
    const total = page.locator('[data-correct="total"]')
    await total.fill('12.34')
    await page.getByRole('button', { name: 'Save the corrections' }).click()
    await page.getByText('1 correction saved.').waitFor()
    expect(await page.locator('.field[data-path="total"] .value').textContent()).toBe('12.34')
    const { data } = (await (await fetch(`${service.url}/system/extraction-accuracy`)).json()) as { data: { rows: unknown[] } }
    expect(data.rows).toContainEqual({ group: 'total', values: 1, right: 0, wrong: 1, missing: 0, accuracy: 0 })
    watched.expectQuiet()
  })

  it('draws the boxes on the picture of a dropped photo', async () => {
    const { page } = watched
    await page.locator('#invoice-drop input').setInputFiles(join(DOCUMENTS, 'receipt-bookshop.jpg'))
    await page.locator('.sheet img').waitFor({ timeout: MINUTE_MS })
    const sheet = (await page.locator('.sheet').boundingBox())!
    const boxes = await page.locator('.box').all()
    expect(boxes.length).toBeGreaterThan(2)
    for (const box of boxes) {
      const { x, y } = (await box.boundingBox())!
      expect(x >= sheet.x - 2 && x <= sheet.x + sheet.width && y >= sheet.y - 2 && y <= sheet.y + sheet.height).toBe(true)
    }
    watched.expectQuiet()
  })

  it('takes a file that is really dropped, and says why one cannot be read', async () => {
    const { page } = watched
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File(['no invoice at all'], 'notes.pdf', { type: 'application/pdf' }))
      return data
    })()`)
    await page.locator('#invoice-drop').dispatchEvent('drop', { dataTransfer: transfer })
    await page.getByRole('alert').getByText('INVALID_FILE').waitFor()
    watched.expectQuiet(/status of 4\d\d/)
  })

  it('shows the keys of a company, those below their threshold first', async () => {
    const { page } = watched
    const key = { company_name: 'Acme', provider: 'Gemini', api_key: 'usage-secret-key-1' }
    await service.post('/companies/NT047/tokens', { ...key, total_token_limit: 1_000_000 })
    await service.post('/companies/NT047/tokens', { ...key, total_token_limit: 2_000, status: 'BelowThreshold' })
    await page.getByLabel('Companies').fill('NT047')
    await page.locator('#usage-form').getByRole('button', { name: 'Show' }).click()
    await page.getByText('1 of 2 keys needs attention.').waitFor()
    expect(await page.locator('.key').first().textContent()).toContain('BelowThreshold')
    expect(await page.content()).not.toContain('usage-secret-key-1')
    watched.expectQuiet(/status of 4\d\d/)
  })
  it('plots what a company used, and lists it as a table for those who cannot see a plot', async () => {
    const { page } = watched
    await page.getByLabel('Company', { exact: true }).fill('NT047')
    await page.locator('#invoice-drop input').setInputFiles(join(DOCUMENTS, 'plain-invoice.pdf'))
    await page.getByText('read by').getByText('gemini').waitFor()
    await page.locator('#usage-form').getByRole('button', { name: 'Show' }).click()
    await page.locator('#usage-plot canvas').waitFor()
    await page.getByText('The figures as a table').click()
    const today = new Date().toISOString().slice(0, 10)
    expect(await page.getByRole('region', { name: 'Usage by day' }).textContent()).toContain(`${today}NT0471`)
    watched.expectQuiet(/status of 4\d\d/)
  })

  it('says of keys that rest that they do, although they are above their threshold; what it does not list it does not judge', async () => {
    const db = new DatabaseSync(join(service.folder, 'data', 'tokenwheel.db'))
    const rests = (from: number) =>
      db.prepare("UPDATE TokenMaster SET RestUntil = '2099-01-01T00:00:00.000Z', RestReason = 'HTTP 429' WHERE TokenID >= ?").run(from)
    const { page } = watched
    const shows = async (title: string) => {
      await page.locator('#usage-form').getByRole('button', { name: 'Show' }).click()
      await page.locator('#usage').getByRole('heading', { name: title }).waitFor()
    }
    db.exec("UPDATE TokenMaster SET Status = 'Active', TotalTokenLimit = NULL")
    await shows('All keys are above their threshold.')
    rests(2)
    await shows('All keys are above their threshold; 1 rests for now.')
    db.exec("UPDATE TokenMaster SET Status = 'Blocked' WHERE TokenID = 1")
    await shows('No key can serve now: 1 of 2 keys needs attention; 1 rests for now.')
    rests(1)
    await shows('All keys rest for now.')
    expect(await page.locator('.key .badge').allTextContents()).toEqual(['Blocked, rests', 'Active, rests'])
    expect(await page.locator('.key .badge.active').count()).toBe(0)

    const many = db.prepare("INSERT INTO TokenMaster (CompanyID, ApiKey, Provider, Status) VALUES (?, 'k', 'Gemini', 'Active')")
    for (let i = 0; i < 200; i += 1) many.run(`A${1000 + i}`)
    db.close()
    await page.evaluate('sessionStorage.clear()')
    await page.reload()
    await page.getByText('Every company of the first 200 has a key that can serve now.').waitFor()
    await page.getByText('There are more companies, and it is not known here whether they can be served').waitFor()
    watched.expectQuiet(/status of 4\d\d/)
  })
})

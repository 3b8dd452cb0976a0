import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { overflow, violations } from '../support/axe.ts'
import { describeInBrowser, launchBrowser, openPage } from '../support/browser.ts'
import { FAST, type Service, startService } from '../support/service.ts'

/** Each of the two colour schemes, and the narrowest window that WCAG 2.2 (1.4.10) asks for. */
const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
] as const
const UNKNOWN_JOB = '00000000-0000-4000-8000-000000000000'

describeInBrowser('every page and state: axe, width, keyboard', () => {
  let service: Service
  let browser: Browser
  let jobId: string

  beforeAll(async () => {
    service = await startService({ tokens: ['axe-token-one', 'axe-token-two', 'axe-token-six'] })
    const emails = [...Array.from({ length: 4 }, (_, n) => `axe${n}@example.com`), 'missing@example.com', 'restricted@example.com']
    jobId = (await service.post('/jobs/create-batch', { emails, config: FAST })).json.job_id
    await service.finished(jobId)
    const waiting = await service.post('/jobs/create-batch', { emails: ['later@example.com'], priority: 'LOW' })
    await service.post(`/jobs/${waiting.json.job_id}/pause`)
    await service.post('/tokens/tok-2/disable')
    const key = { company_name: 'Acme', provider: 'Gemini', api_key: 'axe-ai-key-1', total_token_limit: 1_000 }
    await service.post('/companies/NT047/tokens', key)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  /** Hash of each page, and what it shows once it is there. */
  const pages = (): readonly (readonly [hash: string, shown: string])[] => [
    [`/job/${jobId}`, '#detail tbody tr'],
    [`/job/${UNKNOWN_JOB}`, '#detail .notice'],
    ['/token/tok-0', '#detail .facts'],
    ['/token/tok-2', '#detail .notice'],
    ['/token/nobody', '#detail .notice'],
    ['/company/NT047', '#detail .key'],
    ['/company/NOBODY', '#detail .empty'],
    ['/search/tok', '#detail .needy li'],
    ['/search/nowhere', '#detail h2:text("Nothing begins with")'],
  ]
  const isClean = async (page: Page, state: string) => {
    expect(await violations(page), state).toEqual([])
    expect(await overflow(page), state).toEqual([])
  }
  const visit = async (page: Page, url: string, [hash, shown]: readonly [string, string]) => {
    await page.goto(`${url}/dashboard#${hash}`)
    await page.locator(shown).first().waitFor()
  }

  it.each(LOOKS)('nothing is amiss on any page at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const { page, close } = await openPage(browser, service, '/dashboard', { viewport: { width, height: 900 }, colorScheme })
    await page.locator('.job').first().waitFor()
    await page.locator('#usage a[href="#/company/NT047"]').waitFor()
    await isClean(page, 'room')
    // Issues name addresses, and an address has no place to break.
    await page.route('**/system/health', async route => {
      const response = await route.fetch()
      const health = (await response.json()) as { issues: string[] }
      const issues = [...health.issues, 'Tokens are sent to https://graph.microsoft.com/v1.0/users/somebody']
      await route.fulfill({ response, json: { ...health, issues } })
    })
    await page.reload()
    await page.getByText('somebody').waitFor()
    await isClean(page, 'room with an issue')
    for (const target of pages()) {
      await visit(page, service.url, target)
      await isClean(page, target[0])
    }
    // The service does not answer from here on: pages that have shown nothing yet.
    await page.route(/:\d+\/(jobs|tokens|companies|system)\b/, route => route.abort('connectionrefused'))
    for (const hash of [`/job/${jobId}`, '/token/tok-0', '/company/NT047', '/search/tok']) {
      await page.goto('about:blank')
      await visit(page, service.url, [hash, '#detail .notice'])
      await isClean(page, `${hash} in an outage`)
    }
    await close()
  })

  it.each(LOOKS)('nothing is amiss in the reference at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const { page, close, expectQuiet } = await openPage(browser, service, '/docs', { viewport: { width, height: 900 }, colorScheme })
    await page.getByText('/tokens/status').first().waitFor()
    await isClean(page, 'closed')
    const open = (path: string) => page.locator('.opblock', { hasText: path }).locator('.opblock-summary-control').first()
    for (const path of ['/jobs/create-batch', '/extract', '/system/health/live']) await open(path).press('Enter')
    await page.getByRole('button', { name: 'Execute' }).last().press('Enter')
    await page.locator('.live-responses-table').getByText('"alive"').waitFor()
    await isClean(page, 'opened')
    const authorize = page.getByRole('button', { name: 'Authorize' })
    await authorize.press('Enter')
    await page.getByRole('dialog', { name: 'Authorization' }).waitFor()
    await isClean(page, 'authorization')
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate("document.activeElement === document.body || document.activeElement.closest('dialog') !== null")).toBe(
        true,
      )
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.className')).toContain('authorize')
    expectQuiet()
    await close()
  })

  it('the keyboard comes to everything there is to do on every page, sees where it is, and gets past the header', async () => {
    const { page, close } = await openPage(browser, service)
    await page.locator('.job').first().waitFor()
    for (const target of pages()) {
      await page.goto('about:blank')
      await visit(page, service.url, target)
      await page.evaluate('document.activeElement.blur()')
      const wanted =
        await page.evaluate<number>(`[...document.querySelectorAll('#detail :is(a[href], button, select, summary, [tabindex="0"])')]
        .filter(element => element.checkVisibility()).length`)
      await page.locator('.skip').focus()
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id'), target[0]).toBe('main')
      const reached = new Set<string>()
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate<{ name: string; seen: boolean } | null>(`(() => {
          const all = [...document.querySelectorAll('#detail *')], element = document.activeElement
          if (!all.includes(element)) return null
          const { outlineStyle, boxShadow } = getComputedStyle(element)
          return { name: all.indexOf(element) + element.tagName, seen: outlineStyle !== 'none' || boxShadow !== 'none' }
        })()`)
        if (at === null) break
        expect(at.seen, `${target[0]} ${at.name}`).toBe(true)
        reached.add(at.name)
      }
      expect(reached.size, target[0]).toBe(wanted)
    }
    await close()
  })
})

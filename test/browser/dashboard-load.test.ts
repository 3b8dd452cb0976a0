import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, launchBrowser, openPage } from '../support/browser.ts'
import { eventsOf, type Service, startService } from '../support/service.ts'

const ADDRESSES = 10_000
const MOST_HEAP_BYTES = 60_000_000
const MOST_OF_A_CORE = 0.1
/** 500 addresses a second: twelve times what the contract's shortest delay lets one job do. */
const CONFIG = { delay_seconds: 0.02, parallel_tokens: 10, requests_per_token: 50, save_to_dynamodb: false }

describeInBrowser('dashboard: a live job of 10,000 addresses', () => {
  let service: Service
  let browser: Browser

  beforeAll(async () => {
    service = await startService({ tokens: Array.from({ length: 20 }, (_, index) => `load-token-${index}`), dailyLimit: 2_000 })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  it('stays below 60 MB of heap and a tenth of a core', async () => {
    const watched = await openPage(browser, service)
    const { page } = watched
    await page.locator('#tokens tbody tr').first().waitFor()
    const system = await browser.newBrowserCDPSession()
    const debug = await page.context().newCDPSession(page)
    const emails = Array.from({ length: ADDRESSES }, (_, index) => `person${index}@example.com`)
    const created = await service.post('/jobs/create-batch', { emails, config: CONFIG })
    await page.locator('.job[data-status=processing]').waitFor()

    const [cpuBefore, startedAt] = [await rendererSeconds(system), performance.now()]
    let heap = 0
    for await (const _ of eventsOf(`${service.url}/jobs/${created.json.job_id}/events`)) {
      heap = Math.max(heap, (await debug.send('Runtime.getHeapUsage')).usedSize)
    }
    const share = ((await rendererSeconds(system)) - cpuBefore) / ((performance.now() - startedAt) / 1000)
    await page.locator('.job').getByText('10,000 of 10,000 addresses').waitFor()

    console.info(`renderer: ${(share * 100).toFixed(1)} % of a core, heap ${(heap / 1e6).toFixed(1)} MB`)
    expect(heap).toBeLessThan(MOST_HEAP_BYTES)
    expect(share).toBeLessThan(MOST_OF_A_CORE)
    watched.expectQuiet()
    await watched.close()
  })
})

/** CPU time of all renderer processes so far, every thread of them. */
async function rendererSeconds(system: CDPSession): Promise<number> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Service } from './service.ts'

/** Debian's package, or whatever CHROMIUM names: nothing is downloaded. */
const CHROMIUM = [
  process.env.CHROMIUM ?? '',
  ...(process.env.PATH ?? '').split(delimiter).flatMap(folder => [join(folder, 'chromium'), join(folder, 'chromium-browser')]),
].find(path => path !== '' && existsSync(path))

/** As `describe`; without a browser the tests are skipped under a name that says how to get one. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (CHROMIUM !== undefined) describe(name, tests)
  else describe.skip(`${name} (no chromium: apt-get install -y chromium)`, tests)
}

/** No name but the loopback address resolves: whatever the page or the browser itself might want from elsewhere fails. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ARGUMENTS })
}

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** A page, and everything about it that must not happen unseen. */
export interface WatchedPage {
  readonly page: Page
  readonly requests: readonly SeenRequest[]
  readonly console: readonly string[]
  /** No error of the page, no violation of its policy, no request that leaves this machine. */
  expectQuiet(allowed?: RegExp): void
  close(): Promise<void>
}

export async function openPage(
  browser: Browser,
  service: Service,
  path = '/dashboard',
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const requests: SeenRequest[] = []
  const lines: string[] = []
  const troubles: string[] = []
  page.on('request', request => requests.push({ method: request.method(), url: request.url(), headers: request.headers() }))
  page.on('console', message => {
    lines.push(message.text())
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => troubles.push(error.message))
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', event => console.error('policy violation:', event.violatedDirective, event.blockedURI))",
  )
  await page.goto(`${service.url}${path}`)
  return {
    page,
    requests,
    console: lines,
    expectQuiet(allowed) {
      expect(troubles.filter(trouble => allowed?.test(trouble) !== true)).toEqual([])
      const local = (url: string) => url.startsWith(`${service.url}/`) || url.startsWith('blob:') || url.startsWith('data:')
      expect(requests.map(request => request.url).filter(url => !local(url))).toEqual([])
    },
    close: () => context.close(),
  }
}

/** Until every part of a page whose clock is installed was answered again: each asks anew only some seconds after its last question was given up. */
export async function untilFresh(page: Page): Promise<void> {
  const isOld = () => page.locator('#no-answer').isVisible()
  do await page.clock.runFor(5_000)
  while (await isOld())
}

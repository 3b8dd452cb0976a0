import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Every violation of every rule that axe runs by default, whatever its impact, with the elements. */
export async function violations(page: Page): Promise<string[]> {
  // Through the debugger, not as a script of the page: its policy would refuse it.
  await page.evaluate(AXE)
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
    .map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')))`)
}

/** What reaches beyond the window, though nothing around it scrolls: each element with its right edge in pixels. */
export const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const scrolls = element => element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    return [...document.body.querySelectorAll('*')]
      .map(element => [element, Math.round(element.getBoundingClientRect().right)])
      .filter(([element, right]) => right > innerWidth && element.checkVisibility() && !scrolls(element.parentElement))
      .map(([element, right]) => element.outerHTML.slice(0, 80) + ' to ' + right)
  })()`)

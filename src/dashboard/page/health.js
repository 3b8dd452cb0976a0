import { get } from './api.js'
import { find, h, show } from './dom.js'
import { poll, problem } from './polling.js'
import { duration, plain } from './words.js'

/** @typedef {{ status: string, health_score: number, issues: string[], version: string, uptime_seconds: number, components: Record<string, { status: string, latency_ms: number }> }} HealthReport */

const EVERY_MS = 10_000
const HEADLINES = /** @type {Record<string, string>} */ ({
  healthy: 'Everything works.',
  degraded: 'It works, with limits.',
  unhealthy: 'Something vital is broken.',
})

export function startHealth() {
  const section = find('#health', HTMLElement)
  const view = find('[data-view]', HTMLElement, section)
  poll({
    everyMs: EVERY_MS,
    load: () => get('/system/health'),
    loaded(/** @type {HealthReport} */ report) {
      section.setAttribute('aria-busy', 'false')
      show(view, healthView(report))
      find('#foot-version', HTMLElement).textContent = `tokenwheel ${report.version} · up ${duration(report.uptime_seconds)}`
      document.title = report.status === 'healthy' ? 'tokenwheel' : `(${report.status}) tokenwheel`
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      show(view, problem(error))
    },
  })
}

/** @param {HealthReport} report */
function healthView(report) {
  const { status, health_score: score, issues, components } = report
  const headline = HEADLINES[status] ?? status
  return h(
    `div.health.${status}`,
    { 'data-key': 'report' },
    h('div.health-score', { role: 'img', 'aria-label': `Health score ${score} of 100` }, h('strong', {}, score), h('span', {}, 'of 100')),
    h(
      'div.health-words',
      {},
      h('p.health-headline', {}, h('span.visually-hidden', {}, `${status}: `), headline),
      issues.length > 0 && h('ul.issues', {}, ...issues.map(issue => h('li', {}, issue))),
      h(
        'ul.components',
        { 'aria-label': 'Components' },
        ...Object.entries(components).map(([name, { status: state }]) => componentView(name, state)),
      ),
    ),
  )
}

/**
 * @param {string} name
 * @param {string} state
 */
function componentView(name, state) {
  return h(
    'li',
    {},
    h(`span.dot.${state}`, { 'aria-hidden': 'true' }),
    plain(name),
    h(state === 'healthy' ? 'span.visually-hidden' : 'span.state', {}, ` ${state}`),
  )
}

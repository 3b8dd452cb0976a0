import { get } from './api.js'
import { find, show } from './dom.js'
import { poll, problem } from './polling.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
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
function healthView({ status, health_score: score, issues, components }) {
  return html`
    <div class="health ${status}">
      <div class="health-score" role="img" aria-label="Health score ${score} of 100"><strong>${score}</strong><span>of 100</span></div>
      <div class="health-words">
        <p class="health-headline"><span class="visually-hidden">${status}: </span>${HEADLINES[status] ?? status}</p>
        ${issues.length > 0 ? html`<ul class="issues">${issues.map(issue => html`<li>${issue}</li>`)}</ul>` : nothing}
        <ul class="components" aria-label="Components">
          ${Object.entries(components).map(([name, component]) => componentView(name, component.status))}
        </ul>
      </div>
    </div>`
}

/**
 * @param {string} name
 * @param {string} state
 */
function componentView(name, state) {
  const kind = state === 'healthy' ? 'visually-hidden' : 'state'
  return html`<li><span class="dot ${state}" aria-hidden="true"></span>${plain(name)}<span class=${kind}> ${state}</span></li>`
}

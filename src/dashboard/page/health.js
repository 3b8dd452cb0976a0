import { get } from './api.js'
import { find, show } from './dom.js'
import { titleSays } from './freshness.js'
import { poll, problem } from './polling.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { duration, inLocalTime, plain } from './words.js'

/** @typedef {{ status: string, health_score: number, headline: string, issues: string[], version: string, uptime_seconds: number, components: Record<string, { status: string, latency_ms: number }> }} HealthReport */

const EVERY_MS = 10_000
/** Under it something vital is broken or at a standstill: the service says so. */
const ALARM = 40

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
      titleSays(report.health_score < ALARM ? 'standstill' : report.status)
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      show(view, problem(error))
    },
  })
}

/** @param {HealthReport} report */
function healthView({ status, health_score: score, headline, issues, components }) {
  const others = issues.filter(issue => issue !== headline)
  return html`
    <div class="health ${score < ALARM ? 'unhealthy' : status}">
      <div class="health-score" role="img" aria-label="Health score ${score} of 100"><strong>${score}</strong><span>of 100</span></div>
      <div class="health-words">
        <p class="health-headline"><span class="visually-hidden">${status}: </span>${inLocalTime(headline)}</p>
        ${others.length > 0 ? html`<ul class="issues">${others.map(issue => html`<li>${inLocalTime(issue)}</li>`)}</ul>` : nothing}
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

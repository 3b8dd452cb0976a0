import { get, send } from './api.js'
import { withToast } from './dialogs.js'
import { find, show } from './dom.js'
import { forgetPlot, plotHistory } from './history-plot.js'
import { poll, pollAll, problem } from './polling.js'
import { PoolMap } from './pool-map.js'
import { attentionView, historyTable, historyWords, reachView } from './room-views.js'
import { linkTo } from './route.js'
import { nothing } from './vendor/lit-html/lit-html.js'

/** @typedef {import('../../history/history.schemas.ts').HistoryView} History */
/** @typedef {import('../../tokens/tokens.schemas.ts').PoolStatusView} PoolStatus */
/** @typedef {import('../../tokens/tokens.schemas.ts').TokensMapView} TokensMap */

const HISTORY_MS = 15_000
const POOL_MS = 10_000
/** What upstream and providers did lately: long enough for a quiet hour, short enough to be news. */
const LATELY = 15
const MOST_NAMED = 6
/** Minutes looked back, and how many of them are one point of the plot. */
const REACHES = /** @type {Record<string, number>} */ ({ 60: 1, 180: 1, 720: 5, 1440: 10 })

export function startRoom() {
  startHistory()
  startPool()
}

function startHistory() {
  const section = find('#pace', HTMLElement)
  const plot = find('#pace-plot', HTMLElement)
  const words = find('#pace-words', HTMLElement)
  const table = find('[data-view="pace"]', HTMLElement)
  const reach = find('#pace-reach', HTMLSelectElement)
  const lately = find('[data-view="reach"]', HTMLElement)
  /** @type {History | undefined} */
  let latest
  const draw = () => latest !== undefined && void plotHistory(plot, latest.steps, latest.step_minutes).catch(() => {})
  const redraw = () => {
    forgetPlot()
    draw()
  }

  const { now } = poll({
    everyMs: HISTORY_MS,
    load: () => {
      const step = REACHES[reach.value] ?? 1
      return Promise.all([get(`/system/history?minutes=${reach.value}&step=${step}`), get(`/system/history?minutes=${LATELY}`)])
    },
    loaded(/** @type {[History, History]} */ [history, recent]) {
      section.setAttribute('aria-busy', 'false')
      latest = history
      words.textContent = historyWords(history, recent)
      show(table, historyTable(history))
      show(lately, reachView(recent.steps))
      plot.hidden = false
      draw()
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      plot.hidden = true
      words.textContent = ''
      show(table, problem(error))
      show(lately, nothing)
    },
  })
  reach.addEventListener('change', now)
  document.addEventListener('theme', redraw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  new ResizeObserver(draw).observe(plot.parentElement ?? plot)
}

function startPool() {
  const section = find('#pool', HTMLElement)
  const list = find('[data-view="attention"]', HTMLElement)
  const legend = find('#pool-legend', HTMLElement)
  const map = new PoolMap(find('#pool-map', HTMLElement), find('#pool-caption', HTMLElement), tokenId => {
    location.hash = linkTo('token', tokenId)
  })
  document.addEventListener('theme', () => map.draw())
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => map.draw())

  poll({
    everyMs: POOL_MS,
    load: () => Promise.all([get('/tokens/map'), get(`/tokens/status?attention=true&limit=${MOST_NAMED}`)]),
    loaded(/** @type {[TokensMap, PoolStatus]} */ [pool, needy]) {
      section.setAttribute('aria-busy', 'false')
      legend.hidden = pool.tokens === 0
      map.show(pool)
      show(list, attentionView(needy))
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      legend.hidden = true
      map.hide()
      show(list, problem(error))
    },
  })
  list.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-enable]') : null
    if (!(button instanceof HTMLElement)) return
    const tokenId = button.dataset.enable ?? ''
    void withToast(async () => {
      await send(`/tokens/${encodeURIComponent(tokenId)}/enable`)
      return `${tokenId}: enabled.`
    }).then(pollAll)
  })
}

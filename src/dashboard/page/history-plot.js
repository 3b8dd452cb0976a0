import { loadPlots, resolved } from './plots.js'

/** @typedef {import('../../history/history.schemas.ts').HistoryStepView} Step */

const HEIGHT = 190
const MANY_POINTS = 5
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** @type {{ plot: any, width: number } | undefined} */
let shown
/** Steps in which the upstream failed, in seconds. @type {{ from: number, to: number }[]} */
let outages = []

/**
 * Results per minute, what failed of them, and retries. Where nobody counted there is a gap; where the upstream failed the ground is coloured.
 * @param {HTMLElement} element
 * @param {readonly Step[]} steps
 * @param {number} stepMinutes
 */
export async function plotHistory(element, steps, stepMinutes) {
  const uPlot = await loadPlots()
  const at = (/** @type {Step} */ step) => Date.parse(step.from) / 1000
  // Of the step that runs only this process' part is known so far: it would look like a fall.
  const known = steps.filter(step => step.complete)
  const perMinute = (/** @type {(step: Step) => number} */ of) =>
    known.map(step => (step.processes === 0 ? null : Math.round((of(step) / stepMinutes) * 10) / 10))
  outages = known.filter(step => step.upstream.failing).map(step => ({ from: at(step), to: at(step) + stepMinutes * 60 }))
  const data = [
    known.map(at),
    perMinute(step => step.results.successful),
    perMinute(step => step.results.failed),
    perMinute(step => step.retries),
  ]
  const width = element.clientWidth
  if (shown !== undefined && shown.width === width && element.contains(shown.plot.root)) return void shown.plot.setData(data)
  shown?.plot.destroy()
  shown = { plot: new uPlot(optionsFor(element, width), data, element), width }
}

/**
 * A line needs two points: fewer would be seen by nobody.
 * @param {any} plot
 * @param {number} series
 */
const isSparse = (plot, series) => plot.data[series].filter((/** @type {number | null} */ value) => value !== null).length < MANY_POINTS

/** The theme has changed. */
export function forgetPlot() {
  shown?.plot.destroy()
  shown = undefined
}

/**
 * @param {HTMLElement} element
 * @param {number} width
 */
function optionsFor(element, width) {
  const colour = (/** @type {string} */ name) => resolved(name, element)
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  }
  const area = (/** @type {string} */ label, /** @type {string} */ name) => ({
    label,
    stroke: colour(name),
    fill: `color-mix(in srgb, ${colour(name)} 22%, transparent)`,
    width: 2,
    points: { show: isSparse, size: 5 },
  })
  const ground = colour('--bad-soft')
  return {
    width,
    height: HEIGHT,
    legend: { live: true },
    scales: {
      y: {
        range: (/** @type {unknown} */ _, /** @type {number} */ _low, /** @type {number} */ high) => [0, Math.max(5, (high ?? 0) * 1.15)],
      },
    },
    axes: [
      { ...axis, values: (/** @type {unknown} */ _, /** @type {number[]} */ splits) => splits.map(second => clock.format(second * 1000)) },
      { ...axis, size: 46 },
    ],
    series: [
      {
        label: 'Minute',
        value: (/** @type {unknown} */ _, /** @type {number | null} */ second) => (second === null ? '–' : clock.format(second * 1000)),
      },
      area('found', '--good-bar'),
      area('failed', '--bad-bar'),
      { label: 'retries', stroke: colour('--warn-bar'), width: 2, dash: [5, 4], points: { show: isSparse, size: 5 } },
    ],
    hooks: {
      drawClear: [
        (/** @type {any} */ plot) => {
          const { ctx, bbox } = plot
          ctx.save()
          ctx.fillStyle = ground
          for (const { from, to } of outages) {
            const left = Math.max(bbox.left, plot.valToPos(from, 'x', true))
            const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true))
            if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height)
          }
          ctx.restore()
        },
      ],
    },
  }
}

import { loadPlots, resolved } from './plots.js'

/** @typedef {import('./usage.js').CompanyUsage} CompanyUsage */
/** @typedef {{ destroy: () => void }} Plot */

const HEIGHT = 220
const DAY_S = 86_400

/** @type {Plot | undefined} */
let shown

/**
 * AI tokens by day, one line for each company. The table below it holds the same figures for those who cannot see it.
 * @param {HTMLElement} element
 * @param {CompanyUsage[]} usages
 * @param {string[]} days
 */
export async function plotUsage(element, usages, days) {
  const any = usages.some(usage => usage.rows.length > 0)
  element.hidden = !any
  if (!any) return
  const uPlot = await loadPlots()
  const colour = (/** @type {string} */ name) => resolved(name, element)
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  }
  const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const inWords = (/** @type {number} */ seconds) => dayFormat.format(seconds * 1000)
  const options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { live: true },
    scales: {
      x: { time: false },
      y: { range: (/** @type {unknown} */ _, /** @type {number} */ _low, /** @type {number} */ high) => [0, Math.max(10, high * 1.1)] },
    },
    axes: [
      {
        ...axis,
        values: (/** @type {unknown} */ _, /** @type {number[]} */ splits) => splits.map(inWords),
        incrs: [DAY_S, 2 * DAY_S, 7 * DAY_S, 14 * DAY_S],
      },
      {
        ...axis,
        size: 60,
        values: (/** @type {unknown} */ _, /** @type {number[]} */ splits) =>
          splits.map(value => value.toLocaleString('en', { notation: 'compact' })),
      },
    ],
    series: [
      {
        label: 'Day',
        value: (/** @type {unknown} */ _, /** @type {number | null} */ seconds) => (seconds === null ? '–' : inWords(seconds)),
      },
      ...usages.map(({ company }, index) => ({
        label: company,
        stroke: colour(`--series-${index + 1}`),
        fill: usages.length === 1 ? colour('--series-fill') : undefined,
        width: 2,
        points: { show: usages.length > 1, size: 6 },
        // Days are separate amounts: bars. Several companies in one plot can only be told apart as lines.
        ...(usages.length === 1 ? { paths: uPlot.paths.bars({ size: [0.6, 40] }) } : {}),
      })),
    ],
  }
  const seconds = days.map(day => Date.parse(day) / 1000)
  const series = usages.map(({ rows }) => {
    const byDay = new Map(rows.map(row => [row.group, row.total_tokens]))
    return days.map(day => byDay.get(day) ?? 0)
  })
  shown?.destroy()
  shown = new uPlot(options, [seconds, ...series], element)
}

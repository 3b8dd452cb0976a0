import { parseArgs } from 'node:util'
import { type ForecastTrial, forecastTable, isClose, tryForecast } from '../test/support/simulation/simulate-forecast.ts'

/** The forecast of a submission held against the truth, in as many simulated worlds as asked for: `npm run bench:forecast -- --worlds 500 --seed 1`. */
const { values } = parseArgs({ options: { worlds: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } })
const trials: ForecastTrial[] = []
for (let seed = Number(values.seed); trials.length < Number(values.worlds); seed += 1) trials.push(await tryForecast(seed))
const errors = trials
  .map(({ foreseen, truth }) => Math.abs((foreseen ?? Number.POSITIVE_INFINITY) - truth) / Math.max(1, truth))
  .sort((a, b) => a - b)
const percent = (q: number) => `${(errors[Math.min(errors.length - 1, Math.floor(errors.length * q))]! * 100).toFixed(1)} %`
console.log(forecastTable(trials))
const close = trials.filter(isClose).length
console.log(`within 10 % or 2 minutes: ${close} of ${trials.length}; error p50 ${percent(0.5)}, p90 ${percent(0.9)}, p99 ${percent(0.99)}`)
const surprised = trials.filter(trial => trial.waited && !trial.warned).length
console.log(`waited for capacity: ${trials.filter(trial => trial.waited).length}, of these without a warning: ${surprised}`)

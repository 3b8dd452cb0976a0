import { expect, it } from 'vitest'
import { type ForecastTrial, forecastTable, isClose, tryForecast } from '../support/simulation/simulate-forecast.ts'

/** More of them: `npm run bench:forecast`. */
const WORLDS = 20

it(`the forecast of a submission lies within 10 % or 2 minutes of the truth, in ${WORLDS} simulated pools and queues`, async () => {
  const trials: ForecastTrial[] = []
  for (let seed = 1; seed <= WORLDS; seed += 1) trials.push(await tryForecast(seed))
  const table = forecastTable(trials)
  console.log(table)
  expect(
    trials.filter(trial => !isClose(trial)),
    table,
  ).toEqual([])
  // Worlds in which nothing is short would prove little.
  expect(trials.filter(trial => trial.waited).length).toBeGreaterThan(WORLDS / 4)
  expect(trials.filter(trial => trial.waited && !trial.warned)).toEqual([])
})

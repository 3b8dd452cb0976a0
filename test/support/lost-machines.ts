import type { MortalWorldSize, startMortalWorld } from './mortal-world.ts'
import { SharedJournal } from './simulation/shared-journal.ts'

/** 310 units for 300 addresses. */
export const FLEET: MortalWorldSize = {
  ...{ jobs: 6, lanes: 5, addresses: 50, requestsPerToken: 10 },
  ...{ tokens: 31, limit: 10, delaySeconds: 2, leaseMs: 10_000 },
}

/** The same in small: 80 units for 75 addresses, and a token for each lane. */
export const SMALL_FLEET: MortalWorldSize = {
  ...{ jobs: 3, lanes: 5, addresses: 25, requestsPerToken: 5 },
  ...{ tokens: 16, limit: 5, delaySeconds: 2, leaseMs: 4_000 },
}

/**
 * Two processes after each other, each on a machine of its own with all the jobs, die while all of their lanes rest: after so many seconds, and so
 * many calls later. A third one goes on.
 */
export async function loseTwoMachinesAtRest(
  world: Awaited<ReturnType<typeof startMortalWorld>>,
  { afterSeconds, thenCalls }: { readonly afterSeconds: number; readonly thenCalls: number },
) {
  const { clock, seconds, quiet, startProcess, used, writtenOff, calls, jobs, ids } = world
  const allRest = async () => {
    const processed = async () => (await Promise.all(ids.map(id => jobs.results(id, { after: 0, limit: 100 })))).flat().length
    // A write that was not answered in time is repeated after a while.
    for (; (await processed()) < calls(); await clock.advance(10)) await quiet()
  }
  const start = (name: string) => startProcess(name, undefined, { journal: new SharedJournal(), maxConcurrentJobs: ids.length })
  const first = start('first')
  await quiet()
  await seconds(afterSeconds)
  await allRest()
  const made = calls()
  first.process.state = 'dead'
  const second = start('second')
  while (calls() < made + thenCalls) await seconds(1)
  await allRest()
  second.process.state = 'dead'
  start('third')
  let all = await Promise.all(ids.map(id => jobs.get(id)))
  for (let waited = 0; waited < 60 && all.some(job => job?.status !== 'completed'); waited += 5) {
    await seconds(5)
    all = await Promise.all(ids.map(id => jobs.get(id)))
  }
  return {
    statuses: all.map(job => [job!.status, job!.successful]),
    ...{ calls: calls(), used: await used(), writtenOff: await writtenOff() },
  }
}

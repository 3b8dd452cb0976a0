import { describe, expect, it } from 'vitest'
import { FairQueue, type FairQueueLimits, type Owner } from '../../../../src/extraction/processes/fair-queue.ts'

const queueOf = (limits: Partial<FairQueueLimits> = {}) =>
  new FairQueue<string>({ inWorkPerCompany: 100, waitingPerCompany: 100, waitingInAll: 100, ...limits })
const owner = (key: string, company: string): Owner => ({ key, company })

function takeAll(queue: FairQueue<string>): string[] {
  const taken: string[] = []
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next.job)
  return taken
}

describe('FairQueue', () => {
  it('lets companies take turns, whoever came first with however many', () => {
    const queue = queueOf()
    for (const job of ['a1', 'a2', 'a3', 'a4']) queue.push(owner('k', 'A'), job)
    for (const job of ['b1', 'b2']) queue.push(owner('k', 'B'), job)
    queue.push(owner('k', 'C'), 'c1')
    expect(takeAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('lets keys take turns, so that naming many companies brings no larger share', () => {
    const queue = queueOf()
    for (const company of ['A', 'B', 'C', 'D']) queue.push(owner('greedy', company), `greedy ${company}`)
    queue.push(owner('modest', 'M'), 'modest 1')
    queue.push(owner('modest', 'M'), 'modest 2')
    expect(takeAll(queue)).toEqual(['greedy A', 'modest 1', 'greedy B', 'modest 2', 'greedy C', 'greedy D'])
  })

  it('keeps no more of one company at work than its bound, and passes its turn on', () => {
    const queue = queueOf({ inWorkPerCompany: 2 })
    for (const job of ['a1', 'a2', 'a3']) queue.push(owner('k', 'A'), job)
    expect(takeAll(queue)).toEqual(['a1', 'a2'])
    queue.push(owner('k', 'B'), 'b1')
    expect(takeAll(queue)).toEqual(['b1'])
    queue.done(owner('k', 'A'))
    expect(takeAll(queue)).toEqual(['a3'])
  })

  it('says which bound is reached, and forgets what has left', () => {
    const queue = queueOf({ waitingPerCompany: 2, waitingInAll: 3 })
    queue.push(owner('k', 'A'), 'a1')
    queue.push(owner('k', 'A'), 'a2')
    expect(queue.bound(owner('k', 'A'))).toBe('company')
    expect(queue.bound(owner('k', 'B'))).toBeUndefined()
    queue.push(owner('k', 'B'), 'b1')
    expect(queue.bound(owner('k', 'C'))).toBe('all')
    expect(queue.remove(owner('k', 'A'), 'a1')).toBe(true)
    expect(queue.remove(owner('k', 'A'), 'a1')).toBe(false)
    expect(queue.bound(owner('k', 'A'))).toBeUndefined()
    expect(queue.clear()).toEqual(['a2', 'b1'])
    expect([queue.size, queue.bound(owner('k', 'A')), queue.take()]).toEqual([0, undefined, undefined])
  })
})

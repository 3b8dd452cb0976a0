import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type Exchange, ExchangesUnderWay } from '../../src/profiles/exchanges-under-way.ts'

const TIMEOUT_MS = 1000

type Step =
  | { readonly do: 'start'; readonly signal: 0 | 1 | 2; readonly onWire: boolean }
  | { readonly do: 'end' | 'send'; readonly which: number }
  | { readonly do: 'abort'; readonly signal: 0 | 1 }
  | { readonly do: 'wait'; readonly ms: number }

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const), signal: fc.constantFrom(0, 1, 2), onWire: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'send' as const), which: fc.nat(40) }) },
    fc.record({ do: fc.constant('abort' as const), signal: fc.constantFrom(0, 1) }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(700) }) },
  ),
  { maxLength: 60 },
) as fc.Arbitrary<Step[]>

/** What the list must have said to each exchange, by the plainest book-keeping. */
interface Expected {
  readonly exchange: Exchange
  dueAt: number
  open: boolean
  told: string[]
}

test('each exchange hears of its own deadline and its own signal, once, and of nothing after its end', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    fc.assert(
      fc.property(steps, script => {
        const underWay = new ExchangesUnderWay(TIMEOUT_MS)
        // The third signal is none at all.
        const aborts = [new AbortController(), new AbortController()]
        const all: { expected: Expected; told: string[] }[] = []
        const start = (signal: AbortSignal | undefined) => {
          const told: string[] = []
          const hears = (what: string) => () => {
            told.push(what)
            underWay.remove(exchange)
          }
          const exchange: Exchange = {
            ...{ place: 0, deadline: Number.POSITIVE_INFINITY, signal },
            expire: hears('expire'),
            giveUp: hears('give up'),
          }
          underWay.add(exchange)
          all.push({ expected: { exchange, dueAt: Number.POSITIVE_INFINITY, open: true, told: [] }, told })
        }
        const send = ({ expected }: (typeof all)[number]) => {
          if (!expected.open || expected.dueAt < Number.POSITIVE_INFINITY) return
          expected.dueAt = performance.now() + TIMEOUT_MS
          underWay.onWire(expected.exchange)
        }
        const conclude = ({ expected }: (typeof all)[number], what: string) => {
          expected.open = false
          expected.told.push(what)
        }
        for (const step of script) {
          if (step.do === 'start') {
            start(aborts[step.signal]?.signal)
            if (aborts[step.signal]?.signal.aborted) underWay.remove(all.pop()!.expected.exchange)
            else if (step.onWire) send(all.at(-1)!)
          } else if (step.do === 'wait') {
            vi.advanceTimersByTime(step.ms)
            for (const each of all) if (each.expected.open && each.expected.dueAt <= performance.now()) conclude(each, 'expire')
          } else if (step.do === 'abort') {
            aborts[step.signal]!.abort(new Error('stop'))
            for (const each of all) {
              if (each.expected.open && each.expected.exchange.signal === aborts[step.signal]!.signal) conclude(each, 'give up')
            }
          } else {
            const each = all[step.which % Math.max(1, all.length)]
            if (each === undefined) continue
            if (step.do === 'send') send(each)
            else if (each.expected.open) {
              each.expected.open = false
              underWay.remove(each.expected.exchange)
            }
          }
          expect(all.map(each => each.told)).toEqual(all.map(each => each.expected.told))
        }
        underWay.close()
        vi.clearAllTimers()
      }),
      { numRuns: 1000 },
    )
  } finally {
    vi.useRealTimers()
  }
})

import { expect, test } from 'vitest'
import { skewBetween } from '../../../src/shared/store-time.ts'
import { withClock } from '../../../src/system/probes.ts'

const skewed = (ms: number) => ({ skew: () => skewBetween(ms, ms, 'of DynamoDB') })

test('a clock that is off by more than two seconds is an issue of its size', async () => {
  const healthy = () => ({ status: 'healthy' as const, details: { total_tokens: 3 } })
  expect(await withClock(healthy, skewed(1_900))()).toEqual({ status: 'healthy', details: { total_tokens: 3, clock_skew_ms: 1_900 } })
  expect(await withClock(healthy, skewed(-300_000))()).toEqual({
    status: 'degraded',
    details: { total_tokens: 3, clock_skew_ms: -300_000 },
    issue: expect.stringMatching(/300 s behind the time of DynamoDB: no call is made for 300 s before and after each reset/),
  })
})

test('a clock that is days off is a standstill', async () => {
  const healthy = () => ({ status: 'healthy' as const })
  expect(await withClock(healthy, skewed(2 * 86_400_000))()).toMatchObject({
    status: 'degraded',
    standstill: 'fetching',
    issue: expect.stringMatching(/^Nothing is being fetched: .*172800 s ahead of/),
  })
})

test('what is wrong besides is said first, and is no better for it', async () => {
  const broken = () => ({ status: 'unhealthy' as const, issue: 'It is away.' })
  const found = await withClock(broken, skewed(5_000))()
  expect(found).toMatchObject({ status: 'unhealthy', issue: expect.stringMatching(/^It is away\. This process's clock is 5 s ahead of/) })
})

import { describe, expect, test } from 'vitest'
import { derivedStatus } from '../../../src/companies/key-usability.ts'

const OF = { limit: 10_000, used: 400, writtenRemaining: 9600, threshold: 3000 }

describe("a key's status as it is now", () => {
  test.each(['Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded', 'Expired', 'Disabled', 'Blocked', 'of-somebody', ''])(
    'figures that agree leave "%s" as it was written, whatever they are',
    status => {
      for (const figures of [OF, { ...OF, limit: null, writtenRemaining: null }, { ...OF, used: 20_000, writtenRemaining: 0 }])
        expect(derivedStatus({ ...figures, status })).toBe(status)
      // The old program may have written less than nothing.
      expect(derivedStatus({ ...OF, used: 20_000, writtenRemaining: -10_000, status })).toBe(status)
    },
  )

  test.each([
    ['Active', 400, 'FullyUtilized'],
    ['Active', 3399, 'BelowThreshold'],
    ['Active', 3400, 'Active'],
    ['BelowThreshold', 3400, 'Active'],
    ['BelowThreshold', 100, 'FullyUtilized'],
    ['FullyUtilized', 20_000, 'Active'],
    ['FullyUtilized', 5000, 'FullyUtilized'],
    ['Exceeded', 20_000, 'Active'],
    ['Exceeded', 5000, 'Exceeded'],
    ['Expired', 20_000, 'Expired'],
    ['Disabled', 20_000, 'Disabled'],
    ['Blocked', 20_000, 'Blocked'],
  ])('%s with a limit of %i by hand: %s', (status, limit, now) => {
    expect(derivedStatus({ ...OF, status, limit })).toBe(now)
  })

  test('a limit that is taken away is none; one that is raised from nothing left may still be low', () => {
    expect(derivedStatus({ ...OF, status: 'FullyUtilized', limit: null, writtenRemaining: 0 })).toBe('Active')
    expect(derivedStatus({ ...OF, status: 'FullyUtilized', limit: 500, writtenRemaining: 0 })).toBe('BelowThreshold')
  })

  test('without a summary it only goes down', () => {
    const history = { ...OF, writtenRemaining: null }
    expect(derivedStatus({ ...history, status: 'Active' })).toBe('Active')
    expect(derivedStatus({ ...history, status: 'Active', used: 8000 })).toBe('BelowThreshold')
    expect(derivedStatus({ ...history, status: 'BelowThreshold' })).toBe('BelowThreshold')
    expect(derivedStatus({ ...history, status: 'Active', used: 10_000 })).toBe('FullyUtilized')
    expect(derivedStatus({ ...history, status: 'FullyUtilized' })).toBe('FullyUtilized')
  })
})

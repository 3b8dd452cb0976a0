import { describe, expect, test } from 'vitest'
import { refusalOf, refuse, remainingTokens, statusAfterChange, statusAfterUsage } from '../../../src/companies/company-key.ts'

describe('statusAfterUsage', () => {
  test.each([
    ['Active', 3000, 'Active'],
    ['Active', 2999, 'BelowThreshold'],
    ['Active', 0, 'FullyUtilized'],
    ['BelowThreshold', 5000, 'BelowThreshold'],
    ['BelowThreshold', 0, 'FullyUtilized'],
    ['Disabled', 0, 'Disabled'],
    ['Expired', 10, 'Expired'],
    ['active', 10, 'BelowThreshold'],
    ['Active', null, 'Active'],
  ])('%s with %s tokens left is %s', (status, remaining, expected) => {
    expect(statusAfterUsage(status, remaining, 3000)).toBe(expected)
  })
})

describe('statusAfterChange', () => {
  test.each([
    ['FullyUtilized', 5000, false, 'Active'],
    ['Exceeded', 100, false, 'BelowThreshold'],
    ['Blocked', 5000, false, 'Blocked'],
    ['Blocked', 5000, true, 'Active'],
    ['Expired', 5000, true, 'Expired'],
    ['Active', 0, false, 'FullyUtilized'],
    ['FullyUtilized', null, false, 'Active'],
  ])('%s with %s left (key replaced: %s) is %s', (status, remaining, replaced, expected) => {
    expect(statusAfterChange(status, remaining, 3000, replaced)).toBe(expected)
  })
})

describe('refusals', () => {
  test.each([
    [[], 'TOKEN_NOT_FOUND'],
    [['Expired'], 'TOKEN_EXPIRED'],
    [['Disabled', 'Expired', 'Blocked'], 'TOKEN_EXPIRED'],
    [['Exceeded'], 'TOKEN_UNAVAILABLE'],
    [['Disabled'], 'TOKEN_UNAVAILABLE'],
    [['Blocked', 'FullyUtilized'], 'TOKEN_UNAVAILABLE'],
    [['something else'], 'TOKEN_UNAVAILABLE'],
  ])('%j is refused with %s', (statuses, code) => {
    expect(refusalOf(statuses)).toBe(code)
  })

  test('the messages are word for word those that callers know', () => {
    expect(refuse('TOKEN_EXPIRED')).toMatchObject({
      kind: 'forbidden',
      code: 'TOKEN_EXPIRED',
      message: 'Your AI token has expired. Please renew your subscription.',
    })
    expect(refuse('TOKEN_UNAVAILABLE').message).toBe('Your AI token is no longer available or has been disabled. Please contact support.')
    expect(refuse('TOKEN_NOT_FOUND').message).toBe('No active token found for your company. Please contact support.')
  })
})

test('remaining tokens are never below 0, and unknown without a limit', () => {
  expect([remainingTokens(100, 30), remainingTokens(100, 130), remainingTokens(null, 5)]).toEqual([70, 0, null])
})

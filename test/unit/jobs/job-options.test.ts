import { expect, it } from 'vitest'
import { canonicalOptions, DEFAULT_OPTIONS, type GivenOptions, readOptions, resolveOptions } from '../../../src/jobs/job-options.ts'
import { UNUSUAL } from '../../support/unusual-options.ts'

const unusual = resolveOptions(UNUSUAL, DEFAULT_OPTIONS)
const each = Object.keys(UNUSUAL) as (keyof GivenOptions)[]

it('what a request leaves open is at its default, and nothing else is', () => {
  expect(resolveOptions({}, DEFAULT_OPTIONS)).toEqual(DEFAULT_OPTIONS)
  expect(resolveOptions({}, unusual)).toEqual(unusual)
  expect(resolveOptions({ delay_seconds: 0, save_to_dynamodb: false }, DEFAULT_OPTIONS)).toEqual({
    ...DEFAULT_OPTIONS,
    delaySeconds: 0,
    saveToDynamodb: false,
  })
})

it('the unusual options of the tests are all of them, and all unusual', () => {
  expect(Object.keys(unusual).sort()).toEqual(Object.keys(DEFAULT_OPTIONS).sort())
  for (const [key, value] of Object.entries(DEFAULT_OPTIONS)) expect(unusual, key).not.toHaveProperty(key, value)
})

it('what an earlier version stored is completed with the defaults', () => {
  expect(readOptions({})).toEqual(DEFAULT_OPTIONS)
  expect(readOptions({ parallelTokens: 7, callbackUrl: 'http://localhost/x' })).toEqual({
    ...DEFAULT_OPTIONS,
    parallelTokens: 7,
    callbackUrl: 'http://localhost/x',
  })
})

it.each(each)('requests that differ in %s alone are two requests', name => {
  expect(canonicalOptions(resolveOptions({ ...UNUSUAL, [name]: undefined }, DEFAULT_OPTIONS))).not.toBe(canonicalOptions(unusual))
})

it('an option of a later version counts as well', () => {
  const later = { ...unusual, later: true }
  expect(canonicalOptions(later)).not.toBe(canonicalOptions(unusual))
})

it('the same options are the same text, in whatever order they come', () => {
  const reversed = Object.fromEntries(Object.entries(unusual).reverse()) as typeof unusual
  expect(canonicalOptions(reversed)).toBe(canonicalOptions(unusual))
})

/** Idempotency keys live for a day: those that the first version has stored are compared with this text. */
it('the text of what the first version knew has not changed since', () => {
  expect(canonicalOptions(DEFAULT_OPTIONS)).toBe(
    '[{"delaySeconds":2,"saveToDynamodb":true,"requestsPerToken":15,"parallelTokens":1},"NORMAL",null]',
  )
  const known = { delaySeconds: 0.5, saveToDynamodb: false, requestsPerToken: 7, parallelTokens: 3 }
  const first = { ...DEFAULT_OPTIONS, priority: 'LOW', callbackUrl: 'http://localhost:1/finished', ...known } as const
  expect(canonicalOptions(first)).toBe(JSON.stringify([known, 'LOW', 'http://localhost:1/finished']))
})

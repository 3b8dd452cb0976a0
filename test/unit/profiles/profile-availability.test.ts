import { expect, it } from 'vitest'
import { createProfileAvailability } from '../../../src/profiles/profile-availability.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { ManualClock } from '../../support/manual-clock.ts'

function setUp() {
  const clock = new ManualClock()
  let questions = 0
  let answer: () => Promise<[]> = async () => []
  const available = createProfileAvailability({
    clock,
    profiles: {
      find() {
        questions += 1
        return answer()
      },
    },
  })
  const becomes = (next: typeof answer) => {
    answer = next
  }
  return { clock, available, questions: () => questions, becomes }
}

it('a store that answers is there; one that fails is away until it answers again', async () => {
  const { clock, available, becomes } = setUp()
  expect(await available()).toBe(true)
  becomes(async () => {
    throw new StoreUnavailableError('profile store', new Error('no such table'))
  })
  await clock.advance(2_000)
  expect(await available()).toBe(false)
  becomes(async () => [])
  await clock.advance(2_000)
  expect(await available()).toBe(true)
})

it('however many ask within two seconds, the store is asked once', async () => {
  const { clock, available, questions } = setUp()
  await Promise.all([available(), available(), available()])
  await clock.advance(1_999)
  await available()
  expect(questions()).toBe(1)
  await clock.advance(1)
  await available()
  expect(questions()).toBe(2)
})

it('a store that hangs is away after a second, and its late refusal is nobody’s error', async () => {
  const { clock, available, becomes } = setUp()
  const hanging = Promise.withResolvers<[]>()
  becomes(() => hanging.promise)
  const asked = available()
  await clock.advance(1_000)
  expect(await asked).toBe(false)
  hanging.reject(new Error('too late'))
})

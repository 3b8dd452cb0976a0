import pino from 'pino'
import { expect, test } from 'vitest'
import type { CompanyStore, KeySelection } from '../../../src/companies/company-store.ts'
import { createKeyRests } from '../../../src/companies/key-rests.ts'
import { createSelectKey, type FallbackKey } from '../../../src/companies/select-key.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { createSecretBox } from '../../../src/shared/secret-box.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

const NONE: KeySelection = { key: null, statuses: [], usable: 0, restsUntil: null, anyKeys: false }

function rig(fallback: Omit<FallbackKey, 'kind'> | null = null) {
  const clock = new ManualClock()
  const logger = pino({ level: 'silent' })
  const asked: PromiseWithResolvers<KeySelection>[] = []
  const store = {
    selectKey() {
      const answer = Promise.withResolvers<KeySelection>()
      asked.push(answer)
      return answer.promise
    },
  } as unknown as CompanyStore
  const rests = createKeyRests({ store, clock, logger })
  const select = createSelectKey({
    ...{ store, rests, clock, logger, fallback },
    secretBox: createSecretBox(undefined),
    offline: 'when-unconfigured',
  })
  return { clock, asked, select }
}

test('a store that has not answered for three seconds is away: the fallback serves, and the late answer harms nothing', async () => {
  const { clock, asked, select } = rig({ provider: 'gemini', apiKey: 'k', model: null })
  const choice = select('ACME')
  await clock.advance(2999)
  let chosen: unknown
  void choice.then(value => {
    chosen = value
  })
  await settled()
  expect(chosen).toBeUndefined()
  await clock.advance(1)
  expect(await choice).toMatchObject({ kind: 'fallback' })
  asked[0]!.reject(new Error('late'))
  await settled()
  expect(clock.sleeping).toBe(0)
})

test('without a fallback the caller is told that the store is away', async () => {
  const { clock, select } = rig()
  const choice = select('ACME')
  choice.catch(() => {})
  await clock.advance(3000)
  await expect(choice).rejects.toThrow(StoreUnavailableError)
})

test('a store that answers in time decides, and no timer is left', async () => {
  const { clock, asked, select } = rig()
  const choice = select('ACME')
  await clock.advance(2999)
  asked[0]!.resolve(NONE)
  expect(await choice).toEqual({ kind: 'offline' })
  expect(clock.sleeping).toBe(0)
})

import { afterEach, beforeEach, describe } from 'vitest'
import { historyPromises } from './history-promises.ts'
import { hourPromises } from './hour-promises.ts'
import { registrationPromises } from './registration-promises.ts'
import { reservationPromises } from './reservation-promises.ts'
import type { TokenStores } from './samples.ts'
import { statePromises } from './state-promises.ts'
import { viewPromises } from './view-promises.ts'

/** The promises of the TokenStore port, to be kept by every adapter. */
export function describeTokenStore(name: string, open: () => Promise<TokenStores>): void {
  describe(`TokenStore on ${name}`, () => {
    let stores: TokenStores
    beforeEach(async () => {
      stores = await open()
    })
    afterEach(() => stores.close())
    const current = () => stores
    registrationPromises(current)
    reservationPromises(current)
    hourPromises(current)
    statePromises(current)
    historyPromises(current)
    viewPromises(current)
  })
}

import { afterEach, beforeEach, describe } from 'vitest'
import type { TokenStore } from '../../../src/tokens/token-store.ts'
import { registrationPromises } from './registration-promises.ts'
import { reservationPromises } from './reservation-promises.ts'
import { statePromises } from './state-promises.ts'
import { viewPromises } from './view-promises.ts'

/** Two processes' views of one fresh, empty token store. */
export interface TokenStores {
  readonly store: TokenStore
  readonly sibling: TokenStore
  close(): Promise<void>
}

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
    statePromises(current)
    viewPromises(current)
  })
}

import type { Logger } from '../logging/logger.ts'
import { StoreUnavailableError } from '../shared/app-error.ts'
import { type BackgroundLoop, createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import type { HeldBlocks } from './held-blocks.ts'
import { shortId } from './short-id.ts'
import { isExpired, type Token } from './token.ts'
import type { TokenStore } from './token-store.ts'

/** An operator's word at another replica is heard within this time, and one look; 10 s are promised. */
export const LOOK_MS = 4_000
/** Looks at once: as many as a store answers without noticing. */
const AT_ONCE = 16

/**
 * Hears what operators did to tokens elsewhere: in another replica, or in the store itself. Looks at the tokens that lanes hold, and at no others; an
 * idle process asks nothing.
 */
export function createRevocationWatch(parts: {
  readonly store: Pick<TokenStore, 'get'>
  readonly held: HeldBlocks
  readonly clock: Clock
  readonly logger: Logger
}): BackgroundLoop {
  const { store, held, clock, logger } = parts

  const look = async (tokenId: string): Promise<void> => {
    const token = await store.get(tokenId)
    const why = token === null ? 'was removed' : whyNot(token, clock.now())
    if (why === null) return
    held.revoke(tokenId)
    logger.info({ token_id: tokenId }, `Token ${shortId(tokenId)} ${why}: what was granted of it is handed back`)
  }

  return createBackgroundLoop({
    clock,
    async turn() {
      const tokenIds = held.tokenIds(clock.now())
      for (let first = 0; first < tokenIds.length; first += AT_ONCE) await Promise.all(tokenIds.slice(first, first + AT_ONCE).map(look))
      return LOOK_MS
    },
    onError(error) {
      // Out of reach: the lanes' own writes will wait for it as well.
      if (!(error instanceof StoreUnavailableError)) logger.error({ err: error }, 'The tokens in use could not be looked at')
      return LOOK_MS
    },
  })
}

function whyNot(token: Token, now: number): string | null {
  if (!token.enabled) return 'was disabled'
  if (isExpired(token, now)) return 'has expired'
  return token.dailyUsage > token.dailyLimit ? 'has been given a lower limit' : null
}

import { createSealedResults } from './extraction/kept/sealed-results.ts'
import type { Logger } from './logging/logger.ts'
import type { Clock } from './shared/clock.ts'
import type { SecretBox } from './shared/secret-box.ts'
import type { Stores } from './storage/stores.ts'
import { createResealSecrets, type ResealSecrets } from './system/reseal-secrets.ts'
import { unreadablePenalty } from './tokens/opened-secret.ts'
import type { Token } from './tokens/token.ts'
import type { TokenStore } from './tokens/token-store.ts'

/** The upkeep of all that is stored sealed: bearer tokens, the companies' AI keys, kept results of extractions. */
export function composeSecrets(parts: {
  readonly stores: Pick<Stores, 'batch' | 'company'>
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly logger: Logger
  /** Tokens can be used that could not. */
  readonly onFreed: () => void
}): ResealSecrets {
  const { stores, secrets, clock } = parts
  const { tokens } = stores.batch
  const logger = parts.logger.child({ module: 'system/reseal-secrets' })
  return createResealSecrets({
    secrets,
    clock,
    logger,
    tables: [
      {
        name: 'bearer_tokens',
        title: 'bearer tokens',
        rows: stores.batch.secrets,
        onUnreadable: async (id, why) => void (await tokens.penalize(id, unreadablePenalty(why, clock.now()))),
        async onDone(unreadable) {
          if (await readmit(tokens, unreadable, clock)) parts.onFreed()
        },
      },
      {
        name: 'company_keys',
        title: 'company keys',
        rows: stores.company.secrets,
        // The choice of a key passes it over; which ones they are is in the log.
        onUnreadable: async (id, why) => logger.error({ token_id: Number(id), why }, `Company key ${id} cannot be decrypted`),
      },
      {
        name: 'kept_results',
        title: 'kept results of extractions',
        rows: createSealedResults(stores.company.results),
        // Nobody finds it, and it ends with its days.
        onUnreadable: async (id, why) => logger.debug({ result: id, why }, 'A kept result cannot be decrypted'),
      },
    ],
  })
}

/**
 * Tokens that rest because their secret could not be read, and it can be: the key of the settings is back. True when there were any. What one was
 * charged with besides stays.
 */
async function readmit(tokens: TokenStore, unreadable: ReadonlySet<string>, clock: Clock): Promise<boolean> {
  let isAny = false
  for (let after: string | null = null; ; ) {
    const page: Token[] = await tokens.list({ after, limit: PAGE, source: 'pool' })
    for (const { tokenId, exclusion } of page) {
      if (exclusion?.reason !== 'unreadable_secret' || unreadable.has(tokenId)) continue
      const penalty = { penaltyId: exclusion.penaltyId, kind: exclusion.reason, wasTrial: false, deadlineGiven: false }
      await tokens.forgive(tokenId, penalty, clock.now())
      isAny = true
    }
    if (page.length < PAGE) return isAny
    after = page.at(-1)!.tokenId
  }
}

const PAGE = 200

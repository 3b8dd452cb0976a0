import type { Clock } from '../../shared/clock.ts'
import type { SealedRows } from '../../shared/sealed-rows.ts'
import { type SecretBox, tokenPlace } from '../../shared/secret-box.ts'
import { openedSecret } from '../../tokens/opened-secret.ts'
import { disable, edit, enable, forgive, penalize, recover } from '../../tokens/token.ts'
import { edited, forgiven, penalised, recovered, switched } from '../../tokens/token-history.ts'
import type { TokenStore } from '../../tokens/token-store.ts'
import type { Dynamo } from './dynamo.ts'
import { createLegacySweep, type LegacySweep } from './legacy-sweep.ts'
import { createHints, createTokenBlocks } from './token-blocks.ts'
import { createTokenEvents } from './token-events.ts'
import { editedAttributes, toToken } from './token-items.ts'
import { createTokenPool } from './token-pool.ts'
import { createTokenRegistry } from './token-registry.ts'

export interface DynamoTokenStoreParts {
  readonly dynamo: Dynamo
  readonly table: string
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly dayOf: (now: number) => string
  /** For the predecessor's tokens, which name none. */
  readonly defaultLimit: number
  readonly tokenItems: number
  readonly random?: () => number
}

/** The token pool on DynamoDB: one item per token, one conditional write per block. */
export function createDynamoTokenStore(parts: DynamoTokenStoreParts): TokenStore & { readonly sweep: LegacySweep } {
  const { dynamo, table, secrets, clock } = parts
  const hints = createHints()
  const events = createTokenEvents(dynamo, table)
  const registry = createTokenRegistry({ ...parts, events })
  const blocks = createTokenBlocks({ dynamo, table, registry, hints, secrets, events })
  const pool = createTokenPool({
    dynamo,
    table,
    hints,
    random: parts.random ?? Math.random,
    tokenItems: parts.tokenItems,
    elapsed: () => performance.now(),
  })
  const sweep = createLegacySweep({ dynamo, table, registry, clock, onUpgraded: () => pool.grew() })

  return {
    sweep,
    fingerprintKey: () => registry.fingerprintKey(),
    async add(token) {
      // A secret that the predecessor's table holds must be found before it is registered a second time.
      await sweep.firstPass()
      const outcome = await registry.add(token)
      if (outcome.outcome === 'added') pool.grew()
      hints.forget(token.tokenId)
      return outcome
    },
    remove(tokenId) {
      hints.forget(tokenId)
      return registry.remove(tokenId)
    },
    async get(tokenId) {
      const item = await registry.load(tokenId)
      return item === null ? null : toToken(item)
    },
    async secretOf(tokenId) {
      const item = await registry.load(tokenId)
      return openedSecret(secrets, typeof item?.token === 'string' ? item.token : null, tokenId).secret
    },
    setEnabled: (tokenId, enabled, day, act) =>
      blocks.change(tokenId, token => (enabled ? enable(token, day) : disable(token)), switched(act)),
    edit: (tokenId, change, act) => blocks.change(tokenId, token => edit(token, change), edited(act, change), editedAttributes),
    async history(tokenId) {
      const item = await registry.load(tokenId)
      return item === null ? [] : events.of(item)
    },
    async candidates(query) {
      const found = await pool.candidates(query)
      // The predecessor's tokens are in no index until the sweep has met them.
      if (found.length > 0 || query.source === 'file' || !(await sweep.progress())) return found
      return pool.candidates(query)
    },
    reserve: request => blocks.reserve(request),
    reservedUnits: (tokenId, reservationId) => blocks.reservedUnits(tokenId, reservationId),
    adopt: (tokenId, reservationId, day) => blocks.adopt(tokenId, reservationId, day),
    handBack: (tokenId, reservationId, unusedUnits) => blocks.handBack(tokenId, reservationId, unusedUnits),
    charge: (tokenId, day, units) => blocks.charge(tokenId, day, units),
    penalize: (tokenId, penalty) => blocks.change(tokenId, token => penalize(token, penalty), penalised(penalty)),
    async recover(tokenId, trialOf, now) {
      await blocks.change(tokenId, token => recover(token, trialOf), recovered(now))
    },
    async forgive(tokenId, penalty, now) {
      await blocks.change(tokenId, token => forgive(token, penalty, now), forgiven(penalty, now))
    },
    async writeOff(day, units) {
      const purge = Math.floor(clock.now() / 1000) + 3 * 86_400
      const values = { ':units': units, ':purge': purge }
      await dynamo.update(table, writtenOffKey(day), 'ADD units :units SET purge_at = :purge', 'attribute_not_exists(v)', { values })
    },
    writtenOff: async day => Number((await dynamo.get(table, writtenOffKey(day)))?.units ?? 0),
    list: query => pool.list(query),
    totals: query => pool.totals(query),
    resting: query => pool.resting(query),
    survey: query => pool.survey(query),
  }
}

/** Its stored bearer tokens, for a change of the key. */
export function createDynamoTokenSecrets({ dynamo, table }: Pick<DynamoTokenStoreParts, 'dynamo' | 'table'>): SealedRows {
  const names = { '#token': 'token' }
  return {
    async page(after, limit) {
      const { items, next } = await dynamo.scan({
        ...{ table, names, limit, filter: 'attribute_exists(#token) AND attribute_exists(v)', project: 'token_id, #token' },
        startAfter: after === null ? undefined : { token_id: after },
      })
      const rows = items.flatMap(({ token_id: id, token: stored }) =>
        typeof id === 'string' && typeof stored === 'string' ? [{ id, place: tokenPlace(id), stored }] : [],
      )
      return { rows, next: next === undefined ? null : String(next.token_id) }
    },
    async replace({ id, stored }, sealed) {
      const values = { ':from': stored, ':to': sealed }
      return (await dynamo.update(table, { token_id: id }, 'SET #token = :to', '#token = :from', { names, values })).ok
    },
  }
}

/** One item a day for the whole pool: no token's id begins like it, and no index holds it. */
function writtenOffKey(day: string) {
  return { token_id: `#written-off-${day}` }
}

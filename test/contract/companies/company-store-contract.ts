import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CompanyStore, KeySelection } from '../../../src/companies/company-store.ts'
import { newKey, usageRecord } from '../../support/companies.ts'

export interface OpenCompanyStore {
  readonly store: CompanyStore
  /** What an operator types: T-SQL and SQLite alike, tables by their bare names. */
  byHand(sql: string): Promise<unknown>
  close(): Promise<void>
}

const NOW = Date.parse('2026-11-21T12:00:00Z')

/** What every CompanyStore promises. `open` makes an empty one; each test gets its own. */
export function describeCompanyStore(name: string, open: () => Promise<OpenCompanyStore>): void {
  describe(`CompanyStore on ${name}`, () => {
    let opened: OpenCompanyStore
    let store: CompanyStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const select = (excludeKeyIds: number[] = [], companyId = 'ACME', now = NOW): Promise<KeySelection> =>
      store.selectKey({ companyId, excludeKeyIds, now })
    const add = async (change: Parameters<typeof newKey>[0] = {}) => (await store.addKey(newKey(change))).keyId
    const overview = async (keyId: number, companyId = 'ACME') => (await store.listKeys(companyId)).find(key => key.keyId === keyId)

    describe('companies', () => {
      test('come page by page in the order of their ids, each once with all its keys, whatever their case', async () => {
        for (const companyId of ['MIDDLE', 'ALPHA', 'zulu', 'middle', 'Beta']) await add({ companyId })
        const seen: string[] = []
        let after: string | null = null
        for (let page = 0; page < 4; page += 1) {
          const keys = await store.companies({ after, limit: 2 })
          seen.push(keys.map(key => key.companyId.toUpperCase()).join(' '))
          after = keys.at(-1)?.companyId ?? after
        }
        expect(seen).toEqual(['ALPHA BETA', 'MIDDLE MIDDLE ZULU', '', ''])
      })

      test('have the figures that the list of one company has', async () => {
        const keyId = await add({ totalTokenLimit: 5000 })
        await store.recordUsage(usageRecord({ keyId }))
        expect(await store.companies({ after: null, limit: 9 })).toEqual(await store.listKeys('ACME'))
      })
    })

    describe('selectKey', () => {
      test('an empty table holds no key of anybody', async () => {
        expect(await select()).toEqual({ key: null, statuses: [], usable: 0, restsUntil: null, anyKeys: false })
      })

      test('an unknown company has no states, but others have keys', async () => {
        await add({ companyId: 'OTHER' })
        expect(await select()).toEqual({ key: null, statuses: [], usable: 0, restsUntil: null, anyKeys: true })
      })

      test('hands out the stored key with its provider, whatever the case of the company', async () => {
        const keyId = await add({ storedKey: 'secret-1', provider: 'OpenAI' })
        expect((await select([], 'acme')).key).toEqual({
          keyId,
          companyId: 'ACME',
          provider: 'OpenAI',
          status: 'Active',
          storedKey: 'secret-1',
          model: null,
          baseUrl: null,
        })
      })

      test('hands out a model and an address of its own, and both can be changed and taken away', async () => {
        const own = { model: 'gemini-3.8-flash', baseUrl: 'https://eu.example.com/v1' }
        const keyId = await add(own)
        expect((await select()).key).toMatchObject(own)
        expect(await overview(keyId)).toMatchObject(own)
        expect(await store.changeKey('ACME', keyId, { threshold: 1 })).toMatchObject(own)
        expect(await store.changeKey('ACME', keyId, { model: 'other' })).toMatchObject({ ...own, model: 'other' })
        expect(await store.changeKey('ACME', keyId, { model: null, baseUrl: null })).toMatchObject({ model: null, baseUrl: null })
        expect((await select()).key).toMatchObject({ keyId, model: null, baseUrl: null })
      })

      test('chooses at random among the Active keys: each gets its share', async () => {
        const ids = [await add(), await add(), await add(), await add()]
        const drawn = new Map<number, number>()
        for (let draw = 0; draw < 400; draw += 1) {
          const { key } = await select()
          drawn.set(key!.keyId, (drawn.get(key!.keyId) ?? 0) + 1)
        }
        // 100 expected each; fewer than 55 has a chance below 1 in 10 million.
        for (const id of ids) expect(drawn.get(id)).toBeGreaterThan(55)
      })

      test('takes a BelowThreshold key only when no Active one is left', async () => {
        const low = await add({ status: 'BelowThreshold' })
        const active = await add()
        for (let draw = 0; draw < 30; draw += 1) expect((await select()).key?.keyId).toBe(active)
        expect((await select([active])).key?.keyId).toBe(low)
      })

      test.each(['Expired', 'Exceeded', 'Disabled', 'Blocked', 'FullyUtilized'])('never takes a key that is %s', async status => {
        await add({ status })
        expect(await select()).toEqual({ key: null, statuses: [status], usable: 0, restsUntil: null, anyKeys: true })
      })

      test('an empty ApiKey never serves', async () => {
        await add({ storedKey: '' })
        expect(await select()).toMatchObject({ key: null, statuses: ['Active'], usable: 0 })
      })

      test('says that excluded keys could serve', async () => {
        const ids = [await add(), await add({ status: 'BelowThreshold' })]
        expect(await select(ids)).toMatchObject({ key: null, usable: 2, restsUntil: null })
      })
    })

    test('someKeys: usable ones of whichever company, as many as are wanted', async () => {
      const ids = [await add({ storedKey: 'a-key' }), await add({ companyId: 'OTHER', model: 'm', status: 'BelowThreshold' })]
      await add({ status: 'Blocked' })
      await add({ storedKey: '' })
      await store.restKey(ids[0]!, NOW + 60_000, 'quota')
      expect((await store.someKeys(10)).map(key => key.keyId).sort((a, b) => a - b)).toEqual(ids)
      expect((await store.someKeys(10)).find(key => key.keyId === ids[1])).toMatchObject({ companyId: 'OTHER', model: 'm' })
      expect(await store.someKeys(1)).toHaveLength(1)
    })

    describe('resting', () => {
      test('a resting key serves no one until its time, and the earliest end is told', async () => {
        const [first, second] = [await add(), await add()]
        await store.restKey(first, NOW + 60_000, 'quota')
        for (let draw = 0; draw < 20; draw += 1) expect((await select()).key?.keyId).toBe(second)
        await store.restKey(second, NOW + 30_000, 'quota')
        expect(await select()).toMatchObject({ key: null, usable: 2, restsUntil: NOW + 30_000 })
        expect((await select([], 'ACME', NOW + 30_000)).key?.keyId).toBe(second)
      })

      test('a rest only gets longer, until it is ended', async () => {
        const keyId = await add()
        await store.restKey(keyId, NOW + 60_000, 'long')
        await store.restKey(keyId, NOW + 10_000, 'short')
        expect(await overview(keyId)).toMatchObject({ restUntil: NOW + 60_000, restReason: 'long' })
        await store.endRest(keyId)
        expect(await overview(keyId)).toMatchObject({ restUntil: null, restReason: null })
        expect((await select()).key?.keyId).toBe(keyId)
      })
    })

    describe('blockKey', () => {
      test('blocks the very key that was rejected', async () => {
        const keyId = await add({ storedKey: 'bad' })
        expect(await store.blockKey(keyId, 'bad')).toBe(true)
        expect(await overview(keyId)).toMatchObject({ status: 'Blocked' })
        expect(await store.blockKey(keyId, 'bad')).toBe(false)
      })

      test('leaves a key alone that was replaced meanwhile, or switched off', async () => {
        const keyId = await add({ storedKey: 'new' })
        expect(await store.blockKey(keyId, 'old')).toBe(false)
        expect(await overview(keyId)).toMatchObject({ status: 'Active' })
        const off = await add({ storedKey: 'off', status: 'Expired' })
        expect(await store.blockKey(off, 'off')).toBe(false)
        expect(await overview(off)).toMatchObject({ status: 'Expired' })
      })
    })

    describe('eraseFromUsage', () => {
      test('takes the person out of labels and of what the provider said, and leaves every figure and everybody else', async () => {
        const keyId = await add({ totalTokenLimit: 10_000 })
        const named = {
          requestedBy: 'Ada King <ADA+1@Person.example>',
          branch: 'ada+1@person.example',
          licenceId: 'of Ada+1@person.example',
        }
        await store.recordUsage(usageRecord({ keyId, ...named, rawUsage: '{"user":"ada+1@person.example","total":120}' }))
        await store.recordUsage(usageRecord({ keyId, requestedBy: 'grace@person.example', branch: null }))
        const groups = async (group: 'user' | 'branch') =>
          (await store.usage({ companyId: 'ACME', from: null, to: null, group })).map(row => [row.group, row.totalTokens])
        const before = await overview(keyId)
        for (let times = 0; times < 2; times += 1) await store.eraseFromUsage('ada+1@Person.Example')
        expect(await groups('user')).toEqual([
          ['[erased]', 120],
          ['grace@person.example', 120],
        ])
        expect(await groups('branch')).toEqual(expect.arrayContaining([['[erased]', 120]]))
        expect(await overview(keyId)).toEqual(before)
      })

      test.each([
        ['adä@x.example', ['mac.adä@x.example', 'macadä@x.example', 'adä@x.examples'], 'Adä <ADÄ@x.example>'],
        ['a_n%@x.example', ['axny@x.example', 'b-a_n%@x.example'], '(a_N%@x.example)'],
      ])('of %s leaves whoever has an address that ends or goes on with the same letters', async (address, others, mention) => {
        for (const requestedBy of [...others, mention]) await store.recordUsage(usageRecord({ keyId: null, requestedBy, branch: null }))
        await store.eraseFromUsage(address)
        const rows = await store.usage({ companyId: 'ACME', from: null, to: null, group: 'user' })
        expect(rows.map(row => row.group).sort()).toEqual(['[erased]', ...others].sort())
      })
    })

    describe('recordUsage', () => {
      test('log, summary and status agree', async () => {
        const keyId = await add({ totalTokenLimit: 10_000 })
        expect(await store.recordUsage(usageRecord({ keyId, inputTokens: 2518, outputTokens: 652 }))).toBe('recorded')
        expect(await overview(keyId)).toMatchObject({
          totalUsedTokens: 3170,
          totalRemainingTokens: 6830,
          status: 'Active',
          lastUpdated: '2026-11-21T12:00:00.000Z',
        })
        expect(await store.usage({ companyId: 'ACME', from: null, to: null, group: 'token' })).toEqual([
          {
            group: String(keyId),
            extractions: 1,
            requests: 1,
            inputTokens: 2518,
            outputTokens: 652,
            textPromptTokens: 60,
            imagePromptTokens: 40,
            textCandidatesTokens: 20,
            totalTokens: 3170,
          },
        ])
      })

      test('becomes BelowThreshold under the threshold (not at it) and FullyUtilized at 0, never below', async () => {
        const keyId = await add({ totalTokenLimit: 10_000, threshold: 3000 })
        const spend = async (inputTokens: number) => {
          await store.recordUsage(usageRecord({ keyId, inputTokens, outputTokens: 0 }))
          const key = await overview(keyId)
          return [key?.status, key?.totalRemainingTokens]
        }
        expect(await spend(7000)).toEqual(['Active', 3000])
        expect(await spend(1)).toEqual(['BelowThreshold', 2999])
        expect(await spend(2999)).toEqual(['FullyUtilized', 0])
        expect(await spend(500)).toEqual(['FullyUtilized', 0])
        expect((await overview(keyId))?.totalUsedTokens).toBe(10_500)
      })

      test('the same request twice is one row', async () => {
        const keyId = await add()
        const record = usageRecord({ keyId })
        expect(await store.recordUsage(record)).toBe('recorded')
        expect(await store.recordUsage(record)).toBe('duplicate')
        expect(await overview(keyId)).toMatchObject({ totalUsedTokens: 120 })
      })

      test('the same request delivered many times at once is one row', async () => {
        const keyId = await add()
        const record = usageRecord({ keyId })
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.recordUsage(record)))
        expect(outcomes.filter(outcome => outcome === 'recorded')).toHaveLength(1)
        expect(await overview(keyId)).toMatchObject({ totalUsedTokens: 120 })
      })

      test('50 writers at once lose no update', async () => {
        const keyId = await add({ totalTokenLimit: 1_000_000 })
        await Promise.all(Array.from({ length: 200 }, () => store.recordUsage(usageRecord({ keyId, inputTokens: 7, outputTokens: 3 }))))
        expect(await overview(keyId)).toMatchObject({ totalUsedTokens: 2000, totalRemainingTokens: 998_000 })
      })

      test.each(['Expired', 'Disabled', 'Blocked', 'Exceeded'])(
        'usage that arrives late does not revive a key that is %s',
        async status => {
          const keyId = await add({ status, totalTokenLimit: 100 })
          await store.recordUsage(usageRecord({ keyId }))
          expect(await overview(keyId)).toMatchObject({ status, totalUsedTokens: 120, totalRemainingTokens: 0 })
        },
      )

      test('usage without a key, or of a key that is gone, is kept under its company', async () => {
        await store.recordUsage(usageRecord({ keyId: null }))
        await store.recordUsage(usageRecord({ keyId: 987_654 }))
        expect(await store.usage({ companyId: 'acme', from: null, to: null, group: 'token' })).toMatchObject([
          { group: null, extractions: 2, totalTokens: 240 },
        ])
      })
    })

    describe('usage', () => {
      test('groups by day, branch, user and token within [from, to)', async () => {
        const keyId = await add()
        const at = (loggedAt: string, branch: string | null, requestedBy: string) =>
          store.recordUsage(usageRecord({ keyId, loggedAt, branch, requestedBy }))
        await at('2026-11-19T23:59:59.999Z', 'Berlin', 'anna')
        await at('2026-11-20T00:00:00.000Z', 'Berlin', 'ben')
        await at('2026-11-20T10:00:00.000Z', 'Wien', 'anna')
        await at('2026-11-21T00:00:00.000Z', null, 'anna')
        await store.recordUsage(usageRecord({ companyId: 'OTHER' }))
        const groups = async (group: 'day' | 'branch' | 'user' | 'token', from: string | null = null, to: string | null = null) =>
          (await store.usage({ companyId: 'ACME', from, to, group })).map(row => [row.group, row.extractions])
        expect(await groups('day')).toEqual([
          ['2026-11-19', 1],
          ['2026-11-20', 2],
          ['2026-11-21', 1],
        ])
        expect(await groups('day', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z')).toEqual([['2026-11-20', 2]])
        expect(await groups('branch')).toEqual([
          [null, 1],
          ['Berlin', 2],
          ['Wien', 1],
        ])
        expect(await groups('user')).toEqual([
          ['anna', 3],
          ['ben', 1],
        ])
        expect(await groups('token')).toEqual([[String(keyId), 4]])
      })
    })

    describe('what operators change by SQL', () => {
      const status = async (keyId: number) => {
        const key = await overview(keyId)
        return [key?.status, key?.totalRemainingTokens]
      }
      const limit = (keyId: number, tokens: number | 'NULL') =>
        opened.byHand(`UPDATE TokenMaster SET TotalTokenLimit = ${tokens} WHERE TokenID = ${keyId}`)
      const written = (keyId: number, value: string) => opened.byHand(`UPDATE TokenMaster SET Status = '${value}' WHERE TokenID = ${keyId}`)

      test.each(['FullyUtilized', 'Exceeded'])(
        'a raised limit lets a key that is %s serve at once, and the next usage writes it down',
        async was => {
          const keyId = await add({ totalTokenLimit: 100 })
          await store.recordUsage(usageRecord({ keyId }))
          await written(keyId, was)
          expect(await status(keyId)).toEqual([was, 0])
          expect((await select()).key).toBeNull()
          await limit(keyId, 50_000)
          expect(await status(keyId)).toEqual(['Active', 49_880])
          expect((await select()).key).toMatchObject({ keyId, status: 'Active' })
          expect((await store.someKeys(5)).map(key => key.keyId)).toEqual([keyId])
          await store.recordUsage(usageRecord({ keyId }))
          expect(await status(keyId)).toEqual(['Active', 49_760])
          await limit(keyId, 300)
          expect(await status(keyId)).toEqual(['BelowThreshold', 60])
        },
      )

      test('a lowered limit takes effect at once, and none at all is no limit', async () => {
        const keyId = await add({ totalTokenLimit: 50_000 })
        await store.recordUsage(usageRecord({ keyId }))
        await limit(keyId, 120)
        expect(await status(keyId)).toEqual(['FullyUtilized', 0])
        expect(await select()).toMatchObject({ key: null, statuses: ['FullyUtilized'], usable: 0 })
        await limit(keyId, 'NULL')
        expect(await status(keyId)).toEqual(['Active', null])
        expect((await select()).key?.keyId).toBe(keyId)
        await store.recordUsage(usageRecord({ keyId }))
        expect(await status(keyId)).toEqual(['Active', null])
      })

      test('a limit that was raised too little, or of a key that is off, changes nothing', async () => {
        const keyId = await add({ totalTokenLimit: 50 })
        await store.recordUsage(usageRecord({ keyId }))
        await limit(keyId, 100)
        expect(await status(keyId)).toEqual(['FullyUtilized', 0])
        for (const off of ['Expired', 'Disabled', 'Blocked']) {
          await written(keyId, off)
          await limit(keyId, 90_000)
          expect((await status(keyId))[0]).toBe(off)
          expect((await select()).key).toBeNull()
        }
      })

      test('a key that serves by a raised limit is blocked when it is rejected', async () => {
        const keyId = await add({ totalTokenLimit: 100, storedKey: 'dead' })
        await store.recordUsage(usageRecord({ keyId }))
        await limit(keyId, 50_000)
        expect(await store.blockKey(keyId, 'dead')).toBe(true)
        expect((await status(keyId))[0]).toBe('Blocked')
      })

      test('a status that is given stands after it too', async () => {
        const keyId = await add({ totalTokenLimit: 100 })
        await store.recordUsage(usageRecord({ keyId }))
        await limit(keyId, 50_000)
        expect(await store.changeKey('ACME', keyId, { status: 'Exceeded' })).toMatchObject({ status: 'Exceeded' })
        expect((await select()).key).toBeNull()
      })

      test('a status with blanks around it is that status', async () => {
        const keyId = await add({ totalTokenLimit: 50_000 })
        await written(keyId, '  Active ')
        expect((await select()).key).toMatchObject({ keyId, status: 'Active' })
        expect((await status(keyId))[0]).toBe('Active')
        await store.recordUsage(usageRecord({ keyId, inputTokens: 49_000, outputTokens: 0 }))
        expect(await status(keyId)).toEqual(['BelowThreshold', 1000])
      })

      test('an ApiKey of blanks is none', async () => {
        const keyId = await add()
        await opened.byHand(`UPDATE TokenMaster SET ApiKey = '   ' WHERE TokenID = ${keyId}`)
        expect(await select()).toMatchObject({ key: null, statuses: ['Active'], usable: 0 })
        expect(await store.someKeys(5)).toEqual([])
      })

      test('a key with a history and no summary begins at its history', async () => {
        const [keyId, spent] = [await add({ totalTokenLimit: 10_000 }), await add({ totalTokenLimit: 100 })]
        for (const key of [keyId, keyId, spent]) await store.recordUsage(usageRecord({ keyId: key }))
        await opened.byHand('DELETE FROM TokenUsageSummary')
        await written(spent, 'Active')
        expect(await overview(keyId)).toMatchObject({ status: 'Active', totalUsedTokens: 240, totalRemainingTokens: 9760 })
        expect(await status(spent)).toEqual(['FullyUtilized', 0])
        expect((await select()).key?.keyId).toBe(keyId)
        expect((await select([keyId])).key).toBeNull()
        await store.recordUsage(usageRecord({ keyId }))
        expect(await overview(keyId)).toMatchObject({ totalUsedTokens: 360, totalRemainingTokens: 9640 })
        expect(await store.changeKey('ACME', spent, { totalTokenLimit: 5000 })).toMatchObject({
          status: 'Active',
          totalRemainingTokens: 4880,
        })
      })
    })

    describe('changeKey', () => {
      test('another company cannot reach it', async () => {
        const keyId = await add()
        expect(await store.changeKey('OTHER', keyId, { status: 'Disabled' })).toBeNull()
        expect(await overview(keyId)).toMatchObject({ status: 'Active' })
      })

      test('a raised limit leads back to Active, a lowered one down', async () => {
        const keyId = await add({ totalTokenLimit: 100 })
        await store.recordUsage(usageRecord({ keyId }))
        expect(await overview(keyId)).toMatchObject({ status: 'FullyUtilized' })
        expect(await store.changeKey('acme', keyId, { totalTokenLimit: 50_000 })).toMatchObject({
          status: 'Active',
          totalRemainingTokens: 49_880,
        })
        expect(await store.changeKey('ACME', keyId, { totalTokenLimit: 200 })).toMatchObject({
          status: 'BelowThreshold',
          totalRemainingTokens: 80,
        })
      })

      test('a new key unblocks and wakes; a given status stands as it is', async () => {
        const keyId = await add({ storedKey: 'old' })
        await store.blockKey(keyId, 'old')
        await store.restKey(keyId, NOW + 60_000, 'quota')
        expect(await store.changeKey('ACME', keyId, { storedKey: 'new' })).toMatchObject({ status: 'Active', restUntil: null })
        expect((await select()).key?.storedKey).toBe('new')
        expect(await store.changeKey('ACME', keyId, { status: 'Disabled', totalTokenLimit: 9_000_000 })).toMatchObject({
          status: 'Disabled',
          totalTokenLimit: 9_000_000,
        })
      })
    })

    test('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeNull()
    })
  })
}

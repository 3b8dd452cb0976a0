import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MAX_PROFILE_BYTES } from '../../../src/profiles/profile-size.ts'
import type { ProfileStore, SavedProfile } from '../../../src/profiles/profile-store.ts'

/** Two processes' views of one fresh, empty profile store. */
export interface ProfileStores {
  readonly store: ProfileStore
  readonly sibling: ProfileStore
  close(): Promise<void>
}

const NOW = Date.parse('2026-11-21T12:00:00.123Z')

function profile(changes: Partial<SavedProfile> = {}): SavedProfile {
  return {
    email: 'ada@example.com',
    timestamp: NOW,
    success: true,
    profileData: { display_name: 'Ada', nested: { list: [1, '', null, { empty: {} }], text: 'ü\n"' } },
    savedAt: NOW + 1,
    tokenUsed: 'token-1',
    emailNumber: 7,
    jobId: 'job-1',
    owner: 'key:anna',
    ...changes,
  }
}

/** The promises of the ProfileStore port, to be kept by every adapter. */
export function describeProfileStore(name: string, open: () => Promise<ProfileStores>): void {
  describe(`ProfileStore on ${name}`, () => {
    let stores: ProfileStores
    beforeEach(async () => {
      stores = await open()
    })
    afterEach(() => stores.close())

    test('a profile comes back as it was saved', async () => {
      const bare = profile({
        email: 'bob@example.com',
        success: false,
        profileData: null,
        tokenUsed: null,
        emailNumber: null,
        jobId: null,
        owner: null,
      })
      await stores.store.save(profile())
      await stores.store.save(bare)
      expect(await stores.sibling.find('ada@example.com', 10)).toEqual([profile()])
      expect(await stores.sibling.find('bob@example.com', 10)).toEqual([bare])
      expect(await stores.store.find('nobody@example.com', 10)).toEqual([])
    })

    test('the largest profile comes back as it was saved, also of the longest address', async () => {
      const largest = profile({ email: `${'ж'.repeat(242)}@example.com`, profileData: { bio: 'ж'.repeat((MAX_PROFILE_BYTES - 10) / 2) } })
      expect(Buffer.byteLength(JSON.stringify(largest.profileData))).toBe(MAX_PROFILE_BYTES)
      await stores.store.save(largest)
      expect(await stores.sibling.find(largest.email, 10)).toEqual([largest])
    })

    test('addresses are one, however they are written', async () => {
      await stores.store.save(profile({ email: 'Ada@Example.COM' }))
      expect(await stores.store.find('ADA@example.com', 10)).toMatchObject([{ email: 'ada@example.com' }])
      expect(await stores.store.erase('aDa@example.com')).toBe(1)
    })

    test('versions come newest first, as many as asked for', async () => {
      for (const age of [5, 86_400_000, 0, 999, 40 * 86_400_000]) await stores.store.save(profile({ timestamp: NOW - age }))
      const found = await stores.sibling.find('ada@example.com', 4)
      expect(found.map(p => NOW - p.timestamp)).toEqual([0, 5, 999, 86_400_000])
    })

    test("a profile is found and erased by whom it belongs to, and by everybody where it is nobody's", async () => {
      const { store, sibling } = stores
      const owners = ['key:anna', 'team:sales', null, 'key:anna']
      for (const [i, owner] of owners.entries()) await store.save(profile({ timestamp: NOW + i, owner }))
      const seen = async (of: readonly string[] | 'everything', limit = 10) =>
        (await sibling.find('ada@example.com', limit, of)).map(p => [p.timestamp - NOW, p.owner])
      expect(await seen('everything')).toEqual([...owners.entries()].reverse())
      expect(await seen(['team:sales'])).toEqual([
        [2, null],
        [1, 'team:sales'],
      ])
      expect(await seen(['key:anna', 'team:other'], 2)).toEqual([
        [3, 'key:anna'],
        [2, null],
      ])
      expect(await seen([], 1)).toEqual([[2, null]])
      expect(await store.erase('ada@example.com', ['team:sales'])).toBe(2)
      expect(await seen('everything')).toEqual([
        [3, 'key:anna'],
        [0, 'key:anna'],
      ])
      expect(await store.erase('ada@example.com', ['key:ann', 'anna', 'key:anna2'])).toBe(0)
    })

    test('the same address and moment again replaces', async () => {
      await stores.store.save(profile())
      await stores.store.save(profile({ profileData: { display_name: 'Ada L.' } }))
      expect(await stores.store.find('ada@example.com', 10)).toEqual([profile({ profileData: { display_name: 'Ada L.' } })])
    })

    test('erasing takes all versions of one address, and says how many there were', async () => {
      for (let i = 0; i < 30; i += 1) await stores.store.save(profile({ timestamp: NOW + i }))
      await stores.store.save(profile({ email: 'bob@example.com' }))
      expect(await stores.sibling.erase('ada@example.com')).toBe(30)
      expect(await stores.store.find('ada@example.com', 10)).toEqual([])
      expect(await stores.store.find('bob@example.com', 10)).toHaveLength(1)
      expect(await stores.store.erase('ada@example.com')).toBe(0)
    })
  })
}

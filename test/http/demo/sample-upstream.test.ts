import { afterEach, describe, expect, it } from 'vitest'
import { sampleProfile } from '../../../src/demo/sample-profile.ts'
import { type SampleUpstream, type SampleUpstreamOptions, startSampleUpstream } from '../../../src/demo/sample-upstream.ts'
import { createHttpProfileProvider } from '../../../src/profiles/http-profile-provider.ts'
import type { ProfileProvider } from '../../../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { startSampleUpstreamProcess } from '../../support/sample-upstream-process.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: Partial<SampleUpstreamOptions> = {}): Promise<{ upstream: SampleUpstream; provider: ProfileProvider }> {
  const upstream = await startSampleUpstream({ tokens: ['tok-a', 'tok-b'], ...options })
  closing.push(() => upstream.stop())
  return { upstream, provider: provide(upstream.url) }
}

function provide(url: string): ProfileProvider {
  const { profiles } = appSettingsSchema.parse({
    profiles: { preset: 'microsoft-graph', request: { url: `${url}/v1.0/users/{email}`, timeout_seconds: 10 } },
  })
  const provider = createHttpProfileProvider({ settings: profiles })
  closing.push(() => provider.close())
  return provider
}

describe('the sample upstream, through the profile provider', () => {
  it('gives every address the same profile each time', async () => {
    const { provider } = await start()
    expect(await provider.fetch('ada.lovelace@analytical.example', 'tok-a')).toMatchObject({
      ok: true,
      restMs: null,
      profile: { display_name: 'Ada Lovelace', company: 'Analytical', email: 'ada.lovelace@analytical.example' },
    })
    expect(sampleProfile('user17@domain.com')).toEqual(sampleProfile('user17@domain.com'))
    expect(sampleProfile('user17@domain.com').id).not.toBe(sampleProfile('user18@domain.com').id)
  })

  it.each([
    ['restricted-1@x.com', 403, 'user_restricted'],
    ['Denied@x.com', 424, 'access_denied'],
    ['missing.person@x.com', 404, 'not_found'],
  ])('%s is answered %i', async (email, status, errorType) => {
    const { provider } = await start()
    expect(await provider.fetch(email, 'tok-a')).toMatchObject({ ok: false, status, errorType })
  })

  it('a flaky address fails once', async () => {
    const { upstream, provider } = await start()
    expect(await provider.fetch('flaky1@x.com', 'tok-a')).toMatchObject({ errorType: 'upstream_error', status: 503 })
    expect(await provider.fetch('flaky1@x.com', 'tok-b')).toMatchObject({ ok: true })
    expect(upstream.callsFor('flaky1@x.com')).toBe(2)
  })

  it('refuses unknown tokens, and counts requests beyond the limit as overshoot', async () => {
    const { upstream, provider } = await start({ dailyLimit: 2 })
    expect(await provider.fetch('a@x.com', 'stranger')).toMatchObject({ errorType: 'token_error' })
    for (const expected of [true, true, false]) expect((await provider.fetch('a@x.com', 'tok-a')).ok).toBe(expected)
    const beyond = await provider.fetch('a@x.com', 'tok-a')
    expect(beyond).toMatchObject({ errorType: 'rate_limited', retryAfterMs: expect.any(Number) })
    expect(upstream.stats()).toMatchObject({ calls: 5, overshoot: 2, unauthorized: 1, tokens: { 'tok-a': { calls: 4, overshoot: 2 } } })
    upstream.control({ newDay: true })
    expect((await provider.fetch('a@x.com', 'tok-a')).ok).toBe(true)
    expect(upstream.calls()).toEqual({ 'tok-a': 5, 'tok-b': 0 })
  })

  it('fails, limits and refuses on demand', async () => {
    const { upstream, provider } = await start()
    const status = async (token = 'tok-a') => {
      const outcome = await provider.fetch('a@x.com', token)
      return outcome.ok ? 200 : outcome.status
    }
    upstream.control({ failStatus: 500 })
    expect(await status()).toBe(500)
    upstream.control({ failStatus: null, limitedTokens: ['tok-a'], rejectedTokens: ['tok-b'], retryAfterSeconds: 3 })
    expect(await provider.fetch('a@x.com', 'tok-a')).toMatchObject({ status: 429, retryAfterMs: 3000 })
    expect(await status('tok-b')).toBe(401)
    upstream.control({ limitedTokens: [], rejectedTokens: [], addTokens: ['tok-c'] })
    expect([await status('tok-a'), await status('tok-b'), await status('tok-c')]).toEqual([200, 200, 200])
  })

  it('holds answers back and lets them go', async () => {
    const { upstream, provider } = await start()
    upstream.control({ hold: true })
    const fetches = ['a', 'b', 'c'].map(name => provider.fetch(`${name}@x.com`, 'tok-a'))
    await upstream.reached({ held: 3 })
    upstream.control({ release: 1 })
    expect((await Promise.race(fetches)).ok).toBe(true)
    expect(upstream.stats().held).toBe(2)
    upstream.control({ hold: false })
    expect((await Promise.all(fetches)).every(outcome => outcome.ok)).toBe(true)
  })
})

describe('the sample upstream as a process', () => {
  it('is counted and controlled over HTTP', async () => {
    const upstream = await startSampleUpstreamProcess(['--tokens', 'tok-a,tok-b', '--daily-limit', '1'])
    closing.push(() => upstream.stop())
    const provider = provide(upstream.url)
    await upstream.control({ hold: true })
    const pending = provider.fetch('a@x.com', 'tok-a')
    expect(await upstream.reached({ calls: 1, held: 1 })).toMatchObject({ calls: 1, held: 1, addresses: { 'a@x.com': 1 } })
    await upstream.control({ hold: false })
    expect((await pending).ok).toBe(true)
    expect((await provider.fetch('a@x.com', 'tok-a')).ok).toBe(false)
    expect(await upstream.stats()).toMatchObject({ calls: 2, overshoot: 1 })
    await expect(upstream.control({ nonsense: 1 } as object)).rejects.toThrow(/400.*nonsense/)
  })
})

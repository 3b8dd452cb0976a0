import { expect, it } from 'vitest'
import { FAST, startService } from '../../support/service.ts'
import { answerJson, startStubUpstream } from '../../support/stub-upstream.ts'

const BAD = 'ada.lovelace+1815@person.example'
const [OPS, JOBS] = ['key-of-the-operator', 'key-of-anna']

it("who watches a job reads verdicts and the evidence against tokens, and nobody's address", async () => {
  const watched = Promise.withResolvers<void>()
  // Made-up words, as an upstream might say them that refuses one mailbox as if the token were to blame.
  const upstream = await startStubUpstream((response, { url }) => {
    const email = decodeURIComponent(url.split('/').at(-1)!.split('?')[0]!)
    if (email !== BAD) return answerJson(response, 200, { displayName: 'Somebody' })
    const message = `The mailbox of ${email.toUpperCase()} (${url}) is not enabled`
    void watched.promise.then(() => answerJson(response, 401, { error: { code: 'InvalidAuthenticationToken', message } }))
  })
  const env = { API_KEYS: `root:key-of-root,ops:${OPS}:ops,anna:${JOBS}:jobs` }
  const service = await startService({ env, upstreamUrl: upstream.url, tokens: ['t-secret-1', 't-secret-2', 't-secret-3', 't-secret-4'] })
  try {
    const others = Array.from({ length: 40 }, (_, i) => `u${i}@person.example`)
    const config = { ...FAST, requests_per_token: 1, parallel_tokens: 2 }
    const made = await service.post(
      '/jobs/create-batch',
      { emails: [others.slice(0, 8), BAD, others.slice(8)].flat(), config },
      { 'x-api-key': JOBS },
    )
    const verdict = (key: string) => service.until(made.json.job_id, (_, type) => type === 'verdict', { 'x-api-key': key })
    const told = Promise.all([verdict(OPS), verdict(JOBS)])
    // Both have their first event by now, so nothing of what follows is missed.
    await Promise.all([OPS, JOBS].map(key => service.until(made.json.job_id, () => true, { 'x-api-key': key })))
    watched.resolve()
    const [seenByOps, seenByAnna] = await told
    expect([seenByOps.of, seenByOps.on, seenByAnna.on]).toEqual(['address', 'an address', BAD])
    const headers = { 'x-api-key': OPS }
    const said = JSON.stringify([
      seenByOps,
      (await service.get('/tokens/status', headers)).json,
      (await service.get(`/jobs/${made.json.job_id}`, headers)).json,
    ])
    expect(said).toContain('is not enabled')
    expect(said.toLowerCase()).not.toMatch(/lovelace|person\.example/)
  } finally {
    await service.stop()
    await upstream.stop()
  }
})

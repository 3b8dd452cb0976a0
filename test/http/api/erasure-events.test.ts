import { expect, it } from 'vitest'
import { FAST, startService } from '../../support/service.ts'
import { answerJson, startStubUpstream } from '../../support/stub-upstream.ts'

const BAD = 'Ada.Lovelace-7f31@person.example'

it('who comes back to the events of a job is told of no person who was erased meanwhile', async () => {
  const upstream = await startStubUpstream((response, { url }) => {
    const isBad = decodeURIComponent(url).includes(BAD)
    answerJson(response, isBad ? 401 : 200, isBad ? { error: { code: 'InvalidAuthenticationToken' } } : { displayName: 'Somebody' })
  })
  const service = await startService({ upstreamUrl: upstream.url, tokens: ['t-secret-1', 't-secret-2', 't-secret-3', 't-secret-4'] })
  try {
    const others = Array.from({ length: 40 }, (_, i) => `u${i}@person.example`)
    const config = { ...FAST, requests_per_token: 1, parallel_tokens: 2 }
    const { json } = await service.post('/jobs/create-batch', { emails: [...others.slice(0, 8), BAD, ...others.slice(8)], config })
    const stream = `${service.url}/jobs/${json.job_id}/events`
    const all = await (await fetch(stream)).text()
    const [first = ''] = /(?<=^id: ).*/m.exec(all) ?? []
    const again = async () => (await fetch(stream, { headers: { 'last-event-id': first } })).text()
    expect(await again()).toContain(BAD)
    await service.call('DELETE', `/profiles/${BAD.toLowerCase()}`)
    const left = await again()
    expect(left).toContain('"of":"address","on":"[erased]"')
    expect(left.toLowerCase()).not.toContain('lovelace')
  } finally {
    await service.stop()
    await upstream.stop()
  }
})

import { afterEach, expect, test } from 'vitest'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { freshNames } from '../../support/dynamo-tables-support.ts'
import { FAST, startService } from '../../support/service.ts'
import { answerJson, startStubUpstream } from '../../support/stub-upstream.ts'

describeOnDynamoDb('a profile that no item can hold', endpoint => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  test('is one failed address, looked up three times at most; the others of its job are found and saved', async () => {
    const upstream = await startStubUpstream((response, { url }) => {
      const kilobytes = Number(/u(\d+)%40/.exec(url)?.[1])
      answerJson(response, 200, { displayName: 'Ada', jobTitle: 'x'.repeat(kilobytes * 1000) })
    })
    cleanUps.push(() => upstream.stop())
    const names = freshNames()
    const service = await startService({
      upstreamUrl: upstream.url,
      env: {
        TOKEN_STORE: 'dynamodb',
        DYNAMODB_ENDPOINT: endpoint,
        BEARER_TOKENS_TABLE: names.tokens,
        JOBS_TABLE: names.jobs,
        JOB_RESULTS_TABLE: names.results,
        DYNAMODB_TABLE_NAME: names.profiles,
      },
    })
    cleanUps.push(() => service.stop())
    const emails = [1, 390, 1000, 340, 2].map(kilobytes => `u${kilobytes}@example.com`)
    const { json } = await service.post('/jobs/create-batch', { emails, config: FAST })
    await service.finished(json.job_id)

    const job = (await service.get(`/jobs/${json.job_id}`)).json
    expect(job).toMatchObject({ status: 'completed', successful: 3, failed: 2, error_breakdown: { unknown: 2 } })
    const { results } = (await service.get(`/jobs/${json.job_id}/results`)).json
    expect(results.map((r: { email: string; success: boolean; attempts: number }) => [r.email, r.success, r.attempts])).toEqual([
      ['u1@example.com', true, 1],
      // Answers that nobody can place get a second opinion before they are final.
      ['u390@example.com', false, expect.any(Number)],
      ['u1000@example.com', false, expect.any(Number)],
      ['u340@example.com', true, 1],
      ['u2@example.com', true, 1],
    ])
    for (const { attempts } of results) expect(attempts).toBeLessThanOrEqual(3)
    expect(results[1]).toMatchObject({ data: null, error: expect.stringContaining('larger than 350 kB') })
    expect(results[3]).toMatchObject({ saved_to_linkedin_profiles: true, data: { headline: 'x'.repeat(340_000) } })
    expect((await service.get('/profiles/u340@example.com')).json.profiles).toHaveLength(1)
    // The tokens are not to blame.
    const { token_details } = (await service.get('/tokens/status')).json
    expect(token_details.map((token: { error_count: number; excluded: unknown }) => [token.error_count, token.excluded])).toEqual([
      [0, null],
      [0, null],
    ])
  })
})

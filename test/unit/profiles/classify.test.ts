import { describe, expect, it } from 'vitest'
import { createClassifier } from '../../../src/profiles/classify.ts'
import { readErrorBody } from '../../../src/profiles/upstream-error-body.ts'
import type { ClassifyRule } from '../../../src/settings/app-settings.ts'
import { upstreamFixtures } from '../../support/upstream-fixtures.ts'

const fixtures = upstreamFixtures().filter(fixture => fixture.file !== 'unreadable-success.json')

function classify(rules: readonly ClassifyRule[], status: number | undefined, body: string, networkCode?: string) {
  const code = networkCode ?? readErrorBody(body).code
  return createClassifier(rules)({
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    body,
  })
}

describe('the default classification table', () => {
  it.each(fixtures)('$file: $name → $error_type', fixture => {
    expect(classify([], fixture.answer.status, fixture.text, fixture.answer.code) ?? null).toBe(fixture.error_type)
  })

  it('has a fixture of every error type an upstream can cause', () => {
    const seen = new Set(fixtures.map(fixture => fixture.error_type))
    for (const type of [
      'user_restricted',
      'access_denied',
      'not_found',
      'token_error',
      'rate_limited',
      'upstream_error',
      'timeout',
      'unknown',
    ])
      expect(seen).toContain(type)
  })

  it('bans no token for a text longer than a sentence', () => {
    expect(classify([], 400, `Token is invalid or expired. ${'x'.repeat(500)}`)).toBe('unknown')
  })
})

describe("the operator's rules", () => {
  it('go before the defaults, in their order', () => {
    const rules: ClassifyRule[] = [
      { status: 403, code: 'Authorization_RequestDenied', error_type: 'access_denied' },
      { status: 403, error_type: 'token_error' },
    ]
    expect(classify(rules, 403, '{"error":{"code":"authorization_requestdenied"}}')).toBe('access_denied')
    expect(classify(rules, 403, '{}')).toBe('token_error')
    expect(classify(rules, 404, '{}')).toBe('not_found')
  })

  it('match a class of statuses', () => {
    expect(classify([{ status: '4xx', body: 'QUOTA', error_type: 'rate_limited' }], 402, 'out of quota')).toBe('rate_limited')
    expect(classify([{ status: '4xx', body: 'quota', error_type: 'rate_limited' }], 500, 'out of quota')).toBe('upstream_error')
  })

  it('need all of their parts to match', () => {
    const rules: ClassifyRule[] = [{ status: 400, code: 'x1', body: 'blocked', error_type: 'user_restricted' }]
    expect(classify(rules, 400, '{"code":"x1","message":"blocked"}')).toBe('user_restricted')
    expect(classify(rules, 400, '{"code":"x2","message":"blocked"}')).toBe('unknown')
    expect(classify(rules, 400, '{"code":"x1","message":"no"}')).toBe('unknown')
    expect(classify(rules, undefined, '', 'x1')).toBe('upstream_error')
  })

  it('turn a 2xx into an error only when they name its status', () => {
    const profile = '{"code":"token","headline":"restricted stock"}'
    expect(classify([{ body: 'restricted', error_type: 'user_restricted' }], 200, profile)).toBeUndefined()
    expect(classify([{ code: 'token', error_type: 'token_error' }], 200, profile)).toBeUndefined()
    expect(classify([{ status: '2xx', body: 'restricted', error_type: 'user_restricted' }], 200, profile)).toBe('user_restricted')
    expect(classify([{ status: 200, body: 'restricted', error_type: 'user_restricted' }], 200, profile)).toBe('user_restricted')
    expect(classify([{ status: 200, body: 'restricted', error_type: 'user_restricted' }], 201, profile)).toBeUndefined()
  })

  it('match codes of the network too', () => {
    expect(classify([{ code: 'ENOTFOUND', error_type: 'unknown' }], undefined, '', 'ENOTFOUND')).toBe('unknown')
  })
})

describe('readErrorBody', () => {
  it.each([
    ['{"error":{"code":"A","message":"b"}}', 'A', 'b'],
    ['{"error":{"code":190,"message":"b"}}', '190', 'b'],
    ['{"error":"invalid_token","error_description":"gone"}', 'invalid_token', 'gone'],
    ['{"error":"Profile not found"}', undefined, 'Profile not found'],
    ['{"errors":[{"code":"X","detail":"y"}]}', 'X', 'y'],
    ['[{"message":"m","errorCode":"E"}]', 'E', 'm'],
    ['{"title":"Bad","detail":"worse"}', undefined, 'worse'],
    ['"just text"', undefined, 'just text'],
    ['plain text', undefined, 'plain text'],
    ['<html>token</html>', undefined, ''],
    ['{"broken"', undefined, ''],
    ['null', undefined, 'null'],
    ['', undefined, ''],
    ['{"error":{"message":{"nested":true}}}', undefined, ''],
  ])('%s', (body, code, statement) => {
    expect(readErrorBody(body)).toEqual({ ...(code === undefined ? {} : { code }), statement })
  })
})

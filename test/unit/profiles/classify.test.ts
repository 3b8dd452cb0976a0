import { describe, expect, it } from 'vitest'
import { createClassifier } from '../../../src/profiles/classify.ts'
import { PRESETS } from '../../../src/profiles/presets/presets.ts'
import { readErrorBody } from '../../../src/profiles/upstream-error-body.ts'
import { appSettingsSchema, type ClassifyRule } from '../../../src/settings/app-settings.ts'
import { fixtureSchema, upstreamFixtures } from '../../support/upstream-fixtures.ts'

const fixtures = upstreamFixtures().filter(fixture => fixture.file !== 'unreadable-success.json' && fixture.error_type !== 'empty_profile')

/** Fixtures of a preset are judged by its rules too. */
const rulesOf = (file: string) => PRESETS.get(file.replace('.json', ''))?.classify ?? []

function classify(
  rules: readonly ClassifyRule[],
  status: number | undefined,
  body: string,
  networkCode?: string,
  headers: Record<string, string> = {},
) {
  const code = networkCode ?? readErrorBody(body).code
  return createClassifier(rules)({
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    body,
    headers,
    document: () => {
      try {
        return JSON.parse(body)
      } catch {
        return undefined
      }
    },
  })?.errorType
}

describe('the default classification table', () => {
  it.each(fixtures)('$file: $name → $error_type', fixture => {
    const { status, code, headers } = fixture.answer
    expect(classify(rulesOf(fixture.file), status, fixture.text, code, headers) ?? null).toBe(fixture.error_type)
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

describe('rules on headers and JSON', () => {
  it('make an error of a success that carries one', () => {
    const rules: ClassifyRule[] = [{ json: { pointer: '/success', equals: false }, error_type: 'token_error' }]
    expect(classify(rules, 200, '{"success":false}')).toBe('token_error')
    expect(classify(rules, 200, '{"success":true}')).toBeUndefined()
    expect(classify(rules, 200, '{"success":"false"}')).toBeUndefined()
    expect(classify(rules, 200, 'not JSON')).toBeUndefined()
  })

  it.each<[object, string, boolean]>([
    [{ pointer: '/error/code', equals: 'QUOTA' }, '{"error":{"code":"quota"}}', true],
    [{ pointer: '/error/code', equals: 7 }, '{"error":{"code":7}}', true],
    [{ pointer: '/error/code', equals: 7 }, '{"error":{"code":"7"}}', false],
    [{ pointer: '/error', equals: null }, '{"error":null}', true],
    [{ pointer: '/error', equals: null }, '{}', false],
    [{ pointer: '/value', equals: [] }, '{"value":[]}', true],
    [{ pointer: '/value', equals: [] }, '{"value":[1]}', false],
    [{ pointer: '/error', contains: 'Credit' }, '{"error":"no credits left"}', true],
    [{ pointer: '/error', contains: '4' }, '{"error":402}', true],
    [{ pointer: '/error', contains: 'a' }, '{"error":{"a":1}}', false],
    [{ pointer: '/error', exists: true }, '{"error":{}}', true],
    [{ pointer: '/error', exists: true }, '{"error":null}', false],
    [{ pointer: '/data', exists: false }, '{"x":1}', true],
    [{ pointer: '/data', exists: false }, 'not JSON', false],
  ])('%j on %s', (json, body, matches) => {
    const rule = appSettingsSchema.parse({ profiles: { classify: [{ json, error_type: 'rate_limited' }] } }).profiles.classify[0]!
    expect(classify([rule], 200, body)).toBe(matches ? 'rate_limited' : undefined)
  })

  it('read a header whatever its case', () => {
    const equals: ClassifyRule[] = [{ header: { name: 'X-Quota-State', equals: 'spent' }, error_type: 'rate_limited' }]
    expect(classify(equals, 200, '{}', undefined, { 'x-quota-state': ' Spent ' })).toBe('rate_limited')
    expect(classify(equals, 200, '{}', undefined, { 'x-quota-state': 'fine' })).toBeUndefined()
    expect(classify(equals, 200, '{}')).toBeUndefined()
    const contains: ClassifyRule[] = [{ status: 403, header: { name: 'www-authenticate', contains: 'scope' }, error_type: 'token_error' }]
    expect(classify(contains, 403, '', undefined, { 'www-authenticate': 'Bearer error="insufficient_SCOPE"' })).toBe('token_error')
    expect(classify(contains, 403, '', undefined, {})).toBe('user_restricted')
  })

  it.each([
    [{ pointer: '/a' }, 'needs one of equals, contains and exists'],
    [{ pointer: '/a', equals: 1, exists: true }, 'needs one of equals, contains and exists'],
    [{ pointer: 'a', equals: 1 }, 'must be a JSON pointer'],
  ])('%j is refused', (json, problem) => {
    const parsed = appSettingsSchema.safeParse({ profiles: { classify: [{ json, error_type: 'unknown' }] } })
    expect(parsed.error?.issues[0]?.message).toContain(problem)
  })
})

describe('a fixture', () => {
  const answer = { status: 500 }
  it.each([[undefined], ['no public source found'], ['http://example.com/'], ['']])('from %j does not count', source => {
    expect(fixtureSchema.safeParse({ name: 'x', answer, error_type: 'upstream_error', source }).success).toBe(false)
  })

  it('of each preset shows a success and a failure of the token', () => {
    for (const preset of PRESETS.keys()) {
      const types = new Set(fixtures.filter(({ file }) => file === `${preset}.json`).map(({ error_type }) => error_type))
      for (const type of [null, 'token_error', 'rate_limited', 'not_found'] as const) expect(types, preset).toContain(type)
    }
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

import { describe, expect, it } from 'vitest'
import { parseTokenFile } from '../../../src/settings/token-file.ts'
import { UNTIL_OPERATOR } from '../../../src/tokens/token.ts'
import { jwtExpiry } from '../../../src/tokens/token-service.ts'

const jwt = (claims: unknown) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

describe('the expiry of a JWT', () => {
  it('is its exp claim', () => {
    expect(jwtExpiry(jwt({ exp: 1_800_000_000 }))).toBe(1_800_000_000_000)
  })

  it.each([
    ['an opaque token', 'abc'],
    ['two parts', 'a.b'],
    ['no JSON inside', 'a.b.c'],
    ['no exp', jwt({ sub: 'x' })],
    ['exp as text', jwt({ exp: '1800000000' })],
    ['null', jwt(null)],
  ])('is unknown for %s', (_, token) => {
    expect(jwtExpiry(token)).toBeNull()
  })

  it.each([1e300, 1_700_000_000_000_000, Number.MAX_SAFE_INTEGER])('stays a date that can be shown for exp %s', exp => {
    expect(jwtExpiry(jwt({ exp }))).toBe(UNTIL_OPERATOR)
  })

  it('lies in the past, not before time, for a negative exp', () => {
    expect(jwtExpiry(jwt({ exp: -1e300 }))).toBe(0)
  })
})

describe('token.txt', () => {
  it('takes lines, commas, a leading Bearer, comments, a byte order mark and either line end', () => {
    const text = '\uFEFF# tokens\r\nBearer aaa\nbearer   bbb , ccc,\r\n\n  # not this one\n ddd \naaa\n'
    expect(parseTokenFile(text)).toEqual(['aaa', 'bbb', 'ccc', 'ddd'])
  })

  it.each(['', '\n\n', '# only\n#comments', ',,,'])('may hold nothing: %j', text => {
    expect(parseTokenFile(text)).toEqual([])
  })

  it('drops what no header could carry', () => {
    expect(parseTokenFile(`ok\ntwo words\nü\nnul\u0000\n${'x'.repeat(8193)}`)).toEqual(['ok'])
  })
})

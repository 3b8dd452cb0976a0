import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRequestTemplate, type RenderedRequest } from '../../../src/profiles/request-template.ts'
import { wireAddress } from '../../../src/profiles/wire-address.ts'
import type { ProfileRequest } from '../../../src/settings/app-settings.ts'

const request = (overrides: Partial<ProfileRequest>): ProfileRequest => ({
  method: 'GET',
  url: 'https://api.example.com/v1/users/{email}',
  headers: { authorization: 'Bearer {token}' },
  timeout_seconds: 15,
  ...overrides,
})

function render(overrides: Partial<ProfileRequest>, email = 'ada@example.com', token = 'tok-1'): RenderedRequest {
  const rendered = compileRequestTemplate(request(overrides)).render(email, token)
  if ('errorType' in rendered) throw new Error(rendered.message)
  return rendered
}

describe('placeholders', () => {
  it('are URL-encoded in path and query', () => {
    const { path } = render({ url: 'https://api.example.com/u/{email}?q={email}&k={token}' }, 'a/b?c#d&e=f+g@ex.com', 'x&y=z')
    expect(path).toBe('/u/a%2Fb%3Fc%23d%26e%3Df%2Bg%40ex.com?q=a%2Fb%3Fc%23d%26e%3Df%2Bg%40ex.com&k=x%26y%3Dz')
  })

  it('hash the trimmed, lowercased address as Gravatar does', () => {
    const { path } = render({ url: 'https://api.gravatar.com/v3/profiles/{email_sha256}' }, ' MyEmailAddress@example.com ')
    expect(path).toBe('/v3/profiles/84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee')
  })

  it('write an international domain as its A-label, and leave the local part as it is', () => {
    const path = (email: string) => render({ url: 'https://api.example.com/u/{email}' }, email).path
    expect(path('user@münchen.de')).toBe('/u/user%40xn--mnchen-3ya.de')
    expect(path('иван@пример.рф')).toBe(`/u/${encodeURIComponent('иван')}%40xn--e1afmkfd.xn--p1ai`)
    expect(render({ headers: { 'x-user': '{email}' } }, 'user@例え.テスト').headers).toEqual(['x-user', 'user@xn--r8jz45g.xn--zckzah'])
  })

  it('are escaped in a JSON body, which is declared as JSON', () => {
    const rendered = render({ method: 'POST', body: '{"query":"{email}","hash":"{email_sha256}"}' }, '"a\\b"@ex.com')
    expect(JSON.parse(rendered.body ?? '').query).toBe('"a\\b"@ex.com')
    expect(rendered.headers).toEqual(['authorization', 'Bearer tok-1', 'content-type', 'application/json'])
  })

  it('are URL-encoded in a form body', () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect(render({ method: 'POST', headers, body: 'mail={email}&x=1' }, 'a&b=c@ex.com').body).toBe('mail=a%26b%3Dc%40ex.com&x=1')
  })

  it('leave other braces of a body alone', () => {
    expect(render({ method: 'POST', body: '{"query":"{ user { id } }"}' }).body).toBe('{"query":"{ user { id } }"}')
  })

  it('do not replace what a value happens to hold', () => {
    expect(render({ headers: { authorization: '{email} {token}' } }, '{token}@ex.com', '{email}').headers).toEqual([
      'authorization',
      '{token}@ex.com {email}',
    ])
  })
})

describe('a setting that can never work is refused by name', () => {
  it.each<[string, Partial<ProfileRequest>, RegExp]>([
    ['placeholder in the host', { url: 'https://{email}.example.com/' }, /host cannot hold a placeholder/],
    ['placeholder as the port', { url: 'https://example.com:{token}/' }, /host and port/],
    ['unknown placeholder', { url: 'https://example.com/{mail}' }, /"\{mail\}" is not a placeholder/],
    ['unbalanced brace', { url: 'https://example.com/{email' }, /is not a placeholder/],
    ['credentials in the URL', { url: 'https://user:pass@example.com/{email}' }, /user name or password/],
    ['fragment', { url: 'https://example.com/#{email}' }, /fragment/],
    ['unknown placeholder in a header', { headers: { 'x-user': '{user}' } }, /headers\.x-user/],
    ['line break in a header', { headers: { 'x-user': 'a\r\nb: c' } }, /headers\.x-user/],
    ['header name', { headers: { 'x user': 'a' } }, /is not a header name/],
    ['framing header', { headers: { 'Transfer-Encoding': 'chunked' } }, /set by the HTTP client/],
    ['compression', { headers: { 'accept-encoding': 'gzip' } }, /set by the HTTP client/],
    ['body of a GET', { body: '{}' }, /GET request has no body/],
  ])('%s', (_, overrides, message) => {
    expect(() => compileRequestTemplate(request(overrides))).toThrow(message)
  })
})

describe('an input that cannot be sent is refused before the wire', () => {
  const refusal = (email: string, token = 'tok-1', overrides: Partial<ProfileRequest> = {}) => {
    const rendered = compileRequestTemplate(request(overrides)).render(email, token)
    return 'errorType' in rendered ? rendered.errorType : undefined
  }
  it.each([
    ['a@b.c\r\nx-evil: 1', 'header_injection'],
    ['a\u0000@b.c', 'header_injection'],
    ['a@b.c\u0085', 'header_injection'],
    ['a@b.c\u2028', 'header_injection'],
    ['not an address', 'data_validation'],
    ['\ud800@b.c', 'data_validation'],
    ['', 'data_validation'],
    [`${'x'.repeat(320)}@b.c`, 'data_validation'],
  ])('%j', (email, errorType) => expect(refusal(email)).toBe(errorType))

  it.each(['', 'a b', 'a\r\nb', 'tök', 'a\u0000'])('token %j', token => expect(refusal('a@b.c', token)).toBe('token_error'))

  it('an address beyond ASCII in a header', () => {
    expect(refusal('ädä@b.c', 'tok-1', { headers: { from: '{email}' } })).toBe('data_validation')
    expect(refusal('ädä@b.c')).toBeUndefined()
  })
})

describe('no address and no token breaks out', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\r', '\n', '\0', ' ', '/', '\\', '?', '#', '&', '%', '.', '@', '{token}', '"', ':', 'é', '\ud800'),
    }),
  )
  const nastyAscii = fc.string({
    unit: fc.constantFrom('/', '..', '\\', '?', '#', '&', '=', '%', '%0d%0a', '{token}', '{email}', '"', "'", ':', 'a'),
  })
  const email = fc.tuple(fc.oneof(anyText, nastyAscii), fc.constantFrom('@', '', '@@'), nastyAscii).map(parts => parts.join(''))
  const token = fc.oneof(anyText, nastyAscii)
  const template = compileRequestTemplate(
    request({
      method: 'POST',
      url: 'https://api.example.com/v1/users/{email}/x?mail={email}&hash={email_sha256}',
      headers: { authorization: 'Bearer {token}', 'x-user': '{email}' },
      body: '{"mail":"{email}","other":1}',
    }),
  )

  it('of the path, a header or the body', () => {
    let sent = 0
    fc.assert(
      fc.property(email, token, (submitted, bearer) => {
        const address = wireAddress(submitted)
        const rendered = template.render(submitted, bearer)
        if ('errorType' in rendered) return
        sent++
        const url = new URL(rendered.path, 'https://api.example.com')
        expect(url.origin).toBe('https://api.example.com')
        expect(rendered.path).toMatch(/^[\x21-\x7e]+$/)
        const segments = url.pathname.split('/')
        expect(segments.map(decodeURIComponent)).toEqual(['', 'v1', 'users', address, 'x'])
        expect([...url.searchParams.keys()]).toEqual(['mail', 'hash'])
        expect(url.searchParams.get('mail')).toBe(address)
        expect(rendered.headers.filter((_, index) => index % 2 === 0)).toEqual(['authorization', 'x-user', 'content-type'])
        for (const part of rendered.headers) expect(part).toMatch(/^[\x20-\x7e]*$/)
        expect(JSON.parse(rendered.body ?? '')).toEqual({ mail: address, other: 1 })
      }),
      { numRuns: 3000 },
    )
    expect(sent).toBeGreaterThan(300)
  })
})

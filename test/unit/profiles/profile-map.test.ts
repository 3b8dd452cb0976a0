import { describe, expect, it } from 'vitest'
import { compileProfileMap } from '../../../src/profiles/profile-map.ts'

const pick = (pointer: string, document: unknown) => compileProfileMap({ field: pointer })(document).field

describe('JSON pointers', () => {
  // RFC 6901, section 5
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'm~n': 8,
    ' ': 7,
    'i\\j': 5,
    '~1': 9,
    deep: { x: { y: null, z: false } },
  }
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/m~0n', 8],
    ['/ ', 7],
    ['/i\\j', 5],
    ['/~01', 9],
    ['/deep/x/z', false],
  ])('%j finds a value', (pointer, value) => expect(pick(pointer, document)).toEqual(value))

  it.each(['/nope', '/foo/2', '/foo/00', '/foo/-', '/foo/length', '/constructor', '/__proto__', '/deep/x/y', '/deep/x/y/z', '/a~1b/c'])(
    '%j is null',
    pointer => expect(pick(pointer, document)).toBeNull(),
  )

  it('refuses what is not a pointer, by the name of its field', () => {
    expect(() => compileProfileMap({ headline: '/a~2b' })).toThrow(/profiles\.map\.headline/)
    expect(() => compileProfileMap({ headline: 'a' })).toThrow(/profiles\.map\.headline/)
    expect(() => compileProfileMap(JSON.parse('{"__proto__":"/a"}'))).toThrow(/__proto__/)
  })
})

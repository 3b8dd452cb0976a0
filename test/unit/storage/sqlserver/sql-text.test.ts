import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromColumn, textColumns } from '../../../../src/storage/sqlserver/sql-text.ts'

const latin = textColumns('CP1252')

describe('text for VARCHAR columns', () => {
  test('what the code page holds stays as it is', () => {
    expect(latin.encode('Müller & Söhne – 5 €')).toBe('Müller & Söhne – 5 €')
    expect(textColumns('CP1251').encode('Привет, мир')).toBe('Привет, мир')
    expect(textColumns('CP932').encode('株式会社テスト')).toBe('株式会社テスト')
    expect(textColumns('utf-8').encode('✅ Łódź 株 😀')).toBe('✅ Łódź 株 😀')
  })

  test('what it lacks is escaped and read back', () => {
    expect(latin.encode('✅ Łódź')).toBe('\\u2705 \\u0141ód\\u017a')
    expect(latin.encode('😀')).toBe('\\ud83d\\ude00')
    expect(latin.encode('\u0081')).toBe('\\u0081')
    expect(textColumns('CP1251').encode('ü')).toBe('\\u00fc')
  })

  test('of an unknown code page only ASCII is trusted', () => {
    for (const unknown of [undefined, 'CP37']) expect(textColumns(unknown).encode('aü')).toBe('a\\u00fc')
  })

  test.each(['CP1252', 'CP874', 'CP932', 'CP936', 'CP949', 'CP950', 'utf-8', undefined])('%s: whatever goes in comes out again', page => {
    const columns = textColumns(page)
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('\\', 'u', '0', '4', '1', 'Ł', '…', '😀') }))
    fc.assert(fc.property(text, value => fromColumn(columns.encode(value)) === value.toWellFormed()))
  })

  test('what is too long loses its end, says so, and fits in bytes', () => {
    expect(latin.fit('a'.repeat(101), 100)).toBe(`${'a'.repeat(99)}…`)
    expect(latin.fit('a'.repeat(100), 100)).toBe('a'.repeat(100))
    expect(textColumns('utf-8').fit('ü'.repeat(60), 100)).toBe(`${'ü'.repeat(48)}…`)
    expect(textColumns('CP1250').fit('x'.repeat(20), 10)).toBe('xxxxxxxxx…')
    expect(textColumns(undefined).fit('x'.repeat(20), 10)).toBe('xxxxxxx...')
  })

  test('an escape is never cut in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Ł', '😀', 'é') }), fc.integer({ min: 3, max: 40 }), (value, size) => {
        const kept = latin.fit(value, size)
        expect(Buffer.byteLength(kept, 'latin1')).toBeLessThanOrEqual(size)
        const read = fromColumn(kept)
        expect(read === value || value.startsWith(read.slice(0, -1))).toBe(true)
        expect(read.isWellFormed()).toBe(true)
      }),
    )
  })

  test('half a character is replaced, not refused', () => {
    expect(fromColumn(latin.encode('a\ud83d'))).toBe('a\ufffd')
  })
})

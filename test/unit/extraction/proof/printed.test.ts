import { describe, expect, it } from 'vitest'
import type { Line } from '../../../../src/extraction/engines/offline/text/page-text.ts'
import { isValidIban, isValidVatId } from '../../../../src/extraction/proof/check-digits.ts'
import { findPrintedAmounts, readingsOf } from '../../../../src/extraction/proof/printed-amount.ts'
import { findPrintedDates } from '../../../../src/extraction/proof/printed-date.ts'

/** Words of one width per character, one character apart; two blanks are a wide gap. */
function lineOf(text: string): Line {
  const words = [...text.matchAll(/\S+/g)].map(match => {
    const place = { x: match.index / 100, y: 0.1, width: match[0].length / 100, height: 0.01 }
    return { text: match[0], ...place, confidence: 1 }
  })
  return { page: 1, aspect: 0.7, words }
}

describe('amounts as they are printed', () => {
  it.each([
    ['1.234,56', [1234.56]],
    ['1,234.56', [1234.56]],
    ["1'234.56", [1234.56]],
    ['1’234’567.00', [1234567]],
    ['12,34,567.00', [1234567]],
    ['1.234', [1.234, 1234]],
    ['0,052', [0.052]],
    ['1234567', [1234567]],
    ['1.234.567', [1234567]],
    ['05.03.2018', []],
    ['1.2.3', []],
    ['1.23,45', []],
  ])('%s is %j', (printed, values) => expect(readingsOf(printed)).toEqual(values))

  it.each([
    ['Total 3 038,14 EUR', 3038.14, { money: true, negative: false }],
    ['12 345 678,90', 12_345_678.9, {}],
    ['(123.45)', 123.45, { negative: true }],
    ['123,45-', 123.45, { negative: true }],
    ['-€12.50', 12.5, { negative: true, money: true }],
    ['108.43 CR', 108.43, { negative: true }],
    ['R$1.234,00', 1234, { money: true }],
    ['19%', 19, { percent: true }],
    ['7,7 %', 7.7, { percent: true }],
    ['20Stk', 20, { loose: true }],
  ])('%s holds %d', (text, value, expected) => {
    const found = findPrintedAmounts(lineOf(text)).find(({ values }) => values.includes(value))
    expect(found).toMatchObject(expected)
  })

  it('does not read a rate and an amount as one number', () => {
    const values = findPrintedAmounts(lineOf('19   163,16')).flatMap(found => found.values)
    expect(values).toEqual([19, 163.16])
  })
})

describe('dates as they are printed', () => {
  it.each([
    '5. März 2026',
    '05.03.2026',
    '5 mars 2026',
    '5 de marzo de 2026',
    '5 marzo 2026',
    '5 maart 2026',
    '5 de março de 2026',
    '5 marca 2026',
    '5 mars 2026',
    '5. marts 2026',
    '5. maaliskuuta 2026',
    '2026. március 5.',
    '5. března 2026',
    '5 martie 2026',
    '5 Mart 2026',
    '5 III 2026',
    'March 5th, 2026',
    'Mar 5, 2026',
    '05-MAR-26',
    '2026-03-05',
    '2026/03/05',
    '20260305',
    '2026年3月5日',
  ])('%s', text => {
    const words = lineOf(`Date: ${text} or so`).words
    expect(findPrintedDates(words).flatMap(({ readings }) => readings.map(({ value }) => value))).toContain('2026-03-05')
  })

  it('reads a date with slashes both ways, and says which way each is', () => {
    const [date] = findPrintedDates(lineOf('03/04/2026').words)
    expect(date?.readings).toEqual([
      { value: '2026-04-03', order: 'day-first' },
      { value: '2026-03-04', order: 'month-first' },
    ])
    expect(findPrintedDates(lineOf('13/04/2026').words)[0]?.readings).toEqual([{ value: '2026-04-13', order: null }])
    expect(findPrintedDates(lineOf('31.02.2026, 99/99/2026, 1.2.3').words)).toEqual([])
  })
})

describe('check digits', () => {
  it.each(['DE02120300000000202051', 'GB82WEST12345698765432', 'FR1420041010050500013M02606'])('%s is an IBAN', iban => {
    expect(isValidIban(iban)).toBe(true)
    expect(isValidIban(iban.replace(/\d$/, digit => String((Number(digit) + 1) % 10)))).toBe(false)
  })

  it.each(['DE136695976', 'BE0428759497', 'FR40303265045', 'IT00743110157', 'PL5261040828', 'ATU13585627', 'FI20774740', 'DK13585628'])(
    '%s is a VAT identifier',
    id => {
      expect(isValidVatId(id)).toBe(true)
      expect(isValidVatId(id.replace(/\d$/, digit => String((Number(digit) + 1) % 10)))).toBe(false)
    },
  )

  it('does not judge what it has no rule for', () => {
    expect(isValidVatId('GB999999973')).toBeNull()
    expect(isValidVatId('201/113/40209')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { findMoney, parseDecimal } from '../../../../src/extraction/engines/offline/rules/amount.ts'
import { dateOrderOf, findDates } from '../../../../src/extraction/engines/offline/rules/date.ts'

const money = (text: string) => findMoney(text).map(match => match.value)
const dates = (text: string, order?: 'day-first' | 'month-first') => findDates(text, order).map(match => match.value)

describe('findMoney', () => {
  it.each([
    ['Total 1.234,56 €', [1234.56]],
    ['Total 1,234.56', [1234.56]],
    ["CHF 1'234.50", [1234.5]],
    ['18.310,63', [18310.63]],
    ['Gesamtbetrag 14.691.35 €', [14691.35]],
    ['15387,08', [15387.08]],
    ['RM8.60', [8.6]],
    ['$ 7.10 x 2', [7.1]],
    ['-529,87', [-529.87]],
    ['529,87-', [-529.87]],
    ['(12.00)', [-12]],
    ['-0,00', [0]],
    ['9. 65', [9.65]],
    ['120 000,00 €', [120000]],
  ])('reads %s', (text, values) => expect(money(text)).toEqual(values))

  it.each(['19,00 %', '05.03.2018', '1.2.3', '2.10.4', '12.345', '471102'])('takes %s for no money', text =>
    expect(money(text)).toEqual([]),
  )

  it('keeps a rate and an amount apart that a wide gap parts', () => {
    expect(money('19  163,16')).toEqual([163.16])
    expect(money('163,16183,14')).not.toContain(163161)
  })

  it('says where each amount stands', () => {
    const text = 'net 10.00 gross 11.90'
    expect(findMoney(text).map(({ start, end }) => text.slice(start, end))).toEqual(['10.00', '11.90'])
  })
})

describe('parseDecimal', () => {
  it.each([
    ['0,0520', 0.052],
    ['3,3333', 3.3333],
    ['1.000,0000', 1000],
    ['10000', 10000],
    ['1,000', 1000],
    ['1.234.567', 1234567],
    ['14.691.35', 14691.35],
    ['1,234,567,89', 1234567.89],
    ['-5', -5],
  ])('reads %s', (text, value) => expect(parseDecimal(text)).toBe(value))

  it('refuses what is no number', () => expect(parseDecimal('KR3M')).toBeNull())
})

describe('findDates', () => {
  it.each([
    ['vom 05.03.2018', '2018-03-05'],
    ['2019-06-10', '2019-06-10'],
    ['03 MAR 2018', '2018-03-03'],
    ['5. März 2018', '2018-03-05'],
    ['le 13 novembre 2017', '2017-11-13'],
    ['March 5, 2018', '2018-03-05'],
    ['21/02/18 11:19', '2018-02-21'],
    ['04-05-2018', '2018-05-04'],
    ['25 / 12 / 2018', '2018-12-25'],
  ])('reads %s', (text, value) => expect(dates(text)).toEqual([value]))

  it.each(['31.02.2018', '0.02.54', '1.2.3', 'A 12/2018', '99/99/2018'])('finds none in %s', text => expect(dates(text)).toEqual([]))

  it('reads an impossible order the other way round', () => {
    expect(dates('5/16/2024', 'day-first')).toEqual(['2024-05-16'])
  })
})

describe('dateOrderOf', () => {
  it('lets a number above twelve decide', () => {
    expect(dateOrderOf('03/04/2018 and 25/12/2018')).toBe('day-first')
    expect(dateOrderOf('03/04/2018 and 12/25/2018')).toBe('month-first')
  })

  it('lets the payment term decide where both readings exist', () => {
    expect(dateOrderOf('Invoice 11/03/2017\nDue 12/03/2017')).toBe('month-first')
    expect(dateOrderOf('Invoice 03/11/2017\nDue 03/12/2017')).toBe('day-first')
  })

  it('puts the day first where nothing is known', () => expect(dateOrderOf('03/04/2018')).toBe('day-first'))
})

import { describe, expect, it } from 'vitest'
import { emptyInvoice, emptyLineItem, type Invoice } from '../../../src/extraction/invoice.ts'
import { checkInvoice } from '../../../src/extraction/invoice-checks.ts'

const invoice = (values: Partial<Invoice>): Invoice => ({ ...emptyInvoice(), ...values })
const lines = (...totals: (number | null)[]) => totals.map(line_total => ({ ...emptyLineItem(), line_total }))

function outcomeOf(rule: string, values: Partial<Invoice>) {
  return checkInvoice(invoice(values)).find(check => check.rule === rule)
}

describe('checkInvoice', () => {
  it('reports nothing where values are missing', () => {
    expect(checkInvoice(emptyInvoice())).toEqual([])
    expect(outcomeOf('BR-CO-10', { line_items: lines(1, null), sub_total: 1 })).toBeUndefined()
  })

  it('adds decimals exactly: 0.1 + 0.2 is 0.30', () => {
    expect(outcomeOf('BR-CO-10', { line_items: lines(0.1, 0.2), sub_total: 0.3 })).toMatchObject({
      passed: true,
      expected: 0.3,
      found: 0.3,
    })
    expect(outcomeOf('BR-CO-10', { line_items: lines(...Array(10).fill(1.1)), sub_total: 11 })?.passed).toBe(true)
  })

  it('sees a difference of one cent', () => {
    expect(outcomeOf('BR-CO-10', { line_items: lines(198, 275), sub_total: 473.01 })).toMatchObject({
      passed: false,
      expected: 473,
      found: 473.01,
    })
    expect(outcomeOf('BR-CO-15', { taxable_total: 473, tax_total: 56.87, total: 529.86 })?.passed).toBe(false)
  })

  it('knows each rule of EN 16931', () => {
    const checks = checkInvoice(
      invoice({
        line_items: lines(10, 5.5, 109.8, 55.46),
        sub_total: 180.76,
        discount_total: 9.07,
        charge_total: 5.8,
        taxable_total: 177.49,
        taxes: [
          { base: 113.03, rate: 7, amount: 7.91 },
          { base: 64.46, rate: 19, amount: 12.25 },
        ],
        tax_total: 20.16,
        total: 197.65,
        prepaid_amount: 50,
        amount_due: 147.65,
      }),
    )
    expect(checks.map(check => [check.rule, check.passed])).toEqual([
      ['BR-CO-10', true],
      ['BR-CO-13', true],
      ['BR-CO-14', true],
      ['BR-CO-15', true],
      ['BR-CO-16', true],
      ['BR-CO-17', true],
      ['BR-CO-17', true],
    ])
    expect(checks[0]?.fields).toContain('line_items.3.line_total')
  })

  it('allows one cent of rounding in the tax of a rate, not two', () => {
    expect(outcomeOf('BR-CO-17', { taxes: [{ base: 13.78, rate: 6, amount: 0.82 }] })?.passed).toBe(true)
    expect(outcomeOf('BR-CO-17', { taxes: [{ base: 13.78, rate: 6, amount: 0.85 }] })).toMatchObject({ passed: false, expected: 0.83 })
  })

  it('rounds negative amounts as it rounds positive ones', () => {
    expect(outcomeOf('BR-CO-15', { taxable_total: -7.67, tax_total: -1.12, total: -8.79 })?.passed).toBe(true)
    expect(outcomeOf('BR-CO-17', { taxes: [{ base: -100.5, rate: 5, amount: -5.03 }] })).toMatchObject({ passed: true, expected: -5.03 })
  })

  it('handles tiny and huge numbers that print with an exponent', () => {
    expect(outcomeOf('BR-CO-10', { line_items: lines(1e21, 1e-7), sub_total: 1e21 })?.passed).toBe(true)
  })

  it('changes nothing', () => {
    const wrong = invoice({ taxable_total: 1, tax_total: 1, total: 3 })
    checkInvoice(wrong)
    expect(wrong.total).toBe(3)
  })
})

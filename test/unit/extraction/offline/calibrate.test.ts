import { describe, expect, it } from 'vitest'
import type { FieldInfo } from '../../../../src/extraction/engine.ts'
import { calibrated, calibrateFields, groupOf } from '../../../../src/extraction/engines/offline/calibrate.ts'
import { CALIBRATION } from '../../../../src/extraction/engines/offline/calibration-table.ts'
import { emptyInvoice, type Invoice } from '../../../../src/extraction/invoice.ts'
import { unprovenFields } from '../../../../src/extraction/proof/merge-fields.ts'

/** Every value with one confidence, as the rules might say. */
function sure(invoice: Invoice, confidence: number) {
  return JSON.parse(JSON.stringify(unprovenFields(invoice)).replaceAll('"confidence":null', `"confidence":${confidence}`))
}

const invoice = (changes: Partial<Invoice>): Invoice => ({ ...emptyInvoice(), ...changes })
const confidenceOf = (field: unknown) => (field as FieldInfo).confidence

describe('confidences of the offline rules', () => {
  it('are never raised, and rise with what the rules say', () => {
    for (const path of ['total', 'seller.name', 'line_items.3.quantity', 'taxes.0.rate', 'notes', 'currency']) {
      let last = 0
      for (let raw = 0; raw <= 1; raw += 0.01) {
        const value = calibrated(CALIBRATION, path, raw)
        expect(value).toBeLessThanOrEqual(raw)
        expect(value).toBeGreaterThanOrEqual(last - 1e-9)
        last = value
      }
    }
  })

  it('stay below what a reader takes as it is, where nobody has measured', () => {
    expect(groupOf('notes')).toBeNull()
    expect(calibrated(CALIBRATION, 'notes', 1)).toBeLessThan(0.8)
    expect(calibrated({}, 'total', 1)).toBeLessThan(0.8)
  })

  it('of a page that OCR read: only what a sum that closes confirms', () => {
    const closed = invoice({ invoice_number: 'R-1', total: 119, taxable_total: 100, tax_total: 19 })
    const open = invoice({ ...closed, total: 191 })
    expect(confidenceOf(calibrateFields(sure(closed, 0.95), closed, 'picture').total)).toBe(0.95)
    expect(confidenceOf(calibrateFields(sure(open, 0.95), open, 'picture').total)).toBeLessThan(0.8)
    expect(confidenceOf(calibrateFields(sure(closed, 0.95), closed, 'picture').invoice_number)).toBeLessThan(0.8)
    expect(confidenceOf(calibrateFields(sure(open, 0.95), open, 'receipt').total)).toBe(0.95)
  })

  it('of a credit note: a minus is a custom, not a fact', () => {
    const credit = invoice({ document_type: 'credit_note', total: -119, invoice_number: 'G-1' })
    const fields = calibrateFields(sure(credit, 0.97), credit, 'text')
    expect(confidenceOf(fields.total)).toBeLessThan(0.8)
    expect(confidenceOf(fields.invoice_number)).toBeGreaterThan(0.9)
  })
})

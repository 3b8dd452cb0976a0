import { describe, expect, it } from 'vitest'
import { draftToFields, draftToInvoice } from '../../../../src/extraction/engines/offline/rules/finding.ts'
import { looksLikeReceipt, readReceipt } from '../../../../src/extraction/engines/offline/rules/read-receipt.ts'
import { pageOf } from '../../../support/page-text.ts'

const till = (lines: readonly string[]) => pageOf(lines, { confidence: 0.9, aspect: 0.5 })
const read = (...lines: string[]) => draftToInvoice(readReceipt([till(lines)]))

describe('receipt total', () => {
  it('is what had to be paid: not the cash, the change, the tax or the discount', () => {
    const lines = [
      'Total Qty : 2',
      'Total Sales (Excluding GST) 78.00',
      'Total GST 4.68',
      'Total Discount 5.00',
      'Total Sales (Inclusive of GST) 82.68',
      'CASH 100.00',
      'Change 17.32',
    ]
    expect(read(...lines).total).toBe(82.68)
  })

  it('is the rounded one where the till rounds', () => {
    expect(read('SubTotal 22.91', 'Rounding Adjustment -0.01', 'Rounded Total RM 22.90', 'CASH 50.00', 'CHANGE 27.10').total).toBe(22.9)
  })

  it('outvotes a misread digit', () => {
    expect(read('Total Sales Inclusive 182.71', 'CASH 162.71', 'Change 0.00').total).toBe(162.71)
  })

  it('is found by the sums around it where its own label is lost', () => {
    expect(read('Sub Total RM 68.87', 'GST 6% RM 4.13', '#@ RM 73.00', 'C$ RM 73.00').total).toBe(73)
  })

  it('survives the letters that OCR mixes up', () => {
    expect(read('T0TA1 incI. GST 9.65').total).toBe(9.65)
    expect(read('Total RM 88 17').total).toBe(88.17)
  })

  it('does not come from the tax summary', () => {
    expect(read('Total 9.00', 'GST Summary Amount Tax', 'Total 8.49 0.51').total).toBe(9)
  })

  it('is null without a word for it', () => expect(read('Coffee 2.20', 'Tea 1.80').total).toBeNull())

  it('is surer the more amounts agree', () => {
    const sure = draftToFields(readReceipt([till(['Total 9.00', 'Cash 10.00', 'Change 1.00'])])).total?.confidence ?? 0
    const unsure = draftToFields(readReceipt([till(['Total 9.00'])])).total?.confidence ?? 0
    expect(sure).toBeGreaterThan(unsure)
  })
})

describe('receipt date', () => {
  it('prefers the labelled and repeated one', () => {
    expect(read('Date : 14/12/2017 12:48', 'Member since 01/01/2010', 'Printed 14/12/2017').invoice_date).toBe('2017-12-14')
  })

  it('has its lost slash put back', () => expect(read('CB#: 87870 2109/2017 10:20').invoice_date).toBe('2017-09-21'))

  it('is voted on by several readings of one page', () => {
    const readings = [till(['Date: 19/02/2017']), till(['Date: 19/09/2017', 'DD: 19/09/2017 11:09'])]
    expect(draftToInvoice(readReceipt(readings)).invoice_date).toBe('2017-09-19')
  })
})

describe('receipt seller', () => {
  const seller = (...lines: string[]) => read(...lines).seller

  it('is the line with a legal form, without its registration number', () => {
    expect(seller('78911-7W', 'BOON SENG PAPER SDN BHD (1248717-W)', '12, JALAN BUNGA,', 'TEL: 03-123').name).toBe(
      'BOON SENG PAPER SDN BHD',
    )
  })

  it('has its legal form spelt right', () => expect(seller('SUN WONG KUT SON BHD', 'Company No 20865-V').name).toBe('SUN WONG KUT SDN BHD'))

  it('may fill several lines', () => {
    expect(seller('NORTH HARDWARE', 'ENTERPRISE (EAST)', 'SDN BHD', 'NO. 17, JALAN X').name).toBe(
      'NORTH HARDWARE ENTERPRISE (EAST) SDN BHD',
    )
  })

  it('is not the line of a registration', () => {
    expect(seller('GL HANDICRAFT & TAILORING', '19, JALAN KANCIL,', 'Company Reg No. 75495-W').name).toBe('GL HANDICRAFT & TAILORING')
  })

  it('comes with address and tax number', () => {
    expect(
      seller('PERNIAGAAN GIN', 'NO 290, JALAN AIR PANAS.', '53200, KUALA LUMPUR.', 'TEL : 03-40210276', 'GST ID : 000750673920'),
    ).toEqual({
      name: 'PERNIAGAAN GIN',
      address: 'NO 290, JALAN AIR PANAS, 53200, KUALA LUMPUR',
      tax_id: '000750673920',
    })
  })
})

describe('looksLikeReceipt', () => {
  it('goes by the words of tills and by the shape of the paper', () => {
    expect(looksLikeReceipt([pageOf(['Total 9.00', 'Cash 10.00', 'Change 1.00'])])).toBe(true)
    expect(looksLikeReceipt([till(['anything'])])).toBe(true)
    expect(looksLikeReceipt([pageOf(['Invoice No 1', 'Total 9.00'])])).toBe(false)
    expect(looksLikeReceipt([till(['a']), till(['b'])])).toBe(false)
  })
})

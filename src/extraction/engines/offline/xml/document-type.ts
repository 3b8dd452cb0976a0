/** UNTDID 1001 codes that invoices use, in words; every other code is some kind of invoice. */
const WORDS: Readonly<Record<string, string>> = {
  '261': 'self_billed_credit_note',
  '381': 'credit_note',
  '383': 'debit_note',
  '384': 'corrected_invoice',
  '386': 'prepayment_invoice',
  '389': 'self_billed_invoice',
  '396': 'credit_note',
}

export function documentTypeOf(code: string | null): string | null {
  return code === null ? null : (WORDS[code] ?? 'invoice')
}

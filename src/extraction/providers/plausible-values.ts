import type { Invoice } from '../invoice.ts'
import { implausibleValue, type Warning } from '../warnings.ts'

/** ICU's list also has codes that are no money of an invoice: none at all, tests, metals, bond units and rights. */
const NO_MONEY = new Set(['XXX', 'XTS', 'XAU', 'XAG', 'XPT', 'XPD', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XSU', 'XUA'])
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency').filter(code => !NO_MONEY.has(code)))

/** `2026-02-30` has the right form and is no day. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code)
}

/** ISO 13616: the remainder of the digits by 97 is 1. */
export function isIban(compact: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false
  const digits = (compact.slice(4) + compact.slice(0, 4)).replace(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55))
  return BigInt(digits) % 97n === 1n
}

/** A form that only IBANs have: what looks like one and is none is marked; an account number of another kind is none of our business. */
const LIKE_AN_IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]*$/

/**
 * What cannot be true whatever the document says. Days and currencies that do not exist become null, as every value of a wrong form; an IBAN
 * whose checksum is wrong may be printed so, stays and is marked. `invoice` is changed in place.
 */
export function markImplausible(invoice: Invoice): Warning[] {
  const warnings: Warning[] = []
  for (const name of ['invoice_date', 'due_date'] as const) {
    const value = invoice[name]
    if (value === null || isDay(value)) continue
    warnings.push(implausibleValue(name, `"${value.slice(0, 20)}" is no day of the calendar`))
    invoice[name] = null
  }
  const { currency, payment } = invoice
  if (currency !== null && !isCurrency(currency)) {
    warnings.push(implausibleValue('currency', `"${currency.slice(0, 20)}" is no currency of ISO 4217`))
    invoice.currency = null
  }
  const compact = payment.iban?.replace(/\s/g, '').toUpperCase() ?? ''
  if (LIKE_AN_IBAN.test(compact) && !isIban(compact)) {
    warnings.push(implausibleValue('payment.iban', 'the checksum of the IBAN is wrong'))
  }
  return warnings
}

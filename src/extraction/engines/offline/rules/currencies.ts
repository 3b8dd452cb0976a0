/** ISO 4217 codes that invoices name, most of the world's trade. */
export const CURRENCY_CODES =
  'EUR|USD|GBP|CHF|MYR|SGD|AUD|CAD|NZD|JPY|CNY|INR|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|AED|SAR|ZAR|BRL|MXN|THB|IDR|PHP|HKD|TWD|KRW|VND|ARS|CLP|COP|PEN|UYU|ILS|EGP|KWD|BHD|OMR|QAR|JOD|TND|MAD|NGN|KES|GHS|UAH|RUB|RSD|BAM|MDL|GEL|KZT|PKR|LKR|BDT|NPR|HRK|AOA|CRC|DOP|GTQ|BOB|PYG|UZS|AZN|MKD|ALL'

const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP', 'UYU']

/** Signs as they are printed, and the currencies that share each: which one is meant, the country tells. */
export const CURRENCY_SIGNS: readonly (readonly [sign: string, currencies: readonly string[]])[] = [
  ['€', ['EUR']],
  ['£', ['GBP', 'EGP']],
  ['US$', ['USD']],
  ['A$', ['AUD']],
  ['AU$', ['AUD']],
  ['C$', ['CAD']],
  ['CA$', ['CAD']],
  ['CDN$', ['CAD']],
  ['NZ$', ['NZD']],
  ['S$', ['SGD']],
  ['HK$', ['HKD']],
  ['NT$', ['TWD']],
  ['MX$', ['MXN']],
  ['R$', ['BRL']],
  ['$', DOLLARS],
  ['¥', ['JPY', 'CNY']],
  ['₹', ['INR']],
  ['₺', ['TRY']],
  ['₽', ['RUB']],
  ['₪', ['ILS']],
  ['₩', ['KRW']],
  ['zł', ['PLN']],
  ['zl', ['PLN']],
  ['Kč', ['CZK']],
  ['Kc', ['CZK']],
  ['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['kr.', ['DKK', 'SEK', 'NOK', 'ISK']],
  ['Kr', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['Ft', ['HUF']],
  ['Ft.', ['HUF']],
  ['lei', ['RON', 'MDL']],
  ['Lei', ['RON', 'MDL']],
  ['LEI', ['RON', 'MDL']],
  ['TL', ['TRY']],
  ['RM', ['MYR']],
  ['Rs.', ['INR', 'PKR', 'LKR', 'NPR']],
  ['Rs', ['INR', 'PKR', 'LKR', 'NPR']],
  ['S/', ['PEN']],
  ['S/.', ['PEN']],
  ['Fr.', ['CHF']],
  ['SFr.', ['CHF']],
]

const BY_COUNTRY: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  CH: 'CHF',
  LI: 'CHF',
  AU: 'AUD',
  CA: 'CAD',
  NZ: 'NZD',
  SG: 'SGD',
  HK: 'HKD',
  TW: 'TWD',
  MY: 'MYR',
  JP: 'JPY',
  CN: 'CNY',
  IN: 'INR',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  IS: 'ISK',
  PL: 'PLN',
  CZ: 'CZK',
  HU: 'HUF',
  RO: 'RON',
  MD: 'MDL',
  TR: 'TRY',
  AE: 'AED',
  SA: 'SAR',
  ZA: 'ZAR',
  BR: 'BRL',
  MX: 'MXN',
  AR: 'ARS',
  CL: 'CLP',
  CO: 'COP',
  PE: 'PEN',
  UY: 'UYU',
  IL: 'ILS',
  UA: 'UAH',
  RU: 'RUB',
  RS: 'RSD',
}
const EURO = new Set('AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK SM'.split(' '))

/** The currency of a country's own trade; null where it is not known here. */
export function currencyOf(country: string): string | null {
  return EURO.has(country) ? 'EUR' : (BY_COUNTRY[country] ?? null)
}

/** What a printed code or sign can mean; empty for three letters that name no currency. */
export function currenciesOf(printed: string): readonly string[] {
  if (new RegExp(`^(?:${CURRENCY_CODES})$`).test(printed)) return [printed]
  return CURRENCY_SIGNS.find(([sign]) => sign === printed)?.[1] ?? []
}

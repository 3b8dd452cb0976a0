import { describe, expect, it } from 'vitest'
import { isReadable } from '../../../../src/extraction/engines/offline/text/text-quality.ts'
import { pageOf } from '../../../support/page-text.ts'

const INVOICE = [
  'Muster Werkzeug GmbH · Hauptstr. 1 · 10115 Berlin',
  'Rechnung Nr. RE-2026/0815 vom 14.03.2026',
  '1 Drehbank 1 12.345,67 € 19% 12.345,67 €',
  'IBAN DE89 3704 0044 0532 0130 00, zahlbar bis 28.03.2026',
]
/** Every printable character moved by 47 places, as a font without its table leaves it. */
const moved = (text: string) => text.replace(/[!-~]/g, character => String.fromCharCode(33 + ((character.charCodeAt(0) - 33 + 47) % 94)))
/** Letters moved by three places, the rest as it was. */
const shifted = (text: string) =>
  text.replace(/[a-z]/gi, letter => String.fromCharCode(((letter.toLowerCase().charCodeAt(0) - 97 + 3) % 26) + 97))

describe('isReadable', () => {
  it.each([
    ['German', INVOICE],
    ['Polish', ['Sprzedawca: Narzędzia Kowalski Sp. z o.o., ul. Długa 1', 'FAKTURA VAT nr FV/12/2026', 'Do zapłaty 246,00 PLN']],
    ['a language of another script', ['請求書番号 2026-77', '合計金額 ¥12,000']],
    [
      'short words and references with letters',
      [
        'Facture S/2024-01 de la société à Paris, le 3 mars',
        'Total à payer I/2024/15 au 12/03/2026 de 10,00',
        '12,00 13,00 14,00 15,00 20 %',
      ],
    ],
    ['figures alone', ['1 2 3,00 4.567,89', '12/03/2026 99%']],
    ['nothing', []],
  ])('takes %s', (_, lines) => {
    expect(isReadable(pageOf(lines))).toBe(true)
  })

  it.each([
    ['characters moved about', INVOICE.map(moved)],
    ['letters shifted', INVOICE.map(shifted)],
    ['private characters', INVOICE.map(line => line.replace(/[a-z]/g, letter => String.fromCharCode(0xe000 + letter.charCodeAt(0))))],
    [
      'digits that a scanner took for letters',
      ['Rechnung Nr. 2O26/O8l5', 'Rechnungsdatum: l4.O3.2O26', 'Gesamtbetrag EUR l4.69l,3S', 'zahlbar in 14 Tagen'],
    ],
    [
      'words that a scanner took apart',
      ['M us ter W erkz eug G rn b H', 'R echn un g N r . 2026 / 0815 v om 1 4 . O3 . 2026', 'G es arntb etr ag'],
    ],
    ['specks that a scanner took for text', ['|~ ]1;. ‹{ ^^ .,:; ~~|| }{ *§', '{|] ¬¬ <<:; ~^~ |||']],
  ])('does not take %s', (_, lines) => {
    expect(isReadable(pageOf(lines))).toBe(false)
  })
})

import { cellsOf, type PageText } from '../engines/offline/text/page-text.ts'
import { foldText } from './fold-text.ts'

export const WITHOUT_SUM = 'letter or another document without a sum'
const STATEMENT = 'statement of account'
/** Titles of documents that are no invoices, folded, in the languages that are shipped. */
const OTHER: Readonly<Record<string, RegExp>> = {
  quotation:
    /^(?:sales )?(?:quot(?:e|ation)|estimate|offer|proposal|angebot|kostenvoranschlag|offerte|devis|presupuesto|cotizacion|preventivo|orcamento|oferta|tilbud|tarjous|arajanlat|nabidka|teklif)\b/,
  [STATEMENT]:
    /^(?:customer |monthly )?(?:statement(?: of account)?|account statement|kontoauszug|saldenbestatigung|releve (?:de compte|bancaire)|estado de cuenta|extracto|estratto conto|rekeningoverzicht|extrato|kontoutdrag|kontoutskrift|vypis)\b/,
  'delivery note':
    /^(?:delivery note|packing (?:slip|list)|despatch advice|lieferschein|bon de livraison|bordereau de livraison|albaran|documento di trasporto|ddt\b|pakbon|guia de remessa|foljesedel|folgeseddel|lahete|szallitolevel|dodaci list|aviz|irsaliye|wydanie)\b/,
  'order or its confirmation':
    /^(?:purchase order|order confirmation|sales order|bestellung|auftragsbestatigung|bon de commande|confirmation de commande|pedido|orden de compra|ordine|conferma d.ordine|bestelbon|orderbevestiging|zamowienie|ordrebekraeftelse|tilaus)\b/,
  reminder:
    /^(?:payment )?(?:reminder|mahnung|zahlungserinnerung|rappel|recordatorio|sollecito|aanmaning|herinnering|wezwanie do zaplaty|paminnelse|purring|maksumuistutus)\b/,
  'remittance advice': /^(?:remittance advice|zahlungsavis|avis de paiement)\b/,
}

/** Words with which a document says that it is an invoice, or something that is booked like one; folded. */
const INVOICE =
  /\b(?:invoice|bill(?! to)|receipt|credit ?note|credit memo|rechnung|gutschrift|quittung|kassenbon|facture|avoir|recu|ticket|factura|abono|recibo|fattura|ricevuta|scontrino|nota di credito|factuur|creditnota|bon|fatura|nota fiscal|nota de credito|faktura|paragon|korekta|kvitto|kreditnota|kvittering|lasku|kuitti|hyvityslasku|szamla|nyugta|doklad|dobropis|bon fiscal|fis|fisi|makbuz)\w*/
const INVOICE_TITLE = new RegExp(`^(?:[a-z]+ )?${INVOICE.source}`)
const INVOICE_LABEL =
  /(?:invoice|rechnungs?|facture|factura|fattura|factuur|fatura|faktur\w*|lasku\w*|szamla)\W{0,3}(?:no\b|nr|n[o°º]|num|#|date|datum|sorszam|cislo)/

/** Of the page's height: a title stands in its upper part. */
const TITLE_PART = 0.45
/** A sum that is charged, by its word or by a currency beside it: without any, nothing is. */
const CHARGE =
  /\b(?:total|subtotal|summe|gesamt|betrag|amount|balance|montant|importe|totale|importo|totaal|bedrag|valor|suma|razem|kwota|belopp|sum|yhteensa|summa|osszesen|vegosszeg|celkem|castka|toplam|tutar)\w*|\d[.,]\d{2}\s?(?:[€£$¥₹]|eur|usd|gbp|chf|kr\b|zl|kc|ft\b|lei|tl\b)|[€£$¥₹]\s?\d/
const MONEY = /\d[.,]\d{2}(?!\d)|[€£$¥]\s?\d|\d\s?[€£$¥]/

/**
 * What a document is where it is no invoice; null where it may be one. It takes a title of its own against it (and no invoice's number beside
 * it), or no word and no sum that speaks for it.
 */
export function otherKindOf(pages: readonly PageText[]): string | null {
  const [first] = pages
  if (first === undefined || pages.every(({ lines }) => lines.length === 0)) return null
  const cells = first.lines
    .filter(line => (line.words[0]?.y ?? 1) < TITLE_PART)
    .flatMap(line => cellsOf(line).map(({ text }) => foldText(text).trim()))
  const isTitle = (cell: string) => cell.split(/\s+/).length <= 6 && !MONEY.test(cell)
  const place = (test: (cell: string) => boolean) => cells.findIndex(test)
  const others = Object.entries(OTHER).map(([kind, words]) => ({ kind, at: place(cell => isTitle(cell) && words.test(cell)) }))
  const other = others.filter(({ at }) => at >= 0).toSorted((a, b) => a.at - b.at)[0]
  const invoice = place(cell => INVOICE_LABEL.test(cell) || (isTitle(cell) && INVOICE_TITLE.test(cell)))
  // A statement lists invoices under its title; whatever else names an invoice's number is one.
  if (other !== undefined && (invoice < 0 || (other.kind === STATEMENT && other.at < invoice))) return other.kind
  const text = foldText(pages.flatMap(({ lines }) => lines.map(line => line.words.map(word => word.text).join(' '))).join('\n'))
  return INVOICE.test(text) || CHARGE.test(text) ? null : WITHOUT_SUM
}

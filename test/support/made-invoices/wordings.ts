/** What an invoice of one language prints, in the order of `WORDS`; written as accounting programs of that country print it. */
const WORDS = [
  'title',
  'number',
  'date',
  'due',
  'buyer',
  'seller',
  'description',
  'quantity',
  'price',
  'rate',
  'amount',
  'net',
  'tax',
  'total',
  'paid',
  'payable',
  'thanks',
  'taxId',
] as const

export type Wording = Readonly<Record<(typeof WORDS)[number], string>>

const TEXTS: Readonly<Record<string, string>> = {
  en: 'Invoice|Invoice Number|Invoice Date|Due Date|Bill To|From|Description|Qty|Unit Price|Tax|Amount|Subtotal|VAT|Total|Amount Paid|Balance Due|Thank you for your business.|VAT No',
  'en-US':
    'INVOICE|Invoice #|Date|Due Date|Bill To|Vendor|Description|Quantity|Rate|Tax|Amount|Subtotal|Sales Tax|Total|Payments|Amount Due|Make all checks payable to the company above.|EIN',
  'en-AU':
    'Tax Invoice|Invoice No.|Issued|Due|Invoice to|Supplier|Item|Qty|Price|GST|Total|Subtotal (ex GST)|GST|Total (inc GST)|Paid|Amount owing|Please quote the number of this document.|ABN',
  'en-IN':
    'TAX INVOICE|Invoice No.|Dated|Due Date|Buyer (Bill to)|Seller|Description of Goods|Quantity|Rate|GST|Amount|Taxable Value|IGST|Grand Total|Advance|Balance|Subject to local jurisdiction.|GSTIN',
  de: 'Rechnung|Rechnungsnummer|Rechnungsdatum|Fällig am|Rechnungsempfänger|Absender|Bezeichnung|Menge|Einzelpreis|USt|Gesamtpreis|Nettosumme|USt|Gesamtbetrag|Anzahlung|Zahlbetrag|Vielen Dank für Ihren Auftrag.|USt-IdNr.',
  'de-CH':
    'Rechnung|Rechnung Nr.|Datum|Zahlbar bis|Kunde|Lieferant|Beschreibung|Anzahl|Preis|MWST|Betrag|Zwischentotal exkl. MWST|MWST|Total CHF|Akonto|Zu bezahlen|Besten Dank für Ihren Auftrag.|UID',
  fr: "Facture|N° de facture|Date d'émission|Échéance|Client|Émetteur|Désignation|Qté|PU HT|TVA|Montant HT|Total HT|TVA|Total TTC|Acompte versé|Net à payer|Nous vous remercions de votre confiance.|N° TVA",
  es: 'Factura|Factura nº|Fecha de expedición|Fecha de vencimiento|Cliente|Emisor|Concepto|Cantidad|Precio|IVA|Importe|Base imponible|IVA|Total factura|A cuenta|Importe pendiente|Gracias por su confianza.|NIF',
  'es-MX':
    'Factura|Folio|Fecha de emisión|Vencimiento|Receptor|Emisor|Descripción|Cantidad|Valor unitario|IVA|Importe|Subtotal|IVA|Total|Anticipo|Saldo|Este documento es una representación impresa.|RFC',
  it: 'Fattura|Numero documento|Data documento|Scadenza|Spett.le|Fornitore|Descrizione|Q.tà|Prezzo unit.|IVA|Importo|Totale imponibile|IVA|Totale documento|Acconto|Netto a pagare|Grazie per la fiducia accordata.|P.IVA',
  nl: 'Factuur|Factuurnummer|Factuurdatum|Vervaldatum|Factuuradres|Leverancier|Omschrijving|Aantal|Prijs|Btw|Bedrag|Totaal excl. btw|Btw|Totaal incl. btw|Aanbetaling|Te betalen|Wij danken u voor uw opdracht.|Btw-nummer',
  pt: 'Fatura|Fatura nº|Data de emissão|Data de vencimento|Cliente|Emitente|Designação|Qtd.|Preço unit.|IVA|Total|Total ilíquido|IVA|Total do documento|Adiantamento|Total a pagar|Obrigado pela sua preferência.|NIF',
  'pt-BR':
    'Nota Fiscal|Número da nota|Data de emissão|Vencimento|Tomador de serviços|Prestador de serviços|Descrição|Quantidade|Valor unitário|ISS|Valor total|Base de cálculo|ISS|Valor total da nota|Adiantamento|Valor a pagar|Agradecemos a preferência.|CNPJ',
  pl: 'Faktura VAT|Numer faktury|Data wystawienia|Termin płatności|Nabywca|Sprzedawca|Nazwa towaru lub usługi|Ilość|Cena netto|VAT|Wartość netto|Razem netto|VAT|Razem brutto|Zapłacono|Do zapłaty|Dziękujemy za współpracę.|NIP',
  sv: 'Faktura|Fakturanummer|Fakturadatum|Förfallodatum|Kund|Leverantör|Benämning|Antal|À-pris|Moms|Belopp|Summa exkl. moms|Moms|Totalt|Förskott|Att betala|Vid försenad betalning debiteras dröjsmålsränta.|Momsreg.nr',
  nb: 'Faktura|Fakturanr.|Fakturadato|Forfallsdato|Kunde|Leverandør|Beskrivelse|Antall|Enhetspris|MVA|Beløp|Sum eks. mva|MVA|Totalt inkl. mva|Forskudd|Å betale|Takk for handelen.|Org.nr',
  da: 'Faktura|Fakturanr.|Fakturadato|Forfaldsdato|Kunde|Leverandør|Beskrivelse|Antal|Stk. pris|Moms|Beløb|Subtotal ekskl. moms|Moms|I alt|Forudbetalt|Til betaling|Tak for handlen.|CVR-nr.',
  fi: 'Lasku|Laskun numero|Laskun päiväys|Eräpäivä|Asiakas|Myyjä|Tuote|Määrä|Yksikköhinta|ALV|Summa|Veroton yhteensä|ALV|Yhteensä|Ennakko|Maksettavaa|Kiitos tilauksestanne.|Y-tunnus',
  hu: 'Számla|Számla sorszáma|Kiállítás dátuma|Fizetési határidő|Vevő|Eladó|Megnevezés|Mennyiség|Egységár|ÁFA|Nettó érték|Nettó összesen|ÁFA|Bruttó végösszeg|Előleg|Fizetendő összeg|Köszönjük, hogy minket választott.|Adószám',
  cs: 'Faktura|Číslo faktury|Datum vystavení|Datum splatnosti|Odběratel|Dodavatel|Popis|Množství|Cena za MJ|DPH|Celkem bez DPH|Základ daně|DPH|Celkem s DPH|Záloha|K úhradě|Děkujeme za Vaši objednávku.|DIČ',
  ro: 'Factură|Număr factură|Data emiterii|Data scadenței|Cumpărător|Furnizor|Denumire|Cantitate|Preț unitar|TVA|Valoare|Total fără TVA|TVA|Total cu TVA|Avans|Rest de plată|Vă mulțumim pentru colaborare.|CIF',
  tr: 'Fatura|Fatura No|Fatura Tarihi|Son Ödeme Tarihi|Sayın|Satıcı|Açıklama|Miktar|Birim Fiyat|KDV|Tutar|Ara Toplam|KDV|Genel Toplam|Ödenen|Ödenecek Tutar|Bizi tercih ettiğiniz için teşekkürler.|Vergi No',
}

/** The words of a locale: its own ("de-CH"), else its language's. */
export function wordingOf(locale: string): Wording {
  const text = TEXTS[locale] ?? TEXTS[locale.slice(0, 2)] ?? TEXTS.en ?? ''
  const parts = text.split('|')
  return Object.fromEntries(WORDS.map((word, index) => [word, parts[index] ?? ''])) as Wording
}

import type { Invoice, LineItem, Party, TaxLine } from '../../../invoice.ts'
import { documentTypeOf } from './document-type.ts'
import { priceOfOne } from './price-of-one.ts'
import { all, attribute, first, number, ownText, text, toNumber, type XmlNode } from './xml-tree.ts'

/** OASIS UBL 2.1 Invoice or CreditNote (Peppol BIS, XRechnung). Null when the tree is something else. */
export function readUblInvoice(tree: XmlNode): Invoice | null {
  const root = first(tree, 'Invoice|CreditNote')
  if (root === undefined || first(root, 'LegalMonetaryTotal') === undefined) return null
  const currency = text(root, 'DocumentCurrencyCode')
  const taxTotal = inCurrency(all(root, 'TaxTotal'), currency)
  return {
    document_type: documentTypeOf(text(root, 'InvoiceTypeCode|CreditNoteTypeCode')),
    invoice_number: text(root, 'ID'),
    invoice_date: date(text(root, 'IssueDate')),
    due_date: date(text(root, 'DueDate') ?? text(root, 'PaymentMeans/PaymentDueDate')),
    order_number: text(root, 'OrderReference/ID'),
    delivery_note: text(root, 'DespatchDocumentReference/ID'),
    currency,
    seller: party(first(root, 'AccountingSupplierParty/Party')),
    buyer: party(first(root, 'AccountingCustomerParty/Party')),
    line_items: all(root, 'InvoiceLine|CreditNoteLine').map(lineItem),
    ...totals(first(root, 'LegalMonetaryTotal')),
    taxes: all(taxTotal, 'TaxSubtotal').map(taxLine),
    tax_total: number(taxTotal, 'TaxAmount'),
    payment: {
      iban: text(root, 'PaymentMeans/PayeeFinancialAccount/ID')?.replace(/\s/g, '') ?? null,
      bic: text(root, 'PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch/ID'),
      reference: text(root, 'PaymentMeans/PaymentID'),
      terms: text(root, 'PaymentTerms/Note'),
    },
    notes: text(root, 'Note'),
  }
}

function totals(sums: XmlNode | undefined) {
  return {
    sub_total: number(sums, 'LineExtensionAmount'),
    discount_total: number(sums, 'AllowanceTotalAmount'),
    charge_total: number(sums, 'ChargeTotalAmount'),
    taxable_total: number(sums, 'TaxExclusiveAmount'),
    total: number(sums, 'TaxInclusiveAmount'),
    prepaid_amount: number(sums, 'PrepaidAmount'),
    amount_due: number(sums, 'PayableAmount'),
  }
}

function inCurrency(taxTotals: readonly XmlNode[], currency: string | null): XmlNode | undefined {
  return taxTotals.find(total => attribute(first(total, 'TaxAmount'), 'currencyID') === currency) ?? taxTotals[0]
}

function taxLine(subtotal: XmlNode): TaxLine {
  return {
    base: number(subtotal, 'TaxableAmount'),
    rate: number(subtotal, 'TaxCategory/Percent'),
    amount: number(subtotal, 'TaxAmount'),
  }
}

function lineItem(line: XmlNode): LineItem {
  const quantity = first(line, 'InvoicedQuantity|CreditedQuantity')
  const allowance = all(line, 'AllowanceCharge').find(entry => text(entry, 'ChargeIndicator') === 'false')
  return {
    line_number: text(line, 'ID'),
    description: text(line, 'Item/Name') ?? text(line, 'Item/Description'),
    item_code: text(line, 'Item/SellersItemIdentification/ID') ?? text(line, 'Item/StandardItemIdentification/ID'),
    hs_code: text(line, 'Item/CommodityClassification/ItemClassificationCode'),
    batch: text(line, 'Item/ItemInstance/LotIdentification/LotNumberID'),
    quantity: quantity === undefined ? null : toNumber(ownText(quantity)),
    unit: attribute(quantity, 'unitCode'),
    unit_price: priceOfOne(number(line, 'Price/PriceAmount'), number(line, 'Price/BaseQuantity')),
    discount: number(allowance, 'Amount'),
    tax_rate: number(line, 'Item/ClassifiedTaxCategory/Percent'),
    line_total: number(line, 'LineExtensionAmount'),
  }
}

function party(node: XmlNode | undefined): Party {
  const place = first(node, 'PostalAddress')
  const city = [text(place, 'PostalZone'), text(place, 'CityName')].filter(part => part !== null).join(' ')
  const lines = ['StreetName', 'AdditionalStreetName', 'AddressLine/Line'].map(line => text(place, line))
  const parts = [...lines, city === '' ? null : city, text(place, 'CountrySubentity'), text(place, 'Country/IdentificationCode')]
  const address = parts.filter(part => part !== null).join(', ')
  return {
    name: text(node, 'PartyLegalEntity/RegistrationName') ?? text(node, 'PartyName/Name'),
    address: address === '' ? null : address,
    tax_id: taxId(node),
  }
}

/** A party may state its tax number as well, in any order: the VAT identifier is the one whose scheme says so. */
function taxId(node: XmlNode | undefined): string | null {
  const schemes = all(node, 'PartyTaxScheme').filter(scheme => text(scheme, 'CompanyID') !== null)
  const vat = schemes.find(scheme => text(scheme, 'TaxScheme/ID')?.toUpperCase() === 'VAT') ?? schemes[0]
  return text(vat, 'CompanyID') ?? text(node, 'PartyLegalEntity/CompanyID')
}

function date(value: string | null): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(value ?? '')?.[0] ?? null
}

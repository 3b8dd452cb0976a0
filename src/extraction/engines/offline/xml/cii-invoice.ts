import type { Invoice, LineItem, Party, TaxLine } from '../../../invoice.ts'
import { documentTypeOf } from './document-type.ts'
import { priceOfOne } from './price-of-one.ts'
import { all, attribute, first, number, ownText, text, toNumber, type XmlNode } from './xml-tree.ts'

/**
 * UN/CEFACT Cross Industry Invoice: ZUGFeRD 2.x, Factur-X and XRechnung in every profile, and ZUGFeRD 1.0, whose elements bear other
 * names in the same places. Null when the tree is something else.
 */
export function readCiiInvoice(tree: XmlNode): Invoice | null {
  const root = first(tree, 'CrossIndustryInvoice|CrossIndustryDocument')
  if (root === undefined) return null
  const header = first(root, 'ExchangedDocument|HeaderExchangedDocument')
  const trade = first(root, 'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction')
  const agreement = first(trade, 'ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement')
  const delivery = first(trade, 'ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery')
  const settlement = first(trade, 'ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement')
  const currency = text(settlement, 'InvoiceCurrencyCode')
  return {
    document_type: documentTypeOf(text(header, 'TypeCode')),
    invoice_number: text(header, 'ID'),
    invoice_date: date(header, 'IssueDateTime'),
    due_date: date(settlement, 'SpecifiedTradePaymentTerms/DueDateDateTime'),
    order_number: text(agreement, 'BuyerOrderReferencedDocument/IssuerAssignedID|ID'),
    delivery_note: text(delivery, 'DespatchAdviceReferencedDocument|DeliveryNoteReferencedDocument/IssuerAssignedID|ID'),
    currency,
    seller: party(first(agreement, 'SellerTradeParty')),
    buyer: party(first(agreement, 'BuyerTradeParty')),
    line_items: all(trade, 'IncludedSupplyChainTradeLineItem').map(lineItem),
    ...totals(settlement, currency),
    taxes: all(settlement, 'ApplicableTradeTax').map(taxLine),
    payment: payment(settlement),
    notes: joined(all(header, 'IncludedNote/Content'), '\n'),
  }
}

type Totals = Pick<
  Invoice,
  'sub_total' | 'discount_total' | 'charge_total' | 'taxable_total' | 'tax_total' | 'total' | 'prepaid_amount' | 'amount_due'
>

function totals(settlement: XmlNode | undefined, currency: string | null): Totals {
  const sums = first(settlement, 'SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation')
  return {
    sub_total: number(sums, 'LineTotalAmount'),
    discount_total: number(sums, 'AllowanceTotalAmount'),
    charge_total: number(sums, 'ChargeTotalAmount'),
    taxable_total: number(sums, 'TaxBasisTotalAmount'),
    tax_total: inCurrency(all(sums, 'TaxTotalAmount'), currency),
    total: inCurrency(all(sums, 'GrandTotalAmount'), currency),
    prepaid_amount: number(sums, 'TotalPrepaidAmount'),
    amount_due: number(sums, 'DuePayableAmount'),
  }
}

/** Where the tax is also stated in the seller's accounting currency (BT-111), the amount in the invoice's own is the one. */
function inCurrency(amounts: readonly XmlNode[], currency: string | null): number | null {
  const own = amounts.find(amount => attribute(amount, 'currencyID') === currency) ?? amounts[0]
  return own === undefined ? null : toNumber(ownText(own))
}

function lineItem(line: XmlNode): LineItem {
  const product = first(line, 'SpecifiedTradeProduct')
  const agreement = first(line, 'SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement')
  const quantity = first(line, 'SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/BilledQuantity')
  const settlement = first(line, 'SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement')
  const price = first(agreement, 'NetPriceProductTradePrice')
  const sums = 'SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation'
  return {
    line_number: text(line, 'AssociatedDocumentLineDocument/LineID'),
    description: text(product, 'Name') ?? text(product, 'Description') ?? text(line, 'AssociatedDocumentLineDocument/IncludedNote/Content'),
    item_code: text(product, 'SellerAssignedID') ?? text(product, 'GlobalID'),
    hs_code: text(product, 'DesignatedProductClassification/ClassCode'),
    batch: text(product, 'IndividualTradeProductInstance/BatchID'),
    quantity: quantity === undefined ? null : toNumber(ownText(quantity)),
    unit: attribute(quantity, 'unitCode'),
    unit_price: priceOfOne(number(price, 'ChargeAmount'), number(price, 'BasisQuantity')),
    discount: lineDiscount(settlement),
    tax_rate: number(settlement, 'ApplicableTradeTax/RateApplicablePercent|ApplicablePercent'),
    line_total: number(settlement, `${sums}/LineTotalAmount`),
  }
}

function lineDiscount(settlement: XmlNode | undefined): number | null {
  const amounts = all(settlement, 'SpecifiedTradeAllowanceCharge')
    .filter(entry => text(entry, 'ChargeIndicator/Indicator') === 'false')
    .map(entry => number(entry, 'ActualAmount') ?? 0)
  return amounts.length === 0 ? null : Number(amounts.reduce((sum, amount) => sum + amount, 0).toFixed(4))
}

function taxLine(tax: XmlNode): TaxLine {
  return {
    base: number(tax, 'BasisAmount'),
    rate: number(tax, 'RateApplicablePercent|ApplicablePercent'),
    amount: number(tax, 'CalculatedAmount'),
  }
}

function party(node: XmlNode | undefined): Party {
  const place = first(node, 'PostalTradeAddress')
  const city = joined([...all(place, 'PostcodeCode'), ...all(place, 'CityName')], ' ')
  const parts = [...['LineOne', 'LineTwo', 'LineThree'].map(line => text(place, line)), city, text(place, 'CountrySubDivisionName')]
  const address = [...parts, text(place, 'CountryID')].filter(part => part !== null).join(', ')
  const registrations = all(node, 'SpecifiedTaxRegistration/ID')
  const vat = registrations.find(id => attribute(id, 'schemeID') === 'VA') ?? registrations[0]
  return { name: text(node, 'Name'), address: address === '' ? null : address, tax_id: vat === undefined ? null : ownText(vat) }
}

function payment(settlement: XmlNode | undefined): Invoice['payment'] {
  const means = 'SpecifiedTradeSettlementPaymentMeans'
  return {
    iban: text(settlement, `${means}/PayeePartyCreditorFinancialAccount/IBANID`)?.replace(/\s/g, '') ?? null,
    bic: text(settlement, `${means}/PayeeSpecifiedCreditorFinancialInstitution/BICID`),
    reference: text(settlement, 'PaymentReference'),
    terms: joined(all(settlement, 'SpecifiedTradePaymentTerms/Description'), '\n'),
  }
}

/** `DateTimeString` with format 102 is YYYYMMDD; some senders write ISO dates or append a time. */
function date(node: XmlNode | undefined, path: string): string | null {
  const raw = text(node, `${path}/DateTimeString`) ?? text(node, `${path}/DateTime`)
  const match = raw === null ? null : /^(\d{4})-?(\d{2})-?(\d{2})/.exec(raw)
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`
}

function joined(nodes: readonly XmlNode[], separator: string): string | null {
  const texts = nodes.map(ownText).filter(value => value !== null)
  return texts.length === 0 ? null : texts.join(separator)
}

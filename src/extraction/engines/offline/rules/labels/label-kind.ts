/** What a printed label can be about. `other…` kinds are there to be longer than the label they begin with: "Total savings" is no total. */
export type LabelKind =
  | 'number'
  | 'order'
  | 'delivery'
  | 'otherNumber'
  | 'date'
  | 'plainDate'
  | 'due'
  | 'otherDate'
  | 'seller'
  | 'buyer'
  | 'shipTo'
  | 'taxId'
  | 'subTotal'
  | 'discount'
  | 'charge'
  | 'taxable'
  | 'tax'
  | 'total'
  | 'prepaid'
  | 'payable'
  | 'otherSum'
  | 'currency'
  | 'terms'
  | 'colPosition'
  | 'colDescription'
  | 'colCode'
  | 'colQuantity'
  | 'colUnit'
  | 'colPrice'
  | 'colDiscount'
  | 'colRate'
  | 'colTax'
  | 'colNet'
  | 'colGross'
  | 'kindInvoice'
  | 'kindCreditNote'
  | 'kindCorrected'
  | 'kindPrepayment'
  | 'kindSelfBilled'
  | 'kindReceipt'
  | 'kindOther'

/**
 * The words of one language on invoices. Phrases are written as they are printed, parted by `|`; how they are compared (case, accents,
 * blanks, punctuation) is the reader's business.
 */
export interface LanguageLabels {
  /** ISO 639-1. */
  readonly language: string
  /** Where it is spoken, the most likely country first (ISO 3166). */
  readonly countries: readonly string[]
  /** Small words that tell the language of a page with few labels. */
  readonly words: string
  /** January to December, each with its spellings parted by `/`. */
  readonly months: string
  /** What "number" is called behind a document's name. */
  readonly numberWords: string
  readonly labels: Partial<Readonly<Record<LabelKind, string>>>
}

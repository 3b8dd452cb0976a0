import { type DocumentView, hitsOfKind, viewOf } from '../engines/offline/rules/document-view.ts'
import type { Finding } from '../engines/offline/rules/finding.ts'
import { readGoodsTable } from '../engines/offline/rules/goods-table.ts'
import { readInvoiceNumber } from '../engines/offline/rules/invoice-number.ts'
import type { LabelKind } from '../engines/offline/rules/labels/label-kind.ts'
import type { PageText } from '../engines/offline/text/page-text.ts'
import { foldText } from './fold-text.ts'

/** What one page, looked at alone, says of where a document begins. */
export interface PageFacts {
  /** Of the document, as printed in the head of the page. */
  readonly number: string | null
  /** The page calls itself an invoice, a credit note or a receipt, in a heading. */
  readonly isTitled: boolean
  /** "Page 2 of 3". */
  readonly counter: PageCounter | null
  /** A sum that ends an invoice: total or amount due. */
  readonly hasTotal: boolean
}

interface PageCounter {
  readonly at: number
  readonly of: number | null
}

const TITLES: readonly LabelKind[] = ['kindInvoice', 'kindCreditNote', 'kindCorrected', 'kindPrepayment', 'kindSelfBilled', 'kindReceipt']
/** Of the page's height: further down other documents are referred to. */
const HEAD = 0.55
const TITLE_PART = 0.45
/** A number that its page contradicts, or that no label vouches for, parts nothing. */
const MIN_CONFIDENCE = 0.8

export function factsOf({ lines }: PageText): PageFacts {
  const view = viewOf([{ page: 1, lines }])
  const number = readInvoiceNumber(view, readGoodsTable(view))
  return {
    number: number !== null && isOwn(number) ? number.value : null,
    isTitled: hitsOfKind(view, ...TITLES).some(
      ({ row, atStart, leftover, kinds }) => atStart && row.top < TITLE_PART && leftover <= 12 && !kinds.has('date'),
    ),
    counter: counterOf(view),
    hasTotal: hitsOfKind(view, 'total', 'payable').some(({ row }) => /\d[.,]\d{2}|\d{3}/.test(row.text)),
  }
}

function isOwn({ confidence, span }: Finding<string>): boolean {
  return confidence >= MIN_CONFIDENCE && (span.words[0]?.y ?? 1) < HEAD
}

const PAGE = '(?:page|seite|blatt|pagina|pag|p|side|sida|strona|str|strana|sivu|sayfa|oldal)[.:]?'
const OF = String.raw`(?:/|of|von|de|di|sur|af|av|z|ze|od|van|din|ud af|\|)`
const COUNTER = new RegExp(
  String.raw`(?:^|[^\p{L}])${PAGE} ?(?<at>\d{1,3})(?: ?${OF} ?(?<of>\d{1,3}))?(?!\d)|(?:^|\s)(?<at2>\d{1,3})\.? ?/ ?(?<of2>\d{1,3})\.? ?(?:oldal|sivu|sayfa)|^(?<at3>\d{1,3}) ?/ ?(?<of3>\d{1,3})$`,
  'u',
)
/** Counters stand at the edges of a page. */
const EDGE = 0.2

function counterOf({ rows }: DocumentView): PageCounter | null {
  for (const { top, cells } of rows) {
    if (top > EDGE && top < 1 - EDGE) continue
    for (const { text } of cells) {
      const groups = COUNTER.exec(foldText(text))?.groups
      if (groups === undefined) continue
      const [at, of] = [Number(groups.at ?? groups.at2 ?? groups.at3), Number(groups.of ?? groups.of2 ?? groups.of3 ?? 0)]
      if (at >= 1 && (of === 0 || at <= of)) return { at, of: of === 0 ? null : of }
    }
  }
  return null
}

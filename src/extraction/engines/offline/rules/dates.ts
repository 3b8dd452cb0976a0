import { compact } from './label.ts'

const PLAIN = ['datum', 'date', 'tarikh']

/** For the receipts' rules: a line that carries the word date in any spelling. */
export function mentionsDate(text: string): boolean {
  return PLAIN.some(label => compact(text).includes(label))
}

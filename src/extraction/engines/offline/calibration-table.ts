/**
 * How often values of the rules on a text layer were right, one standard error below what was seen: steps of [confidence of the rules,
 * confidence]. Written by `npm run bench:calibrate -- --write`, fitted on every other of 55 e-invoice PDFs with their XML as the truth
 * (ZUGFeRD/corpus, Apache-2.0). Kinds of value that are not here were never measured.
 */
export const CALIBRATION: Readonly<Record<string, readonly (readonly [from: number, confidence: number])[]>> = {
  bic: [[0.9, 0.75]],
  buyer: [
    [0.66, 0],
    [0.67, 0.67],
    [0.86, 0.8],
    [0.93, 0.88],
  ],
  currency: [[0.86, 0.83]],
  date: [
    [0.33, 0.8],
    [0.93, 0.94],
  ],
  description: [[0.65, 0.67]],
  due: [[0.19, 0.9]],
  goods: [
    [0.6, 0.77],
    [0.95, 0.94],
  ],
  iban: [
    [0.5, 0],
    [0.98, 0.8],
  ],
  'line-rate': [
    [0.6, 0.58],
    [0.9, 0.75],
  ],
  'line-total': [
    [0.65, 0.86],
    [0.8, 0.9],
    [0.85, 0.96],
  ],
  number: [
    [0.86, 0.83],
    [0.95, 0.91],
  ],
  'other-sum': [[0.95, 0.91]],
  reference: [[0.85, 0.86]],
  seller: [
    [0.64, 0],
    [0.92, 0.5],
    [0.93, 0.92],
  ],
  sum: [
    [0.55, 0.68],
    [0.95, 0.95],
  ],
  tax: [
    [0.8, 0.08],
    [0.93, 0.97],
  ],
  'tax-id': [
    [0.85, 0.5],
    [0.9, 0.77],
  ],
}

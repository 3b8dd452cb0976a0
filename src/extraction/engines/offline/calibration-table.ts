/**
 * What values of the rules on a text layer were worth: steps of [confidence of the rules, how often such values were right]. Written by `npm run bench:calibrate -- --write`, fitted on every other of 55 e-invoice PDFs with their XML as the truth
 * (ZUGFeRD/corpus, Apache-2.0). Kinds of value that are not here were never measured.
 */
export const CALIBRATION: Readonly<Record<string, readonly (readonly [from: number, confidence: number])[]>> = {
  bic: [[0.9, 0.85]],
  buyer: [
    [0.66, 0.42],
    [0.67, 0.55],
    [0.7, 0.59],
    [0.86, 0.81],
    [0.9, 0.82],
    [0.93, 0.91],
  ],
  currency: [
    [0.86, 0.77],
    [0.87, 0.78],
    [0.89, 0.8],
    [0.95, 0.89],
    [0.97, 0.92],
  ],
  date: [
    [0.33, 0.24],
    [0.72, 0.61],
    [0.76, 0.68],
    [0.93, 0.95],
  ],
  description: [
    [0.65, 0.64],
    [0.75, 0.67],
  ],
  due: [
    [0.19, 0.26],
    [0.88, 0.83],
    [0.93, 0.88],
  ],
  goods: [
    [0.6, 0.72],
    [0.85, 0.73],
    [0.95, 0.96],
  ],
  iban: [
    [0.5, 0.28],
    [0.98, 0.95],
  ],
  'line-rate': [
    [0.6, 0.53],
    [0.85, 0.68],
    [0.9, 0.85],
  ],
  'line-total': [
    [0.65, 0.69],
    [0.8, 0.84],
    [0.85, 0.9],
    [0.95, 0.95],
  ],
  number: [
    [0.86, 0.84],
    [0.95, 0.94],
  ],
  'other-sum': [[0.95, 0.94]],
  reference: [[0.85, 0.84]],
  seller: [
    [0.64, 0.4],
    [0.78, 0.54],
    [0.92, 0.84],
    [0.93, 0.93],
  ],
  sum: [
    [0.55, 0.49],
    [0.93, 0.79],
    [0.95, 0.95],
    [0.97, 0.97],
  ],
  tax: [
    [0.8, 0.43],
    [0.93, 0.97],
  ],
  'tax-id': [
    [0.85, 0.75],
    [0.9, 0.83],
  ],
}

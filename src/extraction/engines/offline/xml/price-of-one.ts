/** More digits than any price states; a third of something ends somewhere. */
const DIGITS = 8

/** A price may be stated for a base quantity (BT-149): 127 for 100 pieces is 1.27 for one. */
export function priceOfOne(price: number | null, baseQuantity: number | null): number | null {
  if (price === null || baseQuantity === null || baseQuantity <= 0 || baseQuantity === 1) return price
  return Number((price / baseQuantity).toFixed(DIGITS))
}

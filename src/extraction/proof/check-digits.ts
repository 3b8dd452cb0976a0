/** ISO 13616: the remainder of the rearranged number is 1. `iban` without blanks. */
export function isValidIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return false
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/**
 * Whether a VAT identifier's own check digits agree; null for countries whose rule is not here, and for what has no such form. Rules as the
 * tax authorities publish them.
 */
export function isValidVatId(id: string): boolean | null {
  const match = /^([A-Z]{2})([A-Z\d]+)$/.exec(id.toUpperCase().replace(/[^A-Z\d]/g, ''))
  const [, country = '', number = ''] = match ?? []
  return RULES[country]?.(number) ?? null
}

const RULES: Readonly<Record<string, (number: string) => boolean | null>> = {
  DE: number => (/^\d{9}$/.test(number) ? iso7064(number) : null),
  BE: number => (/^\d{10}$/.test(number) ? 97 - (Number(number.slice(0, 8)) % 97) === Number(number.slice(8)) : null),
  FR: number => (/^\d{11}$/.test(number) ? (12 + 3 * (Number(number.slice(2)) % 97)) % 97 === Number(number.slice(0, 2)) : null),
  IT: number => (/^\d{11}$/.test(number) ? luhn(number) : null),
  PL: number => (/^\d{10}$/.test(number) ? weighted(number, [6, 5, 7, 2, 3, 4, 5, 6, 7], 11) === Number(number[9]) : null),
  PT: number => (/^\d{9}$/.test(number) ? elevenMinus(number, [9, 8, 7, 6, 5, 4, 3, 2]) === Number(number[8]) : null),
  DK: number => (/^\d{8}$/.test(number) ? weighted(number, [2, 7, 6, 5, 4, 3, 2, 1], 11) === 0 : null),
  FI: number => (/^\d{8}$/.test(number) ? elevenMinus(number, [7, 9, 10, 5, 8, 4, 2]) === Number(number[7]) : null),
  SE: number => (/^\d{12}$/.test(number) ? luhn(number.slice(0, 10)) : null),
  HU: number => (/^\d{8}$/.test(number) ? (10 - weighted(number, [9, 7, 3, 1, 9, 7, 3], 10)) % 10 === Number(number[7]) : null),
  AT: number => (/^U\d{8}$/.test(number) ? austrian(number.slice(1)) : null),
}

function weighted(number: string, weights: readonly number[], modulus: number): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(number[index]), 0) % modulus
}

function elevenMinus(number: string, weights: readonly number[]): number {
  const rest = weighted(number, weights, 11)
  return rest < 2 ? 0 : 11 - rest
}

function luhn(number: string): boolean {
  const digits = [...number].toReversed().map(Number)
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
  return sum % 10 === 0
}

/** ISO 7064, MOD 11, 10. */
function iso7064(number: string): boolean {
  let product = 10
  for (const digit of number.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(number.at(-1))
}

function austrian(number: string): boolean {
  const doubled = [1, 3, 5].reduce((sum, index) => sum + Math.floor(Number(number[index]) / 5) + ((Number(number[index]) * 2) % 10), 0)
  const plain = [0, 2, 4, 6].reduce((sum, index) => sum + Number(number[index]), 0)
  return (10 - ((doubled + plain + 4) % 10)) % 10 === Number(number[7])
}

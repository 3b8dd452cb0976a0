/**
 * Text as labels of a scan are compared: lower case, letters only, and one letter for each family that OCR mixes up (1, i, l, | and !;
 * 0 and o; 5 and s; 8 and b). Patterns that are matched against it are written folded: "total" stays, "incl" becomes "lncl".
 */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[1i|!]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/5/g, 's')
    .replace(/8/g, 'b')
    .normalize('NFD')
    .replace(/[^a-z]/g, '')
}

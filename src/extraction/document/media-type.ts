export type MediaType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/webp' | 'image/tiff'

/** PDF readers accept junk before `%PDF-`, up to this many bytes (mail gateways and old scanners put some there). */
const PDF_HEADER_WINDOW = 1024

const HEIF_BRANDS = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)$/

/** The type by its first bytes; null for what is not supported, `image/heic` for the HEIF family, which deserves its own words. */
export function sniffMediaType(bytes: Uint8Array): MediaType | 'image/heic' | null {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return 'image/tiff'
  if (ascii(bytes, 4, 8) === 'ftyp' && HEIF_BRANDS.test(ascii(bytes, 8, 12))) return 'image/heic'
  if (ascii(bytes, 0, PDF_HEADER_WINDOW).includes('%PDF-')) return 'application/pdf'
  return null
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((value, index) => bytes[index] === value)
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/tiff' | 'image/heic'
export type MediaType = ImageType | 'application/pdf' | 'application/xml'

/** PDF readers accept junk before `%PDF-`, up to this many bytes (mail gateways and old scanners put some there). */
const PDF_HEADER_WINDOW = 1024

const HEIC_BRANDS = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/
const AVIF_BRANDS = /^avi[fs]$/

/** The type by its first bytes; null for what is not supported, `image/avif` for HEIC's relative, which deserves its own words. */
export function sniffMediaType(bytes: Uint8Array): MediaType | 'image/avif' | null {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return 'image/tiff'
  const brand = ascii(bytes, 4, 8) === 'ftyp' ? ascii(bytes, 8, 12) : ''
  // A file of the general brand names its own among those it is compatible with.
  if (AVIF_BRANDS.test(brand) || (brand === 'mif1' && ascii(bytes, 16, 64).includes('avif'))) return 'image/avif'
  if (HEIC_BRANDS.test(brand)) return 'image/heic'
  if (ascii(bytes, 0, PDF_HEADER_WINDOW).includes('%PDF-')) return 'application/pdf'
  return isXml(bytes) ? 'application/xml' : null
}

/** Producers put blanks and comments before the first element; this much of the file must show that it is XML. */
const XML_WINDOW = 4096

/** An XML declaration, or an element at once, in UTF-8 or UTF-16. HTML begins like one and is none. */
export function isXml(bytes: Uint8Array): boolean {
  const head = ascii(bytes, 0, XML_WINDOW)
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart()
  return (
    /^<\?xml[\s?]|^(?:<!--[\s\S]*?-->\s*)*<[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?[\s/>]/.test(head) &&
    !/^<(?:!doctype\s+html|html[\s>])/i.test(head)
  )
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((value, index) => bytes[index] === value)
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

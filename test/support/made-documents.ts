import { crc32, deflateSync } from 'node:zlib'

/** A small, valid PDF of `pages` pages; `padding` bytes of an unused stream make it as large as a test wants. */
export function makePdf({ pages = 1, padding = 0, text = 'Invoice R-2026-17 Total 119.00 EUR' } = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${4 + index} 0 R`).join(' ')
  const content = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`
  const contentId = 4 + pages
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...Array.from(
      { length: pages },
      () => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contentId} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    ),
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...(padding > 0 ? [`<< /Length ${padding} >>\nstream\n${'x'.repeat(padding)}\nendstream`] : []),
  ]
  return assemble(objects)
}

/** One page whose content stream inflates to `megabytes`. */
export function makeBombPdf(megabytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(megabytes * 1_048_576), { level: 9 }).toString('latin1')
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>',
    `<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream`,
  ])
}

/** A PDF whose trailer names an encryption dictionary with a user password. */
export function makeEncryptedPdf(): Buffer {
  const hex = (length: number) => '5a'.repeat(length)
  const encrypt = `<< /Filter /Standard /V 1 /R 2 /O <${hex(32)}> /U <${hex(32)}> /P -44 >>`
  return assemble(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>',
      encrypt,
    ],
    ` /Encrypt 4 0 R /ID [<${hex(16)}> <${hex(16)}>]`,
  )
}

export function assemble(objects: readonly string[], trailer = ''): Buffer {
  let body = '%PDF-1.7\n'
  const offsets: number[] = []
  for (const [index, object] of objects.entries()) {
    offsets.push(body.length)
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
  }
  const xref = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${xref}`
  return Buffer.from(`${body}${table}trailer\n<< /Size ${size} /Root 1 0 R${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1')
}

/** A PNG header that claims these dimensions; one black pixel row follows. */
export function makePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((width + 1) * Math.min(height, 4)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

/** Text forms of bytes: they only ever shrink, so that they may be undone before anything is counted. */

export function decodeAsciiHex(data: Buffer): Buffer {
  const end = data.indexOf('>')
  const digits = (end < 0 ? data : data.subarray(0, end)).toString('latin1').replace(/[^\da-f]/gi, '')
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
}

export function decodeAscii85(data: Buffer): Buffer {
  const out = Buffer.alloc(Math.ceil(data.length / 5) * 4 + data.filter(byte => byte === 0x7a).length * 4)
  let [length, group, digits] = [0, 0, 0]
  const flush = (bytes: number) => {
    for (let index = 0; index < bytes; index += 1) out[length++] = (group / 256 ** (3 - index)) & 0xff
    ;[group, digits] = [0, 0]
  }
  for (const byte of data) {
    if (byte === 0x7e) break
    if (byte === 0x7a && digits === 0) flush(4)
    else if (byte >= 0x21 && byte <= 0x75) {
      group = group * 85 + (byte - 0x21)
      digits += 1
      if (digits === 5) flush(4)
    }
  }
  if (digits > 1) {
    const bytes = digits - 1
    for (; digits < 5; digits += 1) group = group * 85 + 84
    flush(bytes)
  }
  return out.subarray(0, length)
}

/** Bytes looked at before the encoding is decided: enough for a header and some rows. */
const HEAD_BYTES = 4096
/** UTF-16 holds a zero in every unit of ASCII, and a list of addresses is mostly that; UTF-8 holds none but by accident. */
const ZEROES_OF_UTF16 = 0.1

/**
 * Text of bytes as they arrive: UTF-8 or UTF-16, told apart by the byte order mark, else by the declared charset, else by where the zeroes are.
 * The mark itself is taken off. What cannot be decoded becomes U+FFFD.
 *
 * @param decided is told the encoding once it is known
 */
export async function* decodeText(
  body: AsyncIterable<Uint8Array>,
  charset: string | undefined,
  decided: (encoding: string) => void,
): AsyncGenerator<string> {
  const head: Uint8Array[] = []
  let length = 0
  let decoder: InstanceType<typeof TextDecoder> | undefined
  const begin = (): string => {
    const bytes = Buffer.concat(head)
    decoder = new TextDecoder(encodingOf(bytes, charset))
    decided(decoder.encoding)
    return decoder.decode(bytes, { stream: true })
  }
  for await (const chunk of body) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true })
      continue
    }
    head.push(chunk)
    length += chunk.length
    if (length >= HEAD_BYTES) yield begin()
  }
  if (decoder === undefined) yield begin()
  yield decoder!.decode()
}

function encodingOf(head: Uint8Array, charset: string | undefined): string {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return declared(charset) ?? guessed(head)
}

/** `utf-16` alone does not say which of the two; a name that nobody knows says nothing. */
function declared(charset: string | undefined): string | undefined {
  if (charset === undefined || /^utf-?(8|16)$/i.test(charset)) return undefined
  try {
    return new TextDecoder(charset).encoding
  } catch {
    return undefined
  }
}

function guessed(head: Uint8Array): string {
  const zeroes: [number, number] = [0, 0]
  for (let at = 0; at < head.length; at += 1) if (head[at] === 0) zeroes[at % 2 === 0 ? 0 : 1] += 1
  const [even, odd] = zeroes
  if (Math.max(even, odd) < (head.length / 2) * ZEROES_OF_UTF16 || even === odd) return 'utf-8'
  return odd > even ? 'utf-16le' : 'utf-16be'
}

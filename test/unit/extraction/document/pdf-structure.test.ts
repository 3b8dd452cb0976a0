import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findInflationBomb, isTruncatedPdf } from '../../../../src/extraction/document/pdf-structure.ts'
import { buildPdf } from '../../../support/pdf-files.ts'

const CAP = 1_000_000
const zeros = (length: number) => deflateSync(Buffer.alloc(length))
const withStream = (dictionary: string, data: Buffer) => buildPdf({ streams: [{ dictionary, data }] })

describe('isTruncatedPdf', () => {
  const whole = buildPdf({ text: ['Invoice'] })

  it('takes whole files, also with junk behind the end and with an update appended', () => {
    expect(isTruncatedPdf(whole)).toBe(false)
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('\r\n-- a mail footer --')]))).toBe(false)
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('9 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF')]))).toBe(false)
  })

  it.each([0.3, 0.6, 0.99])('sees a file cut at %d', share => {
    expect(isTruncatedPdf(whole.subarray(0, whole.length * share))).toBe(true)
  })

  it('sees an update that was cut off', () => {
    expect(isTruncatedPdf(Buffer.concat([whole, Buffer.from('\n9 0 obj\n<</Type/Page')]))).toBe(true)
  })
})

describe('findInflationBomb', () => {
  it('takes streams below the cap', () => {
    expect(findInflationBomb(buildPdf({ text: ['Invoice'] }), CAP)).toBe(false)
    expect(findInflationBomb(withStream('/Filter/FlateDecode', zeros(CAP - 1)), CAP)).toBe(false)
  })

  it('finds one beyond it, whatever its dictionary says', () => {
    expect(findInflationBomb(withStream('/Filter/FlateDecode', zeros(CAP + 1)), CAP)).toBe(true)
    expect(findInflationBomb(withStream('/Filter 99 0 R', zeros(CAP * 3)), CAP)).toBe(true)
  })

  it('finds one packed twice, which is small on disk', () => {
    const twice = deflateSync(zeros(CAP * 5))
    expect(twice.length).toBeLessThan(CAP / 1_000)
    expect(findInflationBomb(withStream('/Filter[/FlateDecode/FlateDecode]', twice), CAP)).toBe(true)
  })

  it('counts LZW without keeping its output', () => {
    expect(findInflationBomb(withStream('/Filter/LZWDecode', lzwZeros(CAP * 2)), CAP)).toBe(true)
    expect(findInflationBomb(withStream('/Filter/LZWDecode', lzwZeros(CAP / 2)), CAP)).toBe(false)
  })

  it('leaves broken streams to the reader', () => {
    const broken = Buffer.concat([zeros(1_000).subarray(0, 4), Buffer.alloc(5_000, 0xff)])
    expect(findInflationBomb(withStream('/Filter/FlateDecode', broken), CAP)).toBe(false)
  })
})

/** Zeros as PDF's LZW packs them: each code stands for one zero more than the one before, until the table is full. */
function lzwZeros(length: number): Buffer {
  const bits: string[] = []
  const emit = (code: number, width: number) => bits.push(code.toString(2).padStart(width, '0'))
  let done = 0
  emit(256, 9)
  while (done < length) {
    let next = 258
    for (let run = 1; run < 3_800 && done < length; run += 1) {
      const width = next >= 2_047 ? 12 : next >= 1_023 ? 11 : next >= 511 ? 10 : 9
      emit(run === 1 ? 0 : 256 + run, width)
      done += run
      if (run > 1) next += 1
    }
    emit(256, next >= 2_047 ? 12 : next >= 1_023 ? 11 : next >= 511 ? 10 : 9)
  }
  const stream = bits.join('')
  return Buffer.from(stream.match(/.{1,8}/g)?.map(byte => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [])
}

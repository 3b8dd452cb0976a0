/**
 * What each OCR language costs: its package on the disk, the memory of a process that reads with it, and processor time for a page.
 *   npm run bench:languages             every language that is installed, alone and beside English
 *   npm run bench:languages -- deu+fra  these
 * The page is a German one of 6.5 megapixels, the largest that is read. Memory needs /proc.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scaleGrey } from '../src/extraction/engines/offline/ocr/grey-image.ts'
import { OcrReader } from '../src/extraction/engines/offline/ocr/ocr-reader.ts'
import { decodeImage } from '../src/extraction/engines/offline/ocr/page-renderer.ts'
import { turnImage } from '../src/extraction/engines/offline/ocr/turned-image.ts'
import { ocrModelOf } from '../src/settings/ocr-languages.ts'

const LANGUAGES = ['eng', 'deu', 'fra', 'spa', 'ita', 'nld', 'por', 'pol', 'swe']
const PIXELS = 6_500_000
const READINGS = 5
const page = join(import.meta.dirname, '../test/fixtures/documents/de-rot90.png')

const [wanted, inside] = process.argv.slice(2)
if (inside === 'measure') await measure(wanted!.split('+'))
else for (const languages of wanted === undefined ? everyOne() : [wanted]) report(languages)

function everyOne(): string[] {
  const installed = LANGUAGES.filter(language => ocrModelOf(language) !== null)
  const others = installed.filter(language => language !== 'eng')
  return [...installed, ...others.map(language => `${language}+eng`), others.slice(0, 3).join('+')]
}

/** In a process of its own, with the memory bounds of the service's. */
function report(languages: string): void {
  const flags = ['--max-old-space-size=256', '--max-semi-space-size=8']
  const line = execFileSync(process.execPath, [...flags, fileURLToPath(import.meta.url), languages, 'measure'], { encoding: 'utf8' })
  const disk = languages.split('+').reduce((sum, language) => sum + bytesUnder(dirname(dirname(ocrModelOf(language)!))), 0)
  console.log(`${languages.padEnd(12)} ${(disk / 1_048_576).toFixed(0).padStart(3)} MB on the disk, ${line.trim()}`)
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map(entry => (entry.isDirectory() ? bytesUnder(join(folder, entry.name)) : statSync(join(folder, entry.name)).size))
    .reduce((sum, size) => sum + size, 0)
}

async function measure(languages: readonly string[]): Promise<void> {
  const reader = new OcrReader(languages)
  const decoded = turnImage(await decodeImage(readFileSync(page), reader, PIXELS), { quarters: 3, degrees: 0 })
  const image = scaleGrey(decoded, Math.sqrt(PIXELS / (decoded.width * decoded.height)))
  const times: number[] = []
  let confidence = 0
  for (let reading = 0; reading < READINGS; reading += 1) {
    const before = processorMs()
    const words = (await reader.read(1, image, 'page')).lines.flatMap(line => line.words)
    times.push(processorMs() - before)
    confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length)
  }
  const median = times.toSorted((a, b) => a - b)[READINGS >> 1] ?? 0
  console.log(
    `${mostResidentMb()} MB of memory, ${Math.round(times[0] ?? 0)} ms for the first page, ${Math.round(median)} ms then, confidence ${confidence.toFixed(2)}`,
  )
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function mostResidentMb(): number {
  const line = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1024)
}

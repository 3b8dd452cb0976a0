import { createRequire } from 'node:module'

/** What of tesseract.js-core is used here: Tesseract and Leptonica compiled to WebAssembly, with a file system in memory. */
export interface TesseractModule {
  readonly FS: {
    writeFile(path: string, data: Uint8Array): void
    readFile(path: string): Uint8Array
    unlink(path: string): void
  }
  readonly TessBaseAPI: new () => TesseractApi
}

export interface TesseractApi {
  /** 0 when it worked. */
  Init(dataPath: null, languages: string, engineMode: number): number
  SetVariable(name: string, value: string): void
  /** Reads `/input`, turned by its EXIF orientation; 1 when it cannot. */
  SetImageFile(exifOrientation: number, radians: number): number
  Recognize(monitor: null): number
  GetJSONText(): string
  MeanTextConf(): number
  /** Kinds: 0 as it came, 1 grey, 2 black and white. */
  WriteImage(kind: number, path: string): void
}

type LoadCore = (options: { print(): void; printErr(): void }) => Promise<TesseractModule>

/** The fastest build that this machine runs: they differ in the vector instructions they need. */
const BUILDS = ['tesseract-core-relaxedsimd-lstm', 'tesseract-core-simd-lstm', 'tesseract-core-lstm'] as const

/** Used without the wrapper tesseract.js, whose thread and text-encoded pictures cost 60 MB a process; a process of our own is thread enough. */
export async function loadTesseract(): Promise<TesseractModule> {
  const require = createRequire(import.meta.url)
  const quiet = { print: () => undefined, printErr: () => undefined }
  let failure: unknown
  for (const build of BUILDS) {
    try {
      return await (require(`tesseract.js-core/${build}.js`) as LoadCore)(quiet)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

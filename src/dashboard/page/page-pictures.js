/** Pictures of the pages that were dropped, made in the browser: the file goes to `/extract` and nowhere else. */

const MOST_PAGES = 5
const WIDTH_PX = 1_100

/** @type {Promise<any> | undefined} */
let library

/**
 * One object URL for each page, the caller's to revoke. Empty where the browser cannot show the file: a TIFF, or a PDF that pdf.js cannot read.
 * @param {File} file
 * @returns {Promise<string[]>}
 */
export async function picturesOf(file) {
  if (/^image\/(png|jpeg|webp)$/.test(file.type)) return [URL.createObjectURL(file)]
  if (file.type !== 'application/pdf' && !/\.pdf$/i.test(file.name)) return []
  try {
    return await pdfPictures(file)
  } catch {
    return []
  }
}

/**
 * pdf.js weighs more than the whole page, so it is loaded with the first PDF.
 * @param {File} file
 */
async function pdfPictures(file) {
  library ??= import(new URL('./pdfjs.js', import.meta.url).href)
  const { getDocument, VerbosityLevel } = await library
  const loading = getDocument({ data: new Uint8Array(await file.arrayBuffer()), useSystemFonts: true, verbosity: VerbosityLevel.ERRORS })
  const document = await loading.promise
  try {
    const pictures = []
    for (let number = 1; number <= Math.min(document.numPages, MOST_PAGES); number += 1)
      pictures.push(await render(await document.getPage(number)))
    return pictures
  } finally {
    void loading.destroy()
  }
}

/**
 * @param {any} page of pdf.js
 * @returns {Promise<string>}
 */
async function render(page) {
  const viewport = page.getViewport({ scale: WIDTH_PX / page.getViewport({ scale: 1 }).width })
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(viewport.width)
  canvas.height = Math.ceil(viewport.height)
  await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport }).promise
  const blob = await new Promise(resolve => canvas.toBlob(resolve))
  if (!(blob instanceof Blob)) throw new Error('The page could not be drawn.')
  return URL.createObjectURL(blob)
}

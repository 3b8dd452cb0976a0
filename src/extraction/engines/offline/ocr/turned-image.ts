import type { GreyImage } from './grey-image.ts'

/** A page's way to upright: quarter turns clockwise first, then the skew that is left, in degrees clockwise. */
export interface Turn {
  readonly quarters: 0 | 1 | 2 | 3
  readonly degrees: number
}

export function turnImage(image: GreyImage, { quarters, degrees }: Turn): GreyImage {
  const turned = quarters === 0 ? image : turnQuarters(image, quarters)
  return degrees === 0 ? turned : rotate(turned, degrees)
}

function turnQuarters({ width, height, data }: GreyImage, quarters: 1 | 2 | 3): GreyImage {
  const out = new Uint8Array(width * height)
  if (quarters === 2) return { width, height, data: out.map((_, at) => data[data.length - 1 - at] ?? 255) }
  // A column becomes a row: read from below for a clockwise turn, from above for the other one.
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      const at = quarters === 1 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y
      out[at] = data[y * width + x] ?? 255
    }
  }
  return { width: height, height: width, data: out }
}

/** About the middle, in the same frame; what comes in from outside is white. */
function rotate({ width, height, data }: GreyImage, degrees: number): GreyImage {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const [middleX, middleY] = [width / 2, height / 2]
  const out = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - middleX, y - middleY]
      const [sourceX, sourceY] = [dx * cos + dy * sin + middleX, dy * cos - dx * sin + middleY]
      const [x0, y0] = [Math.floor(sourceX), Math.floor(sourceY)]
      if (x0 < 0 || y0 < 0 || x0 >= width - 1 || y0 >= height - 1) continue
      const [fx, fy, at] = [sourceX - x0, sourceY - y0, y0 * width + x0]
      const above = (data[at] ?? 255) * (1 - fx) + (data[at + 1] ?? 255) * fx
      const under = (data[at + width] ?? 255) * (1 - fx) + (data[at + width + 1] ?? 255) * fx
      out[y * width + x] = above * (1 - fy) + under * fy
    }
  }
  return { width, height, data: out }
}

/** Text lines are looked for at this height of the page: a line of print is then still some four pixels high. */
const LOOK_HEIGHT = 700
/** A step is rounded: the longer side has this many patches at most. */
const MOST_ROWS = LOOK_HEIGHT * 2
const MAX_SKEW = 10
/** Below this a page counts as straight: Tesseract copes, and every rotation blurs. */
const MIN_SKEW = 0.7
/** How much clearer lines must stand out at an angle, or across the page, before it is believed. */
const CLEARLY = 1.15
/** Of 35 till rolls that stand upright three come to 0.9 to 1.05, and pages of print to 0.3. */
const PERHAPS = 0.8

/**
 * How the lines of text run: along the page or across it, and at what skew. Upside down looks the same here; only reading tells. Of till rolls
 * the paper's edge and the columns of prices stand out more sharply than the lines; but there are fewer of them, and lines run across the
 * narrow side.
 */
export function findLines(image: GreyImage): Lines {
  const dots = darkDots(image)
  const sideways = dots.map(({ x, y }) => ({ x: -y, y: x }))
  const along = bestAngle(dots)
  const crosswise = bestAngle(sideways)
  const clearer = unrestAt(sideways, crosswise.degrees) / Math.max(1, unrestAt(dots, along.degrees))
  const leaning = (clearer * image.width) / image.height
  const across = leaning > CLEARLY
  return { across, mayBeAcross: leaning > PERHAPS, degrees: (across ? crosswise : along).degrees }
}

export interface Lines {
  readonly across: boolean
  /** Not to be ruled out where the page makes no sense the other way. */
  readonly mayBeAcross: boolean
  readonly degrees: number
}

interface Dot {
  readonly x: number
  readonly y: number
}

/** The dark pixels of the page at a small scale: a pixel is dark where its patch is clearly darker than the page's mean. */
function darkDots({ width, height, data }: GreyImage): Dot[] {
  const step = Math.max(1, Math.round(Math.max(width, height) / LOOK_HEIGHT))
  const patches: { x: number; y: number; grey: number }[] = []
  for (let y = 0; y + step <= height; y += step) {
    for (let x = 0; x + step <= width; x += step) {
      let sum = 0
      for (let row = 0; row < step; row += 1)
        for (let column = 0; column < step; column += 1) sum += data[(y + row) * width + x + column] ?? 255
      patches.push({ x: x / step, y: y / step, grey: sum / (step * step) })
    }
  }
  const mean = patches.reduce((sum, patch) => sum + patch.grey, 0) / Math.max(1, patches.length)
  return patches.filter(patch => patch.grey < mean * 0.8)
}

/** Degrees to turn clockwise until the rows are straight, and how sharply they then stand apart. */
function bestAngle(dots: readonly Dot[]): { degrees: number; energy: number } {
  const straight = { degrees: 0, energy: energyAt(dots, 0) }
  let best = straight
  const look = (degrees: number) => {
    const energy = energyAt(dots, degrees)
    if (energy > best.energy) best = { degrees, energy }
  }
  for (let degrees = -MAX_SKEW; degrees <= MAX_SKEW; degrees += 1) look(degrees)
  const coarse = best.degrees
  for (let fine = -0.75; fine <= 0.75; fine += 0.25) look(coarse + fine)
  return Math.abs(best.degrees) < MIN_SKEW || best.energy < straight.energy * CLEARLY ? straight : best
}

/** Rows full of ink beside empty ones: the sum of the squared differences of neighbours. */
function energyAt(dots: readonly Dot[], degrees: number): number {
  return differencesAt(dots, degrees).reduce((sum, difference) => sum + difference ** 2, 0)
}

/** The same without the squares: many rows count for more than one sharp edge. */
function unrestAt(dots: readonly Dot[], degrees: number): number {
  return differencesAt(dots, degrees).reduce((sum, difference) => sum + Math.abs(difference), 0)
}

/** What each row has of dots more than the one before, at that skew. */
function differencesAt(dots: readonly Dot[], degrees: number): Int32Array {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  // No row lies further from the origin than this: dots stand within a square of LOOK_HEIGHT and a half.
  const counts = new Int32Array(4 * MOST_ROWS)
  for (const { x, y } of dots) {
    const row = Math.round(x * sin + y * cos) + 2 * MOST_ROWS
    counts[row] = (counts[row] ?? 0) + 1
  }
  for (let row = counts.length - 1; row > 0; row -= 1) counts[row] = (counts[row] ?? 0) - (counts[row - 1] ?? 0)
  return counts
}

import { find } from './dom.js'
import { resolved } from './plots.js'
import { count, plural } from './words.js'

/** @typedef {import('../../tokens/tokens.schemas.ts').TokensMapView} TokensMap */
/** @typedef {TokensMap['cells'][number]} Cell */

const LARGEST_CELL = 26
const SMALLEST_CELL = 5
const HEIGHT = 190
/** Cells that are large enough for it carry a mark, for those who cannot tell the colours apart. */
const MARKED_FROM = 9

/**
 * The pool on a canvas: however many tokens there are, it is one element. Arrow keys go from cell to cell, Enter opens the one that is chosen.
 */
export class PoolMap {
  #place
  #canvas
  #caption
  #open
  /** @type {readonly Cell[]} */
  #cells = []
  #chosen = -1
  #columns = 1
  #size = LARGEST_CELL

  /**
   * @param {HTMLElement} place holds the canvas, and the focus
   * @param {HTMLElement} caption says what is chosen
   * @param {(tokenId: string) => void} open
   */
  constructor(place, caption, open) {
    const canvas = find('canvas', HTMLCanvasElement, place)
    this.#place = place
    place.tabIndex = 0
    this.#canvas = canvas
    this.#caption = caption
    this.#open = open
    place.addEventListener('keydown', event => this.#key(event))
    canvas.addEventListener('pointermove', event => this.#choose(this.#cellAt(event)))
    canvas.addEventListener('pointerleave', () => document.activeElement !== place && this.#choose(-1))
    place.addEventListener('blur', () => this.#choose(-1))
    canvas.addEventListener('click', event => this.#enter(this.#cellAt(event)))
    new ResizeObserver(() => this.draw()).observe(place.parentElement ?? place)
  }

  /** @param {TokensMap} map */
  show({ cells, tokens }) {
    this.#cells = cells
    this.#place.hidden = cells.length === 0
    const each =
      cells.length === tokens
        ? 'each cell is a token'
        : `each cell stands for about ${count(Math.round(tokens / Math.max(1, cells.length)))} tokens`
    this.#place.setAttribute('aria-label', `Map of ${plural(tokens, 'token')}: ${each}. Arrow keys choose, Enter opens.`)
    if (this.#chosen >= cells.length) this.#chosen = -1
    this.draw()
  }

  /** What it shows is not known any more. */
  hide() {
    this.#place.hidden = true
    this.#choose(-1)
  }

  draw() {
    const cells = this.#cells
    const width = this.#place.clientWidth
    if (cells.length === 0 || width === 0) return
    this.#size = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, Math.floor(Math.sqrt((width * HEIGHT) / cells.length))))
    this.#columns = Math.max(1, Math.floor(width / this.#size))
    const rows = Math.ceil(cells.length / this.#columns)
    const scale = devicePixelRatio
    this.#canvas.width = width * scale
    this.#canvas.height = rows * this.#size * scale
    this.#canvas.style.width = `${width}px`
    this.#canvas.style.height = `${rows * this.#size}px`
    const context = this.#canvas.getContext('2d')
    if (context === null) return
    context.scale(scale, scale)
    const colours = coloursOf(this.#canvas)
    for (const [place, cell] of cells.entries()) this.#drawCell(context, place, cell, colours)
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} place
   * @param {Cell} cell
   * @param {ReturnType<typeof coloursOf>} colours
   */
  #drawCell(context, place, cell, colours) {
    const x = (place % this.#columns) * this.#size
    const y = Math.floor(place / this.#columns) * this.#size
    const side = this.#size - 1
    const look = lookOf(cell)
    context.globalAlpha = 1
    context.fillStyle = colours.empty
    context.fillRect(x, y, side, side)
    context.globalAlpha = look === 'good' ? 0.22 + 0.78 * Math.min(1, cell.usage_percentage / 100) : 1
    context.fillStyle = colours[look]
    context.fillRect(x, y, side, side)
    context.globalAlpha = 1
    if (cell.attention > 0) {
      context.fillStyle = look === 'bad' ? colours.surface : colours.bad
      if (side >= MARKED_FROM || look !== 'bad')
        context.fillRect(x + side * 0.36, y + side * 0.36, Math.max(2, side * 0.28), Math.max(2, side * 0.28))
    }
    if (place !== this.#chosen) return
    context.strokeStyle = colours.text
    context.lineWidth = 2
    context.strokeRect(x + 1, y + 1, side - 2, side - 2)
  }

  /** @param {MouseEvent} event */
  #cellAt({ offsetX, offsetY }) {
    const column = Math.floor(offsetX / this.#size)
    const place = Math.floor(offsetY / this.#size) * this.#columns + column
    return column < this.#columns && place < this.#cells.length ? place : -1
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const steps = /** @type {Record<string, number>} */ ({
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns,
      ArrowUp: -this.#columns,
    })
    const step = steps[event.key]
    if (step !== undefined) this.#choose(Math.max(0, Math.min(this.#cells.length - 1, this.#chosen === -1 ? 0 : this.#chosen + step)))
    else if (event.key === 'Enter') this.#enter(this.#chosen)
    else return
    event.preventDefault()
  }

  /** @param {number} place */
  #choose(place) {
    if (place === this.#chosen) return
    this.#chosen = place
    const cell = this.#cells[place]
    this.#caption.textContent = cell === undefined ? '' : cellWords(cell)
    this.draw()
  }

  /** @param {number} place */
  #enter(place) {
    const cell = this.#cells[place]
    if (cell !== undefined) this.#open(cell.worst)
  }
}

/** @param {Cell} cell */
function cellWords({ tokens, attention, usage_percentage: used, states, worst }) {
  const parts = Object.entries(states).map(([state, number]) => (tokens === 1 ? state : `${count(number)} ${state}`))
  const needs = attention === 0 ? '' : tokens === 1 ? ', needs a person' : `, ${count(attention)} need a person`
  const name = tokens === 1 ? worst : `${count(tokens)} tokens, first ${worst}`
  return `${name}: ${parts.join(', ')}, ${Math.round(used)}% used${needs}`
}

/**
 * @param {Cell} cell
 * @returns {'bad' | 'warn' | 'spent' | 'good'}
 */
function lookOf({ tokens, attention, states }) {
  if (attention * 2 >= tokens) return 'bad'
  if ((states.excluded ?? 0) * 2 >= tokens) return 'warn'
  return (states.exhausted ?? 0) * 2 >= tokens ? 'spent' : 'good'
}

/** @param {HTMLElement} element */
function coloursOf(element) {
  const colour = (/** @type {string} */ name) => resolved(name, element)
  return {
    bad: colour('--bad-bar'),
    warn: colour('--warn-bar'),
    spent: colour('--muted'),
    good: colour('--good-bar'),
    empty: colour('--sunken'),
    surface: colour('--surface'),
    text: colour('--text'),
  }
}

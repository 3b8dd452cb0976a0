import { render } from './vendor/lit-html/lit-html.js'

/**
 * A view is a plain function from data to a template: text goes in as text, and an update changes what differs, in place.
 * @param {HTMLElement} container
 * @param {...unknown} content what it is to show from now on: templates, or `nothing`
 */
export function show(container, ...content) {
  const focused = document.activeElement
  render(content, container)
  // A row that moves to another place takes its button along, but the browser takes the focus away from what is moved.
  if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true })
}

/**
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function find(selector, kind, root = document) {
  const element = root.querySelector(selector)
  if (!(element instanceof kind)) throw new Error(`The page has no ${selector}`)
  return element
}

/**
 * Views are rebuilt at most four times a second, in an animation frame, however often their data changes.
 * @param {() => void} render
 * @returns {() => void} asks for a rendering
 */
export function throttled(render) {
  const BETWEEN_MS = 250
  let asked = false
  let last = -BETWEEN_MS
  const run = () => {
    asked = false
    last = performance.now()
    render()
  }
  return () => {
    if (asked) return
    asked = true
    setTimeout(() => requestAnimationFrame(run), Math.max(0, last + BETWEEN_MS - performance.now()))
  }
}

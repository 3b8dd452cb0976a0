/**
 * A view is a plain function from data to elements. `patch` makes the shown tree equal to the new one in place, so focus, scroll position
 * and a screen reader's place survive an update. Text always goes in as text: nothing here parses HTML.
 */

/** @typedef {Node | string | number | boolean | null | undefined} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | Record<string, string>>} Properties */

/**
 * @param {string} tag `div`, or with classes: `div.card.wide`
 * @param {Properties} [properties] attributes; `style` is an object, because the policy refuses style attributes
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const [name = 'div', ...classes] = tag.split('.')
  const element = document.createElement(name)
  if (classes.length > 0) element.className = classes.join(' ')
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'object') for (const [style, setting] of Object.entries(value)) element.style.setProperty(style, setting)
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  append(element, children)
  return element
}

/**
 * @param {Node} parent
 * @param {readonly Child[]} children
 */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || typeof child === 'boolean') continue
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)))
  }
}

/**
 * @param {Element} container
 * @param {...Child} children what it is to show from now on
 */
export function show(container, ...children) {
  const wanted = document.createElement('div')
  append(wanted, children)
  patchChildren(container, wanted)
}

/**
 * Children with an `id` or `data-key` are matched by it, the others by their place.
 * @param {Element} current
 * @param {Element} wanted
 */
function patchChildren(current, wanted) {
  const keyed = new Map()
  for (const child of current.children) {
    const key = keyOf(child)
    if (key !== '') keyed.set(key, child)
  }
  let place = current.firstChild
  for (const next of [...wanted.childNodes]) {
    const key = keyOf(next)
    const match = key === '' ? place : keyed.get(key)
    if (match === undefined || match === null || !alike(match, next) || (key === '' && keyOf(match) !== '')) {
      current.insertBefore(next, place)
      continue
    }
    if (match === place) place = match.nextSibling
    else current.insertBefore(match, place)
    patch(match, next)
  }
  while (place !== null) {
    const gone = place
    place = place.nextSibling
    gone.remove()
  }
}

/** @param {Node} node */
const keyOf = node => (node instanceof HTMLElement ? (node.dataset.key ?? node.id) : '')

/**
 * @param {Node} a
 * @param {Node} b
 */
const alike = (a, b) => a.nodeName === b.nodeName

/**
 * @param {Node} current
 * @param {Node} wanted
 */
function patch(current, wanted) {
  if (!(current instanceof HTMLElement) || !(wanted instanceof HTMLElement)) {
    if (current.nodeValue !== wanted.nodeValue) current.nodeValue = wanted.nodeValue
    return
  }
  for (const { name } of [...current.attributes])
    if (name !== 'style' && !wanted.hasAttribute(name) && !isTheUsers(current, name)) current.removeAttribute(name)
  for (const { name, value } of wanted.attributes) {
    if (name !== 'style' && current.getAttribute(name) !== value && !isTheUsers(current, name)) current.setAttribute(name, value)
  }
  if (current.style.cssText !== wanted.style.cssText) current.style.cssText = wanted.style.cssText
  patchChildren(current, wanted)
}

/**
 * What a person opened stays open.
 * @param {Element} element
 * @param {string} attribute
 */
const isTheUsers = (element, attribute) => element.nodeName === 'DETAILS' && attribute === 'open'

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

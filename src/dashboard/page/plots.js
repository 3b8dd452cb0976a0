/** @type {Promise<any> | undefined} */
let library

/** The plotting library is loaded when there is something to plot. */
export function loadPlots() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = new URL('./uplot.js', import.meta.url).href
    script.onload = () => resolve(/** @type {any} */ (globalThis).uPlot)
    script.onerror = () => reject(new Error('The plot could not be loaded.'))
    document.head.append(script)
  })
  return library
}

/**
 * A canvas knows no custom properties: the colour as it comes out in the theme in force.
 * @param {string} name
 * @param {HTMLElement} element
 */
export function resolved(name, element) {
  element.style.color = `var(${name})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}

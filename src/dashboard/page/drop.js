import { find } from './dom.js'

/**
 * A label that takes dropped files into its file input, so that a form sees them as if they were chosen.
 * @param {HTMLElement} label
 * @param {(file: File) => void} taken
 */
export function wireDrop(label, taken) {
  const input = find('input[type=file]', HTMLInputElement, label)
  const highlight = (/** @type {boolean} */ on) => label.classList.toggle('over', on)
  label.addEventListener('dragover', event => {
    event.preventDefault()
    highlight(true)
  })
  label.addEventListener('dragleave', () => highlight(false))
  label.addEventListener('drop', event => {
    event.preventDefault()
    highlight(false)
    if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    input.dispatchEvent(new Event('change'))
  })
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file !== undefined) taken(file)
  })
}

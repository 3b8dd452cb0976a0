import { find } from './dom.js'

/** Opens and closes what the page's buttons name; the browser keeps the focus inside and gives it back. */
export function wireDialogs() {
  document.addEventListener('click', event => {
    const target = event.target instanceof Element ? event.target.closest('[data-open], [data-close]') : null
    if (!(target instanceof HTMLElement)) return
    if (target.dataset.open !== undefined) openDialog(target.dataset.open)
    else target.closest('dialog')?.close()
  })
}

/** @param {string} id */
export function openDialog(id) {
  const dialog = find(`#${id}`, HTMLDialogElement)
  if (dialog.open) return
  const error = dialog.querySelector('.form-error')
  if (error !== null) error.textContent = ''
  dialog.showModal()
}

/**
 * A form that stays open until its work succeeded, and says what went wrong.
 * @param {string} id of the dialog
 * @param {(form: FormData) => Promise<void>} work
 */
export function onSubmit(id, work) {
  const dialog = find(`#${id}`, HTMLDialogElement)
  const form = find('form', HTMLFormElement, dialog)
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const button = find('[type=submit]', HTMLButtonElement, form)
    const error = find('.form-error', HTMLElement, form)
    error.textContent = ''
    button.disabled = true
    try {
      await work(new FormData(form))
      form.reset()
      dialog.close()
    } catch (problem) {
      error.textContent = problem instanceof Error ? problem.message : String(problem)
    } finally {
      button.disabled = false
    }
  })
}

/**
 * @param {string} title
 * @param {string} text
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function confirmed(title, text, yes) {
  const dialog = find('#confirm-dialog', HTMLDialogElement)
  find('#confirm-title', HTMLElement).textContent = title
  find('#confirm-text', HTMLElement).textContent = text
  find('#confirm-yes', HTMLElement).textContent = yes
  dialog.returnValue = 'no'
  dialog.showModal()
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }))
}

const TOAST_MS = 8_000
const MOST_TOASTS = 4

/**
 * Says it to everyone: shown, and read out.
 * @param {string} text
 * @param {'good' | 'bad' | 'warn'} [kind]
 */
export function toast(text, kind = 'good') {
  const list = find('#toasts', HTMLElement)
  while (list.children.length >= MOST_TOASTS) list.firstElementChild?.remove()
  const element = document.createElement('p')
  element.className = `toast ${kind}`
  element.textContent = text
  list.append(element)
  setTimeout(() => element.remove(), TOAST_MS)
}

/**
 * @param {() => Promise<string | undefined>} work gives what to say afterwards
 */
export async function withToast(work) {
  try {
    const text = await work()
    if (text !== undefined) toast(text)
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), 'bad')
  }
}

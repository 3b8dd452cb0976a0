/**
 * What Swagger UI leaves out for those who use a keyboard or hear the page: a plugin replaces two of its parts, and what it draws is given
 * the names, levels and roles that are missing. Nothing that it draws by itself is taken away.
 */

/** @param {any} system */
export const accessible = ({ React }) => ({
  components: {
    // A link within the button that opens the endpoint: whoever tabs would come to both. The address still changes when it is opened.
    DeepLink: (/** @type {{ text: unknown }} */ { text }) => React.createElement('span', null, text),
  },
  wrapComponents: {
    authorizationPopup: (/** @type {unknown} */ Popup) => (/** @type {any} */ props) =>
      React.createElement(
        'dialog',
        {
          ref: opened,
          className: 'authorizations',
          'aria-label': 'Authorization',
          onCancel: () => props.authActions.showDefinitions(false),
        },
        React.createElement(Popup, props),
      ),
  },
})

/** @type {HTMLDialogElement | null} */
let open = null

/** The browser keeps the focus within a modal dialog, and gives it back to the button if it is closed before it goes. @param {HTMLDialogElement | null} dialog null: it goes */
function opened(dialog) {
  open?.close()
  open = dialog
  open?.showModal()
}

/** Its headings begin at the third level, below a title of the first. */
const LEVELS = { h3: 2, h4: 3, h5: 4, h6: 5 }

/** @type {readonly (readonly [selector: string, repair: (element: Element) => void])[]} */
const REPAIRS = [
  ['#servers', named(() => 'Server')],
  ['.information-container', region('About this service')],
  ['.scheme-container', region('Server and authorization')],
  ['.errors-wrapper', region('Errors')],
  ['.close-modal', named(() => 'Close')],
  ['.examples-select-element', named(() => 'Example')],
  // A table that is called a region is a table no more.
  ['table[role="region"]', element => element.removeAttribute('role')],
  // Their text says what they do; the name beside it says something else.
  ['.modal-btn[aria-label]', element => element.removeAttribute('aria-label')],
  ['[data-param-name] :is(select, input, textarea)', named(parameterName)],
  ['[data-property-name] :is(select, input, textarea)', named(propertyName)],
  ['textarea.body-param__text, textarea.curl', named(element => (element.matches('.curl') ? 'Command for curl' : 'Request body'))],
  // What scrolls must be reached by keyboard.
  ['pre.microlight, pre.example, .highlight-code > *', element => element.setAttribute('tabindex', '0')],
  ...Object.entries(LEVELS).map(
    ([name, level]) => /** @type {const} */ ([name, (/** @type {Element} */ heading) => heading.setAttribute('aria-level', `${level}`)]),
  ),
]

/** @param {(element: Element) => string} nameOf */
function named(nameOf) {
  return (/** @type {Element} */ element) => element.setAttribute('aria-label', nameOf(element))
}

/** @param {string} name */
function region(name) {
  return (/** @type {Element} */ element) => {
    element.setAttribute('role', 'region')
    element.setAttribute('aria-label', name)
  }
}

/** @param {Element} element */
function parameterName(element) {
  const row = element.closest('[data-param-name]')
  return `${row?.getAttribute('data-param-name')} (${row?.getAttribute('data-param-in')})`
}

/** A field of a form's body. @param {Element} element */
function propertyName(element) {
  return `${element.closest('[data-property-name]')?.getAttribute('data-property-name')} (body)`
}

/** Repairs what is drawn from now on, whenever something is. @param {Element} root */
export function keepRepaired(root) {
  const repair = () => {
    for (const [selector, mend] of REPAIRS) for (const element of root.querySelectorAll(selector)) mend(element)
  }
  // Attributes are not watched: the repairs themselves would be seen.
  new MutationObserver(repair).observe(root, { childList: true, subtree: true })
  repair()
}

import { startCompanyPage } from './company-page.js'
import { find, show } from './dom.js'
import { startJobPage } from './job-page.js'
import { onRoute } from './route.js'
import { startSearchPage } from './search-page.js'
import { startTokenPage } from './token-page.js'
import { nothing } from './vendor/lit-html/lit-html.js'

/** @typedef {{ stop: () => void }} Page what is shown of one thing; stopped when another is shown */

const PAGES = { job: startJobPage, token: startTokenPage, company: startCompanyPage, search: startSearchPage }

/** Shows what the address names in place of the room, and the room when it names nothing. */
export function startDetail() {
  const section = find('#detail', HTMLElement)
  const view = find('[data-view]', HTMLElement, section)
  /** @type {Page | undefined} */
  let page
  onRoute(route => {
    page?.stop()
    page = undefined
    show(view, nothing)
    section.hidden = route === null
    document.body.classList.toggle('detailed', route !== null)
    if (route === null) {
      // What was hidden a moment ago could not be scrolled to.
      if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView()
      return
    }
    page = PAGES[route.kind](view, route.id)
    section.tabIndex = -1
    section.focus({ preventScroll: true })
    scrollTo(0, 0)
  })
}

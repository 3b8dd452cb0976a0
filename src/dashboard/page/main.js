import { hasKey, keepKey, onKeyWanted } from './api.js'
import { wireCopying } from './copy.js'
import { startDetail } from './detail.js'
import { onSubmit, openDialog, toast, wireDialogs } from './dialogs.js'
import { find } from './dom.js'
import { startExtraction } from './extraction.js'
import { startFreshness } from './freshness.js'
import { startHealth } from './health.js'
import { startJobs } from './jobs.js'
import { learnScopes } from './permissions.js'
import { pollAll } from './polling.js'
import { startRoom } from './room.js'
import { wireSearch } from './search-page.js'
import { startTokens } from './tokens.js'
import { startUsage } from './usage.js'

/** Whoever closed the question once is not asked again by every further request: the sections say it, and the button in the header asks. */
let asked = false

function wireKey() {
  const button = find('#key-button', HTMLButtonElement)
  const forget = find('#key-forget', HTMLButtonElement)
  const showState = () => {
    button.classList.toggle('on', hasKey())
    button.textContent = hasKey() ? 'API key set' : 'API key'
    forget.hidden = !hasKey()
  }
  button.addEventListener('click', () => openDialog('key-dialog'))
  forget.addEventListener('click', () => {
    keepKey(null)
    showState()
    find('#key-dialog', HTMLDialogElement).close()
    toast('The key is forgotten.')
    pollAll()
  })
  onKeyWanted(() => {
    if (asked) return
    asked = true
    if (hasKey()) find('#key-hint', HTMLElement).textContent = 'The service did not accept this key. Please give another one.'
    openDialog('key-dialog')
  })
  onSubmit('key-dialog', async form => {
    keepKey(String(form.get('key')).trim())
    asked = false
    showState()
    void learnScopes()
    pollAll()
  })
  showState()
}

/** The address names what is shown: as a plain link it would lead away from the page whose content it is to skip to. */
function wireSkipping() {
  find('.skip', HTMLAnchorElement).addEventListener('click', event => {
    event.preventDefault()
    find('#main', HTMLElement).focus()
  })
}

wireSkipping()
wireDialogs()
wireKey()
wireCopying()
wireSearch()
void learnScopes()
startFreshness()
startHealth()
startRoom()
startTokens()
startJobs()
startExtraction()
startUsage()
startDetail()

import { get } from './api.js'

/**
 * Hides what this caller's key is refused anyway: whatever needs a scope says so with `data-needs`. Until the service has answered, everything is
 * offered. A key that may not ask has the scope of what it sees.
 */
export async function learnScopes() {
  /** @type {readonly string[]} */
  let scopes = ['jobs', 'extract']
  try {
    scopes = (await get('/system/info')).caller.scopes
  } catch {
    // Refused, or not there: then every part of the page says so.
  }
  for (const scope of ['jobs', 'admin']) document.body.classList.toggle(`no-${scope}`, !scopes.includes(scope))
}

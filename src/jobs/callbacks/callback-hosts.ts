/** Whether `jobs.callback_hosts` names the host of this URL, with its port: an entry without one is the port that the scheme has by itself. */
export function isCallbackAllowed(url: string, callbackHosts: readonly string[]): boolean {
  // `host` leaves out the scheme's own port.
  const { host, protocol } = new URL(url)
  const ownPort = protocol === 'https:' ? ':443' : ':80'
  return callbackHosts.some(entry => {
    const allowed = entry.toLowerCase()
    return allowed === host || allowed === `${host}${ownPort}`
  })
}

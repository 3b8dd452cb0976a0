// Runs before the first paint, so that no one is dazzled: the choice is set on <html> before the styles apply.
;(() => {
  const KEY = 'tokenwheel.theme'
  const NAMES = ['auto', 'light', 'dark']
  const root = document.documentElement

  const chosen = () => {
    const stored = localStorage.getItem(KEY) ?? 'auto'
    return NAMES.includes(stored) ? stored : 'auto'
  }
  /** @param {string} name */
  const apply = name => {
    if (name === 'auto') delete root.dataset.theme
    else root.dataset.theme = name
    const button = document.getElementById('theme-button')
    if (button !== null) button.textContent = `Theme: ${name}`
  }

  apply(chosen())
  document.addEventListener('DOMContentLoaded', () => {
    apply(chosen())
    document.getElementById('theme-button')?.addEventListener('click', () => {
      const next = NAMES[(NAMES.indexOf(chosen()) + 1) % NAMES.length] ?? 'auto'
      localStorage.setItem(KEY, next)
      apply(next)
      document.dispatchEvent(new CustomEvent('theme'))
    })
  })
})()

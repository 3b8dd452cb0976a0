import { accessible, keepRepaired } from './repairs.js'

/** The interactive reference: Swagger UI on this service's own document. Its requests carry the key that the dashboard keeps for this tab. */

const KEY = 'tokenwheel.api-key'
const { SwaggerUIBundle } = /** @type {any} */ (globalThis)

const theme = localStorage.getItem('tokenwheel.theme') ?? 'auto'
const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.classList.toggle('dark-mode', dark)

const reference = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // The default asks a public server whether the document is valid.
  validatorUrl: null,
  plugins: [accessible],
  onComplete() {
    const key = sessionStorage.getItem(KEY)
    if (key !== null) reference.preauthorizeApiKey('apiKey', key)
  },
})

const root = document.querySelector('#reference')
if (root !== null) keepRepaired(root)

import { request } from './api.js'
import { onSubmit, toast } from './dialogs.js'
import { find } from './dom.js'
import { wireDrop } from './drop.js'
import { plural } from './words.js'

const OPTIONS = ['priority', 'parallel_tokens', 'delay_seconds', 'requests_per_token']

/** @param {() => void} created */
export function wireJobForm(created) {
  const label = find('#csv-drop', HTMLElement)
  const name = find('#csv-name', HTMLElement)
  const usual = name.textContent
  wireDrop(label, file => {
    name.textContent = `${file.name} (${plural(Math.ceil(file.size / 1024), 'kB', 'kB')})`
  })
  find('#job-dialog form', HTMLFormElement).addEventListener('reset', () => {
    name.textContent = usual
  })
  onSubmit('job-dialog', async form => {
    const answer = await submit(form)
    for (const warning of answer.warnings) toast(warning, 'warn')
    const left = [
      answer.invalid_emails > 0 ? `${plural(answer.invalid_emails, 'address', 'addresses')} refused` : '',
      answer.duplicates_removed > 0 ? plural(answer.duplicates_removed, 'duplicate') : '',
    ].filter(text => text !== '')
    toast(`Job with ${plural(answer.total_emails, 'address', 'addresses')} created${left.length > 0 ? ` (${left.join(', ')})` : ''}.`)
    created()
  })
}

/**
 * A file goes out as it is, as a stream: its size is the server's business.
 * @param {FormData} form
 */
async function submit(form) {
  const file = form.get('file')
  const pasted = String(form.get('emails'))
    .split(/[\s,;]+/)
    .filter(text => text !== '')
  const hasFile = file instanceof File && file.size > 0
  if (hasFile && pasted.length > 0) throw new Error('Addresses and a file: please give one of the two.')
  if (!hasFile && pasted.length === 0) throw new Error('Please paste addresses or choose a file.')
  const saved = form.get('save_to_dynamodb') !== null
  if (hasFile) {
    const query = new URLSearchParams(OPTIONS.map(option => [option, String(form.get(option))]))
    query.set('save_to_dynamodb', String(saved))
    const type = /\.(ndjson|jsonl)$/i.test(file.name) ? 'application/x-ndjson' : 'text/csv'
    return (await request(`/jobs/create-batch?${query}`, { method: 'POST', body: file, headers: { 'content-type': type } })).json()
  }
  const config = Object.fromEntries(OPTIONS.slice(1).map(option => [option, Number(form.get(option))]))
  const body = JSON.stringify({ emails: pasted, priority: form.get('priority'), config: { ...config, save_to_dynamodb: saved } })
  return (await request('/jobs/create-batch', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).json()
}

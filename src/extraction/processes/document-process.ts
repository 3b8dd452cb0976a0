import { inspectPdf } from '../document/inspect-pdf.ts'
import { inspectWithWords } from '../engines/offline/inspect-with-words.ts'
import type { DocumentAnswer, DocumentTask } from './document-processes.ts'
import { serveJobs } from './serve-jobs.ts'

/** The larger half of what a process loads, 250 ms of it, which an inspection does not need. */
const loadReader = () => import('../engines/offline/read-offline.ts')
const loadEInvoiceReader = () => import('../engines/offline/read-e-invoice.ts')
const loadPages = () => import('../engines/offline/text/extract-pages.ts')
const loadExaminer = () => import('../proof/examine.ts')
const loadDrawing = () => import('../engines/offline/draw-pages.ts')
const loadWordsReader = () => import('../engines/offline/read-words.ts')
/** A process that was started for an inspection has answered by then, and loads the rest while nobody waits. */
const LOAD_AFTER_MS = 500

serveJobs<DocumentTask, DocumentAnswer>(async (task, bytes, time) => {
  if (task.task === 'inspect') return task.withWords ? inspectWithWords(bytes, time) : inspectPdf(bytes)
  if (task.task === 'e-invoice') return (await loadEInvoiceReader()).readEInvoice(bytes, task.request)
  if (task.task === 'pages') return (await loadPages()).extractPages(bytes, task.first, task.last)
  if (task.task === 'words') return (await loadWordsReader()).readWords(bytes, task.request, time)
  if (task.task === 'examine') return (await loadExaminer()).examineInvoice(task.request)
  if (task.task === 'draw') return (await loadDrawing()).drawPages(bytes, task.request)
  const { readOffline } = await loadReader()
  return readOffline(bytes, task.request, time)
})
setTimeout(() => void loadReader(), LOAD_AFTER_MS)

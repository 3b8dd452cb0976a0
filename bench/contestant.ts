import { benchEmails, type Contestant } from './load.ts'
import { openProviderLoop } from './provider-loop.ts'
import { openRawUndici } from './raw-undici.ts'
import { openWholeEngine } from './whole-engine.ts'

// One contestant in a process of its own, so that no heap and no compiled code is shared: contestant.ts NAME URL EMAILS LANES [save]
const OPEN: Readonly<Record<string, (url: string, lanes: number, saveProfiles: boolean) => Promise<Contestant>>> = {
  raw: openRawUndici,
  provider: openProviderLoop,
  tokenwheel: openWholeEngine,
}

const [name = '', url = '', emails = '', lanes = '', option = ''] = process.argv.slice(2)
const open = OPEN[name]
if (open === undefined) throw new Error(`unknown contestant "${name}"`)
const contestant = await open(url, Number(lanes), option === 'save')
const list = benchEmails(Number(emails))
await contestant.run(list)
console.log(JSON.stringify(await contestant.run(list)))
await contestant.close()

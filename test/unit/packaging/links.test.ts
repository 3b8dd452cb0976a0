import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

/** As GitHub names a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const anchorsOf = (file: string) => [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))

/** Links of a page to other files of the project, and to headings. */
function linksOf(file: string) {
  const targets = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  return targets
    .filter(target => !/^\w+:/.test(target))
    .map(target => {
      const [path = '', anchor] = target.split('#')
      return { target, path: path === '' ? file : join(dirname(file), path), anchor }
    })
}

it.each(['README.md', ...globSync('docs/**/*.md')])('%s links to what is there', file => {
  const broken = linksOf(file).filter(
    ({ path, anchor }) => !existsSync(path) || (anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor)),
  )
  expect(broken).toEqual([])
})

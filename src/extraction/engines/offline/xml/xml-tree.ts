import { XMLParser } from 'fast-xml-parser'

/** E-invoices are tens of kilobytes; those with attachments embedded as base64 reach a few megabytes. */
const MAX_XML_BYTES = 8 * 1_048_576

/** One element: children by local name (namespace prefixes differ between producers), attributes as `@name`, its text as `#text`. */
export interface XmlNode {
  readonly [name: string]: readonly XmlNode[] | string | undefined
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  htmlEntities: true,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/**
 * Parses an e-invoice. Null when it is too large, not well-formed, or declares a document type: e-invoices have none, and without one
 * there are no entities to expand and nothing external to fetch.
 */
export function parseXml(bytes: Uint8Array): XmlNode | null {
  if (bytes.length > MAX_XML_BYTES) return null
  const text = decode(bytes)
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return null
  try {
    return parser.parse(text.replace(/\r\n?/g, '\n'), true) as XmlNode
  } catch {
    return null
  }
}

function decode(bytes: Uint8Array): string {
  const declared = /encoding=["']([\w-]+)["']/.exec(String.fromCharCode(...bytes.subarray(0, 200)))?.[1]
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : declared
  try {
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** All elements at the end of a path; each step may name alternatives with `|` (versions of the standard renamed elements). */
export function all(node: XmlNode | undefined, path: string): XmlNode[] {
  let found = node === undefined ? [] : [node]
  for (const step of path.split('/')) {
    const names = step.split('|')
    found = found.flatMap(parent => names.flatMap(name => children(parent, name)))
  }
  return found
}

export function first(node: XmlNode | undefined, path: string): XmlNode | undefined {
  return all(node, path)[0]
}

/** The text of the first element at the path that has any. Line breaks inside are the sender's and stay. */
export function text(node: XmlNode | undefined, path: string): string | null {
  return (
    all(node, path)
      .map(ownText)
      .find(value => value !== null) ?? null
  )
}

export function ownText(node: XmlNode): string | null {
  const value = node['#text']
  return typeof value === 'string' && value !== '' ? value : null
}

export function attribute(node: XmlNode | undefined, name: string): string | null {
  const value = node?.[`@${name}`]
  return typeof value === 'string' ? value : null
}

/** A decimal as XML Schema writes it; null for anything else. Adding 0 turns -0 into 0. */
export function number(node: XmlNode | undefined, path: string): number | null {
  return toNumber(text(node, path))
}

export function toNumber(value: string | null): number | null {
  return value !== null && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) + 0 : null
}

function children(parent: XmlNode, name: string): readonly XmlNode[] {
  const value = parent[name]
  return Array.isArray(value) ? value.map(child => (typeof child === 'string' ? { '#text': child } : child)) : []
}

/** A user as Microsoft Graph would show it. */
export interface SampleProfile {
  readonly id: string
  readonly displayName: string
  readonly givenName: string
  readonly surname: string
  readonly jobTitle: string
  readonly companyName: string
  readonly officeLocation: string
  readonly mail: string
  readonly userPrincipalName: string
}

/** What the sample upstream does with an address, decided by how its local part begins (case ignored). */
export type SampleBehaviour =
  | 'profile' // 200
  | 'restricted' // 403: restricted@…, restricted-17@…
  | 'denied' // 424
  | 'missing' // 404
  | 'flaky' // 503 on the first request for this address, a profile from then on

const SPECIAL = /^(restricted|denied|missing|flaky)/i

export function sampleBehaviour(email: string): SampleBehaviour {
  const word = SPECIAL.exec(email)?.[1]
  return word === undefined ? 'profile' : (word.toLowerCase() as SampleBehaviour)
}

const GIVEN = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Frances', 'Niklaus', 'Margaret', 'Tony', 'Adele']
const SURNAMES = ['Lind', 'Moreau', 'Okafor', 'Petrov', 'Tanaka', 'Silva', 'Novak', 'Haddad', 'Jensen', 'Costa', 'Weber', 'Rossi', 'Khan']
const TITLES = ['Software Engineer', 'Head of Procurement', 'Account Manager', 'Data Analyst', 'Product Lead', 'Controller', 'Recruiter']
const PLACES = ['Berlin', 'Lisbon', 'Nairobi', 'Osaka', 'São Paulo', 'Toronto', 'Kraków', 'Lyon', 'Austin']

/** The same address gives the same profile, always and on every machine. */
export function sampleProfile(email: string): SampleProfile {
  const hash = fnv1a(email)
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const domain = email.slice(at + 1)
  // "ada.lovelace@…" keeps its own name; "user17@…" is given one.
  const named = /^([a-z]{2,})[._-]([a-z]{2,})$/i.exec(local)
  const givenName = named === null ? pick(GIVEN, hash) : capitalised(named[1]!)
  const surname = named === null ? pick(SURNAMES, hash >>> 5) : capitalised(named[2]!)
  const id = hash.toString(16).padStart(8, '0')
  return {
    id: `${id}-0000-4000-8000-${id}${id.slice(0, 4)}`,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    jobTitle: pick(TITLES, hash >>> 10),
    companyName: capitalised(domain.split('.')[0] ?? domain),
    officeLocation: pick(PLACES, hash >>> 15),
    mail: email,
    userPrincipalName: email,
  }
}

function pick(list: readonly string[], number: number): string {
  return list[number % list.length]!
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}

/** 32-bit FNV-1a: spreads addresses well enough for sample data and costs next to nothing. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** How much the name of a column (or of a JSON object's key) speaks for e-mail addresses. */
export const NAME_SCORE = { exact: 3, likely: 2.8, contains: 2.5, second: 2, address: 1, about: 0.5, none: 0 } as const

/** A sentence above the table is not the name of a column. */
const LONGEST_NAME = 60
const REMEMBERED = 1_000

/** "E-mail address" as spreadsheets, CRMs and directories of many languages name it; compared without spaces, accents and case. */
const TERMS = [
  ...['email', 'e-mails', 'email address', 'email addresses', 'email id', 'user principal name', 'upn', 'mail', 'mails', 'mail address'],
  ...[
    'E-Mail-Adresse',
    'E-Mail-Adressen',
    'Mailadresse',
    'Mail-Adresse',
    'elektronische Adresse',
    'emailadres',
    'mailadres',
    'e-mailadressen',
  ],
  ...[
    'courriel',
    'courriels',
    'adresse courriel',
    'adresse e-mail',
    'adresse mail',
    'mél',
    'adresse électronique',
    'courrier électronique',
  ],
  ...['correo electrónico', 'correo', 'correos', 'dirección de correo', 'dirección de correo electrónico', 'dirección de email'],
  ...['correo-e', 'correu electrònic', 'enderezo electrónico', 'posta elektronikoa', 'helbide elektronikoa'],
  ...['correio eletrônico', 'correio electrónico', 'endereço de e-mail', 'endereço eletrônico', 'e-mails'],
  ...['posta elettronica', 'indirizzo e-mail', 'indirizzo email', 'indirizzo di posta elettronica', 'indirizzo mail', 'adresă de e-mail'],
  ...['e-post', 'e-postadress', 'e-postadresse', 'epost', 'sähköposti', 'sähköpostiosoite', 'netfang', 'tölvupóstur', 'e-postadresser'],
  ...[
    'adres e-mail',
    'adres email',
    'adresy e-mail',
    'poczta elektroniczna',
    'e-mailová adresa',
    'elektronická pošta',
    'elektronska pošta',
  ],
  ...['e-poštni naslov', 'e-pošta', 'el. paštas', 'elektroninis paštas', 'e-pasts', 'e-pasta adrese', 'meiliaadress', 'e-posti aadress'],
  ...['e-posta', 'e-posta adresi', 'eposta', 'e-mail cím', 'email cím', 'drejtposta', 'adresa e-mail', 'imejl', 'ríomhphost', 'ebost'],
  ...[
    'электронная почта',
    'эл. почта',
    'почта',
    'e-mail адрес',
    'адрес электронной почты',
    'имейл',
    'емейл',
    'и-мейл',
    'электронный адрес',
  ],
  ...['електронна пошта', 'ел. пошта', 'електронска пошта', 'електронна поща', 'ел. поща', 'імейл', 'адреса електронної пошти', 'э-почта'],
  ...['ηλεκτρονικό ταχυδρομείο', 'ηλ. ταχυδρομείο', 'διεύθυνση email', 'אימייל', 'דואר אלקטרוני', 'דוא"ל', 'כתובת מייל', 'מייל'],
  ...['البريد الإلكتروني', 'بريد إلكتروني', 'الايميل', 'ایمیل', 'پست الکترونیکی', 'رایانامه', 'ای میل', 'ईमेल', 'ई-मेल', 'ইমেইল', 'ই-মেইল'],
  ...[
    'メール',
    'メールアドレス',
    'Eメール',
    '電子メール',
    'メアド',
    '邮箱',
    '邮箱地址',
    '电子邮件',
    '电子邮箱',
    '邮件地址',
    '電子郵件',
    '電郵',
    '信箱',
  ],
  ...[
    '이메일',
    '이메일 주소',
    '전자우편',
    '메일',
    '메일주소',
    'อีเมล',
    'อีเมล์',
    'thư điện tử',
    'địa chỉ email',
    'surel',
    'alamat email',
    'e-mel',
  ],
  ...['barua pepe', 'மின்னஞ்சல்', 'ఇమెయిల్', 'ელფოსტა', 'էլ. փոստ', 'электрондық пошта'],
]
/** Parts of longer names that are enough by themselves: `workEmail`, `Kunden-E-Mail`, `社用メール`. Short ones would be found in other words. */
const PARTS = TERMS.map(compact).filter(term => term.length >= 5 || !/^[a-z]*$/.test(term))
const EXACT = new Set(TERMS.map(compact))
/** Where an organisation also has postal ones: weak, and right only when nothing better is there. */
const ADDRESS = /^(address(es)?|adressen?|direccion|indirizzo|endereco|adres|адрес|アドレス)$/
/** Not the address itself, but something about it. */
const ABOUT =
  /\b(opt|status|verified|verification|valid|consent|confirmed|subscribed|unsubscribed|marketing|newsletter|count|type|format|date|sent|opened|bounced?|subject|body|text|template|domain|provider|permission|preferences?|notifications?|enabled|language|hash|score)\b/
/** Somebody else's, or not the first choice. */
const SECOND =
  /\b([2-9]|secondary|second|alternative|alternate|alt|backup|recovery|other|old|previous|manager|supervisor|boss|assistant|parent|owner|creator|sender|cc|bcc|reply|zweite|weitere|autre|otro)\b/
const FIRST =
  /\b(1|work|business|primary|main|office|corporate|company|professional|official|contact|customer|user|member|employee|person|my|your)\b/

const scores = new Map<string, number>()

/** Remembered: a million JSON objects have the same few keys. */
export function nameScore(name: string): number {
  const known = scores.get(name)
  if (known !== undefined) return known
  const score = scoreOf(name)
  if (scores.size < REMEMBERED && name.length <= LONGEST_NAME) scores.set(name, score)
  return score
}

function scoreOf(name: string): number {
  if (name.length > LONGEST_NAME || /[@;\t]/.test(name)) return NAME_SCORE.none
  const words = simplified(name)
  const all = words.replaceAll(' ', '')
  if (EXACT.has(all)) return NAME_SCORE.exact
  if (ADDRESS.test(all)) return NAME_SCORE.address
  const isWord = /\bmails?\b/.test(words)
  if (!isWord && !PARTS.some(part => holds(words, part))) return NAME_SCORE.none
  if (ABOUT.test(words)) return NAME_SCORE.about
  if (SECOND.test(words)) return NAME_SCORE.second
  return FIRST.test(words) ? NAME_SCORE.likely : isWord ? NAME_SCORE.second : NAME_SCORE.contains
}

/** Inside one word (`kundenemail`), or from the beginning of one (`work email address`): `code postal` holds no `eposta`. */
function holds(words: string, part: string): boolean {
  const list = words.split(' ')
  return list.some((word, at) => word.includes(part) || list.slice(at).join('').startsWith(part))
}

/** Lower case, words apart (`workEmail` too), without accents, marks and punctuation. */
function simplified(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\be (?=(mail|post|posta|mel))/g, 'e')
}

function compact(term: string): string {
  return simplified(term).replaceAll(' ', '')
}

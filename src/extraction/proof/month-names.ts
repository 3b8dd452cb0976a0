/** Full names of the months, with the cases in which dates stand, without accents. In order: EN DE FR ES IT NL PT PL SV DA/NO FI HU CS RO TR MS. */
const NAMES: readonly string[] = [
  'january januar janner janvier enero gennaio januari janeiro styczen stycznia tammikuu tammikuuta leden ledna ianuarie ocak',
  'february februar fevrier febrero febbraio februari fevereiro luty lutego helmikuu helmikuuta unor unora februarie subat',
  'march marz maerz mars marzo maart marco marzec marca marts maaliskuu maaliskuuta marcius brezen brezna martie mart mac',
  'april avril abril aprile kwiecien kwietnia huhtikuu huhtikuuta aprilis duben dubna aprilie nisan',
  'may mai mayo maggio mei maio maj maja toukokuu toukokuuta majus kveten kvetna mayis',
  'june juni juin junio giugno junho czerwiec czerwca kesakuu kesakuuta junius cerven cervna iunie haziran jun',
  'july juli juillet julio luglio julho lipiec lipca heinakuu heinakuuta julius cervenec cervence iulie temmuz julai',
  'august aout agosto augustus sierpien sierpnia augusti elokuu elokuuta augusztus srpen srpna agustos ogos',
  'september septembre septiembre settembre setembro wrzesien wrzesnia syyskuu syyskuuta szeptember zari septembrie eylul',
  'october oktober octobre octubre ottobre outubro pazdziernik pazdziernika lokakuu lokakuuta rijen rijna octombrie ekim',
  'november novembre noviembre novembro listopad listopada marraskuu marraskuuta listopadu noiembrie kasim',
  'december dezember decembre diciembre dicembre dezembro grudzien grudnia joulukuu joulukuuta prosinec prosince decembrie aralik disember',
]

/** Shorter forms than three letters, and those that are no beginning of a name. */
const SHORT: Readonly<Record<string, number>> = {
  ...{
    ene: 1,
    gen: 1,
    sty: 1,
    led: 1,
    oca: 1,
    lut: 2,
    uno: 2,
    sub: 2,
    mrz: 3,
    mrt: 3,
    brz: 3,
    bre: 3,
    avr: 4,
    abr: 4,
    kwi: 4,
    dub: 4,
    nis: 4,
  },
  ...{ mag: 5, kve: 5, giu: 6, cze: 6, haz: 6, jul: 7, lug: 7, lip: 7, tem: 7, aou: 8, ago: 8, sie: 8, srp: 8, agu: 8 },
  ...{
    set: 9,
    wrz: 9,
    eyl: 9,
    zar: 9,
    szept: 9,
    sept: 9,
    okt: 10,
    ott: 10,
    out: 10,
    paz: 10,
    eki: 10,
    rij: 10,
    kas: 11,
    dez: 12,
    dic: 12,
    gru: 12,
    pro: 12,
    ara: 12,
    dis: 12,
  },
  ...{ janv: 1, fevr: 2, juil: 7 },
}

/** Roman months, as Poland and Hungary write them. */
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii']

const MONTHS = new Map<string, number>()
for (const [index, names] of NAMES.entries()) {
  for (const name of names.split(' ')) {
    MONTHS.set(name, index + 1)
    const short = name.slice(0, 3)
    // "jun" and "mar" begin several names of one month; a beginning that two months share is none.
    if (!MONTHS.has(short)) MONTHS.set(short, index + 1)
  }
}
for (const [name, month] of Object.entries(SHORT)) MONTHS.set(name, month)
// Listopad is October in Croatian and November in Polish and Czech; "lis" and "mar" are left to those that are shipped.
MONTHS.set('lis', 11)

/** 1 to 12; undefined for what is no month. `name` is folded. */
export function monthNamed(name: string): number | undefined {
  const roman = ROMAN.indexOf(name)
  return MONTHS.get(name) ?? (roman >= 0 ? roman + 1 : undefined)
}

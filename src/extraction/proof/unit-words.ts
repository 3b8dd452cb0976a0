import { foldText } from './fold-text.ts'

/** UN/ECE Recommendation 20 codes that invoices use, with the words that pages print for them, folded. */
const WORDS: Readonly<Record<string, string>> = {
  C62: 'stk stck stuck stueck pc pcs piece pieces ea each unit units unite u ud un und szt st ks kpl db buc adet pz ks',
  H87: 'stk stck stuck stueck pc pcs piece pieces ea each unit units unite u ud un und szt st ks kpl db buc adet pz ks',
  EA: 'stk pc pcs ea each unit',
  XPP: 'stk stuck pc piece',
  HUR: 'h std stunde stunden hr hrs hour hours heure heures hora horas ora ore uur godz hod',
  DAY: 'd tag tage day days jour jours dia dias giorno giorni dag dagen dzien',
  MON: 'monat monate month months mois mes meses mese mesi maand',
  MIN: 'min minute minuten minutes',
  KGM: 'kg',
  GRM: 'g',
  TNE: 't to tonne tonnen',
  LTR: 'l ltr liter litre',
  MTR: 'm meter mtr',
  MTK: 'm2 qm m²',
  MTQ: 'm3 cbm m³',
  KWH: 'kwh',
  KMT: 'km',
  SET: 'set satz jeu',
  LS: 'psch pauschal pauschale lump',
  XBX: 'box karton kt',
  XPK: 'pack packung pkg pk',
  XCT: 'karton ctn',
  XBO: 'flasche fl bottle',
  PR: 'paar pair',
  P1: '%',
}

/** The code itself and what it may be printed as. */
export function unitWords(unit: string): string[] {
  return [foldText(unit), ...foldText(WORDS[unit.toUpperCase()] ?? '').split(' ')].filter(word => word !== '')
}

import type { LanguageLabels } from './label-kind.ts'

/** Czech, with the Slovak forms where they differ. */
export const CZECH: LanguageLabels = {
  language: 'cs',
  countries: ['CZ', 'SK'],
  words: 'a|na|se|do|za|pro|je|dle|nebo|děkujeme|ulice|zapsaná|soudu|dní|prosím|zápis|od|při|oddíl|vložka|krajským|spisová značka|ďakujeme',
  months:
    'leden/ledna/led|únor/února|březen/března|duben/dubna|květen/května|červen/června|červenec/července|srpen/srpna|září|říjen/října|listopad/listopadu|prosinec/prosince',
  numberWords: 'číslo|č|čís|no|nr|#',
  labels: {
    number:
      'číslo faktury|faktura č|faktura číslo|č faktury|faktura č.|daňový doklad č|faktura - daňový doklad č|číslo dokladu|faktura - daňový doklad|doklad č|daňový doklad číslo|faktura daňový doklad č|dobropis č|číslo dobropisu|evidenční číslo|evidenční číslo dokladu|doklad číslo|číslo daňového dokladu|faktura vydaná č|opravný daňový doklad č|ev. č. dokladu|evidenční číslo daňového dokladu|faktura - daňový doklad číslo|faktura daňový doklad|ev č dokladu|faktura vydaná|ev. číslo|faktúra č|faktúra číslo|číslo faktúry|poř. č. dokladu|č. dokladu|opravný daňový doklad|dobropis číslo|faktura–daňový doklad č|zálohová faktura č|č dokladu|faktura-daňový doklad č',
    order:
      'číslo objednávky|objednávka č|objednávka|č objednávky|objednávka číslo|vaše objednávka|obj č|č. objednávky|obj. č.|na základě objednávky|vaše objednávka č|objednávka ze dne|číslo obj|objednávka č.|dle objednávky|zakázka|číslo zakázky|zakázka č|č zakázky',
    delivery:
      'dodací list|dodací list č|číslo dodacího listu|dl č|č. dodacího listu|dodací listy|dodací list číslo|dodací list č.|dod. list',
    otherNumber:
      'zákaznické číslo|číslo zákazníka|kód zákazníka|telefon|tel|fax|mobil|mob|číslo účtu|č účtu|účet|bankovní účet|bankovní spojení|banka|iban|swift|bic|variabilní symbol|var symbol|vs|var. symbol|variabilní s|konstantní symbol|konst symbol|ks|konst. symbol|specifický symbol|spec symbol|ss|ič|ičo|smlouva|číslo smlouvy|smlouva č|projekt|strana|str|k faktuře|k faktuře č|původní doklad|původní faktura|k dokladu|k daňovému dokladu|k dokladu č|číslo původního dokladu|e-mail|email|web|www|odběrné místo|ean opm|evidence|spisová značka|vystavil|vyřizuje|převzal|kontakt|obchodní rejstřík|středisko|číslo účtu/kód banky|č. účtu|kód banky|číslo odběratele|variabilní|příjemce č|cena č|č. smlouvy|cenová nabídka č|číslo rezervace|vs:|ks:|nabídka č|eic|číslo odběrného místa|číslo místa spotřeby|telefón',
    date: 'datum vystavení|vystaveno|datum vystavení dokladu|dne vystavení|vystaveno dne|datum vystavení faktury|datum dokladu|datum faktury|den vystavení|dátum vystavenia|datum vyst|dat. vystavení|datum vyhotovení|datum vystavení daňového dokladu|den vystavení dokladu|vystaven|vystavena|den vyhotovení|vystavena dne|datum vystaveni dokladu|datum vystavení dobropisu|dátum vyhotovenia',
    plainDate: 'datum|dne|ze dne|dátum',
    due: 'datum splatnosti|splatnost|splatno|splatnost do|splatné do|splatnost faktury|datum splatnosti faktury|dat splatnosti|den splatnosti|uhradit do|zaplatit do|splatné|splatnost dne|uhraďte do|dátum splatnosti|splatná|termín splatnosti|k úhradě do|dat. splatnosti|datum splat|splatnosť|splatné dne|datum spl|splatno dne|splatnost dokladu',
    otherDate:
      'datum zdanitelného plnění|duzp|datum uskutečnění zdanitelného plnění|datum uskutečnění plnění|datum zdan plnění|datum dodání|datum objednávky|datum uskutečnění|datum plnění|uskutečnění zdanitelného plnění|den uskutečnění zdanitelného plnění|období|zúčtovací období|fakturační období|platnost do|platné do|datum narození|vytištěno|tisk|datum tisku|datum uhrazení|uhrazeno dne|zaplaceno dne|datum původního dokladu|datum dodávky|den dodání|datum uskut|datum uskutečnění zd plnění|datum uskut. zdan. plnění|dátum dodania|datum odečtu|od|datum expedice|datum odeslání|datum platby|dat. uskut. plnění|objednávka ze dne|smlouva ze dne|datum povinnosti přiznat daň|den uskut. plnění|datum zd. plnění|datum zdan. plnění|datum úhrady|příjezd|odjezd|datum přijetí platby|datum přijetí zálohy|datum usk. zdan. pl|uskutečnění plnění|dodání|datum uskutečnění zd. plnění|datum uzp|datum usk. zdan. plnění|dat. zdan. plnění|datum zápisu|datum uskutečnění zdan. plnění|datum přijetí úplaty|datum prodeje|dátum zdaniteľného plnenia|zdan. plnění',
    seller:
      'dodavatel|prodávající|prodejce|poskytovatel|dodávateľ|zhotovitel|vystavitel|dodavatel (prodávající)|příjemce platby|predávajúci|obchodník|pronajímatel',
    buyer:
      'odběratel|kupující|zákazník|objednatel|odberateľ|příjemce|fakturační adresa|plátce|zákazník/odběratel|odběratel (kupující)|kupujúci|nájemce|odběratel - sídlo|sídlo odběratele|fakturační údaje|zákazník (odběratel)|klient|pacient|zákazník / odběratel',
    shipTo:
      'místo dodání|dodací adresa|příjemce zboží|konečný příjemce|místo určení|dodací adresa zboží|adresa dodání|místo spotřeby|doručovací adresa|adresa doručení|adresa odběrného místa|korespondenční adresa|miesto dodania|zasílací adresa|poštovní adresa',
    taxId:
      'dič|dic|ič dph|dič dph|ič|ičo|ico|dič odběratele|dič dodavatele|vat|daňové identifikační číslo|vat id|ic|vat no|identifikační číslo|vat number',
    subTotal: 'mezisoučet|součet položek|součet|celkem položky|medzisúčet|celkem zboží|součet položek celkem',
    discount: 'sleva|slevy|sleva celkem|celková sleva|rabat|zľava|slevy celkem|slevový kupon|slevový kód|celkem sleva|poskytnutá sleva',
    charge:
      'doprava|dopravné|poštovné|balné|poštovné a balné|přepravné|manipulační poplatek|dobírka|doprava a balné|cena dopravy|expediční poplatek|dobírečné|platba a doprava|recyklační poplatek|doprava a platba|doručení|poplatky',
    taxable:
      'základ daně|celkem bez dph|základ|cena bez dph|součet bez dph|celkem základ|základ dph|bez dph|částka bez dph|celkem základ daně|základ daně celkem|cena celkem bez dph|fakturováno bez dph|netto|cena bez daně|celkem bez daně|suma bez dph|základ dane|celková cena bez dph|celková částka bez dph|hodnota bez dph|spolu bez dph|zaklad|součet základů|celkem kč bez dph|dílčí základ|součet základů daně|základ daně v kč|zdanitelný základ|částka bez daně|cena bez dph celkem|k úhradě bez dph|celkem netto|mezisoučet bez dph',
    tax: 'dph|výše dph|dph celkem|celkem dph|částka dph|daň|výše daně|dph 21%|daň z přidané hodnoty|dph kč|dph 12%|celková dph|suma dph|výška dph|hodnota dph|součet dph|dph v kč|celkem daň|spolu dph|výše dph celkem|dph 21 %|částka daně|dph základní|daň celkem|z toho dph|výška dane|daň v kč|dph snížená|částka dph celkem|dph 15%|dph 20%',
    total:
      'celkem|celkem s dph|cena celkem|celková částka|celkem včetně dph|cena s dph|celkem k úhradě s dph|součet s dph|celkem vč dph|cena celkem s dph|celkem kč|celková cena|částka s dph|celkem czk|fakturováno celkem|celková cena s dph|celkom|cena celkem vč dph|suma|spolu s dph|spolu|celkem vč. dph|fakturovaná částka|celkem faktura|cena celkem včetně dph|celkem fakturováno|celková částka s dph|celkem částka|celková hodnota|fakturováno|s dph celkem|brutto|celková fakturovaná částka|celkem eur|částka celkem|celkem vrátit|celkem s daní|celkem v kč|cena celkem kč|součet celkem|celková částka včetně dph|cena včetně dph|celkem za fakturu|suma celkem|celkem doklad|celková suma|částka včetně dph|úhrnem|částka|faktura celkem|celková cena včetně dph|celková částka dokladu|celkem dobropis|výsledná cena|fakturovaná suma|cena celkom|celková suma s dph|celkem (kč)|celkem dokladu|cena celkem (s dph)|hodnota faktury',
    prepaid:
      'zaplaceno|uhrazeno|záloha|zálohy|uhrazené zálohy|zaplacené zálohy|zaplacená záloha|uhrazeno zálohou|již uhrazeno|odečet zálohy|zaplaceno zálohou|přijatá platba|odpočet zálohy|celkem zálohy|zaplaceno zálohami|uhrazená záloha|již zaplaceno|zaplaceno předem|odpočet záloh|odečet záloh|uhradené|zálohy celkem|přijaté zálohy|zaplaceno celkem|celkem uhrazeno|zaplatené|záloha celkem|uhrazeno celkem',
    payable:
      'k úhradě|celkem k úhradě|zbývá uhradit|k zaplacení|částka k úhradě|celkem k zaplacení|zbývá zaplatit|zbývá k úhradě|doplatek|nedoplatek|suma k úhradě|na úhradu|k úhradě celkem|zůstatek|celkem k uhrazení|zbývá|celková částka k úhradě|k úhradě kč|suma na úhradu|k úhradě zbývá|k vyplacení|k úhrade|spolu na úhradu|přeplatek|celkem na úhradu|celkem zbývá k úhradě|k vrácení|zaplaťte|částka k zaplacení|uhraďte|celkem k úhradě kč|zbývá doplatit|zbývající částka|zbývá k zaplacení|celkem k proplacení|celkom k úhrade|k úhradě czk|celková suma k úhradě|cena k úhradě|celkem k doplacení|celkem (k úhradě)',
    otherSum:
      'zaokrouhlení|zaokrouhleno|haléřové vyrovnání|ušetříte|ušetřili jste|množství celkem|hmotnost|váha|kurz|hotově|vráceno|vráceno zpět|převod|spotřeba|sazba|sazba dph|kartou|celkem množství|zaokrúhlenie|počet kusů|přeneseno|k přenosu|hmotnost celkem|kurs|zákl. kapitál|platba kartou|přijato|celkem hmotnost|penále|úrok|kurz čnb|celková hmotnost|celková spotřeba|osvobozeno|osvobozeno od daně|předchozí zůstatek|recyklační příspěvek|spropitné|protihodnota|nepodléhá dph|hotovost|bez daně osvobozeno|počet položek',
    currency: 'měna|mena|částky v|ceny v|měna dokladu|měna faktury',
    terms:
      'platební podmínky|způsob úhrady|forma úhrady|způsob platby|forma platby|platba|platobné podmienky|úhrada|druh platby|typ platby|forma úhr|způsob úhrady:|spôsob úhrady|forma úhrady:|platební metoda',
    colPosition: 'č|poř|pol|č.|#|pořadí|no|řádek|poř. č.|p.č.|por|pozice|nr|číslo|por.č.|položka č',
    colDescription:
      'popis|název|položka|označení dodávky|označení|popis položky|název položky|zboží|služba|text|fakturujeme vám|předmět plnění|název zboží|popis zboží|popis plnění|položky|předmět|název zboží / služby|název produktu|fakturujeme vám za|název a popis|názov|předmět fakturace|název zboží/služby|produkt|název výrobku|označení zboží|fakturujeme vám za zboží a služby|popis dodávky|název služby|popis práce|rozsah a předmět plnění|rozsah plnění|název zboží nebo služby|popis služby|dodávka|zboží / služba|fakturujeme',
    colCode:
      'kód|katalogové číslo|číslo|kód zboží|obj číslo|ean|kat číslo|číslo zboží|kód položky|artikl|kat. číslo|katalog|datum|sklad|kód produktu|č. zboží|číslo položky|pn|part no|obj. číslo|kat.č.|skp|sériové číslo',
    colQuantity:
      'množství|počet|ks|mn|mn.|počet ks|množ|mj|množ.|počet mj|množstvo|hod|kusů|počet kusů|hodin|počet m.j.|počet hodin|množ. mj|množství mj|hodiny|spotřeba|kusy',
    colUnit: 'mj|m.j.|jednotka|jedn|j|jed|měrná jednotka|m. j.|jedn.',
    colPrice:
      'cena|jednotková cena|cena za jednotku|cena za mj|cena/mj|jedn cena|cena bez dph|cena za kus|cena/ks|j.cena|jc|cena za ks|jedn. cena|cena mj|cena za mj bez dph|j. cena|jc bez dph|cena za jedn|cena za m.j.|jednotková cena bez dph|cena/jedn|cena ks|jednotk. cena|cena/jednotka|cena / mj|cena/j|jc bez dph|cena jedn|cena/ks bez dph|cena za 1 mj|cena za mj (bez dph)|cena za ks bez dph|kč/mj|hodinová sazba|j.cena bez dph|jedn.cena|cena / ks|j. cena [kč]|cena za jednotku bez dph|cena jedn.|cena mj bez dph|cena za j.',
    colDiscount: 'sleva|sleva %|slev|% slevy|zľava|sleva (%)|sl.|sl %|rabat|sl.%|sleva [%]|% sl',
    colRate:
      'dph|dph %|sazba dph|sazba|% dph|dph%|daň|sadzba dph|dph sazba|dph (%)|sazba daně|%dph|dph [%]|sazba dph %|sazba %|%|sazba dph (%)|daň %',
    colTax: 'dph kč|výše dph|částka dph|dph celkem|dph [kč]|daň kč|výše daně|dph v kč|kč dph|dph czk|hodnota dph|dph (kč)',
    colNet:
      'celkem bez dph|cena celkem|celkem|základ|cena bez dph celkem|částka|základ daně|bez dph|celkem kč|cena celkem bez dph|spolu bez dph|cena kč|celkom|spolu|základ dph|celkem základ|suma|hodnota|cena|celková cena|celková cena bez dph|cena bez dph kč|kč celkem|částka bez dph|celkem czk|celkem (bez dph)|základ [kč]|celkem bez daně|cena bez daně|celkem [kč]|celkem eur|netto|suma bez dph|kč bez dph|součet|cena [kč]',
    colGross:
      'celkem s dph|cena s dph|s dph|celkem vč dph|celkem včetně dph|cena celkem s dph|spolu s dph|částka s dph|kč celkem s dph|celkem vč. dph|celkem (s dph)|cena vč. dph|vč. dph|včetně dph|celkem kč s dph|cena s daní|brutto|celkem s dph [kč]|celkem s dph kč',
    kindInvoice:
      'faktura|daňový doklad|faktura - daňový doklad|faktúra|faktura daňový doklad|konečná faktura|zjednodušený daňový doklad|faktura – daňový doklad|faktura vydaná|vyúčtování|vyúčtovací faktura|faktura-daňový doklad|faktúra - daňový doklad|faktura/daňový doklad|faktura (daňový doklad)|konečná faktura - daňový doklad|běžný daňový doklad|faktura - neplátce dph|faktura není daňový doklad|faktura / invoice|vyúčtování elektřiny|faktura přijatá|obchodní faktura|faktura / daňový doklad|daňový doklad - faktura|daňový doklad faktura|daňový doklad k platbě|souhrnná faktura',
    kindCreditNote:
      'dobropis|opravný daňový doklad|opravný doklad|opravný daňový doklad (dobropis)|opravný daňový doklad - dobropis|dobropis - opravný daňový doklad|dobropis opravný daňový doklad',
    kindCorrected: 'opravná faktura|oprava faktury|vrubopis|opravný daňový doklad (vrubopis)',
    kindPrepayment:
      'daňový doklad k přijaté platbě|daňový doklad o přijaté platbě|daňový doklad k přijaté záloze|daňový doklad na zálohu|daňový doklad k záloze',
    kindSelfBilled: 'samofakturace',
    kindReceipt:
      'účtenka|paragon|pokladní doklad|stvrzenka|příjmový pokladní doklad|prodejka|pokladní blok|potvrzení o platbě|příjmový doklad',
    kindOther:
      'nabídka|cenová nabídka|objednávka|dodací list|zálohová faktura|proforma|proforma faktura|výzva k platbě|upomínka|výpis|výpis z účtu|potvrzení objednávky|vážený zákazníku|vážení|předfaktura|smlouva|kalkulace|předžalobní výzva|zálohová faktúra|proforma-faktura|záloha není daňový doklad|vážený pane|vážená paní|přijatá objednávka|vydaná objednávka|výzva k úhradě|pokuta|záruční list|předávací protokol|zálohový list|zálohový doklad|potvrzení o přijetí objednávky|penalizační faktura|ceník|saldokonto|poptávka|výplatní páska|dohoda|protokol|odsouhlasení pohledávek|cenová ponuka|upomienka|odsouhlasení salda|druhá upomínka|rozpis záloh|předpis záloh',
  },
}

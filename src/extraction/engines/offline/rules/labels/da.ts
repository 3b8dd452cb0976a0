import type { LanguageLabels } from './label-kind.ts'

export const DANISH: LanguageLabels = {
  language: 'da',
  countries: ['DK'],
  words: 'og|af|på|med|til|er|vores|den|ved|efter|dage|os|tak|venligst|betaling|jeres|bedes|beløbet|kontonr',
  months:
    'januar/jan|februar/feb|marts/mar|april/apr|maj|juni/jun|juli/jul|august/aug|september/sep/sept|oktober/okt|november/nov|december/dec',
  numberWords: 'nummer|nr|no|num|#',
  labels: {
    number:
      'fakturanummer|fakturanr|faktura nr|faktura nummer|faktura-nr|kreditnotanummer|kreditnota nr|kreditnotanr|bilagsnummer|dokumentnummer|faktura nr.|regningsnummer|fakturanr.|kreditnota nummer|bilagsnr|regning nr|regningsnr|faktura no|kvitteringsnr|bilag nr',
    order:
      'ordrenummer|ordrenr|ordre nr|rekvisition|rekvisitionsnr|rekvisitionsnummer|jeres ordrenr|købsordre|indkøbsordre|bestillingsnr|ordre|deres ordre|jeres ordre|rekv nr|bestillingsnummer|deres ordrenr|købsordrenummer|indkøbsordrenr|deres rekvisition|jeres rekvisition|rekv. nr',
    delivery: 'følgeseddel|følgeseddelnr|følgeseddel nr|fragtbrev|leveringsnr|følgeseddelsnr|fragtbrevsnr',
    otherNumber:
      'kundenummer|kundenr|kunde nr|kunde-nr|debitornr|debitor|telefon|tlf|tel|fax|mobil|kontonummer|kontonr|konto|bank|reg nr|reg.nr|regnr|bankkonto|iban|bic|swift|fik|fi-kreditor|tilbudsnr|aftalenr|projekt|projektnr|sagsnr|sagsnummer|sag|sag nr|side|vedr faktura|krediterer faktura|vedrørende faktura|oprindelig faktura|e-mail|email|mail|web|hjemmeside|reference|deres ref|vor ref|vores ref|jeres ref|deres reference|vores reference|ean|ean nr|ean-nr|ean lokationsnummer|ean-nummer|gln|målernr|målernummer|cpr|swift-kode|betalingsid|betalings-id|betalingslinje|reg.|mobilepay|kontakt|kontaktperson|att ref|aftagenummer|installationsnr|personreference|ordrereference|reg. nr|bankoplysninger|vor reference|registreringsnr|bankreg',
    date: 'fakturadato|udstedt|udstedelsesdato|faktura dato|kreditnotadato|bilagsdato|fakturadato/date|udstedt den|dokumentdato|dato for faktura|regningsdato|kreditnota dato|faktureringsdato|faktureret|fakturaens dato',
    plainDate: 'dato|den',
    due: 'forfaldsdato|forfald|betalingsfrist|forfalder|betales senest|sidste rettidige betalingsdag|betalingsdato|rettidig betaling|sidste betalingsdag|betales inden|forfaldsdag|sidste rettidige indbetalingsdag|betaling senest|forfalder den|forfalder til betaling|senest|betal senest|betales senest den|forf dato|frist|senest betaling|forfaldsdato/due date|sidste rettidige|betalingsfristen er|rettidig betalingsdato',
    otherDate:
      'leveringsdato|ordredato|bestillingsdato|periode|udskriftsdato|gyldig til|fødselsdato|leveret|leveret den|oprindelig fakturadato|betalt|betalt den|fra|til|aftaledato|tilbudsdato|startdato|slutdato|ankomst|afrejse|aflæsningsdato|leverings dato|udført|udskrevet|gyldig fra|afsendt|afsendelsesdato|faktureringsperiode|næste faktura|betales via bs|trækkes|lev dato|lev. dato|perioden|dato for levering|leveringstidspunkt',
    seller: 'sælger|leverandør|afsender|fra|udsteder|beløbsmodtager|kreditor|firma|betalingsmodtager',
    buyer:
      'køber|kunde|faktureringsadresse|faktureres til|modtager|faktura til|til|fakturaadresse|bestiller|faktureret til|kundeoplysninger|fakturamodtager|kundens navn|betaler|kundeadresse|debitor|rekvirent',
    shipTo:
      'leveringsadresse|leveres til|levering til|leveringssted|leveret til|varemodtager|lev. adresse|lev adresse|arbejdssted|forbrugssted|sendes til',
    taxId:
      'cvr|cvr nr|cvr-nr|cvr.nr|cvr nummer|cvr-nummer|cvrnr|se nr|se-nr|moms nr|momsnr|vat nr|cvr/se nr|cvr no|vat|cvr/se-nr|vat no|cvr. nr|momsnummer|vat-nr|moms-nr|cvr/vat|cvrnummer|cvr/se',
    subTotal: 'delsum|varesum|sum varer|subtotal|mellemsum|varer i alt|linjer i alt|sub total|vareværdi|delsum varer',
    discount: 'rabat|rabat i alt|samlet rabat|total rabat|rabatbeløb|fakturarabat',
    charge:
      'fragt|porto|gebyr|fakturagebyr|ekspeditionsgebyr|levering|leveringsgebyr|emballage|fragt og gebyr|forsendelse|miljøbidrag|miljøtillæg|fragtgebyr|administrationsgebyr|gebyrer|opkrævningsgebyr|kortgebyr|forsendelsesomkostninger|fragtomkostninger',
    taxable:
      'netto|nettobeløb|netto i alt|i alt ekskl moms|total ekskl moms|total ex moms|beløb ekskl moms|subtotal ekskl moms|momsgrundlag|i alt ex moms|ekskl moms|momspligtigt beløb|momspligtig|total excl moms|beløb uden moms|beløb excl moms|i alt uden moms|total ekskl. moms|subtotal ex moms|i alt excl moms|beløb ex moms|sum ekskl moms|netto beløb|nettosum|i alt dkk ekskl moms|total uden moms|total eksklusiv moms|pris ekskl moms|total netto|momspligtigt grundlag|grundlag|i alt før moms|total før moms|ex moms|moms grundlag|excl moms|afgiftspligtigt beløb|i alt netto|fakturabeløb ekskl moms|i alt dkk ex moms',
    tax: 'moms|momsbeløb|moms i alt|25% moms|moms 25%|heraf moms|total moms|moms dkk|moms beløb|moms udgør|+ moms|heraf momsbeløb|moms (25%)|moms udgør i alt|moms kr|+25% moms|moms total|tillagt moms|afgift|salgsmoms|25,00% moms|moms af',
    total:
      'i alt|total|totalbeløb|i alt inkl moms|total inkl moms|beløb inkl moms|fakturabeløb|i alt dkk|total dkk|samlet beløb|fakturatotal|beløb i alt|inkl moms|total incl moms|i alt incl moms|total inkl. moms|samlet pris|at betale inkl moms|i alt kr|faktura i alt|total beløb|sum|brutto|ialt|total kr|kreditbeløb|bruttobeløb|i alt at kreditere|kreditnota i alt|fakturasum|samlet|i alt med moms|total med moms|sum inkl moms|totalpris|i alt inklusiv moms|total inklusiv moms|kreditnota total|samlet total|pris inkl moms|slutbeløb|pris i alt|beløb total|regning i alt|ialt dkk|faktura total|købesum',
    prepaid:
      'forudbetaling|forudbetalt|acontobeløb|a conto|betalt beløb|indbetalt|aconto|tidligere betalt|allerede betalt|depositum|modtaget|betalt i alt|forudbetalinger|modregnet aconto|betalt aconto|tidligere faktureret|acontobetaling|heraf betalt|indbetalinger|betalt',
    payable:
      'at betale|til betaling|beløb til betaling|i alt at betale|restbeløb|skyldigt beløb|saldo|at betale dkk|total at betale|udestående|mangler|resterende beløb|betales|rest at betale|restsaldo|tilgode|til gode|samlet til betaling|skyldig|skyldigt|udestående beløb|total til betaling|til udbetaling|at betale i alt|restbeløb til betaling|forfaldent beløb|tilgodehavende|i alt til betaling|at indbetale',
    otherSum:
      'øreafrunding|afrunding|du sparer|antal i alt|vægt|kolli|kontant|byttepenge|tidligere saldo|valutakurs|kurs|timer i alt|kort|overført|forbrug|momssats|heraf momsfri|momsfri|momsfrit beløb|rykkergebyr|dankort|total vægt|forbrug i alt|transport|modværdi|retur|momsfrit|renter|forrige saldo|fradrag|antal kolli|morarente|drikkepenge',
    currency: 'valuta|beløb i|alle beløb i|priser i|møntenhed',
    terms:
      'betalingsbetingelser|betalingsvilkår|bet betingelser|betalingsmåde|betalingsform|bet.betingelser|betalingsmetode|betal.betingelser|betingelser|bet. betingelser|vilkår',
    colPosition: 'pos|nr|linje|#|no|position|linjenr',
    colDescription:
      'beskrivelse|varetekst|vare|produkt|betegnelse|tekst|ydelse|varenavn|specifikation|varebeskrivelse|produktnavn|produkt/ydelse|navn|produkter|ydelser|varebetegnelse|vare/ydelse|produktbeskrivelse|aktivitet|arbejde|vedrørende|artikel|produkt / ydelse',
    colCode: 'varenummer|varenr|vare nr|produktnr|kode|art nr|ean|vare-nr|nummer|dato|varenr.|vare nr.|produktnummer|art.nr|artikelnr|vnr',
    colQuantity: 'antal|mængde|timer|ant|antal timer|leveret|ant.|stk|leveret antal|forbrug',
    colUnit: 'enhed|enh|enh.|måleenhed',
    colPrice:
      'pris|enhedspris|stykpris|pris pr enhed|stk pris|pris ekskl moms|pris/enhed|pr stk|stk.pris|á pris|à pris|a pris|pris pr stk|nettopris|timepris|enh pris|enh. pris|enhedspris ekskl moms|pris/stk|stk. pris|pris pr. stk|pris dkk|salgspris|pris excl moms|pris uden moms|pris pr. enhed|pris ex moms|stk-pris|pris ekskl. moms|pris/enh|à-pris',
    colDiscount: 'rabat|rabat %|rab|rab %|rab.|rabat%|rabat (%)|rabat i %|% rabat|rab%',
    colRate: 'moms|moms %|momssats|moms%|% moms|momskode|moms (%)|moms sats|moms pct|momsprocent',
    colTax: 'momsbeløb|moms beløb|moms dkk|moms kr|moms i alt',
    colNet:
      'beløb|i alt|total|netto|nettobeløb|pris i alt|linjetotal|beløb dkk|i alt dkk|total ekskl moms|total dkk|i alt ekskl moms|beløb ekskl moms|ialt|beløb i dkk|subtotal|total pris|totalpris|pris total|sum|linje total|netto beløb|beløb kr|i alt kr|linjebeløb|total ex moms|værdi|samlet pris|beløb (dkk)|total (dkk)|beløb excl moms|nettototal',
    colGross: 'inkl moms|beløb inkl moms|i alt inkl moms|total inkl moms|brutto|pris inkl moms|bruttobeløb|beløb incl moms',
    kindInvoice:
      'faktura|regning|fakturakopi|slutfaktura|samlefaktura|e-faktura|faktura/invoice|salgsfaktura|opkrævning|handelsfaktura|kopifaktura|faktura kopi|girokort|kontantfaktura|faktura original|månedsfaktura|delfaktura',
    kindCreditNote: 'kreditnota|kreditfaktura|salgskreditnota',
    kindCorrected: 'korrigeret faktura|rettet faktura|ændringsfaktura',
    kindPrepayment: 'forudbetalingsfaktura|acontofaktura|aconto faktura|a conto faktura|forskudsfaktura',
    kindSelfBilled: 'selvfakturering|afregningsbilag',
    kindReceipt: 'kvittering|bon|kassebon|kassekvittering',
    kindOther:
      'tilbud|følgeseddel|ordrebekræftelse|proforma|proformafaktura|proforma faktura|rykker|rykkerskrivelse|betalingspåmindelse|kontoudtog|bestilling|kære kunde|aftale|kontooversigt|saldoopgørelse|overslag|prisoverslag|rekvisition|indkøbsordre|købsordre|fragtbrev|saldomeddelelse|pakkeliste|lønseddel|prisliste|inkassovarsel|kontrakt|arbejdsseddel|pakkeseddel|1. rykker|2. rykker|kære|årsopgørelse|brev|referat|arbejdsordre|plukliste',
  },
}

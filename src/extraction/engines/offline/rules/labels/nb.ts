import type { LanguageLabels } from './label-kind.ts'

export const NORWEGIAN: LanguageLabels = {
  language: 'no',
  countries: ['NO'],
  words: 'og|av|på|med|til|er|vår|den|ved|etter|dager|oss|takk|forsinkelsesrente|betaling|vennligst|foretaksregisteret|deres',
  months:
    'januar/jan|februar/feb|mars/mar|april/apr|mai|juni/jun|juli/jul|august/aug|september/sep/sept|oktober/okt|november/nov|desember/des',
  numberWords: 'nummer|nr|no|num|#',
  labels: {
    number:
      'fakturanummer|fakturanr|faktura nr|faktura nummer|faktura-nr|kreditnotanummer|kreditnota nr|kreditnotanr|dokumentnummer|bilagsnummer|fakturanr.|faktura nr.|kvitteringsnr|bilagsnr|faktura no|kvitteringsnummer|fakturareferanse|kreditnotanr.',
    order:
      'ordrenummer|ordrenr|ordre nr|bestillingsnummer|bestillingsnr|deres ordrenr|innkjøpsordre|deres bestilling|ordre|deres ordre|deres bestillingsnr|innkjøpsordrenummer|bestilling|vår ordre|bestnr|rekvisisjon|rekvisisjonsnr',
    delivery: 'pakkseddel|pakkseddelnr|følgeseddel|følgeseddelnr|fraktbrev|følgeseddel nr|pakkseddel nr',
    otherNumber:
      'kundenummer|kundenr|kunde nr|kunde-nr|telefon|tlf|tel|faks|fax|mobil|kontonummer|kontonr|konto|bankkonto|bankkontonr|kid|kid-nummer|kidnr|kid nr|kid-nr|iban|bic|swift|tilbudsnummer|avtalenummer|avtale|avtalenr|prosjekt|prosjektnr|prosjektnummer|side|gjelder faktura|krediterer faktura|kreditert faktura|opprinnelig faktura|e-post|epost|email|web|hjemmeside|referanse|deres ref|vår ref|deres referanse|vår referanse|målepunkt|målernummer|måler|fødselsnummer|bank|selger nr|kontaktperson|til konto|betalingsreferanse|melding|målernr|målepunkt-id|merk|merket|vipps|anleggsnr|merking|betales til konto|til kontonummer|til kontonr|bestillingsreferanse',
    date: 'fakturadato|utstedt|utstedelsesdato|faktura dato|dato for faktura|kreditnotadato|bilagsdato|dokumentdato|fakt dato|fakturert|utstedt dato|fakturadato/date|dato faktura|kreditnota dato',
    plainDate: 'dato',
    due: 'forfallsdato|forfall|betalingsfrist|forfaller|betales innen|frist|betalingsdato|å betale innen|siste betalingsfrist|forfalldato|betal innen|forfalls dato|forfallsdato/due date|forfallsdag|betalingsforfall|innbetales innen|betales senest|forf dato|forfaller til betaling|siste frist',
    otherDate:
      'leveringsdato|ordredato|bestillingsdato|periode|fakturaperiode|utskriftsdato|gyldig til|fødselsdato|levert|levert dato|opprinnelig fakturadato|betalt|betalt dato|fra|til|avtaledato|tilbudsdato|startdato|sluttdato|ankomst|avreise|avlesningsdato|trekkdato|leveranse dato|utført|utført dato|lev dato|lev.dato|utskrevet|neste faktura|tjenestedato|dato for levering|tidspunkt for levering|leveransedato|levering|gyldig t.o.m.|kreditert fakturas dato',
    seller: 'selger|leverandør|avsender|fra|utsteder|betalingsmottaker|firma',
    buyer:
      'kjøper|kunde|fakturaadresse|faktureres til|mottaker|faktura til|til|bestiller|kundeadresse|fakturert til|fakturamottaker|betaler|betalt av|kundens navn|oppdragsgiver|kundeopplysninger|fakturamottager',
    shipTo:
      'leveringsadresse|leveres til|levering til|leveringssted|levert til|varemottaker|arbeidssted|lev.adresse|lev adresse|anleggsadresse|sendes til|utleveringssted',
    taxId:
      'org nr|organisasjonsnummer|org.nr|orgnr|orgnummer|mva nr|mva-nummer|foretaksregisteret|foretaksnr|org. nr|org.nummer|mva|organisasjonsnr|vat no|org-nr|foretaksregisteret nr|vat|org. nummer|mva nummer|momsnr',
    subTotal: 'delsum|sum varer|varesum|sum linjer|sum ordrelinjer|varelinjer sum|vareverdi',
    discount: 'rabatt|sum rabatt|total rabatt|avslag|rabatter',
    charge:
      'frakt|porto|gebyr|fakturagebyr|ekspedisjonsgebyr|fraktkostnad|emballasje|fakturaomkostninger|forsendelse|fraktgebyr|leveringsgebyr|miljøgebyr|ekspedisjon|sum gebyrer|administrasjonsgebyr|fraktkostnader',
    taxable:
      'netto|nettobeløp|sum netto|sum eks mva|sum ekskl mva|total eks mva|beløp eks mva|beløp ekskl mva|netto beløp|grunnlag|mva grunnlag|avgiftsgrunnlag|totalt eks mva|sum eksl mva|sum uten mva|sum før mva|grunnlag mva|avgiftspliktig|netto sum|total ekskl mva|mva-grunnlag|totalt ekskl mva|sum eks. mva|pris eks mva|beløp før mva|beløp uten mva|sum ekskl. mva|eks mva|avgiftspliktig beløp|nettosum|totalt uten mva|sum ex mva|beregningsgrunnlag|total uten mva|sum eksklusive mva|sum eksklusiv mva|ordresum eks mva',
    tax: 'mva|mva beløp|sum mva|merverdiavgift|mva 25%|25% mva|herav mva|total mva|mva-beløp|mva kr|mva sum|mva totalt|totalt mva|moms|mva nok|hvorav mva|+ mva|høy mva|avgift mva|mva høy sats|derav mva',
    total:
      'totalt|sum|total|totalbeløp|sum inkl mva|total inkl mva|totalt inkl mva|fakturabeløp|fakturasum|beløp inkl mva|sum totalt|totalsum|beløp|fakturatotal|å betale inkl mva|sum inkludert mva|sum nok|totalt nok|total nok|inkl mva|brutto|sum inkl. mva|totalt inkludert mva|bruttobeløp|kreditbeløp|kreditnotabeløp|beløp totalt|sluttsum|totalpris|total sum|sum til kreditering|sum med mva|total inkludert mva|sum kr|ordresum inkl mva|å kreditere',
    prepaid:
      'forskudd|betalt beløp|innbetalt|akonto|a konto|tidligere betalt|forhåndsbetalt|allerede betalt|betalt hittil|mottatt|depositum|innbetalinger|forskuddsbetaling|betalt|fratrukket akonto|delbetaling',
    payable:
      'å betale|beløp å betale|til betaling|sum å betale|totalt å betale|rest å betale|gjenstående|skyldig beløp|å betale nok|restbeløp|utestående|saldo|total å betale|til gode|beløp til betaling|gjenstår å betale|betalbart|å betale kr|utestående beløp|skyldig|forfalt beløp|sum til betaling|til innbetaling|gjenstående beløp|å betale totalt',
    otherSum:
      'øreavrunding|avrunding|øreavr|du sparer|sum antall|vekt|antall kolli|kontant|veksel|vekslepenger|forrige saldo|valutakurs|kurs|sum timer|kort|aksjekapital|overført|forbruk|total vekt|øresavrunding|mva sats|mva-sats|purregebyr|motverdi|renter|strømforbruk|bankkort|sum vekt|tips',
    currency: 'valuta|beløp i|alle beløp i|priser i',
    terms:
      'betalingsbetingelser|betalingsvilkår|bet betingelser|betalingsmåte|betalingsmetode|bet.betingelser|betalingstype|bet. betingelser|betingelser|vilkår',
    colPosition: 'pos|nr|linje|#|posisjon|lnr|no',
    colDescription:
      'beskrivelse|varetekst|artikkel|produkt|betegnelse|tekst|vare|tjeneste|produktnavn|spesifikasjon|varenavn|produkt/tjeneste|varebeskrivelse|produktbeskrivelse|vare/tjeneste|navn|vare / tjeneste|gjelder|arbeid|tjenester|varebetegnelse',
    colCode:
      'varenummer|varenr|artikkelnr|produktnr|vare nr|art nr|kode|produktnummer|artnr|dato|prod nr|vnr|ean|art.nr|prodnr|artikkelnummer|nobb|nobb nr',
    colQuantity: 'antall|mengde|timer|ant|ant.|kvantum|levert|stk|levert antall|antall timer|forbruk',
    colUnit: 'enhet|enh|enh.|måleenhet|benevning',
    colPrice:
      'pris|enhetspris|stykkpris|pris per enhet|stk pris|pris eks mva|à pris|pris/enhet|a pris|pr stk|pris pr enhet|stk.pris|nettopris|timepris|pris pr stk|á pris|a-pris|enhetspris eks mva|pris/stk|salgspris|stykkpris eks mva|pris nok|á-pris|pris pr. stk|pris ekskl mva|pris ekskl. mva|veil. pris',
    colDiscount: 'rabatt|rab|rabatt %|rab %|rab.|rab%|rabatt (%)|% rabatt',
    colRate: 'mva|mva %|mva sats|mva%|% mva|mva kode|mva-sats|mva-kode|mva (%)|moms|sats|avgift',
    colTax: 'mva beløp|mva-beløp|mva kr|sum mva',
    colNet:
      'beløp|sum|total|netto|nettobeløp|totalt|sum eks mva|beløp eks mva|linjesum|beløp nok|sum nok|totalpris|pris totalt|beløp ekskl mva|netto beløp|total eks mva|sum ekskl mva|sum netto|beløp kr|netto sum|verdi|sum kr|beløp eks. mva|sum eks. mva|total nok|sum uten mva|total pris',
    colGross: 'inkl mva|beløp inkl mva|sum inkl mva|brutto|total inkl mva|pris inkl mva|totalt inkl mva',
    kindInvoice:
      'faktura|regning|fakturakopi|sluttfaktura|samlefaktura|e-faktura|faktura/invoice|salgsfaktura|kontantfaktura|strømfaktura|faktura original|delfaktura|faktura kopi|handelsfaktura|avtalegirofaktura',
    kindCreditNote: 'kreditnota|kreditering|kreditfaktura',
    kindCorrected: 'korrigert faktura|rettet faktura',
    kindPrepayment: 'forskuddsfaktura|akontofaktura|a konto faktura|a-kontofaktura',
    kindSelfBilled: 'selvfakturering',
    kindReceipt: 'kvittering|salgskvittering|kassalapp|salgskvitt',
    kindOther:
      'tilbud|pakkseddel|følgeseddel|ordrebekreftelse|proforma|proformafaktura|proforma faktura|purring|betalingspåminnelse|kontoutdrag|bestilling|inkassovarsel|kjære kunde|avtale|saldooversikt|prisoverslag|pristilbud|kontoutskrift|betalingsoppfordring|innkjøpsordre|fraktbrev|reskontroutskrift|påminnelse|lønnsslipp|prisliste|kontrakt|inkasso|plukkliste|hei|attest|brev|arbeidsordre|protokoll',
  },
}

import type { LanguageLabels } from './label-kind.ts'

export const SWEDISH: LanguageLabels = {
  language: 'sv',
  countries: ['SE', 'FI'],
  words: 'och|att|för|av|på|med|till|är|er|vår|den|vid|efter|dagar|oss|tack|dröjsmålsränta|godkänd för',
  months:
    'januari/jan|februari/feb|mars/mar|april/apr|maj|juni/jun|juli/jul|augusti/aug|september/sep/sept|oktober/okt|november/nov|december/dec',
  numberWords: 'nummer|nr|no|num|#',
  labels: {
    number:
      'fakturanummer|fakturanr|faktura nr|faktura nummer|fakturanr/ocr|faktura-nr|fakt nr|fakturanummer/ocr|kreditfakturanummer|kreditfaktura nr|kreditnota nr|dokumentnummer|kvittonummer|ordernr faktura|fakturanummer / ocr|fakturaref|faktura nr/ocr|kvitto nr|faktura nr.|kreditfakturanr|faktura no|räkningsnummer|verifikationsnummer',
    order:
      'ordernummer|order nr|ert ordernummer|ordernr|er order|beställningsnummer|beställningsnr|order|inköpsordernummer|inköpsorder|ert beställningsnummer|ert ordernr|vårt ordernr|ert bestnr|beställning|er beställning|er märkning|er beteckning',
    delivery: 'följesedel|följesedelsnr|följesedelsnummer|följesedel nr|leveransnummer|fraktsedel|fraktsedelsnummer',
    otherNumber:
      'kundnummer|kundnr|kund nr|kund-nr|telefon|tel|fax|mobil|bankgiro|bankgironummer|bg|plusgiro|postgiro|pg|iban|bic|swift|ocr|ocr-nummer|ocr nummer|ocr-nr|org nr|organisationsnummer|org.nr|orgnr|org-nr|org. nr|organisationsnr|offertnummer|avtal|avtalsnummer|avtalsnr|projekt|projektnummer|projektnr|sida|sid|avser faktura|krediterar faktura|kredit av faktura|avser fakturanr|ursprunglig faktura|e-post|epost|email|webb|hemsida|referens|er referens|vår referens|ert ref|er ref|vår ref|kontonummer|konto|clearing|säljare nr|gln|personnummer|pers nr|anläggningsid|anläggnings-id|meddelande|betalningsreferens|märkning|säte|bokningsnummer|swish|bank|mätarnummer|styrelsens säte|godsmärke|fastighetsbeteckning|betalningsmottagare konto|er vat|mätarställning|områdes-id|bankkonto|autogiro',
    date: 'fakturadatum|datum för faktura|utfärdad|utställd|utställningsdatum|faktura datum|utfärdandedatum|kreditdatum|datum faktura|utskriftsdatum faktura|fakt datum|dokumentdatum|fakturerad|fakturans datum|faktureringsdatum|kvittodatum|utfärdat',
    plainDate: 'datum',
    due: 'förfallodatum|förfallodag|betalas senast|att betala senast|betalningsdatum|förfaller|sista betalningsdag|oss tillhanda|oss tillhanda senast|betala senast|betalning senast|förfallo datum|bet senast|förf datum|betalningsdag|förfaller den|tillhanda senast|förfdatum|förfallodatum/due date|sista betalningsdatum|senast|förfallodat|betalas senast den|oss tillhanda senast den',
    otherDate:
      'leveransdatum|orderdatum|beställningsdatum|leveransdag|period|faktureringsperiod|avser period|utskriftsdatum|giltig till|giltigt till|födelsedatum|avtalsdatum|betald|betald den|fakturaperiod|ursprungligt fakturadatum|startdatum|slutdatum|från|till|dras från|utskrivet|offertdatum|levererad|leverans|utfört|utförandedatum|ankomst|avresa|mätperiod|avläsningsdatum|utskriven|avser perioden|nästa faktura|tjänstedatum|datum för leverans|inbetald|krediterad fakturas datum|giltig t.o.m.',
    seller: 'säljare|leverantör|avsändare|från|utfärdare|betalningsmottagare|mottagare av betalning|utställare|företag',
    buyer:
      'köpare|kund|fakturaadress|faktureras till|mottagare|faktura till|beställare|att|kunduppgifter|till|fakturamottagare|fakturering|faktureringsadress|kundens namn|kundadress|betalningsavsändare|fakturerad till|inbetalare|avsändare av betalning',
    shipTo:
      'leveransadress|leverans till|leveransmottagare|levereras till|godsmottagare|arbetsplats|leverans adress|levererad till|utförandeadress|förbrukningsställe',
    taxId:
      'momsreg nr|momsregistreringsnummer|momsreg.nr|vat nr|vat-nr|vat nummer|vat-nummer|momsnummer|momsreg|momsregnr|org nr|organisationsnummer|org.nr|orgnr|vat|momsnr|moms reg nr|org.nummer|vat no|momsregistreringsnr|vat reg nr|moms/vat nr|vat-no|org-nr|moms nr|ert vat nr|ert vat-nr|er vat|organisationsnr',
    subTotal: 'delsumma|summa rader|varuvärde|summa varor|artikelsumma|radsumma|summa artiklar|delbelopp',
    discount: 'rabatt|summa rabatt|avgår rabatt|fakturarabatt|total rabatt|rabatter',
    charge:
      'frakt|fraktkostnad|expeditionsavgift|faktureringsavgift|fakturaavgift|exp avg|emballage|leveransavgift|porto|avgift|frakter|exp.avg|avgifter|fraktavgift|fakt avg|aviavgift|administrationsavgift|miljöavgift',
    taxable:
      'netto|nettobelopp|summa netto|summa exkl moms|total exkl moms|exkl moms|belopp exkl moms|summa exklusive moms|momsunderlag|belopp före moms|totalt exkl moms|total netto|netto exkl moms|totalt exklusive moms|momsgrundande belopp|underlag|belopp utan moms|netto summa|summa före moms|totalt före moms|moms underlag|att betala exkl moms|pris exkl moms|total exklusive moms|nettosumma|exklusive moms|summa utan moms|fakturabelopp exkl moms|momspliktigt belopp|beskattningsunderlag|totalt netto|summa ex moms|belopp ex moms|skattepliktigt belopp',
    tax: 'moms|momsbelopp|summa moms|total moms|moms kr|moms sek|varav moms|moms 25%|totalt moms|25% moms|moms belopp|mervärdesskatt|moms totalt|skatt|därav moms|total momsbelopp|moms totalbelopp|moms (25%)|moms 25|moms att betala',
    total:
      'totalt|summa|total|totalbelopp|summa inkl moms|total inkl moms|totalt inkl moms|fakturabelopp|belopp|belopp inkl moms|totalsumma|summa totalt|fakturasumma|totalt belopp|summa att betala inkl moms|slutsumma|fakturatotal|inkl moms|brutto|total summa|summa inklusive moms|totalt inklusive moms|summa sek|totalt sek|totalt kronor|bruttobelopp|att kreditera|kreditbelopp|total sek|summa brutto|köpesumma|total inklusive moms|totalt att betala inkl moms|totalpris|summa med moms|krediterat belopp|summa kr',
    prepaid:
      'förskott|betalt|inbetalt|a conto|förskottsbetalning|tidigare betalt|erhållet|delbetalning|redan betalt|avgår förskott|betalat|a-conto|handpenning|inbetalningar|tidigare fakturerat|avgår a conto',
    payable:
      'att betala|belopp att betala|summa att betala|kvar att betala|totalt att betala|betala|att betala sek|restbelopp|att betala kr|återstår att betala|återstående belopp|saldo|att erhålla|tillgodo|att betala totalt|att betala kronor|slutsumma att betala|total att betala|belopp kronor|er tillgodo|betalas|förfallet belopp|nettobelopp att betala|att återfå|resterande belopp',
    otherSum:
      'öresavrundning|öresutjämning|avrundning|öresutj|öresavr|öresutj.|du sparar|summa antal|antal kolli|vikt|transport|kontant|växel|rot-avdrag|rutavdrag|rotavdrag|rut-avdrag|preliminär skattereduktion|skattereduktion|föregående saldo|valutakurs|kurs|summa timmar|kort|avdrag|varav rot|aktiekapital|mottaget|växel tillbaka|total vikt|förbrukning|antal artiklar|momssats|moms%|påminnelseavgift|dröjsmålsränta|motvärde|ingående saldo|nettovikt|bruttovikt|arbetskostnad|varav arbete',
    currency: 'valuta|belopp i|alla belopp i|priser i|valutakod',
    terms: 'betalningsvillkor|betalvillkor|bet villkor|betalningssätt|bet.villkor|betalsätt|villkor|betalningsmetod',
    colPosition: 'pos|nr|rad|#|position|radnr|no',
    colDescription:
      'beskrivning|benämning|artikel|produkt|specifikation|text|vara|tjänst|produkt/tjänst|varubeskrivning|produktbenämning|artikelbenämning|avser|produktbeskrivning|aktivitet|artikelbeskrivning|produkt / tjänst|namn|vara/tjänst|produkt/tjänster|tjänster|varor|arbete|tjänstebeskrivning',
    colCode: 'artikelnummer|artikelnr|art nr|artnr|artikel nr|art.nr|kod|produktnummer|datum|produktkod|ean|art. nr|artnr.|prodnr',
    colQuantity: 'antal|kvantitet|mängd|timmar|lev antal|levererat|ant|ant.|lev ant|lev. antal|tim|levererat antal|st|förbrukning',
    colUnit: 'enhet|enh|enh.|pr|måttenhet',
    colPrice:
      'pris|á-pris|a-pris|à-pris|enhetspris|styckpris|pris/enhet|à pris|á pris|pris per enhet|pris exkl moms|a pris|st-pris|netto pris|nettopris|pris/st|apris|pris st|timpris|pris (sek)|pris sek|pris/enh|st.pris|à|styckepris|pris kr|pris per st|pris exkl. moms|enhetspris (sek)',
    colDiscount: 'rabatt|rab|rabatt %|rab %|rab.|rab%|rab. %|rabatt (%)',
    colRate: 'moms|moms %|momssats|moms%|% moms|momskod|moms (%)|vat|moms sats|m%|momskod %',
    colTax: 'momsbelopp|moms kr|moms sek|moms belopp',
    colNet:
      'belopp|summa|total|netto|nettobelopp|totalt|summa exkl moms|belopp exkl moms|radsumma|belopp sek|summa sek|pris totalt|summa netto|totalpris|belopp kr|netto belopp|totalt exkl moms|belopp (sek)|summa (sek)|totalt sek|totalbelopp|total exkl moms|summa kr|värde|pris total|belopp netto',
    colGross: 'inkl moms|belopp inkl moms|brutto|summa inkl moms|total inkl moms|totalt inkl moms|pris inkl moms',
    kindInvoice:
      'faktura|räkning|fakturakopia|slutfaktura|samlingsfaktura|månadsfaktura|e-faktura|faktura/invoice|elfaktura|faktura original|delfaktura|hyresavi|kopia faktura|fakturaspecifikation|handelsfaktura|kontantfaktura|avi',
    kindCreditNote: 'kreditfaktura|kreditnota|kredit|kredit faktura|krediteringsfaktura',
    kindCorrected: 'rättelsefaktura|korrigerad faktura|ändringsfaktura|rättad faktura',
    kindPrepayment: 'förskottsfaktura|a conto faktura|a conto-faktura|a-contofaktura|acontofaktura',
    kindSelfBilled: 'självfakturering|självfaktura',
    kindReceipt: 'kvitto|kassakvitto|betalningskvitto|kontantkvitto|köpkvitto',
    kindOther:
      'offert|följesedel|orderbekräftelse|orderbekräftning|proforma|proformafaktura|proforma faktura|påminnelse|betalningspåminnelse|kontoutdrag|order|beställning|anbud|inkassokrav|krav|bäste kund|hej|avtal|reskontrautdrag|prisförslag|inköpsorder|plocklista|orderbekräftelse nr|inkasso|kontobesked|saldobesked|kravbrev|fraktsedel|lönespecifikation|lönebesked|kontrakt|intyg|packsedel|prislista|saldouppgift|protokoll|bästa kund|brev|kostnadsförslag|arbetsorder',
  },
}

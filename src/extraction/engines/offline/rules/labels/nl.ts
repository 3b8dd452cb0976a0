import type { LanguageLabels } from './label-kind.ts'

export const DUTCH: LanguageLabels = {
  language: 'nl',
  countries: ['NL', 'BE'],
  words: 'de|het|een|en|van|voor|met|op|wij|uw|te|bij|graag|bedankt|binnen|onder vermelding van|dagen|verzoeken',
  months:
    'januari/jan|februari/feb|maart/mrt|april/apr|mei|juni/jun|juli/jul|augustus/aug|september/sep/sept|oktober/okt|november/nov|december/dec',
  numberWords: 'nummer|nr|no|n°|#',
  labels: {
    number:
      'factuurnummer|factuurnr|factuur nr|factuur nummer|factuur-nr|factuur no|nota nummer|notanummer|nota nr|documentnummer|creditnotanummer|creditnota nr|creditnummer|creditfactuurnummer|creditfactuur nr|factuur #|factuurcode|factuurreferentie|factuurkenmerk|nummer factuur|declaratienummer|creditnota nummer|fact nr|document nr|factuur n°|factuurnr/invoice no|creditfactuur nummer|creditnotanr',
    order:
      'ordernummer|bestelnummer|uw order|order nr|uw bestelling|bestelling|ordernr|uw ordernummer|opdrachtnummer|inkoopordernummer|order|uw referentie|uw kenmerk|bestelbon|bestelbonnr|bestelbonnummer|inkooporder|po nummer|bestelnr|bestelling nr|uw ref|uw opdracht|uw bestelnummer|inkoopnummer|bestelbon nr|uw bestelbon',
    delivery: 'pakbon|pakbonnummer|leverbon|leveringsbon|pakbonnr|leverbonnummer|afleverbon|vrachtbrief|leveringsbon nr|pakbon nr',
    otherNumber:
      'klantnummer|klantnr|debiteurnummer|debiteurnr|debiteur|relatienummer|klant nr|klantcode|relatienr|telefoon|tel|fax|mobiel|gsm|kvk|kvk-nummer|kvk nr|kvk nummer|kvknr|k.v.k.|kamer van koophandel|rekeningnummer|rekeningnr|bankrekening|bank|iban|bic|swift|offertenummer|offerte nr|contractnummer|contract|projectnummer|project|projectnr|projectnaam|pagina|blad|betalingskenmerk|betaalreferentie|oorspronkelijke factuur|originele factuur|betreft factuur|creditering van factuur|creditering factuur|mededeling|gestructureerde mededeling|ondernemingsnummer|ond. nr|rpr|e-mail|email|website|kenmerk|ons kenmerk|onze referentie|referentie|ref|meternummer|polisnummer|dossiernummer|dossier|kostenplaats|contactpersoon|verkoper nr|vertegenwoordiger|t.n.v.|ten name van|incassant id|incassant-id|machtigingskenmerk|ean-code|boekingsnummer|reserveringsnummer|kenteken|agb-code|big-nummer|behandelaar|werknummer|creditnota op factuur|vestigingsnummer',
    date: 'factuurdatum|datum factuur|notadatum|datum van uitgifte|uitgiftedatum|datum facturatie|factuur datum|documentdatum|datum creditnota|creditdatum|datum van de factuur|facturatiedatum|opgemaakt op|opmaakdatum|creditnotadatum|fact datum|datum nota|datum uitreiking|datum document|datum van facturatie|aanmaakdatum|datum creditfactuur',
    plainDate: 'datum|d.d.|dd',
    due: 'vervaldatum|vervaldag|te betalen voor|te betalen vóór|uiterste betaaldatum|betalen voor|betaaldatum|uiterlijk te betalen|te voldoen voor|betaling voor|uiterste betaaldag|vervalt op|te voldoen uiterlijk|betaal voor|te betalen op|uiterlijk|betalen vóór|uiterlijk te voldoen op|te betalen uiterlijk op|betaaltermijn tot|te voldoen vóór|uiterlijk voldoen|te betalen uiterlijk|uiterlijke betaaldatum|betaling uiterlijk|verval|uiterlijk op|gelieve te betalen voor|betaling vóór|uw betaling vóór|overmaken vóór|over te maken voor|verval datum|uiterlijk betalen op',
    otherDate:
      'leverdatum|leveringsdatum|datum levering|orderdatum|besteldatum|datum bestelling|periode|factuurperiode|afgedrukt op|printdatum|geldig tot|geldig tot en met|geboortedatum|geb datum|datum prestatie|prestatiedatum|datum dienst|verzenddatum|offertedatum|contractdatum|datum van oorspronkelijke factuur|datum oorspronkelijke factuur|oorspronkelijke factuurdatum|betaald op|betaald|van|tot|tot en met|t/m|afschrijving op|afschrijfdatum|incassodatum|ingangsdatum|einddatum|begindatum|startdatum|behandeldatum|aankomst|vertrek|leverweek|datum pakbon|pakbondatum|wordt afgeschreven op|datum opdracht|facturatieperiode|volgende factuur|incasso op|datum uitvoering|vervalt op kaart|leverdag|datum van levering|datum order|datum originele factuur|datum van de levering|afgeschreven op|wordt omstreeks',
    seller:
      'verkoper|leverancier|afzender|van|crediteur|opdrachtnemer|gegevens leverancier|factuur van|begunstigde|dienstverlener|uitgegeven door|leverancier/verkoper',
    buyer:
      'klant|koper|aan|factuuradres|debiteur|afnemer|t.a.v.|ter attentie van|factuur aan|opdrachtgever|gefactureerd aan|facturatieadres|factureren aan|klantgegevens|geadresseerde|ontvanger|facturatie|verzekerde|patiënt|naam klant|facturatie adres|factuurgegevens|bestemd voor|gegevens klant|huurder|cliënt',
    shipTo:
      'afleveradres|leveradres|leveringsadres|verzendadres|bezorgadres|aflevering aan|levering aan|geleverd aan|werkadres|werklocatie|leverplaats|leveren aan|verzenden naar|plaats van levering|locatie',
    taxId:
      'btw-nummer|btw nummer|btw-nr|btw nr|btw|btw-id|btw id|btw-identificatienummer|btwnr|btwnummer|b.t.w.|b.t.w. nr|omzetbelastingnummer|ob-nummer|btw-nummer klant|uw btw-nummer|btw nummer klant|vat|ondernemingsnummer|btw n°|btw identificatienummer|btw-plichtig nr|uw btw nr|btw-nr klant|vat number|btw-nummer afnemer|ons btw-nummer',
    subTotal:
      'subtotaal|tussentotaal|sub-totaal|totaal artikelen|totaal goederen|goederenbedrag|sub totaal|totaal producten|totaal diensten|totaal regels|som regels|goederenwaarde|totaal materiaal|totaal arbeid',
    discount: 'korting|totaal korting|kortingen|factuurkorting|kortingsbedrag|totale korting|actiekorting|vaste korting|kortingscode',
    charge:
      'verzendkosten|vrachtkosten|porto|transportkosten|transport|bezorgkosten|administratiekosten|orderkosten|toeslag|voorrijkosten|leveringskosten|verzending|behandelingskosten|brandstoftoeslag|verpakkingskosten|portokosten|verzend- en administratiekosten|toeslagen|emballage|verzekering|levering',
    taxable:
      'totaal excl btw|totaal excl. btw|totaal exclusief btw|subtotaal excl btw|subtotaal exclusief btw|bedrag excl btw|bedrag exclusief btw|netto|nettobedrag|netto bedrag|totaal netto|belastbaar bedrag|grondslag|btw grondslag|maatstaf van heffing|maatstaf|totaal ex btw|totaal zonder btw|excl btw|exclusief btw|netto totaal|totaal maatstaf|totaal bedrag excl btw|totaalbedrag excl btw|totaalbedrag exclusief btw|totaal (excl btw)|subtotaal ex btw|netto factuurbedrag|bedrag zonder btw|belastbare basis|totaal (ex btw)|goederenbedrag excl btw|totaal ex. btw|factuurbedrag excl btw|basisbedrag|btw basis|heffingsgrondslag|ex btw|bedrag ex btw|nettototaal|totaal bedrag exclusief btw|netto-bedrag|over bedrag|factuurbedrag exclusief btw',
    tax: 'btw|btw bedrag|btw-bedrag|totaal btw|b.t.w.|btw totaal|btw hoog|btw laag|omzetbelasting|bedrag btw|21% btw|9% btw|plus btw|over btw|btw 21%|waarvan btw|inclusief btw bedrag|te betalen btw|btw verlegd|belasting|totaalbedrag btw|totaal belasting|btw 21|incl btw|hoog btw|laag btw|belastingen|totale btw|btw over',
    total:
      'totaal|totaalbedrag|factuurbedrag|totaal incl btw|totaal incl. btw|totaal inclusief btw|bedrag incl btw|bedrag inclusief btw|totaal bedrag|eindtotaal|factuurtotaal|totaal factuur|totaal eur|bruto|brutobedrag|totaalbedrag incl btw|totaal te betalen incl btw|totaal factuurbedrag|eindbedrag|totaalbedrag inclusief btw|totaal (incl btw)|totaalprijs|totaalbedrag factuur|te factureren|totaal generaal|algemeen totaal|totaal btw inbegrepen|totaal inc btw|totaal creditnota|totaal creditbedrag|totaal credit|factuurbedrag incl btw|factuurbedrag inclusief btw|totaal bruto|bedrag btw incl|totaal bedrag incl btw|totaal bedrag inclusief btw|totaal creditfactuur|creditbedrag|totaal nota|bruto totaal|incl btw totaal|notabedrag|totaalbedrag eur|totaal in eur|totaal euro',
    prepaid:
      'aanbetaling|vooruitbetaald|reeds betaald|reeds voldaan|voldaan|betaald bedrag|voorschot|reeds ontvangen|ontvangen|vooruitbetaling|betalingen|al betaald|betaalde voorschotten|ontvangen betalingen|aanbetaald|in mindering|voorschotten|minus aanbetaling|reeds gefactureerd|betaald|reeds gefactureerd voorschot',
    payable:
      'te betalen|te betalen bedrag|te voldoen|nog te betalen|openstaand bedrag|totaal te betalen|totaal te voldoen|openstaand|saldo|te betalen eur|restbedrag|door u te betalen|nog te voldoen|verschuldigd bedrag|af te schrijven bedrag|te ontvangen|totaal verschuldigd|bedrag te betalen|resterend bedrag|te betalen totaal|te betalen saldo|netto te betalen|nog openstaand|bedrag te voldoen|te crediteren|terug te ontvangen|u betaalt|totaal te betalen bedrag|over te maken bedrag|restant|saldo te betalen|openstaand saldo|te incasseren',
    otherSum:
      'uw voordeel|u bespaart|totaal aantal|aantal colli|gewicht|totaal gewicht|transporteren|transport volgende pagina|wisselkurs|koers|contant|pin|wisselgeld|kredietbeperking|betalingskorting|korting contant|vorig saldo|totaal uren|totaal stuks|btw %|btw-tarief|tarief|btw tarief|g-rekening|waarvan g-rekening|bedrag g-rekening|statiegeld|afronding|verbruik|totaal verbruik|tegenwaarde|pagina totaal|eigen risico|kredietbeperkingstoeslag|fooi|betalingskorting bij betaling|bij betaling binnen|vorige factuur|aantal artikelen|aantal stuks|loonsom|arbeidsloon',
    currency: 'valuta|munt|bedragen in|prijzen in|alle bedragen in|munteenheid',
    terms:
      'betalingsvoorwaarden|betalingsconditie|betaalvoorwaarden|betalingstermijn|betaaltermijn|betalingscondities|betaalwijze|betalingswijze|betaalmethode|voorwaarden|betalingsvoorwaarde|betaalconditie',
    colPosition: 'pos|nr|regel|#|positie|lijn|item|no|regelnr',
    colDescription:
      'omschrijving|beschrijving|artikel|product|dienst|artikelomschrijving|productomschrijving|werkzaamheden|specificatie|naam|dienstverlening|prestatie|producten|benaming|artikelnaam|productnaam|toelichting|activiteit|details|omschrijving werkzaamheden|diensten',
    colCode:
      'artikelnummer|artikelnr|art nr|code|artikelcode|productcode|ean|sku|art.nr|artnr|datum|referentie|ref|productnr|art. code|prestatiecode|batchnummer|bestelcode',
    colQuantity: 'aantal|hoeveelheid|uren|stuks|st|aant|aantal uren|qty|geleverd|dagen|aantallen|aantal/uren|verbruik',
    colUnit: 'eenheid|eenh|ehd|verpakking|per|eenh.|vpe',
    colPrice:
      'prijs|stukprijs|eenheidsprijs|prijs per stuk|prijs per eenheid|tarief|uurtarief|per stuk|prijs/eenheid|netto prijs|prijs excl|prijs excl btw|prijs p/st|bedrag per stuk|prijs p.st|prijs/st|eenheidsprijs excl btw|prijs ex btw|prijs (excl btw)|stukprijs excl btw|stuksprijs|prijs per|p.e.|eh prijs|prijs eur|brutoprijs|nettoprijs|eenh.prijs|p/e|ehp|verkoopprijs|prijs p.e.',
    colDiscount: 'korting|kort|korting %|% korting|kort %|kort.|krt|% krt|krt%|kort%|krt.%',
    colRate:
      'btw|btw %|btw-tarief|btw tarief|btw%|% btw|btw code|btw perc|btw-percentage|btw percentage|b.t.w.|btw (%)|btw-code|tarief btw|belasting|bt|btw cd',
    colTax: 'btw bedrag|btw-bedrag|bedrag btw|totaal btw',
    colNet:
      'bedrag|totaal|totaalprijs|netto|netto bedrag|totaal excl btw|bedrag excl btw|subtotaal|regeltotaal|totaal excl|nettobedrag|bedrag excl|totaalbedrag|totaal eur|bedrag eur|prijs totaal|waarde|totaal ex btw|totaal netto|bedrag ex btw|totale prijs|bedrag (excl btw)|totaal (excl btw)|regelbedrag|bedrag in eur|netto totaal|totaal exclusief btw|maatstaf',
    colGross: 'bruto|totaal incl btw|bedrag incl btw|totaal incl|bedrag incl|totaal inclusief btw|brutobedrag|incl btw',
    kindInvoice:
      'factuur|nota|verkoopfactuur|eindfactuur|declaratie|e-factuur|jaarafrekening|eindafrekening|energienota|commerciële factuur|verzamelfactuur|factuur / invoice|facturen|termijnfactuur|factuur/invoice|slotfactuur|maandfactuur|termijnnota|kopie factuur|huurfactuur|rekening|honorariumnota|deelfactuur|verkoopsfactuur',
    kindCreditNote: 'creditnota|creditfactuur|credit nota|credit-nota|credit factuur|credit|creditfaktuur',
    kindCorrected: 'correctiefactuur|gecorrigeerde factuur|correctienota|factuurcorrectie',
    kindPrepayment: 'voorschotfactuur|aanbetalingsfactuur|vooruitbetalingsfactuur|voorschotnota|aanbetaling factuur',
    kindSelfBilled: 'self-billing factuur|factuur uitgereikt door afnemer|selfbilling|self billing',
    kindReceipt: 'kassabon|bon|ontvangstbewijs|kwitantie|betalingsbewijs|aankoopbewijs',
    kindOther:
      'offerte|pakbon|orderbevestiging|opdrachtbevestiging|proforma|pro forma factuur|proformafactuur|proforma factuur|aanmaning|herinnering|betalingsherinnering|rekeningoverzicht|bestelling|inkooporder|leverbon|leveringsbon|vrachtbrief|geachte heer|geachte mevrouw|beste klant|geachte|prijsopgave|bestelbon|contract|overeenkomst|rekeningafschrift|openstaande posten|bestelbevestiging|werkbon|urenstaat|loonstrook|salarisspecificatie|geachte heer/mevrouw|ingebrekestelling|offerteaanvraag|prijslijst|retourbon|laatste aanmaning|betalingsoverzicht|brief|verslag|huurovereenkomst|saldo-overzicht|tweede herinnering|openstaande facturen',
  },
}

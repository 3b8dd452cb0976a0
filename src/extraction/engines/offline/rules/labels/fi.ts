import type { LanguageLabels } from './label-kind.ts'

export const FINNISH: LanguageLabels = {
  language: 'fi',
  countries: ['FI'],
  words: 'ja|on|ei|tai|sekä|mukaan|päivää|kiitos|viivästyskorko|oy|netto pv|maksettava|viitenumeroa|huomautusaika|pv|eräpäivään',
  months:
    'tammikuu/tammikuuta|helmikuu/helmikuuta|maaliskuu/maaliskuuta|huhtikuu/huhtikuuta|toukokuu/toukokuuta|kesäkuu/kesäkuuta|heinäkuu/heinäkuuta|elokuu/elokuuta|syyskuu/syyskuuta|lokakuu/lokakuuta|marraskuu/marraskuuta|joulukuu/joulukuuta',
  numberWords: 'numero|nro|no|n:o|nr|#',
  labels: {
    number:
      'laskunumero|laskun numero|lasku nro|laskunro|lasku numero|laskun nro|hyvityslaskun numero|hyvityslasku nro|tositenumero|lasku n:o|hyvityslaskunumero|lasku no|tosite nro|kuitin numero|laskun tunnus',
    order:
      'tilausnumero|tilausnro|tilauksenne|tilaus nro|ostotilausnumero|tilaus|tilauksen numero|ostotilaus|tilausviite|teidän tilausnumero|tilausviitteenne|tilausnumeronne|ostotilausnro',
    delivery: 'lähete|lähetenumero|lähetysluettelo|rahtikirja|lähetteen numero|lähete nro|rahtikirjan numero|toimitusnumero',
    otherNumber:
      'asiakasnumero|asiakasnro|asiakas nro|asiakkaan numero|puhelin|puh|faksi|fax|matkapuhelin|gsm|tilinumero|tilinro|pankkitili|pankki|iban|bic|swift|viitenumero|viite|viitenro|sopimusnumero|sopimus|projekti|projektinumero|sivu|hyvitettävä lasku|alkuperäinen lasku|koskee laskua|sähköposti|s-posti|email|www|kotisivu|viitteenne|viitteemme|viitteesi|teidän viitteenne|meidän viitteemme|verkkolaskuosoite|ovt-tunnus|ovt|välittäjätunnus|välittäjä|kotipaikka|tarjousnumero|käyttöpaikka|mittari|henkilötunnus|yhteyshenkilö|myyjän viite|ostajan viite|saajan tilinumero|viesti|merkki|saajan tili|asiakasviite|kustannuspaikka|työnumero|työmaa|varausnumero|mittarinumero|operaattori|maksuviite|rekisterinumero',
    date: 'laskun päiväys|laskun päivämäärä|laskupäivä|laskun pvm|laskutuspäivä|laskun pv|laskupvm|laskutuspvm|hyvityslaskun päiväys|päiväys lasku|laskupäivämäärä|tositteen päiväys|laskun antopäivä|laskun päiväys:|hyvityslaskun pvm',
    plainDate: 'päiväys|päivämäärä|pvm|päivä',
    due: 'eräpäivä|maksupäivä|eräpvm|viimeinen maksupäivä|maksettava viimeistään|maksettava|eräpäivä viimeistään|eräpv|erääntyy|viimeistään|eräpäivämäärä|laskun eräpäivä|maksetaan viimeistään',
    otherDate:
      'toimituspäivä|tilauspäivä|toimituspvm|tilauspvm|laskutuskausi|kausi|ajalta|ajanjakso|tulostettu|tulostuspäivä|voimassa|syntymäaika|maksettu|alkuperäisen laskun päiväys|palvelun päivä|suorituspäivä|alkaen|asti|lähetyspäivä|toimitettu|toimitusaika|sopimuspäivä|saapuminen|lähtö|tilattu|toimitus|suorituspvm|lukemapäivä|toimituspäivämäärä|tilauspäivämäärä|seuraava lasku|saapumispäivä|lähtöpäivä|maksupvm|laskutusjakso|voimassa asti',
    seller: 'myyjä|toimittaja|lähettäjä|laskuttaja|saaja|laskun lähettäjä|palveluntarjoaja|maksun saaja',
    buyer:
      'ostaja|asiakas|laskutusosoite|laskun saaja|vastaanottaja|tilaaja|maksaja|laskun vastaanottaja|asiakkaan tiedot|laskutettava|asiakkaan nimi|laskutettu|laskun maksaja|laskutus',
    shipTo:
      'toimitusosoite|toimituspaikka|toimitus osoite|toimitetaan|vastaanottajan osoite|kulutuspaikka|tavaran vastaanottaja|kohde|asennuskohde',
    taxId:
      'y-tunnus|ytunnus|alv-nro|alv nro|alv-numero|alv-tunnus|arvonlisäverotunniste|alv tunnus|vat|vat-tunnus|ly-tunnus|alv-tunniste|alv.nro|vat no|vat-numero|arvonlisäverotunnus|y tunnus|vat nro|alv numero|alv rek',
    subTotal: 'välisumma|rivit yhteensä|tuotteet yhteensä|tavarat yhteensä|tuotteiden summa|osasumma|rivisumma yhteensä',
    discount: 'alennus|alennukset|alennus yhteensä|alennukset yhteensä|hyvitys',
    charge:
      'toimituskulut|rahti|rahtikulut|postikulut|laskutuslisä|toimitusmaksu|pientoimituslisä|käsittelykulut|pakkauskulut|laskutuspalkkio|laskutusmaksu|käsittelymaksu|kuljetus|rahti ja pakkaus|postimaksut|pienlaskutuslisä|polttoainelisä',
    taxable:
      'veroton|veroton yhteensä|veroton summa|yhteensä veroton|summa ilman alv|netto|nettosumma|yhteensä ilman alv|veron peruste|alv peruste|verollinen peruste|netto yhteensä|hinta ilman alv|alv 0%|yhteensä alv 0%|verokanta peruste|veroton hinta|yhteensä (alv 0%)|verot yhteensä ilman|summa alv 0%|veroton hinta yhteensä|yhteensä netto|summa (veroton)|alviton yhteensä|yhteensä (veroton)|verotta|summa veroton|veroton määrä|ilman alv|alviton|verotta yhteensä|verottomat yhteensä|yht. veroton|veroton loppusumma|veroton arvo|alviton summa|verot. yhteensä',
    tax: 'alv|arvonlisävero|alv yhteensä|alv eur|vero|veron määrä|arvonlisävero yhteensä|alv-osuus|veron osuus|verot yhteensä|alv 24%|alv 25,5%|alv määrä|alv:n määrä|alv osuus|alv. yhteensä|yhteensä alv|vero yhteensä|alv summa|alv €|alv-määrä|arvonlisäveron määrä|alv:n osuus|sisältää alv|veron määrä yhteensä|veroa|alv. määrä',
    total:
      'yhteensä|loppusumma|laskun loppusumma|verollinen yhteensä|yhteensä sis alv|summa|yhteensä eur|kokonaissumma|verollinen summa|laskun summa|yhteensä verollinen|hinta yhteensä|verollinen|brutto|laskun loppusumma eur|sis alv|yhteensä sisältäen alv|summa yhteensä|kokonaishinta|hyvitys yhteensä|hyvityslaskun summa|verollinen hinta yhteensä|lasku yhteensä|summa eur|yhteensä €|loppusumma eur|yhteensä (sis. alv)|verollinen hinta|yhteensä sis. alv|laskun kokonaissumma|yhteensä euroa|summa sis alv|hyvitettävä|kaikki yhteensä|brutto yhteensä|verollinen loppusumma|yht|yht. verollinen|yhteensä (verollinen)|tilauksen summa|laskun summa eur',
    prepaid:
      'ennakko|maksettu|ennakkomaksu|suoritettu|maksettu aiemmin|aiemmat suoritukset|käsiraha|suoritukset|ennakkomaksut|hyvitetty|jo maksettu|maksut|maksettu summa|saatu ennakko|ennakot|vähennetään ennakko|maksettu määrä',
    payable:
      'maksettavaa|maksettava yhteensä|maksettavaa yhteensä|maksettava summa|maksettava|avoinna|avoin summa|jäljellä|maksettavaa eur|saldo|yhteensä maksettava|yhteensä maksettavaa|maksettavaksi|maksettavaksi yhteensä|maksettava määrä|jäljellä oleva summa|palautettavaa|hyväksenne|avoin saldo|maksamatta|euro|jää maksettavaksi|laskulla maksettavaa|lasku maksettava|hyvitettävää',
    otherSum:
      'pyöristys|säästät|säästit|määrä yhteensä|paino|kolli|käteinen|vaihtoraha|edellinen saldo|valuuttakurssi|kurssi|tunnit yhteensä|kortti|siirto|kulutus|verokanta|alv%|alv-kanta|osakepääoma|maksukortti|paino yhteensä|huomautuskulu|viivästyskorko|huomautusmaksu|perintäkulut|vasta-arvo|kulutus yhteensä|kappaleet yhteensä|pankkikortti|juomaraha|kollit',
    currency: 'valuutta|summat|hinnat',
    terms: 'maksuehto|maksuehdot|maksutapa|maksuaika|ehdot',
    colPosition: 'nro|rivi|pos|#|no|nr|rivinro',
    colDescription:
      'kuvaus|tuote|nimike|selite|tuotekuvaus|nimi|palvelu|tuotteen nimi|nimitys|tuotenimi|tuote/palvelu|selitys|tuote / palvelu|tuotteen kuvaus|palvelun kuvaus|artikkeli|työ|erittely|palvelut|tuotteet|laskutuksen kuvaus|otsikko',
    colCode:
      'tuotenumero|tuotekoodi|koodi|tuotenro|ean|nimikenro|päivä|tuote nro|nimikekoodi|pvm|nimikenumero|tuotetunnus|päivämäärä|tilausnro',
    colQuantity: 'määrä|kpl|lkm|tunnit|määrä kpl|toimitettu|kpl/h|määrä/kpl|toim. määrä|h|tuntia|kappalemäärä|kulutus',
    colUnit: 'yksikkö|yks|yks.|yksikk|laji',
    colPrice:
      'hinta|yksikköhinta|a-hinta|à-hinta|á-hinta|á hinta|à hinta|kpl-hinta|kappalehinta|hinta/yks|veroton hinta|a hinta|yks.hinta|veroton á|hinta alv 0%|ahinta|hinta/kpl|yks hinta|verollinen hinta|yksikköhinta (alv 0%)|tuntihinta|hinta €|á|à|yks. hinta|à hinta alv 0%|hinta eur|hinta ilman alv|hinta/yksikkö|yksikköhinta (veroton)|a-hinta veroton|nettohinta|yksikköhinta veroton|hinta (alv 0%)|á-hinta (alv 0%)|yksikköhinta eur|kpl hinta',
    colDiscount: 'alennus|ale|ale %|alennus %|ale%|ale-%|ale. %|alennus-%|al%|al.%',
    colRate: 'alv|alv %|alv-%|alv%|vero|verokanta|alv kanta|vero %|alv-kanta|alv (%)|vero%|alv.%|alv. %|verokanta %',
    colTax: 'alv eur|vero eur|veron määrä|alv €|alv-osuus|alv yhteensä|alv määrä|veron osuus',
    colNet:
      'yhteensä|summa|veroton|netto|yhteensä alv 0%|veroton yhteensä|rivisumma|summa eur|yhteensä eur|hinta yhteensä|veroton summa|netto eur|yht|yht.|summa alv 0%|veroton hinta yhteensä|yhteensä veroton|kokonaishinta|yhteensä €|yhteensä (alv 0%)|netto yhteensä|määrä eur|summa (veroton)|veroton eur|arvo|yhteensä ilman alv|summa veroton|veroton €|summa €|nettosumma|rivi yhteensä|verot. yhteensä',
    colGross:
      'verollinen|yhteensä sis alv|brutto|verollinen yhteensä|sis alv|verollinen eur|yhteensä sis. alv|yhteensä (sis. alv)|verollinen summa|yhteensä verollinen',
    kindInvoice:
      'lasku|verkkolasku|loppulasku|lasku kopio|e-lasku|koontilasku|käteislasku|laskukopio|lasku/kuitti|faktura|kauppalasku|lasku / invoice|vuokralasku|sähkölasku|kuukausilasku|lasku/faktura',
    kindCreditNote: 'hyvityslasku|hyvitys|hyvitysnota|kreditnota|hyvityslasku/kreditnota',
    kindCorrected: 'oikaisulasku|korjattu lasku|korjauslasku',
    kindPrepayment: 'ennakkolasku|ennakkomaksulasku',
    kindSelfBilled: 'itselaskutus',
    kindReceipt: 'kuitti|ostokuitti|myyntikuitti|maksukuitti|käteiskuitti',
    kindOther:
      'tarjous|lähete|tilausvahvistus|proforma|proformalasku|proforma-lasku|maksumuistutus|muistutus|tiliote|tilaus|hyvä asiakas|lähetysluettelo|huomautus|maksukehotus|saldoilmoitus|ostotilaus|sopimus|hinnasto|hyvä asiakkaamme|karhu|karhulasku|toimitusvahvistus|kustannusarvio|rahtikirja|palkkalaskelma|todistus|tiliote asiakas|saldovahvistus|pöytäkirja|arvoisa asiakas|perintäkirje|vuokrasopimus|pakkausluettelo|työmääräys|hei',
  },
}

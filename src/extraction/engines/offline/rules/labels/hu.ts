import type { LanguageLabels } from './label-kind.ts'

export const HUNGARIAN: LanguageLabels = {
  language: 'hu',
  countries: ['HU'],
  words: 'és|az|egy|nem|vagy|kérjük|köszönjük|utca|út|szerint|napon|azaz|forint|db|oldal|fizetés|bankszámlaszám|jogszabály|készült',
  months:
    'január/jan/január|február/febr/feb|március/márc|április/ápr|május/máj|június/jún|július/júl|augusztus/aug|szeptember/szept|október/okt|november/nov|december/dec',
  numberWords: 'szám|száma|sorszám|sorszáma|no|nr|sz|#',
  labels: {
    number:
      'számlaszám|számla száma|számla sorszáma|számla sorszám|sorszám|sorszáma|bizonylatszám|bizonylat száma|bizonylat sorszáma|számla szám|számlasorszám|bizonylat sorszám|számla sz|számla azonosító|helyesbítő számla száma|sztornó számla száma|bizonylatszáma|számla no|jóváíró számla száma|számla azonosítója|dokumentum száma|dokumentumszám|számlasz',
    order:
      'rendelésszám|rendelés száma|megrendelés száma|megrendelésszám|rendelési szám|megrendelés|rendelés|vevői rendelésszám|rendelés azonosító|vevő rendelésszáma|megrendelés azonosító|megrendelő száma|hivatkozási szám',
    delivery: 'szállítólevél|szállítólevél száma|szállítólevélszám|szállítólevél sorszáma|fuvarlevél|szállítólevél szám',
    otherNumber:
      'ügyfélszám|vevőkód|ügyfélkód|vevő kód|telefon|tel|telefonszám|fax|mobil|bankszámlaszám|bankszámla|bank|számlavezető bank|pénzforgalmi jelzőszám|iban|swift|bic|cégjegyzékszám|cégj.szám|cg|cégjegyzék szám|nyilvántartási szám|szerződésszám|szerződés|szerződésszáma|projekt|oldal|oldalszám|eredeti számla|eredeti számla száma|hivatkozott számla|módosított számla|érvénytelenített számla|előzmény számla|előzmény|módosított számla sorszáma|email|e-mail|web|honlap|fogyasztási hely|fogyasztási hely azonosító|mérőszám|ügyintéző|közlemény|azonosító|felhasználó azonosító|partner kód|partnerkód|hivatkozás|megjegyzés|statisztikai számjel|vállalkozói nyilvántartási szám|adószám csoport|mérő gyári száma|foglalási szám|vevőazonosító|bankszla.szám|bankszámla szám|pod|szerződéses folyószámla|szerződéses folyószámla szám',
    date: 'számla kelte|kelte|kelt|kiállítás dátuma|számla dátuma|kiállítás kelte|kiállítva|számla kiállításának kelte|kiállítás napja|keltezés|számla kiállítás dátuma|bizonylat kelte|számlázás dátuma|kiállítás időpontja|számla kiállítás kelte|számla kiállításának dátuma|kiállítási dátum|számla kelt|számlakiállítás dátuma|kiállítás|kibocsátás dátuma|kibocsátás kelte|számla kiállítási dátuma|kiállítás ideje|számlakelte|bizonylat dátuma|számla keltezése',
    plainDate: 'dátum|dátuma',
    due: 'fizetési határidő|esedékesség|fizetés határideje|fizetési határideje|határidő|esedékes|befizetési határidő|fizetendő határidő|fizetési hat idő|esedékesség dátuma|fiz. határidő|fizetés esedékessége|fizetési hatidő|fizetendő eddig|fizetés határidő|lejárat|fizetési esedékesség|fiz határidő|esedékesség napja|lejárat dátuma|fizetési dátum',
    otherDate:
      'teljesítés|teljesítés dátuma|teljesítés kelte|teljesítés időpontja|teljesítési időpont|teljesítés napja|rendelés dátuma|szállítás dátuma|időszak|elszámolási időszak|számlázási időszak|érvényes|érvényesség|születési dátum|nyomtatva|nyomtatás dátuma|eredeti számla kelte|szállítási dátum|megrendelés dátuma|fizetve|kiegyenlítve|teljesítési dátum|áfa teljesítés|áfa dátuma|szolgáltatás időszaka|leolvasás dátuma|szerződés kelte|érkezés|távozás|teljesítés ideje|adózási időpont|elszámolt időszak|a teljesítés időpontja|a teljesítés dátuma|nyomtatás ideje|nyomtatás időpontja|árfolyam dátuma|szállítás napja|kifizetve|készült|érvényes eddig|fizetés dátuma|tranzakció dátuma|rendelés kelte|áfa teljesítési dátum|szállítás időpontja|teljesítés napja',
    seller:
      'eladó|szállító|kibocsátó|számlakibocsátó|szolgáltató|számla kibocsátó|eladó neve|eladó adatai|szállító neve|számlakibocsátó neve|számla kibocsátója|szállító adatai|kiállító|értékesítő',
    buyer:
      'vevő|megrendelő|vásárló|vevő neve|számlázási cím|ügyfél|vevő adatai|címzett|számlafizető|partner|fizető|számla címzettje|vevő neve és címe|felhasználó|ügyfél neve|vásárló adatai|fogyasztó|felhasználó neve|megrendelő neve|vevő név|számlázási név|vevő (megrendelő)',
    shipTo:
      'szállítási cím|szállítási hely|postázási cím|szállítás helye|levelezési cím|felhasználási hely|felhasználási hely címe|átvevő|fogyasztási hely címe|átvételi hely|átvevőhely',
    taxId:
      'adószám|adószáma|közösségi adószám|eu adószám|adóazonosító|vevő adószáma|eladó adószáma|csoportos adószám|csoport azonosító szám|közösségi adószáma|eu adószáma|vat|közösségi vat|adószám/eu|vat no|nemzetközi adószám|adóigazgatási szám|áfa szám|uniós adószám|kadószám|csoportazonosító szám|csop. azon. szám|közöss. adószám|közösségi asz|adóazonosító jel',
    subTotal: 'részösszeg|részösszesen|tételek összesen|tételek összege|termékek összesen',
    discount: 'kedvezmény|engedmény|kedvezmény összesen|árengedmény|összes kedvezmény',
    charge:
      'szállítási költség|szállítási díj|szállítás|postaköltség|kezelési költség|utánvét|csomagolás|kiszállítás|utánvét díja|kezelési díj|csomagolási díj|postai díj',
    taxable:
      'nettó|nettó összesen|nettó összeg|nettó érték|összesen nettó|adóalap|nettó végösszeg|összes nettó|áfa alap|nettó összérték|áfa alapja|adó alapja|számla nettó értéke|nettó érték összesen|összesen (nettó)|adó nélkül|nettó ár összesen|nettó számlaérték|áfa nélkül|adóalap összesen|számla nettó összege|nettó fizetendő|áfa nélküli összeg|adóalap összege|nettó ár|összes nettó érték|értékek összesen nettó|nettó egyenleg',
    tax: 'áfa|áfa összege|áfa összesen|áfa összeg|áfa érték|összesen áfa|összes áfa|áfa értéke|általános forgalmi adó|27% áfa|áfa tartalom|adó összege|adó|áfa 27%|áfaérték|áthárított áfa|számla áfa összege|áfa összérték|adó összesen|forgalmi adó|áfa összege összesen|áthárított adó|felszámított áfa|ebből áfa|áfa-tartalom|számla áfa értéke',
    total:
      'összesen|bruttó|bruttó összesen|végösszeg|bruttó összeg|bruttó végösszeg|mindösszesen|számla végösszege|bruttó érték|összesen bruttó|számla összege|összeg|számla végösszeg|fizetendő bruttó összeg|összes bruttó|számlaérték|bruttó érték összesen|végösszeg (bruttó)|számla bruttó értéke|számla összesen|számla értéke|teljes összeg|összesen (bruttó)|bruttó számlaérték|számla bruttó összege|bruttó összérték|számla bruttó végösszege|összes bruttó érték|jóváírás összege|összesen ft|összesen huf|a számla végösszege|számla teljes összege|fizetendő végösszeg bruttó|számla összértéke|bruttó ár összesen|a számla összege|fizetendő bruttó|összérték|teljes bruttó',
    prepaid:
      'előleg|kifizetve|befizetett összeg|már kifizetett|előleg összege|kiegyenlített|fizetett összeg|befizetve|kiegyenlítve|előlegek|beszámított előleg|jóváírt összeg|eddig befizetve|levont előleg|eddig fizetett|előlegszámla|befizetések|már fizetve|eddig kifizetve|kifizetett összeg|előleg beszámítás',
    payable:
      'fizetendő|fizetendő összeg|fizetendő összesen|fizetendő végösszeg|összesen fizetendő|még fizetendő|hátralék|egyenleg|fizetendő bruttó végösszeg|fizetendő ft|fizetendő összeg összesen|hátralévő összeg|fennmaradó|rendezendő|fizetendő huf|mindösszesen fizetendő|visszatérítendő|visszafizetendő|fizetni kell|kifizetendő|kiegyenlítendő|fizetési kötelezettség|fizetendő eur|fennmaradó összeg|a fizetendő összeg|visszajár összeg|visszajár|fizetendő mindösszesen|hátralevő összeg|számlán fizetendő|befizetendő',
    otherSum:
      'kerekítés|megtakarítás|mennyiség összesen|súly|készpénz|visszajáró|árfolyam|korábbi egyenleg|összes mennyiség|azaz|bankkártya|fogyasztás|áfa kulcs|áfakulcs|kártya|kerekítési különbözet|jegyzett tőke|átvitel|áthozat|összsúly|előző egyenleg|összes súly|ellenérték|túlfizetés|késedelmi kamat|borravaló|szervizdíj|fogyasztás összesen|áfa tartalom forintban|áfa forintban|az áfa összege forintban|mnb árfolyam|tételszám',
    currency: 'pénznem|deviza|devizanem|számla pénzneme|valuta|fizetés pénzneme|pénzneme',
    terms: 'fizetési mód|fizetés módja|fizetési feltételek|fizetési mód:|fizetés|fizetési feltétel|fizetési módja|a fizetés módja',
    colPosition: 'ssz|sorszám|s.sz|#|no|tétel|sor|ssz.|nr|sz',
    colDescription:
      'megnevezés|termék|leírás|szolgáltatás|termék/szolgáltatás|termék megnevezése|cikk|tétel megnevezése|termék neve|megnevezése|termék, szolgáltatás|termék/szolgáltatás megnevezése|termék vagy szolgáltatás|termék / szolgáltatás|áru megnevezése|tétel|szolgáltatás megnevezése|termék vagy szolgáltatás megnevezése|tételek|tétel leírása|termék v. szolgáltatás|megnevezés/leírás|cikk megnevezése|termék (szolgáltatás) megnevezése|cikknév|termék, szolgáltatás megnevezése|áru|jogcím|áru/szolgáltatás megnevezése|név',
    colCode:
      'cikkszám|kód|vtsz|szj|vtsz/szj|termékkód|cikkkód|teszor|vtsz/teszor|azonosító|szj/vtsz|vtsz.|ean|vtsz/tj|vtsz/tj/szj|dátum|cikkszáma|cikksz',
    colQuantity: 'mennyiség|menny|db|menny.|darab|óra|darabszám|mennyisége|meny|fogyasztás',
    colUnit: 'me|egység|mértékegység|m.e.|mee|me.|egys|mért.egys|menny. egys|mennyiségi egység|egys.|mérték-egység',
    colPrice:
      'egységár|nettó egységár|ár|egység ár|nettó ár|egys.ár|e.ár|egységár (nettó)|nettó e.ár|n egységár|egységár nettó|egységár (ft)|netto egysegar|nettó egys.ár|egységár ft|nettó egységár (ft)|egységár huf|óradíj|nettó e. ár|egységnyi ár|n. egységár|e. ár|egys. ár|nettó egys. ár|bruttó egységár|egységár (huf)|eár|árlista',
    colDiscount: 'kedvezmény|engedmény|kedv|kedv %|engedm|kedv.|kedvezmény %|kedv.%|eng%|eng. %|engedmény %|eng.%',
    colRate: 'áfa|áfa %|áfa kulcs|áfakulcs|áfa%|adókulcs|áfa mértéke|áfa (%)|adó|áfa-kulcs|áfa kulcsa|adó %|áfa tartalom|adó%|áfa mérték',
    colTax: 'áfa összeg|áfa érték|áfa összege|áfa értéke|adó összege|áfa (ft)|áfa ft|áfaérték|adóérték|áfa összesen|adó értéke',
    colNet:
      'nettó érték|nettó|nettó összeg|érték|nettó összesen|összeg|nettó ár összesen|netto ertek|nettó ft|nettó érték (ft)|nettó (ft)|nettó összesen (ft)|összesen nettó|n. érték|nettó összár|összesen|n érték|nettóérték|adóalap|összár|tétel nettó|nettó huf|nettó érték ft|nettó é.|nettó összérték|nettó érték (huf)',
    colGross:
      'bruttó érték|bruttó|bruttó összeg|bruttó összesen|bruttó ft|bruttó érték (ft)|bruttó (ft)|összesen bruttó|b. érték|bruttó ár|bruttóérték|bruttó összár|b érték|bruttó érték ft|bruttó huf|bruttó é.|bruttó érték (huf)',
    kindInvoice:
      'számla|elektronikus számla|végszámla|számlamásolat|egyszerűsített számla|e-számla|áfás számla|közüzemi számla|részszámla|elszámoló számla|számla másolat|készpénzfizetési számla|gyűjtőszámla|készpénzes számla|átutalásos számla|számla / invoice|elektronikus számlakép|eszámla|részletszámla|normál számla|másolati számla|számla (eredeti)|villamos energia számla|gázszámla|számla/invoice',
    kindCreditNote:
      'jóváíró számla|jóváírás|sztornó számla|stornó számla|érvénytelenítő számla|sztornó|storno számla|stornó|számla sztornó|számla érvénytelenítés|sztornószámla|jóváírási értesítő',
    kindCorrected: 'helyesbítő számla|módosító számla|számla módosítás|helyesbítő|számlával egy tekintet alá eső okirat',
    kindPrepayment: 'előlegszámla|előleg számla|előlegbekérő számla',
    kindSelfBilled: 'önszámlázás|önszámla|önszámlázott',
    kindReceipt: 'nyugta|blokk|átvételi elismervény|nyugta másolat|nyugtamásolat|pénztárbizonylat|bevételi pénztárbizonylat',
    kindOther:
      'árajánlat|ajánlat|szállítólevél|rendelés visszaigazolás|díjbekérő|proforma|proforma számla|fizetési felszólítás|egyenlegközlő|folyószámla kivonat|megrendelés|szerződés|felszólítás|tisztelt ügyfelünk|tisztelt partnerünk|visszaigazolás|előlegbekérő|tisztelt|folyószámla egyenleg|kivonat|levél|megrendelő lap|munkalap|bérjegyzék|teljesítésigazolás|teljesítés igazolás|jegyzőkönyv|fizetési emlékeztető|számlakivonat|bankszámlakivonat|fizetési értesítő|árlista|rendelés|egyenlegértesítő|fuvarlevél|szállítólevél száma|igazolás',
  },
}

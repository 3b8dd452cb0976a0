import type { LanguageLabels } from './label-kind.ts'

export const ROMANIAN: LanguageLabels = {
  language: 'ro',
  countries: ['RO', 'MD'],
  words: 'și|de|la|din|pentru|cu|este|pe|sau|vă mulțumim|vă rugăm|strada|str|jud|județ|conform|prin|semnătura|mulțumim|nr ord|cota|lei',
  months:
    'ianuarie/ian|februarie/feb|martie/mar|aprilie/apr|mai|iunie/iun|iulie/iul|august/aug|septembrie/sep/sept|octombrie/oct|noiembrie/noi/nov|decembrie/dec',
  numberWords: 'nr|număr|numărul|numar|no|#|nr.',
  labels: {
    number:
      'factura nr|factură nr|număr factură|nr factură|nr factura|numărul facturii|nr facturii|seria și numărul|serie și număr|seria|serie|factura fiscală nr|factură fiscală nr|număr document|nr document|seria nr|serie/număr|serie factură|număr factura|serie / număr|nr. factură|nr. facturii|serie și număr factură|factura numărul|factura seria|numar factura|nota de credit nr|factură storno nr|seria și nr|seria și nr facturii|factura proforma fiscală nr|serie/nr|nr. document|factură număr|factură seria|seria/nr|nota de creditare nr|număr notă de credit|identificator factură',
    order:
      'comanda|comanda nr|nr comandă|număr comandă|comandă|nr comanda|comanda dvs|comandă nr|ordin de cumpărare|comanda client|nr. comandă|referință comandă|comanda dumneavoastră|număr comanda|id comandă|nr. comanda',
    delivery:
      'aviz|aviz de însoțire|aviz nr|aviz de însoțire a mărfii|nr aviz|aviz însoțire nr|aviz de însoțire nr|număr aviz|nr. aviz|aviz expediție',
    otherNumber:
      'cod client|nr client|număr client|telefon|tel|fax|mobil|cont|cont bancar|banca|iban|bic|swift|nr cont|reg com|nr reg com|nr ord reg com|nr. reg. com.|reg. com.|nr. ord. reg. com.|registrul comerțului|nr înmatriculare|capital social|contract|nr contract|contract nr|proiect|pagina|pag|factura inițială|factura originală|factura stornată|referitor la factura|storno factura|factura storno|corecție la factura|e-mail|email|web|site|loc de consum|cod loc consum|delegat|ci|buletin|mijloc transport|nr auto|cod abonat|referință|trezorerie|nr. contract|reg com:|întocmit de|cnp|cod plată|cod de plată|serie contor|nr. înreg|nr. înregistrare|bancă|nr. rezervare|cont iban|nr ord registru|iban lei|iban eur|j|punct de lucru|oficiul registrului|seria ci|agent|agent vânzări|expediere|auto nr|cod încasare|id abonat|index ssp',
    date: 'data facturii|data emiterii|data emitere|data factură|data|emisă la|emis la data|data emiterii facturii|data factura|data documentului|data facturării|dată factură|data întocmirii|data de emitere|data eliberării|emisă la data|dată emitere|data document|data emisiei|data notei|data de emitere a facturii|emisă|data emiterii documentului|data notei de credit|emis la|data (ziua, luna, anul)|dată document',
    plainDate: 'din|din data|din data de|dată|la data',
    due: 'data scadenței|scadența|data scadentă|scadență|termen de plată|scadentă la|data scadenta|termen plată|scadent la|scadentă|scadenta|data limită de plată|de plată până la|plată până la|data limită|termen|termen scadent|plătibil până la|achitați până la|dată scadență|data plății|termen de plată până la|data de scadență|data scadenței facturii|termenul de plată|dată scadentă|plata până la|a se achita până la|scadentă la data|până la data de|limită plată|scadență plată|scadență la',
    otherDate:
      'data livrării|data comenzii|data livrare|data expedierii|data expediere|perioada|perioada de facturare|valabil până la|valabilitate|data nașterii|data tipăririi|tipărit la|data plății efectuate|data încasării|data contractului|data prestării|data facturii inițiale|de la|data avizului|expedierea s-a efectuat|data exigibilității|data executării|data livrării/prestării|sosire|plecare|data citirii|data comandă|contract din|comanda din|aviz din|tipărit|data tipărire|plătit la|data primirii|data sosirii|data plecării|perioadă facturare|perioada facturată|perioadă|data storno|cursul din|curs valutar din|data curs|data faptului generator|data prestației|dată livrare|data înregistrării|următoarea factură|data serviciului|la data expedierii|data listării|listat la',
    seller:
      'furnizor|vânzător|emitent|prestator|furnizorul|emisă de|date furnizor|vânzătorul|vânzător/furnizor|prestatorul|furnizor/prestator|emitentul|beneficiarul plății',
    buyer:
      'cumpărător|client|beneficiar|cumpărătorul|destinatar|clientul|adresa de facturare|facturat către|date client|beneficiarul|plătitor|către|beneficiar/cumpărător|facturare către|facturat|date de facturare|date facturare|facturare|titular|nume client|clientul (cumpărătorul)|chiriaș',
    shipTo:
      'adresa de livrare|livrare la|adresa livrare|locul livrării|livrat la|punct de livrare|loc de livrare|livrare către|adresă de livrare|adresă livrare|adresa de corespondență|adresa locului de consum|expediat către',
    taxId:
      'cif|c.i.f.|cui|c.u.i.|cod fiscal|cod de înregistrare fiscală|cod tva|cod identificare fiscală|cod unic de înregistrare|cif/cui|cui/cif|vat|nr tva|cod de identificare fiscală|cod înregistrare fiscală|cif:ro|cui / cif|c.f.|cod fiscal/cnp|cif / cui|cui/cnp|cif/cnp|id tva|vat id|cif/cui/cnp|identificator tva|atribut fiscal|cod intracomunitar tva|cod unic|vat no|nr. înreg. tva|cod fiscal (cif)|cod fisc|cui client',
    subTotal:
      'subtotal|sub total|total parțial|total produse|total articole|subtotal produse|total servicii|total linii|sumă linii|total mărfuri|cost produse',
    discount:
      'discount|reducere|total discount|rabat|reduceri|total reducere|total reduceri|reducere comercială|discount total|discount comercial',
    charge:
      'transport|cost transport|taxa livrare|livrare|ambalaj|taxe livrare|costuri de livrare|taxă livrare|taxa de transport|cost livrare|cheltuieli transport|taxe suplimentare|taxă transport|taxă ambalaj',
    taxable:
      'total fără tva|valoare fără tva|total net|net|bază impozabilă|baza impozabilă|baza de impozitare|total valoare fără tva|valoare netă|total bază impozabilă|total valoare|baza tva|valoare totală fără tva|total (fără tva)|total baza|netto|bază tva|sumă fără tva|suma fără tva|total fara tva|valoarea fără tva|bază de impozitare|total valoare netă|total net fără tva|total baza impozabilă|valoare bază|fără tva|preț fără tva|total exclusiv tva|total valoare fara tva|bază de calcul|totalul fără tva|valoare impozabilă|subtotal fără tva|total fără t.v.a.|total general fără tva|bază|sumă netă|total lei fără tva',
    tax: 'tva|total tva|valoare tva|suma tva|valoarea tva|tva total|taxa pe valoarea adăugată|t.v.a.|tva 19%|total valoare tva|sumă tva|tva de plată|tva colectat|valoare t.v.a.|total t.v.a.|tva 21%|taxe|tva lei|din care tva|cuantum tva|tva calculat|tva inclus|total sumă tva|valoarea totală tva|tva 9%|tva aferent|tva cota standard',
    total:
      'total|total general|total factură|total cu tva|valoare totală|total lei|total (cu tva)|total ron|valoare cu tva|total factura|suma totală|total inclusiv tva|valoarea totală|valoare totală cu tva|total brut|total document|total cu tva inclus|total valoare cu tva|suma totală cu tva|total facturat|total cu t.v.a.|brut|valoare factură|total facturii|valoarea facturii|valoarea totală cu tva|total incl tva|sumă totală|total general cu tva|valoare totală factură|total eur|total factură curentă|total storno|total credit|cost total|total general lei|totalul cu tva|preț total|total notă de credit|total comandă|total de plată cu tva|valoare brută|total factură cu tva|valoarea totală a facturii|totalul facturii|total factură lei',
    prepaid:
      'avans|achitat|plătit|suma plătită|încasat|avans achitat|deja achitat|plăți|plată primită|sumă achitată|suma achitată|plătit în avans|avansuri|total achitat|storno avans|deja plătit|avans plătit|plăți anterioare|plăți efectuate|total plătit|încasări|avans încasat|avans facturat|regularizare avans',
    payable:
      'total de plată|total plată|de plată|rest de plată|suma de plată|sold|sold de plată|sumă de plată|rest plată|total de plata|total de plată lei|valoare de plată|de achitat|total de achitat|datorat|rămas de plată|diferență de plată|sold restant|suma datorată|sold curent|total plată lei|de restituit|sumă datorată|rest de achitat|total datorat|de încasat|total general de plată|sold total de plată|de plată lei|de plătit|plătiți|sold final|sold factură|total de plată factură curentă|rămâne de plată',
    otherSum:
      'economisiți|ați economisit|total cantitate|cantitate totală|greutate|sold anterior|curs|curs valutar|curs bnr|numerar|rest|rotunjire|report|accize|consum|cota tva|card|curs schimb|total bucăți|de reportat|sold precedent|greutate totală|consum total|curs bnr euro|majorări|penalități|total ore|suma în litere|scutit|timbru verde|bacșiș|contravaloare|tva în lei|echivalent|din care accize|facturi restante|din care|cota|valoare în lei|nr articole|garanție',
    currency: 'moneda|valuta|monedă|moneda facturii|sume în|prețuri în|valută',
    terms:
      'condiții de plată|modalitate de plată|metodă de plată|mod de plată|termen și condiții de plată|modalitatea de plată|metoda de plată|condiții plată|termeni de plată|mijloc de plată|plata',
    colPosition: 'nr crt|nr|nr. crt.|crt|#|poz|no|nr. crt|poziție|linie',
    colDescription:
      'denumire|descriere|produs|serviciu|denumirea produselor sau a serviciilor|denumire produs|denumirea produselor|produse|denumire produs/serviciu|articol|denumirea produsului|denumirea produselor sau serviciilor|denumire produse/servicii|denumirea produselor/serviciilor|produs/serviciu|denumire produs sau serviciu|denumire articol|specificația|denumire serviciu|servicii|nume produs|descriere produs/serviciu|denumirea serviciului|denumirea mărfii|produs / serviciu|denumire produse sau servicii|denumirea|denumirea produsului sau serviciului|obiect|explicații',
    colCode: 'cod|cod produs|cod articol|ean|sku|cod nc|data|cod bare|lot|cpv|cod nc8|cod intern|referință',
    colQuantity: 'cantitate|cant|buc|cantitatea|cant.|ore|bucăți|nr ore|consum|nr buc|nr. ore|cantitate facturată',
    colUnit: 'um|u.m.|u/m|unitate|unitate de măsură|u. m.|u.m|măsură',
    colPrice:
      'preț|preț unitar|pret unitar|preț unitar fără tva|preț unitar (fără tva)|preț unit|pu|prețul unitar|preț fără tva|p.u.|preț unitar lei|preț unitar (lei)|pret|preț/um|pret unitar fara tva|prețul unitar fără tva|preț unitar - lei -|tarif|preț unit.|preț unitar (fără tva) -lei-|preț unitar ron|preț unitar net|pret unitar (fara tva)|preț net|preț (fără tva)|preț unitar fără t.v.a.|preț lei|p.u. fără tva|preț unitar (ron)|preț/buc|cost unitar|tarif orar|preț unitar (fără t.v.a.)',
    colDiscount: 'discount|reducere|disc|disc %|disc.|reducere %|discount %|disc.%|rabat|% disc|disc. %',
    colRate: 'cota tva|tva %|cotă tva|% tva|tva%|cota|cotă|tva (%)|cota t.v.a.|cotă tva %|cota tva %|cota tva (%)|procent tva|cotă tva (%)',
    colTax:
      'tva|valoare tva|valoarea tva|suma tva|val tva|tva lei|valoarea tva -lei-|valoare tva (lei)|tva (lei)|val. tva|valoarea t.v.a.|valoare tva lei|valoare t.v.a.|sumă tva|tva ron|total tva|valoare tva -lei-',
    colNet:
      'valoare|valoarea|total|valoare fără tva|val|suma|valoare lei|valoarea fără tva|valoarea -lei-|valoare (lei)|total fără tva|valoare netă|valoare (fără tva)|sumă|valoare ron|val.|total lei|valoarea lei|valoare net|valoare -lei-|total net|valoare totală|val. fără tva|valoarea (fără tva)|valoare (ron)|valoarea (lei)|valoare fără t.v.a.|preț total|total (fără tva)|total ron|net|subtotal|total linie|bază|valoare totală fără tva',
    colGross:
      'total cu tva|valoare cu tva|valoare totală cu tva|total (cu tva)|valoare totală|val. cu tva|valoarea cu tva|brut|valoare brută|preț cu tva|total incl tva',
    kindInvoice:
      'factură|factura|factură fiscală|factura fiscală|e-factura|e-factură|ro e-factura|factură finală|factură simplificată|factură de servicii|factură comercială|factură fiscală originală|factura electronică|factură electronică|invoice/factura|factură / invoice|factură utilități|decont|factură seria',
    kindCreditNote:
      'notă de credit|factură storno|storno|notă de creditare|factura storno|nota de credit|nota de creditare|factură de stornare',
    kindCorrected: 'factură de corecție|factură corectată|factura corectoare|factură corectivă',
    kindPrepayment: 'factură de avans|factură avans|factura de avans|factură fiscală de avans',
    kindSelfBilled: 'autofactură|autofactura|autofacturare',
    kindReceipt: 'chitanță|bon fiscal|chitanța|bon|chitanță nr|dovadă de plată|confirmare plată',
    kindOther:
      'ofertă|ofertă de preț|comandă|aviz de însoțire|aviz|aviz de însoțire a mărfii|proformă|factură proformă|factura proforma|proforma|extras de cont|somație|somație de plată|confirmare comandă|deviz|stimate client|stimați|contract|notificare|fișă client|confirmare de sold|stimate domnule|stimată doamnă|extras cont|scrisoare|ordin de plată|adresă|listă de prețuri|cotație|fluturaș de salariu|proces verbal|proces-verbal|notificare de plată|situație|înștiințare de plată|fișă cont|înștiințare|ordin de lucru|adeverință|stat de plată|notă de recepție|dispoziție',
  },
}

import type { LanguageLabels } from './label-kind.ts'

export const POLISH: LanguageLabels = {
  language: 'pl',
  countries: ['PL'],
  words: 'i|w|na|do|z|za|się|dla|oraz|przez|nie|dziękujemy|ul|od|dni|słownie|usługa|prosimy',
  months:
    'styczeń/stycznia/sty|luty/lutego/lut|marzec/marca/mar|kwiecień/kwietnia/kwi|maj/maja|czerwiec/czerwca/cze|lipiec/lipca/lip|sierpień/sierpnia/sie|wrzesień/września/wrz|październik/października/paź|listopad/listopada/lis|grudzień/grudnia/gru',
  numberWords: 'nr|numer|no|n°|#',
  labels: {
    number:
      'faktura nr|faktura vat nr|numer faktury|nr faktury|faktura numer|nr dokumentu|numer dokumentu|faktura vat numer|faktura korygująca nr|faktura korygująca numer|faktura zaliczkowa nr|faktura końcowa nr|rachunek nr|faktura vat|faktura sprzedaży nr|nr fv|fv nr|korekta nr|numer korekty|dokument nr|faktura sprzedaży|rachunek numer|faktura vat sprzedaży nr|nr faktury vat|numer rachunku faktury|fa nr|nota korygująca nr',
    order:
      'zamówienie|nr zamówienia|numer zamówienia|zamówienie nr|do zamówienia|zam nr|zamówienie klienta|wg zamówienia|zamówienie numer|nr zam|nr zlecenia',
    delivery: 'wz|nr wz|dokument wz|list przewozowy|nr listu przewozowego|wz nr|wydanie zewnętrzne',
    otherNumber:
      'nr klienta|numer klienta|kod klienta|telefon|tel|fax|kom|nr konta|numer konta|nr rachunku|numer rachunku|konto|rachunek|bank|rachunek bankowy|konto bankowe|iban|swift|bic|regon|krs|bdo|umowa|nr umowy|numer umowy|do faktury|do faktury nr|dotyczy faktury|faktura korygowana|dotyczy|korekta do faktury|do dokumentu|nr faktury korygowanej|numer faktury korygowanej|dotyczy faktury nr|strona|str|e-mail|email|www|kapitał zakładowy|projekt|nr oferty|pesel|numer ksef|nr ksef|ksef|sąd rejonowy|punkt poboru|nr licznika|ppe|nr ewidencyjny|mpk|nr rachunku bankowego|numer rachunku bankowego|nr rejestracyjny|osoba kontaktowa|sprzedawca nr|polisa nr|tytułem|tytuł przelewu|nr konta bankowego|rach. bankowy|nr rezerwacji|uwagi|zlecenie',
    date: 'data wystawienia|data faktury|wystawiono dnia|data wystawienia faktury|wystawiono|data dokumentu|data wystawienia dokumentu|data wystawienia rachunku|dnia wystawienia|wystawiona dnia|data i miejsce wystawienia|miejsce i data wystawienia|data wystawienia korekty|wystawiono w dniu|data wyst|data wystaw|data korekty|data utworzenia',
    plainDate: 'data|dnia|z dnia|w dniu',
    due: 'termin płatności|termin zapłaty|data płatności|płatne do|do zapłaty do|zapłata do|termin|zapłać do|do dnia|termin płatn|zapłata do dnia|termin zapł|płatność do|termin platnosci do|termin płatności do|zapłacić do|płatne do dnia|data wymagalności|termin płatności upływa|termin płatności dnia|termin wpłaty',
    otherDate:
      'data sprzedaży|data dostawy|data wykonania usługi|data wykonania|data zakończenia dostawy|data dokonania dostawy|data dokonania lub zakończenia dostawy|data zamówienia|okres|okres rozliczeniowy|za okres|ważne do|data ważności|data urodzenia|data wydruku|wydrukowano|data wysyłki|data zakończenia usługi|miesiąc sprzedaży|data faktury korygowanej|z dnia faktury|zapłacono dnia|data wpływu|data wz|data dostawy/wykonania usługi|od|data wykonania/dostawy|data otrzymania zaliczki|data odczytu|data zakończenia|data rozpoczęcia|data dokonania|data zapłaty|zapłacono|data wydania|data sprzedaży/wykonania usługi|data umowy|data zakończenia dostawy/usługi|data dokonania dostawy/wykonania usługi|data powstania obowiązku podatkowego|data przyjazdu|data wyjazdu|kurs z dnia|tabela nbp z dnia|data dostawy / wykonania usługi|data obowiązku podatkowego|data dostawy towaru|data wystawienia faktury korygowanej|data nadania|data zakończenia dostawy lub wykonania usługi|data sprzedaży / wykonania usługi|data sprzed',
    seller:
      'sprzedawca|wystawca|dostawca|zleceniobiorca|usługodawca|podmiot wystawiający|dane sprzedawcy|podatnik|sprzedający|wykonawca|wynajmujący',
    buyer:
      'nabywca|kupujący|odbiorca|klient|płatnik|zleceniodawca|usługobiorca|dane nabywcy|nabywca/płatnik|zamawiający|dane klienta|nabywca / płatnik|nabywca/odbiorca|kontrahent|dla|najemca',
    shipTo:
      'adres dostawy|odbiorca towaru|miejsce dostawy|adres wysyłki|dostawa do|adres punktu poboru|adres korespondencyjny|adres do wysyłki',
    taxId:
      'nip|n.i.p.|nip ue|vat ue|vat id|nip/vat ue|vat-ue|numer nip|nr nip|nip sprzedawcy|nip nabywcy|nip:pl|vat no|numer vat|nip / vat id',
    subTotal: 'suma częściowa|suma|suma pozycji|razem pozycje|wartość towarów|ogółem pozycje',
    discount: 'rabat|upust|suma rabatów|rabaty|kwota rabatu|wartość rabatu|zniżka|bonifikata|razem rabat',
    charge:
      'koszty wysyłki|koszt wysyłki|transport|przesyłka|koszty dostawy|dostawa|opłata|koszt transportu|opakowanie|koszt dostawy|opłaty dodatkowe',
    taxable:
      'razem netto|wartość netto|suma netto|kwota netto|netto|netto razem|ogółem netto|podstawa opodatkowania|łącznie netto|wartość netto razem|do zapłaty netto|wartość bez vat|total netto|suma wartości netto|podstawa|netto ogółem|łączna wartość netto|łączna kwota netto|razem wartość netto|wartość faktury netto|suma bez vat|netto łącznie|kwota netto razem',
    tax: 'vat|podatek vat|kwota vat|podatek|razem vat|wartość vat|suma vat|kwota podatku|vat razem|w tym vat|ogółem vat|podatek razem|razem podatek|kwota podatku vat|łącznie vat|total vat|suma podatku|łączna kwota vat|wartość podatku|wartość podatku vat|vat ogółem|podatek od towarów i usług|łączna kwota podatku',
    total:
      'razem brutto|razem|wartość brutto|suma brutto|kwota brutto|brutto|brutto razem|ogółem|ogółem brutto|łącznie|łącznie brutto|razem do zapłaty brutto|suma faktury|wartość faktury|kwota należności ogółem|wartość brutto razem|kwota należności|kwota faktury|łączna kwota|total|total brutto|kwota ogółem|łączna wartość brutto|należność ogółem|kwota razem|razem wartość brutto|wartość ogółem|łączna kwota brutto|brutto ogółem|suma z vat|kwota brutto razem|wartość faktury brutto|razem z vat|kwota do zapłaty brutto|wartość całkowita|wartość rachunku|brutto łącznie',
    prepaid:
      'zapłacono|zaliczka|zaliczki|wpłacono|zapłacono kwota|kwota zapłacona|przedpłata|już zapłacono|otrzymano|otrzymana zaliczka|wpłata|otrzymane zaliczki|kwota zaliczki|rozliczono|zapłacone',
    payable:
      'do zapłaty|razem do zapłaty|pozostało do zapłaty|kwota do zapłaty|pozostaje do zapłaty|należność|pozostało|do zapłaty razem|suma do zapłaty|do zapłaty pozostało|do zapłaty ogółem|pozostaje|do zapłaty pln|do zapłaty eur|saldo|łącznie do zapłaty|do zwrotu|zostało do zapłaty|do zapłacenia|ogółem do zapłaty|należność do zapłaty|kwota pozostała do zapłaty|saldo do zapłaty|wartość do zapłaty|do uregulowania',
    otherSum:
      'oszczędzasz|zaoszczędziłeś|ilość razem|razem ilość|waga|masa|przeniesienie|kurs|kurs nbp|reszta|gotówka|saldo poprzednie|w tym|słownie|zaokrąglenie|razem sztuk|karta|suma ilości|kwota słownie|razem przeniesienie|do przeniesienia|z przeniesienia|przelew|zużycie|kapitał|stawka|napiwek|w tym vat w pln|kwota vat w pln|równowartość|kurs waluty|przed korektą|po korekcie przeniesienie',
    currency: 'waluta|waluta faktury|kwoty w|ceny w|waluta dokumentu',
    terms:
      'warunki płatności|forma płatności|sposób zapłaty|sposób płatności|metoda płatności|forma zapłaty|płatność|rodzaj płatności|zapłata',
    colPosition: 'lp|l.p.|poz|nr|no|#|pozycja',
    colDescription:
      'nazwa|nazwa towaru|nazwa towaru lub usługi|nazwa towaru/usługi|nazwa towaru / usługi|opis|usługa|towar|nazwa usługi|towar/usługa|nazwa produktu|nazwa towaru (usługi)|produkt|towar / usługa|nazwa towaru i usługi|nazwa (rodzaj) towaru lub usługi|przedmiot|opis usługi|nazwa towarów i usług|nazwa pozycji|usługa / towar|nazwa i opis|towar lub usługa|nazwa towaru, usługi|opis towaru/usługi|nazwa artykułu',
    colCode:
      'kod|indeks|symbol|pkwiu|kod produktu|sku|ean|gtu|cn|kod towaru|pkwiu/cn|symbol pkwiu|numer|nr kat|index|data|kod gtu|nr katalogowy',
    colQuantity: 'ilość|ilosc|il.|szt|liczba|godz|ilość sztuk|ilość godzin|liczba sztuk|godziny',
    colUnit: 'jm|j.m.|jedn|jednostka|jedn.|j. m.|miara|jednostka miary',
    colPrice:
      'cena|cena netto|cena jednostkowa|cena jedn|cena jednostkowa netto|cena jedn netto|cena j.|cena jedn.|cena n|cena jedn. netto|cena szt|cena netto pln|cena netto (pln)|cena jedn. bez vat|cena netto za szt|stawka godzinowa|cena bez vat|cena netto jedn|cena n.|cena netto eur|cena za szt',
    colDiscount: 'rabat|rabat %|upust|rab|rab.|zniżka|% rabatu',
    colRate: 'vat|vat %|stawka vat|stawka|% vat|vat%|stawka podatku|st. vat|vat (%)|stawka vat %|stawka vat (%)|st vat|podatek',
    colTax: 'kwota vat|wartość vat|podatek vat|kwota podatku|vat kwota|kwota vat pln|vat pln|wartość podatku',
    colNet:
      'wartość|wartość netto|netto|kwota netto|razem|suma|wartość pln|kwota|wart netto|wart. netto|wartość netto pln|wartość netto (pln)|suma netto|netto pln|wartość bez vat|razem netto|wartość n|wartość towaru|wartość sprzedaży netto|wartość towarów netto|wartość netto eur',
    colGross:
      'wartość brutto|brutto|kwota brutto|suma brutto|wart. brutto|wartość brutto pln|wartość z vat|wartość brutto (pln)|wart brutto|razem brutto|brutto pln|wartość sprzedaży brutto|wartość z podatkiem|wartość b',
    kindInvoice:
      'faktura|faktura vat|faktura sprzedaży|faktura końcowa|rachunek|faktura vat marża|e-faktura|faktura marża|faktura uproszczona|faktura vat sprzedaży|faktura ustrukturyzowana|faktura handlowa|faktura vat oryginał|faktura imienna|faktura bez vat|faktura vat mp|duplikat faktury|faktura mp',
    kindCreditNote: 'nota kredytowa|nota uznaniowa',
    kindCorrected:
      'faktura korygująca|korekta faktury|faktura korekta|faktura vat korekta|korekta|nota korygująca|faktura vat korygująca|faktura korygująca vat',
    kindPrepayment: 'faktura zaliczkowa|faktura zaliczka|faktura vat zaliczkowa|zaliczka faktura',
    kindSelfBilled: 'samofakturowanie',
    kindReceipt: 'paragon|pokwitowanie|paragon fiskalny|potwierdzenie zapłaty|dowód wpłaty|potwierdzenie płatności',
    kindOther:
      'oferta|zamówienie|wycena|proforma|faktura proforma|faktura pro forma|pro forma|wyciąg|wezwanie do zapłaty|potwierdzenie zamówienia|dowód dostawy|szanowni państwo|szanowny kliencie|wydanie zewnętrzne|dokument wz|umowa|nota odsetkowa|monit|przypomnienie|zestawienie|specyfikacja|potwierdzenie salda|szanowna pani|szanowny panie|list przewozowy|kosztorys|oferta handlowa|zestawienie obrotów|raport|lista płac|protokół|zestawienie faktur|przypomnienie o płatności|cennik|nota obciążeniowa|wyciąg z konta',
  },
}

import type { LanguageLabels } from './label-kind.ts'

export const TURKISH: LanguageLabels = {
  language: 'tr',
  countries: ['TR'],
  words: 've|ile|için|bu|bir|olarak|tarafından|teşekkür|lütfen|adres|yalnız|türk lirası|mah|cad|sok|sayın|senaryo|yukarıda|ettn|tarihinde',
  months: 'ocak/oca|şubat/şub|mart/mar|nisan/nis|mayıs/may|haziran/haz|temmuz/tem|ağustos/ağu|eylül/eyl|ekim/eki|kasım/kas|aralık/ara',
  numberWords: 'no|numarası|numara|nr|num|#|n°|numaras',
  labels: {
    number:
      'fatura no|fatura numarası|fatura nr|fatura num|fatura seri no|belge no|belge numarası|seri no|fatura sıra no|fatura seri/sıra no|fatura id|seri/sıra no|seri sıra no|fiş no|evrak no|faturano|fatura numaras|makbuz no|iade fatura no|fatura seri ve sıra no|e-fatura no|e-arşiv fatura no|fatura kodu|döküman no|doküman no|fatura no/invoice no|seri-sıra no',
    order:
      'sipariş no|sipariş numarası|sipariş nr|satın alma siparişi|po no|siparişiniz|sipariş|satınalma sipariş no|müşteri sipariş no|sipariş kodu|sipariş referansı|siparis no',
    delivery: 'irsaliye no|irsaliye numarası|sevk irsaliyesi|irsaliye|sevk irsaliyesi no|e-irsaliye no|irsaliyeler|i̇rsaliye no|teslimat no',
    otherNumber:
      'müşteri no|müşteri numarası|müşteri kodu|cari kod|cari kodu|telefon|tel|faks|fax|gsm|cep|cep tel|hesap no|hesap numarası|banka|banka hesap no|iban|swift|bic|ticaret sicil no|ticaret sicil numarası|ticaret sicil|mersis no|mersis numarası|mersis|ettn|sözleşme no|proje|proje no|sayfa|sayfa no|iade edilen fatura|iade edilen fatura no|ilgili fatura|iadeye konu fatura|iadeye konu olan fatura no|referans fatura|e-posta|eposta|email|web|web sitesi|özelleştirme no|senaryo|fatura tipi|tesisat no|abone no|referans no|referans|sözleşme hesap no|sözleşme hesabı|sayaç no|tckn müşteri|bayi no|sicil no|oda sicil no|şube|şube kodu|plaka|plaka no|açıklama|rezervasyon no|dosya no|poliçe no|temsilci|satış temsilcisi|iade edilen|işlem no|tahsilat no|sözleşme numarası|tesisat numarası|abone numarası|posta kodu|bina no|kapı no|takip no|vergi tipi|kargo takip no',
    date: 'fatura tarihi|düzenleme tarihi|düzenlenme tarihi|fatura düzenleme tarihi|belge tarihi|fatura tarih|kesim tarihi|fatura tarihi ve saati|düzenleme zamanı|fatura kesim tarihi|tanzim tarihi|fatura tarih/saat|iade tarihi|faturanın tarihi|düzenlenme zamanı|evrak tarihi|düzenleme tarihi/saati|faturatarihi|makbuz tarihi|fatura oluşturma tarihi|oluşturma tarihi',
    plainDate: 'tarih|tarihi|düzenleme',
    due: 'vade tarihi|son ödeme tarihi|ödeme tarihi|vade|son ödeme|ödeme vadesi|son ödeme günü|vadesi|ödenecek tarih|son ödeme tarihi:|vade tarih|ödeme son tarihi|ödeme son günü|vade günü tarihi|fatura vade tarihi|fatura son ödeme tarihi|en geç ödeme tarihi',
    otherDate:
      'sipariş tarihi|irsaliye tarihi|teslim tarihi|teslimat tarihi|sevk tarihi|fiili sevk tarihi|dönem|fatura dönemi|geçerlilik tarihi|doğum tarihi|yazdırma tarihi|basım tarihi|iade edilen fatura tarihi|iadeye konu fatura tarihi|hizmet tarihi|başlangıç tarihi|bitiş tarihi|işlem tarihi|son kullanma tarihi|giriş tarihi|çıkış tarihi|okuma tarihi|ilk okuma|son okuma|ilk okuma tarihi|son okuma tarihi|sözleşme tarihi|düzenleme saati|sevk zamanı|gönderim tarihi|gönderi tarihi|kargo tarihi|ilk endeks tarihi|son endeks tarihi|i̇rsaliye tarihi|gönderilme tarihi|tahsilat tarihi|ödendi tarihi|kayıt tarihi|döviz kuru tarihi|fiili sevk|fatura dönemi başlangıç|takvim|geçerlilik|kur tarihi|varış|hareket tarihi|onay tarihi|satın alma tarihi|sonraki fatura tarihi|geliş tarihi|ayrılış tarihi',
    seller:
      'satıcı|düzenleyen|gönderen|tedarikçi|firma|satıcı bilgileri|faturayı düzenleyen|hizmet veren|satıcı firma|satan|gönderici|kimden|tedarikçi bilgileri|düzenleyen firma|alacaklı',
    buyer:
      'alıcı|sayın|müşteri|fatura adresi|fatura edilen|müşteri adı|alıcı bilgileri|müşteri bilgileri|müşteri unvanı|fatura bilgileri|hizmet alan|abone|kime|ünvan|fatura alıcısı|müşteri adı/unvanı|alıcı firma|adı soyadı/unvanı|alıcı unvanı|faturalanan|abone bilgileri|fatura adresi bilgileri|unvan|müşteri ünvanı|alan',
    shipTo:
      'teslimat adresi|sevk adresi|teslim adresi|sevkiyat adresi|teslim yeri|gönderim adresi|kargo adresi|teslim edilecek adres|teslimat yeri|kullanım yeri adresi|tesisat adresi|teslim alan|varış yeri',
    taxId:
      'vkn|vergi no|vergi numarası|vergi kimlik no|vergi kimlik numarası|tckn|vergi dairesi|v.d.|vd|vkn/tckn|t.c. kimlik no|tc kimlik no|vergi dairesi / no|v.k.n.|vergi dairesi ve no|vergi d./no|vergi sicil no|vergi dairesi/no|vd/no|vergi kimlik|vat|tc no|vergi dairesi / vkn|vat no|vergi dairesi no|vergi no/tc|vergi/tc kimlik no|vergi daire ve no|v.no|v. no',
    subTotal:
      'ara toplam|mal hizmet toplam tutarı|mal/hizmet toplam tutarı|mal hizmet tutarı toplam|toplam mal/hizmet bedeli|mal hizmet toplamı|mal / hizmet toplam tutarı|ürün toplamı|ürünler toplamı|mal hizmet tutarı toplamı|mal/hizmet toplamı|satır toplamı|kalemler toplamı|hizmet tutarı',
    discount:
      'iskonto|indirim|toplam iskonto|iskonto tutarı|indirim tutarı|toplam indirim|iskonto toplamı|uygulanan iskonto|indirim toplamı|genel iskonto',
    charge:
      'kargo|nakliye|kargo ücreti|taşıma|taşıma ücreti|kargo bedeli|nakliye bedeli|hizmet bedeli|ek ücret|gönderim ücreti|teslimat ücreti|arttırım|artırım|navlun|ambalaj|paketleme|nakliye ücreti|kargo tutarı|toplam artırım|ek masraflar',
    taxable:
      'kdv matrahı|matrah|vergisiz toplam|kdv hariç toplam|kdv hariç tutar|vergiler hariç toplam|kdvsiz toplam|net tutar|net toplam|vergi hariç tutar|toplam (kdv hariç)|vergi hariç toplam tutar|vergi hariç toplam|toplam matrah|kdv hariç|vergi matrahı|net|iskontolu toplam|net ara toplam|kdv hariç ara toplam|kdv siz toplam|kdvsiz tutar|vergisiz tutar|vergiler hariç tutar|kdv matrah toplamı|kdv matrahı toplam|toplam kdv hariç|toplam tutar (kdv hariç)|indirimli toplam|iskonto sonrası toplam|kdv matrah',
    tax: 'kdv|hesaplanan kdv|kdv tutarı|toplam kdv|kdv toplamı|hesaplanan katma değer vergisi|katma değer vergisi|vergi|toplam vergi|kdv %20|hesaplanan kdv(%20)|vergi tutarı|kdv toplam|kdv %18|hesaplanan gerçek usulde kdv|gerçek usulde katma değer vergisi|ötv|kdv dahil vergi|hesaplanan gerçek usulde katma değer vergisi|kdv (%20)|vergi toplamı|hesaplanan kdv toplamı|özel iletişim vergisi|öiv|kdv (20%)|%20 kdv|kdv %10|kdv %8|%18 kdv|kdv gerçek|vergiler|konaklama vergisi|vergiler toplamı',
    total:
      'genel toplam|vergiler dahil toplam tutar|toplam|toplam tutar|kdv dahil toplam|vergiler dahil toplam|fatura tutarı|fatura toplamı|kdv dahil tutar|vergi dahil toplam tutar|toplam (kdv dahil)|vergiler dahil tutar|brüt toplam|vergi dahil toplam|tutar|kdv dahil|brüt tutar|fatura genel toplamı|toplam kdv dahil|kdv dahil genel toplam|iade toplamı|genel toplam (tl)|fatura toplam tutarı|toplam bedel|toplam fatura tutarı|genel toplam tl|brüt|yekün|yekun|genel tutar|toplam tl|fatura bedeli|kdv dahil fatura tutarı|iade tutarı|toplam fiyat|genel toplam (kdv dahil)|toplam tutar (kdv dahil)|g. toplam|genel toplam try|vergili toplam',
    prepaid:
      'ödenen|ön ödeme|avans|ödenmiş tutar|kapora|tahsil edilen|ödenen tutar|peşinat|yapılan ödeme|yapılan ödemeler|tahsilat|ödeme|önceden ödenen|ödemeler|daha önce ödenen|alınan avans|mahsup edilen|peşin ödenen',
    payable:
      'ödenecek tutar|ödenecek|ödenecek toplam|kalan|kalan tutar|bakiye|ödenecek toplam tutar|kalan bakiye|ödenmesi gereken tutar|ödenecek genel toplam|ödenecek miktar|net ödenecek|ödenecek fatura tutarı|ödenecek tutar (tl)|toplam ödenecek|borç|kalan borç|toplam ödenecek tutar|ödenmesi gereken|iade edilecek tutar|güncel bakiye|ödenecek net tutar|toplam borç|ödenecek tutar tl|son bakiye',
    otherSum:
      'tasarruf|kazancınız|toplam miktar|toplam adet|ağırlık|kur|döviz kuru|nakit|para üstü|önceki bakiye|nakliyekün|nakli yekün|yuvarlama|tevkifat|tevkifat tutarı|tevkifat kdv|hesaplanan kdv tevkifat|kdv tevkifat|toplam ağırlık|kredi kartı|yalnız|kdv oranı|tüketim|toplam tüketim|banka kartı|kdv tevkifatı|stopaj|tevkifata tabi işlem tutarı|tevkifata tabi işlem üzerinden hesaplanan kdv|devreden|geçmiş dönem borcu|gecikme bedeli|gecikme faizi|döviz karşılığı|tl karşılığı|türk lirası karşılığı|döviz kuru:|toplam kilo|brüt ağırlık|net ağırlık|sermaye|toplam sayı|karşılığı|damga vergisi|bahşiş|gecikme zammı|toplam koli|koli|tevkifat oranı|önceki dönem borcu',
    currency: 'para birimi|döviz cinsi|döviz|fatura para birimi|para birim|döviz türü',
    terms: 'ödeme koşulları|ödeme şekli|ödeme yöntemi|ödeme şartları|ödeme tipi|ödeme koşulu|ödeme biçimi|vade şartı',
    colPosition: 'sıra no|sıra|no|s.no|#|sn|kalem|sıra numarası|poz',
    colDescription:
      'açıklama|mal hizmet|mal/hizmet|ürün|ürün adı|malzeme|hizmet|mal hizmet cinsi|stok adı|ürün/hizmet|mal / hizmet|mal hizmet adı|malzeme/hizmet açıklaması|cinsi|ürün açıklaması|malzeme açıklaması|ürün / hizmet|malzeme adı|mal hizmet açıklama|mal/hizmet adı|stok açıklaması|mal/hizmet açıklaması|ürün veya hizmet|hizmet açıklaması|malın cinsi|ürün/hizmet adı|mal cinsi|ürün hizmet|ürün hizmet adı|hizmet adı|malzeme / hizmet açıklaması|iş tanımı|mal ve hizmet|tanım',
    colCode:
      'stok kodu|ürün kodu|kod|malzeme kodu|barkod|kodu|mal kodu|tarih|ürün no|gtip|malzeme no|üretici kodu|stok no|parti no|gtip no',
    colQuantity: 'miktar|adet|miktarı|saat|mik|mktr|mik.|gün|adet/miktar|tüketim|adet/saat|mikt',
    colUnit: 'birim|br|birimi|ölçü birimi|brm|br.',
    colPrice:
      'birim fiyat|fiyat|birim fiyatı|b. fiyat|br fiyat|birim fiyat (tl)|b.fiyat|br. fiyat|fiyatı|birim fiyat tl|saat ücreti|b.fiyatı|birim fiyat (kdv hariç)|birim ücret|birim fiyat try|kdv hariç birim fiyat|net fiyat|birim bedeli|birim bedel|br.fiyat|birim f|liste fiyatı',
    colDiscount:
      'iskonto|indirim|iskonto oranı|isk|isk %|iskonto %|isk.|iskonto tutarı|indirim oranı|iskonto nedeni|isk. %|%isk|indirim %|iskonto (%)|isk oranı|isk.%|isk tutarı',
    colRate: 'kdv oranı|kdv %|kdv|%kdv|kdv oran|kdv%|vergi oranı|% kdv|kdv(%)|kdv (%)|vergi|kdv oranı (%)|kdv or|kdv oranı %',
    colTax: 'kdv tutarı|kdv tutar|vergi tutarı|kdv tutarı (tl)|kdv tl|diğer vergiler|kdv toplamı|kdv tut|kdv miktarı',
    colNet:
      'tutar|mal hizmet tutarı|toplam|tutarı|net tutar|mal/hizmet tutarı|toplam tutar|mal hizmet tutar|tutar (tl)|kdv hariç tutar|toplam fiyat|mal / hizmet tutarı|satır toplamı|bedel|net|tutar tl|net toplam|tutar (kdv hariç)|toplam (kdv hariç)|matrah|ara toplam|kdvsiz tutar|mal/hizmet bedeli|toplam tl|hizmet tutarı|mal hizmet bedeli|hizmet bedeli|tutar try|bedeli|iskontolu tutar|kdv hariç toplam',
    colGross:
      "kdv dahil tutar|kdv dahil toplam|toplam kdv dahil|kdv dahil|kdvli tutar|genel toplam|brüt|kdv dahil fiyat|kdv'li toplam|kdv li tutar|toplam (kdv dahil)|vergiler dahil tutar",
    kindInvoice:
      'fatura|e-fatura|e-arşiv fatura|e-arşiv|satış faturası|hizmet faturası|irsaliyeli fatura|serbest meslek makbuzu|efatura|ticari fatura|e-serbest meslek makbuzu|fatura/invoice|earşiv fatura|satış fatura|e-arşiv faturası|fatura aslı|e-arşiv faturadır|elektrik faturası|perakende satış faturası|mal satış faturası|toptan satış faturası|e-fatura (ubl-tr)|doğalgaz faturası|kapalı fatura|açık fatura|su faturası',
    kindCreditNote:
      'iade faturası|iade fatura|alacak dekontu|e-iade faturası|satış iade faturası|alıştan iade faturası|iade|alacak notu|iptal faturası',
    kindCorrected: 'düzeltme faturası|düzeltilmiş fatura|fark faturası|fiyat farkı faturası',
    kindPrepayment: 'avans faturası|ön ödeme faturası',
    kindSelfBilled: 'müstahsil makbuzu|gider pusulası|komisyoncu faturası',
    kindReceipt:
      'fiş|makbuz|perakende satış fişi|tahsilat makbuzu|yazar kasa fişi|satış fişi|bilgi fişi|ödeme makbuzu|yazarkasa fişi|dekont|alındı belgesi',
    kindOther:
      'teklif|fiyat teklifi|sipariş|sipariş formu|irsaliye|sevk irsaliyesi|e-irsaliye|proforma|proforma fatura|hesap özeti|hesap ekstresi|cari hesap ekstresi|ekstre|sipariş onayı|ödeme hatırlatma|ödeme hatırlatması|sayın müşterimiz|sözleşme|ihtarname|sipariş teyidi|mutabakat mektubu|sayın yetkili|mutabakat|cari ekstre|satın alma emri|iş emri|bordro|maaş bordrosu|fiyat listesi|cari mutabakat|tutanak|ekstresi|ihtar|sipariş teyit formu|satınalma siparişi|çeki listesi|talep formu|duyuru|hatırlatma|bilgilendirme|teslim tutanağı',
  },
}

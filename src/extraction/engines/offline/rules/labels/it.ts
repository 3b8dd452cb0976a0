import type { LanguageLabels } from './label-kind.ts'

export const ITALIAN: LanguageLabels = {
  language: 'it',
  countries: ['IT', 'CH', 'SM'],
  words: 'il|la|di|del|della|e|per|con|grazie|non|si|vostra|gli|alla|dei|sono|nostra',
  months:
    'gennaio/gen|febbraio/feb|marzo/mar|aprile/apr|maggio/mag|giugno/giu|luglio/lug|agosto/ago|settembre/set/sett|ottobre/ott|novembre/nov|dicembre/dic',
  numberWords: 'numero|n°|n|nr|num|no|#',
  labels: {
    number:
      'numero fattura|n° fattura|n fattura|nr fattura|num fattura|fattura n°|fattura n|fattura nr|fattura numero|fattura num|numero della fattura|numero di fattura|numero documento|n° documento|nr documento|documento n°|documento nr|num documento|n. documento|numero doc|fattura no|numero nota di credito|nota di credito n|nota di credito n°|nota di credito nr|fattura accompagnatoria n|fattura di vendita n|num. doc|nr. doc|n. doc|documento n|parcella n|parcella n°|numero ricevuta|fattura elettronica n|fattura immediata n',
    order:
      'ordine|n° ordine|numero ordine|ordine n|ordine n°|nr ordine|vostro ordine|rif ordine|ordine di acquisto|vs ordine|numero ordine cliente|riferimento ordine|vs. ordine|ordine cliente|ordine nr|vs rif|vostro riferimento',
    delivery: 'ddt|ddt n|n° ddt|bolla|numero ddt|documento di trasporto|ddt nr|rif ddt|d.d.t.|d.d.t. n|rif. d.d.t.|ddt n°|bolla n',
    otherNumber:
      "codice cliente|cod cliente|numero cliente|n° cliente|cliente n|cod. cli|telefono|tel|fax|cellulare|cell|preventivo n|contratto|n° contratto|contratto n|codice contratto|conto corrente|c/c|cc|iban|bic|swift|abi|cab|cin|rea|r.e.a.|capitale sociale|cap soc|codice destinatario|codice univoco|codice sdi|sdi|pec|fattura originale|fattura di riferimento|rif fattura|rif. fattura|rif|riferimento|pagina|pag|cig|cup|commessa|progetto|agente|email|e-mail|web|sito|iscrizione|registro imprese|albo|reg imprese|banca|banca d'appoggio|causale|pod|pdr|matricola|utenza|codice utente|codice iban|vs banca|vettore|porto|reg. imp|prenotazione|camera|storno fattura|fattura collegata",
    date: 'data fattura|data della fattura|data di emissione|data emissione|data documento|data di fatturazione|emessa il|del|emesso il|data doc|data nota di credito|data fatturazione|fattura del|data del documento|data nota|data di fattura|data parcella|nota di credito del|data ricevuta|data doc.',
    plainDate: 'data|del|in data|il',
    due: 'scadenza|data scadenza|data di scadenza|scadenza pagamento|scadenze|da pagare entro|pagare entro|pagamento entro|pagare entro il|da pagare entro il|termine di pagamento|scade il|entro il|scadenza il|data scadenza pagamento|scadenza rata|pagamento entro il|termine pagamento|da saldare entro il|in scadenza il|pagabile entro|data pagamento',
    otherDate:
      'data ordine|data consegna|data di consegna|consegna|data spedizione|data ddt|ddt del|ordine del|periodo|periodo di riferimento|periodo di fatturazione|valido fino al|validità|validità offerta|data di nascita|nato il|data stampa|stampato il|data di stampa|data contratto|contratto del|data fattura originale|fattura originale del|rif fattura del|dal|al|data inizio|data fine|data valuta|valuta|addebito il|data addebito|data prestazione|data di pagamento effettuato|pagato il|data trasporto|data ora trasporto|data e ora|inizio trasporto|data ritiro|data intervento|arrivo|partenza|check-in|check-out|scadenza carta|scadenza tessera|scadenza offerta|prossima bolletta|prossima fattura|data lettura|data operazione|data preventivo|preventivo del|periodo dal|storno fattura del|con riferimento alla fattura del|data fattura collegata',
    seller:
      'venditore|fornitore|cedente|cedente/prestatore|cedente / prestatore|emittente|mittente|prestatore|da|emessa da|dati fornitore|ragione sociale fornitore|cedente prestatore|intestatario conto|beneficiario|dati cedente|emesso da',
    buyer:
      'cliente|acquirente|destinatario|cessionario|cessionario/committente|cessionario / committente|spett.le|spettabile|spett|spett.le ditta|intestatario|fatturare a|intestato a|committente|indirizzo di fatturazione|dati cliente|a|fatturato a|egr|gent.le|egregio|gentile|intestazione|cessionario committente|fattura a|indirizzo fatturazione|intestatario fattura|spett.le cliente|dati cessionario|destinatario fattura|destinatario documento|alla cortese attenzione|alla c.a.|fattura intestata a',
    shipTo:
      'destinazione|luogo di consegna|indirizzo di consegna|spedire a|destinazione merce|indirizzo di spedizione|luogo di destinazione|destinatario merce|consegnare a|indirizzo spedizione|indirizzo di fornitura|indirizzo fornitura|spedito a|dest. merce',
    taxId:
      'partita iva|p.iva|p. iva|piva|p.i.|cod fiscale|codice fiscale|c.f.|cf|p.iva/c.f.|p.iva e c.f.|cf/p.iva|p.iva / c.f.|partita iva e codice fiscale|id fiscale|identificativo fiscale|vat|p.iva/cf|part. iva|codice fiscale e partita iva|c.f. e p.iva|c.f./p.iva|vat number|cod. fisc|cod fisc|cod. fisc. / p. iva|partita i.v.a.|id fiscale iva|c.f. / p.iva',
    subTotal:
      'subtotale|totale merce|totale parziale|totale righe|importo merce|sub totale|totale lordo|totale prodotti|totale servizi|merce|somma|totale beni|totale corpo|totale merci|somma righe|totale prestazioni',
    discount:
      'sconto|sconti|totale sconto|totale sconti|abbuono|sconto totale|sconto incondizionato|ribasso|sconto cliente|sconto merce|importo sconto',
    charge:
      'spese di spedizione|spedizione|trasporto|spese di trasporto|spese|spese accessorie|spese incasso|spese di incasso|imballaggio|imballo|contributo|contributo integrativo|spese varie|maggiorazione|costi di spedizione|spese bancarie|spese trasporto|cassa previdenza|contributo cassa|spese imballo|spese imballaggio|rivalsa inps|rivalsa|spese generali|diritto fisso|spese di consegna|consegna|contributo previdenziale|altre spese|spese bolli',
    taxable:
      'imponibile|totale imponibile|imponibile totale|totale netto|netto|importo netto|totale senza iva|base imponibile|imponibile iva|totale imponibile iva|netto imponibile|totale al netto iva|totale netto iva|importo imponibile|tot imponibile|tot. imponibile|netto merce|totale esclusa iva|totale iva esclusa|totale merce netto|imponibile eur|totale (iva esclusa)|importo senza iva|totale ante iva|totale iva escl|valore imponibile|importo (iva esclusa)',
    tax: 'iva|totale iva|importo iva|imposta|totale imposta|imposte|i.v.a.|iva totale|tot iva|totale imposte|di cui iva|tot. iva|importo imposta|totale i.v.a.|ammontare iva|iva inclusa|iva esposta|imposta totale|imposta iva|tot imposta|tot. imposta|iva vendite|imposta sul valore aggiunto',
    total:
      'totale|totale fattura|totale documento|importo totale|totale complessivo|totale generale|totale ivato|totale iva inclusa|totale con iva|totale eur|totale euro|importo totale documento|totale lordo iva|importo fattura|tot documento|tot. documento|totale iva compresa|totale parcella|totale nota di credito|totale fattura eur|totale doc|prezzo totale|totale compreso iva|totale (iva inclusa)|importo complessivo|totale ricevuta|totale fattura iva inclusa|tot fattura|tot. fattura|importo documento|totale comprensivo iva|totale ordine|totale bolletta|totale storno|totale lordo fattura|totale documento eur|importo totale fattura|lordo',
    prepaid:
      'acconto|anticipo|acconti|già pagato|pagato|importo pagato|acconto versato|pagamento ricevuto|incassato|versato|caparra|acconto ricevuto|acconti versati|deposito|saldato|già versato|meno acconto|totale pagato|importo versato|acconti ricevuti|detrazione acconto',
    payable:
      'netto a pagare|totale da pagare|da pagare|importo da pagare|totale a pagare|saldo|residuo|a saldo|netto da pagare|importo dovuto|totale dovuto|saldo da pagare|netto a pagare eur|importo a pagare|resta da pagare|residuo da pagare|restano da pagare|da versare|da saldare|importo residuo|totale a saldo|netto a vs. dare|saldo a pagare|da rimborsare|importo rata|netto a vostro debito|netto a vostro credito|totale residuo|totale netto a pagare|rimanenza|importo netto a pagare',
    otherSum:
      "ritenuta|ritenuta d'acconto|ritenuta acconto|r.a.|hai risparmiato|risparmio|totale quantità|quantità totale|totale colli|colli|peso|peso totale|peso lordo|peso netto|n. colli|saldo precedente|riporto|a riportare|cambio|resto|contanti|bollo|imposta di bollo|marca da bollo|arrotondamento|n° colli|omaggi|fuori campo iva|non imponibile|esente|totale pezzi|totale articoli|volume|tasso di cambio|totale ore|carta|bancomat|bollo virtuale|numero articoli|consumo|controvalore|importo in lettere|n. pezzi|mancia|totale omaggi|aliquota|split payment|iva split payment|totale esente|totale consumi",
    currency: 'valuta|divisa|importi in|prezzi in|moneta|valuta documento|valori in',
    terms:
      'condizioni di pagamento|modalità di pagamento|pagamento|termini di pagamento|modalità pagamento|condizioni pagamento|condizioni|metodo di pagamento|tipo pagamento|mod. pagamento|forma di pagamento',
    colPosition: 'pos|n|nr|riga|n°|#|num|posizione|rif|no',
    colDescription:
      'descrizione|articolo|prodotto|servizio|descrizione dei beni|prestazione|descrizione articolo|descrizione prodotto|descrizione del servizio|descrizione della merce|causale|natura e qualità|oggetto|dettaglio|prodotti|descrizione della prestazione|prodotto/servizio|descrizione beni/servizi|prodotto o servizio|prodotti e servizi|descrizione servizi|natura e qualità dei beni|natura e qualità dei servizi|descrizione dei servizi|descrizione attività|beni',
    colCode:
      'codice|cod|cod articolo|codice articolo|art|riferimento|cod. art|sku|ean|cod.|data|lotto|cod art|codice prodotto|rif.|cod. articolo',
    colQuantity: 'quantità|q.tà|qtà|qta|q.ta|pezzi|ore|quant|pz|n° pezzi|giorni|quant.|q.t.à|q.',
    colUnit: 'um|u.m.|unità|u.m|unità di misura|misura|unità misura|udm',
    colPrice:
      'prezzo|prezzo unitario|prezzo unit|prezzo netto|pr unit|importo unitario|p. unitario|p.u.|costo unitario|prezzo un|prezzo/unità|tariffa|prezzo unit.|prezzo unitario netto|pr. unitario|prezzo (eur)|pr. unit|prezzo un.|valore unitario|prezzo u.|prezzo listino|prezzo cad|costo|listino|prezzo eur|prezzo unitario eur|unitario|prezzo di vendita|prezzo lordo|tariffa oraria',
    colDiscount: 'sconto|sc|sc %|sconto %|sconti|sc.%|% sconto|% sc|sc.|sconto (%)|sc. %|% sc.|sconto/magg.',
    colRate:
      'iva|aliquota|aliquota iva|% iva|iva %|c.iva|cod iva|i.v.a.|al. iva|aliq|ali. iva|codice iva|iva (%)|aliq. iva|aliquota %|aliq.|cod. iva|imposta|tasse',
    colTax: 'importo iva|imposta|iva eur|totale iva|valore iva',
    colNet:
      'importo|totale|prezzo totale|importo netto|totale netto|imponibile|valore|importo totale|totale riga|importo eur|totale eur|netto|importo riga|totale imponibile|valore totale|importo (eur)|tot|tot.|totale (eur)|importo imponibile|prezzo tot.|totale senza iva|somma|totale netto eur',
    colGross:
      'lordo|totale ivato|importo ivato|totale con iva|totale iva inclusa|importo con iva|importo lordo|totale (iva incl.)|prezzo ivato',
    kindInvoice:
      'fattura|fattura di vendita|fattura accompagnatoria|fattura immediata|fattura differita|fattura elettronica|parcella|fattura di cortesia|copia di cortesia|fattura commerciale|copia analogica|bolletta|fattura a saldo|fattura proforma definitiva|fattura riepilogativa|nota di addebito|notula|fattura ordinaria|fattura n|fattura semplificata|avviso di parcella|fattura pa|fattura vendita|fattura di saldo',
    kindCreditNote: 'nota di credito|nota credito|nota di accredito|nota di variazione|storno|nota di credito di vendita|nota di cr',
    kindCorrected: 'fattura rettificativa|fattura correttiva|fattura di rettifica|fattura corretta',
    kindPrepayment: "fattura di acconto|fattura acconto|fattura d'acconto|acconto fattura|fattura di anticipo|acconto/anticipo su fattura",
    kindSelfBilled: 'autofattura|autofatturazione',
    kindReceipt:
      'ricevuta|scontrino|ricevuta fiscale|documento commerciale|ricevuta di pagamento|quietanza|ricevuta non fiscale|scontrino fiscale',
    kindOther:
      "preventivo|ordine|conferma d'ordine|conferma ordine|documento di trasporto|ddt|d.d.t.|proforma|fattura proforma|fattura pro forma|pro forma|estratto conto|offerta|sollecito|sollecito di pagamento|bolla di consegna|bolla|spettabile cliente|gentile cliente|egregi signori|contratto|packing list|distinta|lettera|ordine di acquisto|bolla di accompagnamento|busta paga|rapportino|listino prezzi|offerta commerciale|avviso di pagamento|lista di imballaggio|nota di consegna|secondo sollecito|verbale|situazione contabile|scheda contabile|rapporto di intervento",
  },
}

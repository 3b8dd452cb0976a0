import type { LanguageLabels } from './label-kind.ts'

export const FRENCH: LanguageLabels = {
  language: 'fr',
  countries: ['FR', 'BE', 'CH', 'CA', 'LU'],
  words: 'le|la|les|des|du|et|de|pour|vous|votre|nous|par|merci|avec|sur|au|en cas de',
  months:
    'janvier/janv/jan|février/févr/fév/fevrier|mars|avril/avr|mai|juin|juillet/juil|août/aout|septembre/sept|octobre/oct|novembre/nov|décembre/déc/dec',
  numberWords: 'numéro|n°|no|nr|num|réf|référence|#',
  labels: {
    number:
      "numéro de facture|n° de facture|n° facture|no facture|no de facture|facture n°|facture numéro|facture no|facture nr|réf facture|référence facture|référence de la facture|numéro de la facture|n° de la facture|numéro facture|numéro d'avoir|n° avoir|n° d'avoir|avoir n°|numéro de l'avoir|numéro de pièce|n° pièce|n° de pièce|pièce n°|n° de document|numéro de document|document n°|facture no.|numéro du document|n° document|facture de vente n°|num facture|votre facture n°|numéro d'identification de la facture",
    order:
      'numéro de commande|n° de commande|n° commande|commande n°|no de commande|bon de commande|bon de commande n°|votre commande|commande|réf commande|référence commande|votre référence|vos références|votre réf|vos réf|n° bon de commande|votre commande n°|référence client|réf client|numéro de la commande|votre n° de commande',
    delivery: 'bon de livraison|bon de livraison n°|n° bl|bl n°|n° de bon de livraison|numéro de livraison|bl|n° bon de livraison',
    otherNumber:
      "numéro client|n° client|n° de client|code client|client n°|no client|no de client|numéro de client|compte client|compte|n° de compte|numéro de compte|devis n°|n° devis|numéro de devis|n° de devis|contrat|n° contrat|contrat n°|n° de contrat|numéro de contrat|téléphone|tél|tel|fax|télécopie|mobile|portable|siret|siren|rcs|naf|ape|code naf|code ape|iban|bic|swift|rib|facture d'origine|facture associée|facture origine|sur facture|facture initiale|réf facture d'origine|n° facture d'origine|facture de référence|facture annulée|page|dossier|n° dossier|n° de dossier|affaire|projet|chantier|référence|réf|nos références|notre référence|notre réf|point de livraison|pdl|n° pdl|référence du contrat|e-mail|email|courriel|mail|site|site web|capital|code banque|code guichet|clé rib|titulaire|titulaire du compte|domiciliation|vendeur n°|représentant|commercial|votre contact|votre conseiller|interlocuteur|référence de paiement|communication|communication structurée|mandat|rum|ics|agrément|n° agrément|bce|n° d'entreprise|numéro d'entreprise|rpm|no permis",
    date: "date de facture|date de la facture|date facture|date d'émission|date de facturation|date d'établissement|émise le|émis le|facture du|facturé le|date de l'avoir|date d'avoir|date avoir|date du document|date de création|date pièce|date de pièce|établie le|établi le|fait le|date d'édition de la facture|date de document|avoir du|en date du|date d'émission de la facture|facture établie le",
    plainDate: 'date|le|du',
    due: "date d'échéance|échéance|échéance le|date limite de paiement|à payer avant le|à payer avant|à régler avant le|date de règlement|payable le|payable avant le|à régler le|date d'exigibilité|échéance de paiement|date échéance|à payer pour le|à payer au plus tard le|payable au plus tard le|paiement avant le|date limite|paiement dû le|payable jusqu'au|dû le|échéance au|règlement avant le|date d'échéance du paiement|règlement le|à échéance du|échéance du|date de paiement|a payer le|paiement au plus tard le|date d'échéance de paiement",
    otherDate:
      "date de commande|date de la commande|commande du|date de livraison|livré le|livraison du|livraison le|date d'expédition|expédié le|date de prestation|date de la prestation|date des prestations|date de début|date de fin|date de début de prestation|date de fin de prestation|période|période de facturation|période du|date de naissance|né le|date d'impression|imprimé le|édité le|valable jusqu'au|valide jusqu'au|validité|date de validité|date du devis|devis du|contrat du|date de contrat|date de facture associée|date de la facture associée|date de facture d'origine|date facture d'origine|date de la facture d'origine|facture d'origine du|sur facture du|payé le|réglé le|paiement reçu le|date du règlement|prélèvement le|prélevé le|date de prélèvement|prochaine facture|prochaine facture vers le|expire le|date d'expiration|début|fin|depuis le|depuis|bl du|bon de livraison du|date bl|date d'intervention|date d'arrivée|date de départ|arrivée|départ|du au|date de vente|date d'exécution|date d'opération|date de relevé|escompte jusqu'au|date de l'opération|date de la vente",
    seller:
      "vendeur|fournisseur|émetteur|prestataire|émis par|émise par|de|expéditeur|facturé par|vendu par|société|coordonnées du vendeur|bénéficiaire|émetteur de la facture|artisan|l'entreprise|payable à",
    buyer:
      "client|acheteur|adresse de facturation|facturé à|facturée à|destinataire|facturation|à l'attention de|à|adressé à|adressée à|adresse facturation|facture à|client facturé|nom du client|coordonnées client|acquéreur|donneur d'ordre|preneur|bailleur|locataire|vendu à|débiteur|adresse de facturation client|payable par|patient",
    shipTo:
      'adresse de livraison|livré à|livraison à|lieu de livraison|adresse livraison|livraison|destinataire de la livraison|livrer à|expédié à|adresse du chantier|lieu de consommation|lieu de prestation|adresse de prestation',
    taxId:
      "n° tva|numéro de tva|tva intracommunautaire|n° tva intracommunautaire|tva intracom|n° de tva|tva n°|n° tva intracom|numéro tva|tva fr|tva be|siret|siren|n° siret|n° siren|no tva|ide|n° ide|numéro d'identification tva|identifiant tva|id tva|tva|n° tva client|n° de tva intracommunautaire|numéro de tva intracommunautaire|code tva|n° tps|n° tvq|no tps|no tvq|tps no|tvq no|tva intra",
    subTotal:
      'sous-total|sous total|total lignes|total des lignes|total articles|total brut ht|total marchandises|total produits|montant brut ht|sous-total ht|total brut|brut ht|total fournitures|total prestations',
    discount:
      'remise|remises|total remise|total remises|remise globale|rabais|ristourne|escompte accordé|réduction|remise commerciale|remise ht|réductions|bon de réduction|code promo|montant remise|remise totale',
    charge:
      "frais de port|port|frais de livraison|frais d'expédition|livraison|frais d'envoi|frais|transport|frais de transport|emballage|frais de port ht|port ht|frais de dossier|frais de gestion|éco-participation|eco-participation|port et emballage|majoration|participation aux frais|frais de port et emballage|frais de déplacement|déplacement",
    taxable:
      'total ht|montant ht|total net ht|net ht|total hors taxes|total hors taxe|montant total ht|total h.t.|montant hors taxes|base ht|total ht net|net commercial|total htva|montant htva|total hors tva|base imposable|total hors tva|ht|montant net ht|total général ht|base hors taxe|montant net|total net|sous-total hors taxes|total hors taxes (ht)|total facture ht|somme ht|total avant taxes|base taxable|prix ht|montant total hors taxes|total ht après remise|total ht net eur|total eur ht|montant total hors tva|montant hors tva|sous-total htva|total général hors taxes|total htva eur|base tva',
    tax: 'tva|total tva|montant tva|montant de la tva|total taxes|montant total tva|taxes|dont tva|tva totale|total t.v.a.|total de la tva|tps|tvq|taxe|montant taxes|total taxe|tva collectée|tva à 20%|tva sur les débits|total des taxes|dont tva à|t.v.a.|taxe sur la valeur ajoutée|tvh|tva incluse|montant tva total|dont taxes|tva due|montant taxe',
    total:
      "total ttc|montant ttc|total toutes taxes comprises|montant total ttc|total|total général|total général ttc|net ttc|total t.t.c.|total facture|montant total|total tvac|montant de la facture|montant facture|total facture ttc|total tva comprise|total avec tva|prix total ttc|total tvac eur|montant total de la facture|total avoir|montant de l'avoir|total à payer ttc|somme totale|ttc|total toutes taxes comprises (ttc)|total eur ttc|total taxes comprises|prix ttc|montant total tvac|montant total à payer ttc|total global|total remboursé|montant total avoir|total de la facture|total avoir ttc|montant tvac|total tva incluse|total ttc eur|total net ttc|grand total",
    prepaid:
      'acompte|acompte versé|acomptes versés|acompte reçu|acomptes|déjà réglé|déjà payé|déjà versé|montant payé|montant réglé|payé|réglé|versement|versements|avance|arrhes|montant déjà payé|moins acompte|acomptes perçus|total réglé|acompte payé|paiement reçu|somme déjà versée|montant déjà réglé|acompte déduit|arrhes versées|provisions',
    payable:
      'net à payer|montant à payer|reste à payer|solde à payer|à payer|total à payer|solde|solde dû|montant dû|total dû|net à payer ttc|reste dû|à régler|montant à régler|solde à régler|reste à régler|net à régler|total à régler|net à payer eur|montant net à payer|somme à payer|total net à payer|restant dû|net a votre crédit|net à déduire|à rembourser|montant restant dû|solde à payer ttc|montant prélevé|net à rembourser|montant exigible|somme due|net à payer en euros',
    otherSum:
      "escompte|vous économisez|économie|économies|total quantité|quantité totale|poids total|poids|capital|capital social|report|à reporter|solde précédent|ancien solde|taux de change|cours|rendu|monnaie|espèces|total page|nombre d'articles|nombre de pièces|frais de recouvrement|indemnité forfaitaire|indemnité|pénalités|total heures|total points|carte bancaire|carte|dont éco-participation|contre-valeur|arrondi|consommation|total consommation|soit|pourboire|base|taux|frais de retard|solde antérieur|montant des indemnités|nombre de colis",
    currency: 'devise|monnaie|montants en|prix en|montants exprimés en|tous les montants en|devise de facturation',
    terms:
      'conditions de paiement|conditions de règlement|modalités de paiement|mode de règlement|mode de paiement|conditions|modalités de règlement|termes de paiement|délai de paiement|moyen de paiement|règlement',
    colPosition: 'pos|n°|ligne|no|position|num|item|nr|l.|n° ligne',
    colDescription:
      'désignation|description|libellé|article|produit|prestation|désignation des produits|désignation des articles|détail|intitulé|nature|désignation des prestations|articles|produits|prestations|service|services|description des prestations|objet|nom du produit|dénomination|nature des prestations|désignation du produit|produit ou service|désignation article|description du produit',
    colCode: 'référence|réf|code|code article|réf article|code produit|référence article|sku|ean|réf.|date|lot|référence produit',
    colQuantity: 'quantité|qté|qte|nombre|nb|quantités|qté.|heures|nbre|jours|nombre de|quantité facturée|qtés|nb heures|qté facturée',
    colUnit: 'unité|u|un|unités|cond|u.|udm|unité de mesure',
    colPrice:
      "prix unitaire|prix unitaire ht|pu|pu ht|p.u.|p.u. ht|prix|prix ht|prix unit|prix unit ht|pu net|prix unitaire (ht)|pu hors taxe|prix u|prix u. ht|tarif|prix net|pu htva|prix unitaire htva|pu en eur|montant unitaire|prix à l'unité|coût unitaire|p.u|prix/unité|prix unitaire eur|pu net ht|pu eur|prix unitaire htva|prix unitaire hors taxes|taux horaire|prix u.|pu ht eur|pu brut",
    colDiscount: 'remise|rem|% rem|remise %|rem %|rem.|% remise|réduction|rabais|rist|rem. %',
    colRate: 'tva|taux tva|tva %|% tva|taux|taux de tva|code tva|t.v.a.|tva (%)|taxe|taxes|taux tva %|tx tva',
    colTax: 'montant tva|tva eur|total tva|montant de tva|montant taxe',
    colNet:
      'montant|montant ht|total ht|total|prix total|prix total ht|total net|net ht|montant net|montant ht eur|montant total|montant total ht|total h.t.|montant h.t.|total htva|montant htva|valeur|total ligne|total ligne ht|montant eur|total (ht)|total eur|total hors taxe|total hors tva|total ht eur|total net ht|prix total htva|total en eur|montant (ht)|total hors taxes|somme',
    colGross: 'ttc|montant ttc|total ttc|prix ttc|total tvac|montant tvac|prix total ttc|total t.t.c.',
    kindInvoice:
      "facture|facture de vente|facture client|facture proforma définitive|facture définitive|note d'honoraires|facture de solde|facture / invoice|facture commerciale|facture d'achat|e-facture|facture électronique|facture simplifiée|votre facture|facture originale|facture duplicata|duplicata facture|facture de services|facture de situation|honoraires|facture finale|facture de prestation",
    kindCreditNote: "avoir|note de crédit|facture d'avoir|avoir client|avoir sur facture|facture avoir",
    kindCorrected: 'facture rectificative|facture corrective|facture corrigée|facture de rectification',
    kindPrepayment: "facture d'acompte|facture acompte|demande d'acompte|facture de provision",
    kindSelfBilled: 'autofacture|autofacturation|auto-facture|auto-facturation',
    kindReceipt: 'reçu|ticket de caisse|ticket|quittance|reçu de paiement|note de frais|quittance de loyer|justificatif de paiement',
    kindOther:
      "devis|bon de commande|bon de livraison|proforma|facture proforma|facture pro forma|pro forma|pro-forma|relevé de compte|relevé|relevé de factures|confirmation de commande|rappel|relance|lettre de relance|mise en demeure|accusé de réception|offre|offre de prix|madame|monsieur|cher client|madame, monsieur|messieurs|bordereau|estimation|avis de paiement|contrat|extrait de compte|bon de retour|bordereau de livraison|liste de colisage|bulletin de paie|bulletin de salaire|fiche de paie|attestation|échéancier|état de compte|soumission|1er rappel|rappel de paiement|deuxième rappel|compte rendu|bon d'intervention|bon de préparation",
  },
}

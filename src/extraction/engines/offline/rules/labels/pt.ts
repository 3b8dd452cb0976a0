import type { LanguageLabels } from './label-kind.ts'

/** Portuguese of Portugal and of Brazil. */
export const PORTUGUESE: LanguageLabels = {
  language: 'pt',
  countries: ['PT', 'BR', 'AO'],
  words: 'o|os|da|do|das|dos|e|para|por|com|em|não|obrigado|ao|uma|são|à',
  months:
    'janeiro/jan|fevereiro/fev|março/mar|abril/abr|maio/mai|junho/jun|julho/jul|agosto/ago|setembro/set|outubro/out|novembro/nov|dezembro/dez',
  numberWords: 'número|nº|n°|no|nr|n|num|#',
  labels: {
    number:
      'número da fatura|nº da fatura|nº fatura|n° fatura|fatura nº|fatura n°|fatura nr|fatura no|fatura n|factura nº|nº factura|número da factura|número fatura|fatura número|fatura-recibo nº|nº do documento|nº documento|documento nº|número do documento|número da nota|nº da nota|nota nº|nota fiscal nº|número da nota fiscal|nº nf|nf-e nº|número da nfs-e|nota de crédito nº|nota de crédito nr|número da nfse|número nf|fatura/recibo nº|no da fatura|no fatura|fatura simplificada nº|num fatura|documento n|nr fatura|nr da fatura|n da fatura|nº da nf-e|nº da nfs-e|nfs-e nº|documento no',
    order:
      'encomenda|nº encomenda|encomenda nº|n° encomenda|pedido|número do pedido|nº do pedido|pedido nº|ordem de compra|v/ encomenda|sua encomenda|requisição|requisição nº|v/ref|vossa encomenda|a sua referência|nota de encomenda|número da encomenda|v/ requisição|v. encomenda|n pedido|no pedido',
    delivery: 'guia de remessa|guia de remessa nº|guia nº|guia de transporte|guia de transporte nº|romaneio|guia',
    otherNumber:
      'nº cliente|nº de cliente|cliente nº|código cliente|código do cliente|número de cliente|cod cliente|telefone|tel|telef|telemóvel|fax|celular|contrato|nº contrato|nº do contrato|conta|conta corrente|agência|banco|iban|nib|bic|swift|pix|chave pix|inscrição estadual|inscrição municipal|ie|insc estadual|insc. estadual|insc. municipal|im|insc municipal|fatura original|fatura de origem|referente à fatura|documento de origem|página|pág|orçamento nº|projeto|obra|referência|ref|e-mail|email|site|web|atcud|entidade|referência multibanco|capital social|cons reg com|matrícula|cae|código de verificação|chave de acesso|série|protocolo|rps|nº rps|cnae|cep|nº de série|vendedor|nº funcionário|unidade consumidora|instalação|reserva|fatura nº original|nº conta|cpe|nosso número|carteira|código do beneficiário|linha digitável|protocolo de autorização',
    date: 'data da fatura|data de emissão|data fatura|data da factura|data emissão|data do documento|emitida em|emitido em|data documento|data de faturação|data da nota|data de emissao|data da emissão|data e hora da emissão|data e hora de emissão|data do doc|data nota de crédito|data de facturação|data da nota fiscal|data de geração da nfs-e|data da emissão da nota|data de emissão da nfs-e|emissão|data doc|data da nfs-e|data do faturamento|data de faturamento|data/hora emissão',
    plainDate: 'data|em|lisboa',
    due: 'data de vencimento|vencimento|data vencimento|vence em|pagar até|pagamento até|data limite de pagamento|limite de pagamento|a pagar até|vencimento em|data do vencimento|vence a|data limite|prazo de pagamento até|pagável até|data de pagamento|vcto|venc|pague até|pagar até ao dia|data de vencimento do pagamento|pagamento até ao dia',
    otherDate:
      'data da encomenda|data do pedido|data de entrega|data entrega|entrega|data de envio|data do serviço|data da prestação|período|período de faturação|válido até|validade|data de validade|data de nascimento|data de impressão|impresso em|data da fatura original|de|até|data de saída|data da saída|data saída/entrada|data saída|data de autorização|data início|data fim|data do contrato|competência|data de carga|carga|descarga|data de débito|débito a partir de|próxima fatura|data da operação|data de colocação à disposição|data da guia|data de saída/entrada|data da saída/entrada|data de processamento|data processamento|check-in|check-out|chegada|partida|mês de referência|próxima leitura|leitura|data da encomenda do cliente|hora da saída|data de início|data de fim|data do documento de origem',
    seller:
      'vendedor|fornecedor|emitente|prestador|prestador de serviços|emissor|de|prestador do serviço|dados do prestador|dados do emitente|cedente|beneficiário|dados do fornecedor|emitido por|faturado por',
    buyer:
      'cliente|comprador|tomador|tomador de serviços|tomador do serviço|destinatário|faturar a|faturado a|destinatário/remetente|exmo sr|exmos srs|exmo.(s) sr.(s)|exmo(s) sr(s)|para|adquirente|morada de faturação|dados do cliente|nome do cliente|sacado|exma sra|endereço de faturação|endereço de cobrança|exmos senhores|cobrar a|dados do tomador|a|pagador|faturação|exmo. senhor|destinatario remetente|facturado a|faturar para|dados do destinatário',
    shipTo:
      'local de entrega|morada de entrega|endereço de entrega|entregar em|local de descarga|enviar para|local de carga|morada de envio|enviado para|descarga em|entrega em|local do serviço|endereço de envio',
    taxId:
      'nif|contribuinte|nº contribuinte|contribuinte nº|n.i.f.|nipc|cnpj|cpf|cnpj/cpf|cpf/cnpj|nº de contribuinte|v/ nº contrib|nif cliente|vat|iva nº|cnpj / cpf|contrib. nº|n contribuinte|nº contrib|número de contribuinte|no contribuinte|v/nº contribuinte|c.n.p.j.|nif do cliente|contribuinte n|id fiscal|número de identificação fiscal',
    subTotal:
      'subtotal|sub-total|sub total|total de produtos|total ilíquido|valor dos produtos|mercadoria/serviços|total mercadoria|valor total dos produtos|total bruto|soma|total dos produtos|ilíquido|total dos serviços|mercadoria|valor dos serviços|total de serviços|total artigos|mercadorias|total linhas|valor total dos serviços',
    discount:
      'desconto|descontos|total desconto|total descontos|desconto comercial|desconto financeiro|valor do desconto|desconto incondicionado|descontos comerciais|desconto global|desconto adicional|desconto total',
    charge:
      'portes|transporte|frete|valor do frete|despesas|despesas de envio|custos de envio|embalagem|seguro|outras despesas|outras despesas acessórias|taxa de entrega|portes de envio|serviços|valor do seguro|outros serviços|taxa de serviço|envio|acréscimos|encargos',
    taxable:
      'base tributável|total líquido|líquido|base de cálculo|valor líquido|total sem iva|base de incidência|incidência|total s/ iva|valor tributável|matéria coletável|base|total s/iva|total tributável|base de cálculo do icms|base incidência|total de incidência|total incidência|valor sem iva|montante sem iva|montante líquido|total antes de iva|base cálculo|valor sem imposto|net|total sem imposto|soma sem iva|incidência iva|incidência/base|total líquido s/ iva|total da incidência|valor s/ iva',
    tax: 'iva|total iva|i.v.a.|valor do iva|imposto|impostos|total imposto|total impostos|icms|valor do icms|iss|valor do iss|ipi|valor do ipi|total do iva|valor iva|montante iva|montante de iva|total de impostos|issqn|iva total|iva incluído|valor do imposto|valor total do iva|total de iva|imposto iva|iva à taxa|imposto total|iva a 23%|iva 23|valor de iva|montante do iva',
    total:
      'total|total da fatura|total fatura|valor total|total geral|total do documento|total com iva|total c/ iva|valor total da nota|total documento|valor da nota|montante total|total eur|total iva incluído|total da nota|valor total da nota fiscal|total (eur)|valor do documento|total factura|total bruto com iva|valor total da nfs-e|valor bruto|total do pedido|valor total da fatura|total da nota de crédito|preço total|total global|valor da fatura|total c/iva|valor total nf|importância total|total com imposto|total com impostos|soma total|valor total do serviço|valor da nfs-e|total r$|total ilíquido com iva|valor cobrado|total incl iva|total do crédito|valor do serviço|total final|total líquido com iva|montante total com iva',
    prepaid:
      'adiantamento|pago|valor pago|sinal|já pago|montante pago|entregue|pagamentos|pagamento recebido|adiantamentos|por conta|valor já pago|valor recebido|entrada paga|total pago|depósito|montante já pago|já liquidado|pagamentos efetuados|adiantado',
    payable:
      'total a pagar|valor a pagar|a pagar|montante a pagar|saldo|valor em dívida|total a liquidar|por liquidar|valor líquido a pagar|valor a receber|saldo a pagar|a receber|valor líquido da nfs-e|valor líquido da nota|montante em dívida|em dívida|restante|total em dívida|saldo em dívida|por pagar|falta pagar|valor por pagar|total por liquidar|a liquidar|valor por liquidar|valor em aberto|restante a pagar|valor a reembolsar|valor cobrado total|saldo devedor',
    otherSum:
      'retenção|retenção na fonte|irs|total de retenções|retenções|irrf|inss|pis|cofins|csll|poupou|poupança|total quantidade|quantidade total|peso|peso bruto|peso líquido|saldo anterior|a transportar|transporte de página|câmbio|troco|numerário|dinheiro|arredondamento|volumes|capital|valor aproximado dos tributos|valor aprox dos tributos|total de volumes|total unidades|isento|total isento|base de cálculo icms st|valor do icms st|valor por extenso|multibanco|ecovalor|imposto de selo|imposto do selo|total artigos quantidade|contravalor|taxa de câmbio|deduções|consumo|total de deduções|quantidade de volumes|base de cálculo do icms st|base de cálculo do iss|transportado|valor do icms substituição|valor dos tributos|crédito iss|gorjeta|taxa',
    currency: 'moeda|divisa|valores em|preços em|valores expressos em',
    terms:
      'condições de pagamento|forma de pagamento|cond. pagamento|modo de pagamento|condição de pagamento|prazo de pagamento|condições|cond pag|cond. pag.|método de pagamento|meio de pagamento|cond de pagamento|termos de pagamento',
    colPosition: 'pos|nº|item|linha|#|n°|posição|no',
    colDescription:
      'descrição|designação|artigo|produto|serviço|descrição do produto|descrição do produto/serviço|descrição dos serviços|produtos|descrição dos produtos / serviços|discriminação|discriminação dos serviços|descrição do serviço|produto/serviço|descrição dos produtos/serviços|descrição do artigo|serviços|nome|descrição do produto / serviço|detalhe|produto ou serviço|descrição do produto/serviços',
    colCode:
      'código|ref|referência|cód|cod|código produto|código do produto|ncm|ncm/sh|cfop|cst|sku|artigo|ref.|ean|cód prod|lote|data|csosn|cód.|código prod|cód. produto|o/cst|codigo artigo',
    colQuantity: 'quantidade|qtd|qtd.|qt|quant|qtde|qtde.|quant.|horas|unidades|qte|q.tde|qnt|qtdd|dias|qt.|qdade|quantidade faturada',
    colUnit: 'un|unidade|unid|un.|und|uni|unid.|u.m.|ud',
    colPrice:
      'preço|preço unitário|pr unitário|p. unitário|valor unitário|preço unit|pr. unit|p.u.|preço un|valor unit|vl unit|preço uni|pr. unitário|preço unit.|valor unit.|p. unit|p. unit.|v. unitário|preço/un|vr unit|preço s/ iva|pr.unit|preço (s/ iva)|pr. unit.|vlr unit|v.unit|vl. unit|p.unit|valor un|custo unitário|valor unitario|preço un.|vl. unitário|v. unit|preço sem iva|pvu|preço líquido|pr unit',
    colDiscount: 'desconto|desc|% desc|desc %|desc.|% desc.|dsc|dto|desc. %|desc.%|desconto %|desc. (%)',
    colRate:
      'iva|taxa iva|iva %|% iva|taxa|taxa de iva|alíq icms|% icms|i.v.a.|aliq|alíquota|tx iva|iva (%)|tx. iva|alíq.|alíq. icms|imposto|alíq. ipi|tx|taxa %|% imposto',
    colTax: 'valor iva|v icms|valor icms|valor do iva|total iva|imposto|v. icms|montante iva|valor ipi|valor imposto',
    colNet:
      'total|valor|valor total|total líquido|montante|preço total|valor líquido|total s/ iva|incidência|vl total|total eur|valor tot|líquido|importe|vlr total|base|v total|total sem iva|subtotal|v. total|total linha|vr total|valor s/ iva|total (s/ iva)|vl. total|total r$|valor tot.|p. total|importância|montante líquido|base de incidência|total (eur)|valor do item',
    colGross: 'total com iva|total c/ iva|valor com iva|valor c/ iva|total iva incl|montante com iva|total c/iva|pvp|total bruto',
    kindInvoice:
      'fatura|factura|fatura-recibo|fatura recibo|fatura/recibo|nota fiscal|nota fiscal eletrônica|nfs-e|nf-e|danfe|nota fiscal de serviço|nota fiscal de serviços eletrônica|fatura simplificada|nota fiscal de serviço eletrônica|fatura comercial|nota de débito|nota fiscal fatura|fatura proforma definitiva|fatura eletrónica|fatura final|nfse|nota fiscal eletrônica de serviços|nota fiscal de serviços|fatura de serviços|fatura de venda|factura-recibo|factura/recibo|nota fiscal de venda|fatura original',
    kindCreditNote: 'nota de crédito|nota crédito',
    kindCorrected: 'fatura retificativa|fatura corrigida|carta de correção|fatura de correção',
    kindPrepayment: 'fatura de adiantamento|fatura adiantamento|fatura de sinal|fatura de adiantamentos',
    kindSelfBilled: 'autofaturação|autofatura|auto-faturação',
    kindReceipt: 'recibo|talão|cupom fiscal|recibo de pagamento|talão de venda|recibo de renda|comprovante de pagamento|cupom|recibo verde',
    kindOther:
      'orçamento|encomenda|guia de remessa|guia de transporte|proforma|fatura proforma|fatura pró-forma|pró-forma|proposta|extrato|extrato de conta|conta corrente extrato|confirmação de encomenda|nota de encomenda|aviso de pagamento|lembrete|cotação|pedido de compra|ordem de serviço|prezado|prezados|prezada|caro cliente|estimado cliente|contrato|boleto|aviso de vencimento|pedido|proposta comercial|exmos. senhores|extrato de conta corrente|lembrete de pagamento|recibo de vencimento|holerite|declaração|aviso de cobrança|ordem de compra|pedido de venda|ata|folha de obra|lista de preços|ordem de compras',
  },
}

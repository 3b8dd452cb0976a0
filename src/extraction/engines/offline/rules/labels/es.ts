import type { LanguageLabels } from './label-kind.ts'

export const SPANISH: LanguageLabels = {
  language: 'es',
  countries: ['ES', 'MX', 'AR', 'CO', 'CL', 'PE'],
  words: 'el|la|los|las|de|del|y|para|por|con|su|gracias|en|es|al|que',
  months:
    'enero/ene|febrero/feb|marzo/mar|abril/abr|mayo/may|junio/jun|julio/jul|agosto/ago|septiembre/setiembre/sep/sept|octubre/oct|noviembre/nov|diciembre/dic',
  numberWords: 'número|núm|n°|nº|no|nro|num|#|folio|nro.',
  labels: {
    number:
      'número de factura|nº de factura|n° de factura|nº factura|n° factura|no factura|no de factura|núm factura|núm. de factura|factura nº|factura n°|factura no|factura núm|factura número|número factura|factura nro|nro de factura|nro factura|nro. de factura|número de documento|nº documento|nº de documento|folio|folio fiscal interno|serie y folio|folio/serie|serie/folio|serie - folio|nº abono|número de abono|número de la factura|factura de venta no|factura electrónica de venta no|factura electrónica no|factura electrónica nº|comp nro|comprobante nro|nro comprobante|factura núm.|nº de abono|nota de crédito no|nota de crédito nº|nota de credito nro|factura rectificativa nº|número de factura rectificativa|num factura|ref factura|serie y número|factura electronica n°',
    order:
      'número de pedido|nº pedido|nº de pedido|pedido nº|pedido|n° pedido|su pedido|orden de compra|orden de compra no|orden de compra nº|o.c.|oc|no de pedido|referencia pedido|su referencia|su ref|núm pedido|nro de orden|orden de compra n°|pedido núm',
    delivery:
      'albarán|nº albarán|nº de albarán|albarán nº|albaranes|remisión|remito|nro remito|guía de remisión|guía de despacho|remito nro|número de albarán',
    otherNumber:
      'número de cliente|nº cliente|nº de cliente|n° cliente|código cliente|código de cliente|cod cliente|cliente nº|cliente no|teléfono|tel|tfno|tlf|fax|móvil|presupuesto nº|nº presupuesto|contrato|nº contrato|nº de contrato|número de contrato|cuenta|cuenta bancaria|nº de cuenta|número de cuenta|no de cuenta|cta|iban|bic|swift|clabe|factura rectificada|factura original|factura de origen|nº factura rectificada|factura que rectifica|página|pág|proyecto|obra|referencia|ref|email|e-mail|correo|correo electrónico|web|registro mercantil|cae|cae nº|cae n°|punto de venta|pto de venta|uuid|folio fiscal|no de serie del certificado|no certificado|certificado|agente|vendedor|comercial|representante|matrícula|cups|expediente|nº expediente|referencia catastral|forma de pago|uso cfdi|uso del cfdi|régimen fiscal|regimen fiscal|lugar de expedición|autorización|resolución|nro autorización|ingresos brutos|timbraje|habitación|reserva|nº reserva|localizador',
    date: 'fecha de factura|fecha factura|fecha de emisión|fecha emisión|fecha de expedición|fecha expedición|fecha de la factura|emitida el|fecha de facturación|fecha y hora de emisión|fecha y hora de expedición|fecha de abono|fecha documento|fecha de documento|fecha del documento|fecha de comprobante|fecha de elaboración|fecha de generación|fecha y hora de generación|fecha de emision y hora|fecha de emisión de la factura|expedida el|fecha de creación|lugar y fecha de expedición|fecha de la rectificativa',
    plainDate: 'fecha|fecha:|en madrid a|fecha y hora',
    due: 'fecha de vencimiento|vencimiento|fecha vencimiento|vence|vence el|fecha de pago|fecha límite de pago|fecha límite|pagar antes de|pagar antes del|pago antes de|vto|fecha vto|fecha de vto|vencimientos|fecha de vto. para el pago|fecha de vencimiento para el pago|vencimiento de pago|a pagar antes del|pagadero el|fecha máxima de pago|plazo de pago hasta|límite de pago',
    otherDate:
      'fecha de pedido|fecha pedido|fecha del pedido|fecha de entrega|fecha entrega|entrega|fecha de envío|fecha de operación|fecha operación|fecha de servicio|fecha de prestación|fecha de albarán|fecha albarán|período|periodo|período de facturación|periodo de facturación|periodo facturado|período facturado desde|válido hasta|validez|caducidad|fecha de caducidad|fecha de nacimiento|fecha de impresión|impreso el|fecha factura original|fecha factura rectificada|fecha de factura rectificada|fecha de la factura original|desde|hasta|fecha de certificación|fecha y hora de certificación|fecha de timbrado|fecha de inicio|fecha de fin|fecha inicio|inicio de actividades|fecha de inicio de actividades|fecha de inicio de act|fecha vto de cae|fecha de vto de cae|vto cae|vencimiento cae|fecha presupuesto|fecha contrato|fecha de cargo|cobro el|fecha de validación|próxima factura|entrada|salida|fecha de entrada|fecha de salida|llegada|fecha orden de compra|fecha orden|orden de compra fecha|fecha de lectura|fecha de autorización|fecha remisión|fecha de resolución|vigencia',
    seller:
      'vendedor|proveedor|emisor|emitido por|de|datos del emisor|prestador|expedidor|datos de la empresa|empresa emisora|expedida por|razón social emisor|datos del proveedor|nombre del emisor|titular|beneficiario|rut emisor',
    buyer:
      'cliente|comprador|facturar a|facturado a|destinatario|dirección de facturación|datos del cliente|receptor|para|señor|señores|señor(es)|sr|sres|a|nombre del cliente|adquiriente|adquirente|datos de facturación|a la atención de|datos del receptor|facturación|cliente/receptor|nombre receptor|razón social cliente|razón social receptor|factura a|facturar a nombre de|apellido y nombre / razón social|datos cliente|contratante',
    shipTo:
      'enviar a|dirección de envío|dirección de entrega|lugar de entrega|entregar a|enviado a|datos de envío|domicilio de entrega|punto de suministro|dirección de suministro|destino',
    taxId:
      'nif|n.i.f.|cif|c.i.f.|nif/cif|cif/nif|nif-iva|rfc|r.f.c.|rut|r.u.t.|nit|n.i.t.|cuit|c.u.i.t.|ruc|r.u.c.|dni|nif intracomunitario|vat|vat no|nit/cc|nie|n.i.f|c.i.f|cif no|id fiscal|identificación fiscal|número de identificación fiscal|rif',
    subTotal:
      'subtotal|sub total|sub-total|suma|importe bruto|total bruto|total líneas|bruto|suma líneas|total artículos|total mercancía|suma importes|total conceptos|subtotal líneas',
    discount:
      'descuento|descuentos|total descuento|total descuentos|dto|dto.|dto comercial|descuento global|rebaja|bonificación|dto pp|descuento comercial|descuento pronto pago|bonificaciones|menos descuento',
    charge:
      'gastos de envío|envío|portes|transporte|gastos|gastos de transporte|recargo|flete|recargos|embalaje|suplidos|gastos envío|manipulación|costo de envío|costes de envío|coste de envío|cargos|otros cargos|seguro',
    taxable:
      'base imponible|total base imponible|base|importe neto|total neto|neto|total sin iva|importe sin iva|base imp|neto gravado|importe neto gravado|total antes de impuestos|subtotal sin iva|b. imponible|base gravable|total bases imponibles|valor neto|suma base imponible|op gravada|op. gravada|op. gravadas|operaciones gravadas|total operaciones gravadas|monto neto|valor antes de iva|total base|subtotal neto|neto sin iva|subtotal antes de iva|total importe neto|gravado|total gravado|importe total sin iva|suma base|valor gravado|total bruto antes de impuestos|base total|importe base',
    tax: 'iva|i.v.a.|cuota iva|total iva|importe iva|cuota|igic|ipsi|impuestos|total impuestos|igv|i.g.v.|impuesto|iva total|total cuota|cuota de iva|total cuota iva|iva trasladado|impuestos trasladados|total impuestos trasladados|total igv|itbis|cuotas iva|iva débito fiscal|impuesto iva|iva incluido|iva inscripto|total cuotas|cuota total iva|iva contenido|importe de iva',
    total:
      'total|total factura|importe total|total con iva|total general|total iva incluido|monto total|total eur|importe factura|total euros|total a facturar|importe total factura|total documento|gran total|importe total con iva|valor total|total neto con iva|total abono|total factura eur|total de la factura|total (iva incluido)|importe total a pagar iva incluido|total comprobante|precio total|suma total|total nota de crédito|total operación|total mxn|total usd|total con impuestos|importe de la factura|importe total de la factura|total bruto con iva|total factura con iva|total líquido',
    prepaid:
      'anticipo|anticipos|pagado|importe pagado|a cuenta|entregado a cuenta|entrega a cuenta|pagos realizados|pago recibido|ya pagado|abonado|pagos a cuenta|pagos|cobrado|seña|depósito|monto pagado|importe abonado|total pagado|anticipo recibido|total anticipos|menos anticipo|señal',
    payable:
      'total a pagar|importe a pagar|a pagar|líquido a percibir|líquido|saldo|pendiente|pendiente de pago|importe pendiente|saldo pendiente|total pendiente|neto a pagar|resto a pagar|total a abonar|valor a pagar|monto a pagar|saldo a pagar|por pagar|importe a ingresar|importe adeudado|total líquido|líquido a pagar|restante|total a ingresar|total adeudado|monto adeudado|a abonar|importe a abonar|a devolver|total por pagar|total a percibir|importe líquido',
    otherSum:
      'retención|retención irpf|irpf|i.r.p.f.|usted ahorra|ahorro|total unidades|total cantidad|cantidad total|peso total|peso|saldo anterior|suma y sigue|tipo de cambio|cambio|efectivo|entregado|capital social|recargo de equivalencia|r.e.|rec. equiv|exento|importe exento|percepción|percepciones|redondeo|total artículos vendidos|total bultos|bultos|no gravado|op exonerada|op inafecta|op gratuita|op. exonerada|op. inafecta|op. gratuita|tarjeta|total letras|importe con letra|cantidad con letra|total horas|son|consumo|total consumo|número de artículos|iva exento|isr retenido|iva retenido|impuestos retenidos|rete fuente|reteica|reteiva|propina|tasa de cambio|importe otros tributos|otros tributos|contravalor|equivalente',
    currency: 'moneda|divisa|importes en|precios en|todos los importes en|moneda de pago',
    terms:
      'condiciones de pago|forma de pago|condiciones|términos de pago|método de pago|medio de pago|formas de pago|condición de pago|plazo de pago|modo de pago|condición de venta',
    colPosition: 'pos|nº|n°|no|línea|item|ítem|#|lin|núm|partida|nro|posición',
    colDescription:
      'descripción|concepto|artículo|producto|detalle|servicio|descripción del producto|conceptos|denominación|productos|producto / servicio|producto/servicio|descripción del servicio|descripción del artículo|artículos|nombre|descripción / concepto|descripcion del producto o servicio|concepto/descripción|bien o servicio|servicios|trabajo|glosa',
    colCode:
      'código|referencia|ref|cód|código producto|clave|sku|ean|art|artículo código|clave prod serv|clave sat|cod|fecha|lote|cód. artículo|no identificación|codigo artículo|clave prod. serv',
    colQuantity: 'cantidad|cant|uds|unidades|horas|cant.|uds.|ud|ctd|cdad|unid|días|nº uds|cantidades',
    colUnit: 'unidad|u. medida|um|u/m|unidad de medida|medida|clave unidad|u.m.|unid. medida',
    colPrice:
      'precio|precio unitario|precio ud|precio unidad|p. unitario|p.u.|pu|precio unit|p. unit|valor unitario|precio/ud|p/u|precio neto|tarifa|precio unit.|precio (sin iva)|precio sin iva|precio por unidad|precio eur|p. unidad|coste unitario|vr unitario|vr. unitario|vlr unitario|importe unitario|costo unitario|p.unitario|v. unitario|precio/hora|precio u.',
    colDiscount: 'descuento|dto|dto %|% dto|desc|% desc|dto.|% bonif|imp bonif|bonif|desc %|desc.|% bonif.|bonificación|dcto',
    colRate:
      'iva|% iva|iva %|tipo iva|tipo|i.v.a.|tipo de iva|alícuota iva|alícuota|impuesto|impuestos|igv|% i.v.a.|tasa|tipo impositivo|iva (%)|igic',
    colTax: 'cuota iva|cuota|importe iva|iva eur|valor iva|total iva|iva importe|cuota de iva',
    colNet:
      'importe|total|importe neto|subtotal|base imponible|precio total|importe total|valor|valor total|total línea|neto|total neto|monto|total sin iva|importe sin iva|importe eur|total eur|base|importe (sin iva)|valor venta|vr total|vr. total|total base|vlr total|valor de venta|v. total|importe base',
    colGross: 'total con iva|importe con iva|subtotal c/iva|total iva incl|precio con iva|total (iva incl.)|importe total con iva|pvp',
    kindInvoice:
      'factura|factura de venta|factura simplificada|factura electrónica|factura a|factura b|factura c|factura ordinaria|factura comercial|factura electrónica de venta|boleta|boleta de venta|boleta electrónica|factura final|minuta|factura de servicios|factura completa|factura proforma definitiva|comprobante fiscal digital|factura exenta electrónica|boleta de venta electrónica|su factura|factura original|factura número|minuta de honorarios|factura de exportación',
    kindCreditNote: 'factura de abono|nota de crédito|nota de abono|abono|nota de crédito electrónica|factura abono',
    kindCorrected: 'factura rectificativa|factura de rectificación|factura corregida',
    kindPrepayment: 'factura de anticipo|factura anticipo|factura de anticipos',
    kindSelfBilled: 'autofactura|autofacturación',
    kindReceipt: 'recibo|ticket|tique|comprobante de pago|justificante de pago|ticket de compra|ticket de venta|recibo de pago',
    kindOther:
      'presupuesto|pedido|albarán|cotización|proforma|factura proforma|pro forma|oferta|estado de cuenta|extracto|extracto de cuenta|nota de entrega|confirmación de pedido|orden de compra|recordatorio|recordatorio de pago|estimado cliente|estimado|muy señor mío|muy señores míos|guía de remisión|remito|contrato|nota de pedido|reclamación de pago|carta|nómina|certificado|hoja de pedido|lista de precios|parte de trabajo|remisión|guía de despacho|estimados señores|estimada|estimado sr|carta de pago|requerimiento de pago|extracto bancario|propuesta',
  },
}

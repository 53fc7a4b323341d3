# La lista de pacientes y la ficha de cada uno.

patients-title = Pacientes
patients-search = Buscar pacientes
patients-search-placeholder = Nombre, teléfono, correo, DNI o id. de origen
patients-show-archived = Pacientes archivados
patients-pages = Páginas de la lista de pacientes
patients-none-found-title = Sin resultados
patients-none-found-lead = Prueba con parte del nombre o con el teléfono sin espacios.
patients-empty-title = Todavía no hay pacientes
patients-empty-lead = Trae todo el historial de la clínica desde el programa que usabas antes.
patients-empty-action = Ir a la migración de datos

patient-name = Nombre
patient-born = Nacimiento
patient-born-age = { $date } · { $years ->
    [one] { $years } año
   *[other] { $years } años
}
patient-gender = Sexo
patient-phone = Teléfono
patient-email = Correo
patient-address = Dirección
patient-national-id = DNI / NIE
patient-source-id = Id. de origen
patient-language = Idioma
patient-billing-name = Facturar a
patient-billing-tax-id = NIF de facturación
patient-archived = Archivado
patient-do-not-contact = No contactar
patient-imported = Importado · id. de origen { $id }
patient-data = Datos
patient-allergies = Alergias
patient-notes = Notas
patient-notes-none = Sin notas.
patient-appointments = Citas
patient-appointments-aside = { $count } · horas de { $timezone }
patient-appointments-none = Sin citas.

appointment-day = Día
appointment-time = Hora
appointment-professional = Con
appointment-cabinet = Gabinete
appointment-status = Estado
appointment-note = Nota
appointment-scheduled = Programada
appointment-confirmed = Confirmada
appointment-checked-in = En sala de espera
appointment-in-treatment = En tratamiento
appointment-completed = Realizada
appointment-cancelled = Anulada
appointment-no-show = No acudió

note-type-administrative = Administrativa
note-type-diagnosis = Diagnóstico
note-type-treatment = Tratamiento
note-type-treatment-plan = Plan de tratamiento
note-type-appointment-clinical = Cita, clínica
note-type-appointment-administrative = Cita, recepción

severity-low = leve
severity-medium = moderada
severity-high = grave
severity-critical = crítica

gender-male = Hombre
gender-female = Mujer
gender-other = Otro
gender-prefer-not-say = Sin indicar

patient-medications = Medicación
patient-illnesses = Enfermedades
patient-account = Cuenta
patient-treatments = Tratamientos
patient-budgets = Presupuestos
patient-payments = Pagos
patient-invoices = Facturas

column-name = Nombre
column-dosage = Dosis
column-notes = Notas
column-status = Estado
column-day = Día
column-treatment = Tratamiento
column-teeth = Piezas
column-price = Precio
column-number = Número
column-lines = Líneas
column-total = Total
column-method = Forma de pago
column-amount = Importe
column-refunded = Devuelto

account-charged = Cargado
account-paid = Pagado
account-balance = Saldo

illness-critical = crítica
illness-known = conocida
treatment-planned = Planificado
treatment-performed = Realizado
treatment-existing = Existente
budget-draft = Borrador
budget-sent = Enviado
budget-accepted = Aceptado
budget-completed = Completado
budget-rejected = Rechazado
budget-expired = Caducado
budget-cancelled = Cancelado
payment-method-cash = Efectivo
payment-method-bank-transfer = Transferencia
payment-method-card = Tarjeta
payment-method-direct-debit = Domiciliación
payment-method-insurance = Seguro
payment-method-other = Otra
invoice-draft = Borrador
invoice-issued = Emitida
invoice-partial = Pagada en parte
invoice-paid = Pagada
invoice-cancelled = Cancelada
invoice-voided = Anulada

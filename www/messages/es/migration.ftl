# Ajustes → Migración de datos: el camino de un archivo y la importación en que se convierte.

migration-title = Migración de datos
migration-subtitle = Traiga toda la historia de una clínica desde un archivo .dpm a { $clinic }.
migration-forbidden = Solo un administrador de esta clínica puede importar datos
migration-forbidden-help = Pida a un administrador que lo haga o que cambie su función.

step-open = Abrir
step-check = Desbloquear y comprobar
step-look = Revisar
step-decide = Decidir
step-confirm = Confirmar
step-import = Importar
step-report = Informe
steps-label = Pasos de la migración
step-done = hecho

ledger-nothing-title = Ha salido de este ordenador
ledger-nothing = Nada
ledger-sent-title = Enviado al servidor de esta clínica
ledger-sent = { $count ->
    [one] { $count } fila decodificada · { $size }
   *[other] { $count } filas decodificadas · { $size }
  }
ledger-never = Contraseña y archivo: nunca

open-heading = Abra el archivo extraído
open-lead = Hasta que confirme, todo ocurre en este navegador. No se envía nada.
open-drop = Suelte aquí el archivo o elíjalo
open-drop-now = Suéltelo para abrirlo
open-which = El archivo que creó dental-bridge: .dpm, .dpm.zst, .dpm.enc, .dpm.zst.enc o .age. Se reconoce por su contenido, no por su nombre.
open-choose = Elegir un archivo
open-looking = Mirando { $name }…
open-only-first = Solo se puede abrir un archivo cada vez: se ha tomado { $name }.

file-encrypted = Cifrado: necesita su contraseña
file-plain = Sin cifrar
file-choose-another = Elegir otro archivo

unlock-heading = Desbloquear { $name }
unlock-lead = La contraseña se usa en este navegador y se borra enseguida. Nunca se envía ni se guarda.
unlock-label = Contraseña usada al extraer el archivo
unlock-button = Desbloquear
unlock-rejected = Esta no ha abierto el archivo.

check-heading = Comprobando { $name }
check-lead = Todo lo de esta página ocurre en este navegador. No se ha enviado nada.
check-note = Cerrar esta página detiene la comprobación. El archivo no cambia.
check-cancel = Cancelar
check-glance = Primer vistazo, aún sin verificar
check-announce = { $stage }: { $percent } %
check-announce-done = { $stage }: hecho

stage-read = Leer el archivo
stage-unlock = Derivar la clave
stage-decrypt = Descifrar
stage-decompress = Descomprimir
stage-verify = Verificar la integridad
stage-waiting = en espera
stage-rows = { $count ->
    [one] { $count } fila
   *[other] { $count } filas
  }
time-left = faltan { $time }
time-about-left = faltan unos { $time }

refusal-nothing-sent = No se ha enviado nada y el archivo no ha cambiado.
refusal-detail = Detalle técnico
refusal-code = Código
refusal-reload = Recargar la página

preview-heading = Lo que traería este archivo
preview-lead = Leído y verificado en este navegador. No se ha enviado nada.
preview-continue = Continuar
preview-verified = Integridad verificada · { $digest }
preview-copy-digest = Copiar la huella completa
preview-copied = Copiado
preview-source = { $system } · «{ $clinic }»
preview-extracted = Extraído
preview-extracted-unknown = no consta
preview-by = con { $tool }
preview-adapter = adaptador { $version }
preview-format = Formato
preview-old = Esta extracción tiene { $count ->
    [one] { $count } día
   *[other] { $count } días
}. Lo que se haya anotado desde entonces en el programa anterior no está en ella.
preview-newer-minor = El formato del archivo es algo más nuevo que esta versión de Puente. Lo que no conoce se guarda en el archivo histórico.
preview-undeclared = El archivo contiene tablas que no figuran en su lista: { $tables }. Sus filas no se importan.
preview-files = Ficheros que llegarán
preview-files-size = unos { $size }
preview-files-none = ninguno
preview-rows = Filas en total

layer-dpme = cifrado (DPME)
layer-age = cifrado (age)
layer-zstd = comprimido
layer-sqlite = base de datos

counts-heading = Registro a registro
counts-type = En el archivo
counts-rows = Filas
counts-fate = Qué ocurrirá
counts-share = Parte del archivo
counts-empty = El archivo no declara ningún registro.
counts-open = Ver algunas filas de: { $type }
fate-brought-in = Se importa
fate-brought-in-chairs = Los gabinetes se importan; otras listas se archivan
fate-folded = Pasa a formar parte de otros registros
fate-payers = Anotados en los pacientes, guardados en el archivo
fate-waits = Espera a su fichero
fate-archived = Se guarda en el archivo histórico
fate-archived-help = Esta versión aún no los convierte en registros de la clínica. Se guardan íntegros para que no se pierda nada.
fate-unknown = Tipo desconocido: se guarda en el archivo histórico

samples-heading = { $type }: algunas filas
samples-lead = Tal como están en el archivo. No se ha enviado nada.
samples-personal = Mostrar datos personales
samples-personal-help = Nombres, datos de contacto, documentos de identidad, fechas de nacimiento y textos libres se ocultan hasta que usted los pida.
samples-loading = Buscando filas…
samples-none = No hay ninguna fila que mostrar.
samples-row = Fila { $id }
samples-close = Cerrar
value-yes = Sí
value-no = No

extractor-heading = Notas del extractor
extractor-lead = Lo que el extractor advirtió al leer el programa anterior.
extractor-none = El extractor no advirtió nada fuera de lo normal.
extractor-more = Mostrar los { $count } grupos
severity-info = Informativo
severity-warn = Conviene mirarlo
severity-error = Error

files-heading = Radiografías y documentos
files-lead = No van dentro de este archivo. Después de la importación llegan uno a uno desde el ordenador que los tiene y se reconocen por su huella.
files-count = { $count ->
    [one] { $count } fichero, unos { $size }
   *[other] { $count } ficheros, unos { $size }
  }
files-without = { $count ->
    [one] { $count } fichero no se pudo leer al extraer la clínica y no tiene huella: no se podrá reconocer.
   *[other] { $count } ficheros no se pudieron leer al extraer la clínica y no tienen huella: no se podrán reconocer.
  }

unreadable-heading = Filas que no se pueden leer
unreadable-lead = Estas filas del archivo están dañadas y no pueden convertirse en registros. Se guardan tal cual en el archivo histórico.

dangling-heading = Referencias que no llevan a nada
dangling-lead = Estas filas apuntan a otras que no están en el archivo. Se importan en lo posible, cada una con un aviso.
dangling-line = { $type } · { $field }

decide-heading = Lo que usted decide
decide-lead = Lo que deje sin decidir va según lo propuesto. Cada cambio se ensaya en este navegador; el paso anterior muestra en qué queda.
decide-back = Volver
questions-heading = Decidir antes de importar
questions-unknown = Se sabrá cuando la importación se haya ensayado en este navegador.
questions-none = No hay nada que decidir: todo puede ir según lo propuesto.
questions-lead = Lo que deje sin decidir va según lo propuesto.
questions-patients = Personas que quizá ya son pacientes
questions-treatments = Tratamientos sin correspondencia segura en el catálogo
questions-staff = Personal que las reglas dejan inactivo
questions-appointments = Citas sin profesional
questions-legal = Datos legales de las facturas
questions-open = { $open } de { $of }
questions-decided = nada pendiente
questions-kept = se conservarán
questions-archived = quedan en el archivo histórico
years-heading = Citas por año

confirm-heading = ¿Importar en { $clinic }?
confirm-holds = Lo que contiene ahora { $clinic }
confirm-empty = Está vacía: buen momento para importar.
confirm-not-empty = El archivo se suma a ello. Los registros importados antes se reconocen y no se duplican.
confirm-before = { $count ->
    [one] Ya se completó aquí una importación.
   *[other] Ya se completaron aquí { $count } importaciones.
  }
confirm-patients = Pacientes
confirm-appointments = Citas
confirm-staff = Personal
confirm-catalog = Tratamientos del catálogo
confirm-cabinets = Gabinetes
confirm-what = Qué ocurrirá
confirm-what-send = { $count ->
    [one] { $count } fila decodificada irá al servidor de esta clínica. El archivo y su contraseña se quedan aquí.
   *[other] { $count } filas decodificadas irán al servidor de esta clínica. El archivo y su contraseña se quedan aquí.
  }
confirm-what-decided = También se envían sus decisiones y se recuerdan para la próxima importación: { $treatments } sobre tratamientos, { $patients } sobre pacientes, { $staff } sobre el personal.
confirm-undecided = { $treatments ->
    [one] Un tratamiento
   *[other] { $treatments } tratamientos
  } y { $patients ->
    [one] un posible duplicado
   *[other] { $patients } posibles duplicados
  } están sin decidir y van como se propone.
confirm-decide = Decidir
confirm-what-once = Entra todo de una vez o nada: si algo falla, la clínica queda como está.
confirm-what-quiet = Nadie recibirá por ello un correo ni un recordatorio.
confirm-backup = Antes se puede hacer una copia de seguridad. Se queda en el servidor.
confirm-backup-button = Hacer copia ahora
confirm-backup-running = Haciendo la copia de seguridad…
confirm-backup-taken = Copia guardada en el servidor como { $file } ({ $size }).
confirm-backup-elsewhere = De las copias de seguridad de esta base de datos se ocupa quien la administra. Asegúrese de que haya una reciente.
confirm-button = Confirmar e importar
confirm-back = Todavía no

options-heading = Qué personal queda activo
options-lead = Se importa a todos con su historia. Quien cumpla una de estas reglas llega inactivo y no aparece en la agenda; podrá activarlo más tarde.
options-months = Meses sin actividad a partir de los cuales alguien se da por ausente
options-months-help = De 0 a 120. Con 0 no se aplica esta regla.
options-months-invalid = Un número entero de 0 a 120.
options-orphans = Columnas de agenda sin persona detrás
options-orphans-help = Columnas de la agenda anterior no vinculadas a nadie del personal, salvo que se usaran hace poco.
options-inactive = Personas inactivas en el programa anterior
options-inactive-help = Ya estaban dadas de baja allí.
options-nonclinical = Personas sin función clínica
options-nonclinical-help = Quien no sea odontólogo ni higienista.

send-heading = Enviando a { $clinic }
send-lead = Deje abierta esta página hasta que se haya recibido todo.
send-row = Enviar
send-starting = Preparando el envío…
send-amount = { $rows } de { $total } filas · { $size }
send-rate = { $rate } filas por segundo
send-stop = Detener
send-stop-note = Lo recibido se queda allí; elija el mismo archivo para continuar.
send-interrupted = El envío se ha interrumpido
send-network = No se puede llegar al servidor. No se pierde nada: lo recibido se queda allí.
send-resume = Continuar el envío
send-received = Se ha recibido todo. Iniciando la importación…
send-not-started = Se ha recibido todo, pero la importación no ha empezado.
send-start-again = Iniciar la importación

job-heading-receiving = Esperando el resto de { $name }
job-receiving = De momento se han recibido { $size }.
job-receiving-help = Si la página que lo envía está abierta en otro sitio, déjela abierta. Si no, elija de nuevo el mismo archivo: solo se envía lo que falta.
job-choose-again = Elegir el archivo de nuevo
job-heading-validated = Se ha recibido todo
job-validated = La huella de integridad es correcta. La importación aún no ha empezado.
job-run = Iniciar la importación
job-heading-executing = Importando en { $clinic }
job-executing = Puede cerrar esta página: la importación sigue y puede volver a ella.
job-unchanged = Hasta que entre el último registro, la clínica no cambia. Si algo falla, queda como estaba.
job-rate = { $rate } registros por segundo
job-started = empezó a las { $time }
job-amount = { $done } de { $total }
job-done-amount = { $total } registros
job-connection-lost = Se ha interrumpido la conexión con el servidor. Reintentando…
job-heading-failed = La importación no se ha completado
job-failed = { $clinic } está como antes. Lo que recibió el servidor sigue allí.
job-failed-deleted = { $clinic } está como antes. Lo que recibió el servidor no era lo que contiene el archivo, así que lo ha borrado. Vuelva a elegir el archivo; si se repite, cópielo de nuevo desde donde se extrajo.
job-failed-reason = Lo que dijo el servidor
job-run-again = Ejecutar de nuevo
job-heading-undone = Esta importación se deshizo
job-heading-abandoned = Esta importación se abandonó
give-up = Renunciar y borrar lo recibido
give-up-heading = ¿Renunciar a esta importación?
give-up-means = Se borra lo que el servidor ha recibido de este archivo. La clínica y el archivo quedan como están; puede volver a empezar desde el principio.
give-up-back = Conservarlo
give-up-go = Renunciar y borrar
job-back = Todas las importaciones

phase-received = Recibido
phase-verifying = Verificado otra vez
phase-loading = Incorporar
phase-committing = Hacerlo definitivo
phase-same-digest = misma huella
phase-working = en curso
phase-waiting = en espera

result-heading = Ya está todo dentro
result-heading-partly = No todo ha entrado
result-heading-over = La importación ha terminado
result-print = Imprimir
result-csv = Cifras en CSV
result-absent = No ha entrado nada de: { $types }.
result-left-out = { $count ->
    [one] { $count } fila no se ha importado. Las observaciones dicen por qué; está en el archivo histórico.
   *[other] { $count } filas no se han importado. Las observaciones dicen por qué; están en el archivo histórico.
  }
result-lead = { $count ->
    [one] { $count } fila justificada en { $time }.
   *[other] { $count } filas justificadas en { $time }.
  }
result-all-clear = No hay nada que revisar.
result-needs-look = { $count ->
    [one] Conviene mirar un tipo de aviso.
   *[other] Conviene mirar { $count } tipos de aviso.
  }
result-patients = Ver los pacientes
result-accounting = Qué ha sido de cada fila
result-accounting-lead = En el archivo = creadas + vinculadas + fusionadas + archivadas + no importadas.
result-type = Registros
result-declared = En el archivo
result-created = Creadas
result-created-help = Ahora son un registro propio de la clínica.
result-linked = Vinculadas
result-linked-help = La clínica ya lo tenía.
result-merged = Fusionadas
result-merged-help = Pasaron a formar parte de otro registro.
result-archived = Archivadas
result-archived-help = Guardadas íntegras, aún sin pantalla propia.
result-skipped = No importadas
result-skipped-help = Un aviso de abajo dice por qué; la fila se guarda en el archivo histórico.
result-columns = Qué significan las columnas
result-total = Total
result-warnings = Conviene mirar
result-warnings-count = { $count ->
    [one] { $count } aviso en { $groups ->
        [one] un grupo
       *[other] { $groups } grupos
    }
   *[other] { $count } avisos en { $groups ->
        [one] un grupo
       *[other] { $groups } grupos
    }
  }
result-warnings-none = La importación no tiene avisos.
result-open-list = Abrir lista
result-close-list = Cerrar lista
result-source-row = { $type } · { $id }
result-facts-file = Archivo
result-facts-digest = Huella
result-facts-source = Origen
result-facts-when = Completada

next-heading = Qué sigue ahora
next-patients = Ver los pacientes y repasar las observaciones de arriba
next-members = Invitar al equipo y comprobar la función de cada cual
next-files = Enviar las radiografías y los documentos, más abajo en esta página

history-heading = Importaciones anteriores
history-empty = Aún no se ha importado nada en { $clinic }.
history-file = Archivo
history-when = Cuándo
history-rows = Filas
history-state = Estado
state-receiving = Recibiendo
state-validated = Recibida
state-executing = Importando
state-completed = Completada
state-failed = Fallida
state-undone = Deshecha
state-abandoned = Abandonada

type-center = Centros
type-professional = Personal clínico
type-user = Otro personal
type-catalog_item = Gabinetes y listas breves
type-treatment_catalog_item = Tratamientos del catálogo
type-treatment_catalog_variant = Precios por tarifa
type-treatment_phase_template = Plantillas de fases de tratamiento
type-patient = Pacientes
type-client = Pagadores
type-patient_client_link = Quién paga por quién
type-work_calendar = Calendarios laborales
type-work_calendar_day = Días del calendario laboral
type-work_calendar_shift = Turnos
type-appointment_recurrence = Citas periódicas
type-budget = Presupuestos
type-budget_line = Líneas de presupuesto
type-appointment = Citas
type-applied_treatment = Tratamientos hechos y previstos
type-applied_treatment_phase = Fases de tratamiento
type-patient_alert = Alergias y alertas
type-recall = Revisiones y recordatorios
type-consent = Consentimientos
type-pharmacological_history = Medicación
type-prescription = Recetas
type-prescription_item = Medicamentos recetados
type-communication = Mensajes a pacientes
type-debt = Deudas
type-payment = Cobros y devoluciones
type-debt_payment_application = Cobros aplicados a deudas
type-fiscal_document = Facturas
type-fiscal_document_line = Líneas de factura
type-patient_document = Documentos y radiografías
type-unknown = Tipo desconocido «{ $name }»
type-none = El archivo en conjunto

field-accepted_date = Aceptado
field-address = Dirección
field-address_postal_code = Código postal
field-address_street = Calle
field-administration_route = Vía
field-adverse_reactions_to_anesthesia = Reacción adversa a la anestesia
field-agenda_description = Texto en la agenda
field-alcohol_consumption = Alcohol
field-amount = Importe
field-anesthesia_reaction_details = Reacción a la anestesia
field-anticoagulant_medication = Anticoagulante
field-applied_treatment_uuid = Tratamiento
field-atcud = ATCUD
field-attended = Atendido
field-base_amount = Base imponible
field-body = Texto
field-bruxism = Bruxismo
field-budget_line_uuid = Línea de presupuesto
field-budget_uuid = Presupuesto
field-cancelled_by_uuid = Anulada por
field-chair_uuid = Gabinete
field-client_uuid = Pagador
field-coarse_status = Estado
field-code = Código
field-comments = Comentarios
field-concept = Concepto
field-contact_date = Último contacto
field-date_of_birth = Fecha de nacimiento
field-deactivated = Inactivo
field-deactivated_at = Inactivo desde
field-debt_uuid = Deuda
field-deceased = Fallecido
field-default_center_uuid = Centro habitual
field-default_professional_uuid = Odontólogo habitual
field-description = Descripción
field-discount_amount = Descuento
field-discount_percent = Descuento, %
field-document_date = Fecha
field-document_kind = Clase de documento
field-document_uuid = Documento
field-dosage = Posología
field-dose = Dosis
field-drug = Medicamento
field-drug_description = Medicamento
field-due_date = Vencimiento
field-duration_minutes = Minutos
field-elaborated_by_user_uuid = Elaborado por
field-email = Correo electrónico
field-end_date = Fin
field-executed_on = Realizada el
field-family_name = Apellidos
field-fax = Fax
field-flagged = Marcada
field-frequency = Frecuencia
field-gdpr_consent = Consentimiento de protección de datos
field-given_name = Nombre
field-guardian_client_uuid = Tutor
field-is_lactating = En lactancia
field-is_on_anticoagulants = Toma anticoagulantes
field-is_pregnant = Embarazada
field-is_smoker = Fuma
field-issued_at = Emitida
field-kind = Clase
field-label = Etiqueta
field-last_activity_at = Última actividad
field-legal_name = Razón social
field-line_discount = Descuento
field-line_number = Línea
field-line_subtotal = Antes de descuento e impuestos
field-line_tax = Impuestos
field-list_amount = Precio de tarifa
field-login = Usuario
field-mobile_phone = Móvil
field-name = Nombre
field-national_id = DNI o NIF
field-notes = Notas
field-number = Número
field-observations = Observaciones
field-order_within_budget = Orden
field-owed_amount = Adeudado
field-paid_on = Cobrado el
field-patient_facing_description = Texto para el paciente
field-patient_number = N.º de historia
field-patient_uuid = Paciente
field-payment_kind = Clase de cobro
field-payment_method_uuid = Forma de pago
field-payment_uuid = Cobro
field-percent_to_bill = Por facturar, %
field-phase_number = Fase
field-phone = Teléfono
field-phone_secondary = Otro teléfono
field-prescription_uuid = Receta
field-professional_uuid = Profesional
field-quote_date = Fecha
field-record_kind = Clase de registro
field-reference_price = Precio
field-referrer_patient_uuid = Recomendado por
field-registered_at = Alta
field-rejected_date = Rechazado
field-rejection_observations = Motivo del rechazo
field-related_payment_uuid = Cobro relacionado
field-relative_path = Fichero
field-role = Función
field-scheduled = Programado
field-scheduled_date = Fecha
field-scheduled_time = Hora
field-series = Serie
field-sex = Sexo
field-short_name = Nombre corto
field-smoking_frequency = Tabaco
field-sms_consent = Consentimiento de SMS
field-start_date = Inicio
field-status = Estado
field-status_code = Código de estado
field-subtotal = Subtotal
field-tariff_code = Tarifa
field-tax_total = Impuestos
field-teeth = Piezas
field-tenant_label = Clínica en el origen
field-text = Texto
field-title = Título
field-total = Total
field-total_discount = Descuento total
field-total_tax = Impuestos en total
field-treatment_number = N.º de tratamiento
field-treatment_uuid = Tratamiento del catálogo
field-treatment_variant_uuid = Precio del tratamiento
field-uncollectible = Incobrable
field-uncollectible_description = Por qué es incobrable
field-unit_amount = Precio unitario
field-unit_price = Precio
field-units = Unidades
field-user_uuid = Miembro del personal
field-valid_from = Válido desde
field-vat_amount = IVA
field-valid_until = Válido hasta
field-start_time = Desde
field-quantity = Unidades
field-professional_id = Profesional
field-price_snapshot = Precio
field-performed_at = Realizado
field-payment_date = Fecha de pago
field-national_id_type = Tipo de documento
field-line_total = Total
field-last_name = Apellidos
field-internal_notes = Notas internas
field-general_condition = Estado del diente
field-gender = Sexo
field-first_name = Nombre
field-end_time = Hasta
field-due_month = Mes
field-do_not_contact = No contactar
field-default_price = Precio
field-completed_at = Completado
field-compliance_data = Datos legales
field-document_hash = Huella
field-current_number = Último número dado
field-last_reset_year = Año del último número
field-cabinet_id = Gabinete
field-cabinet = Gabinete
field-billing_name = Pagador
field-billing_tax_id = NIF del pagador
field-assigned_professional_id = Profesional
field-accepted_via = Aceptado por
field-vat_percent = IVA, %
field-year = Año
field-alert_date = Anotado el
field-channel = Medio
field-diagnosis = Diagnóstico
field-document_type = Clase de documento
field-hash = Huella legal
field-hash_control = Control de la huella
field-interval_weeks = Semanas entre citas
field-legal_hash = Huella legal
field-occurrences = Repeticiones
field-paid = Pagado
field-posology = Posología
field-prescribed_on = Recetado el
field-previous_hash = Huella de la anterior
field-qr_code = Código QR
field-rectified_document_uuid = Rectifica a
field-sent_at = Enviado
field-signed = Firmado
field-signed_on = Firmado el
field-surfaces = Superficies
field-taken_on = Tomada el
field-valid_to = Válido hasta
field-weekday = Día de la semana
field-work_calendar_day_uuid = Día del calendario
field-work_calendar_uuid = Calendario laboral
field-is_active = Activo
field-color = Color
field-cabinet_assigned_at = Gabinete asignado
field-treatment_type = Tipo de tratamiento
field-current_status_since = Estado desde
field-global_discount_type = Clase de descuento total
field-global_discount_value = Descuento total
field-patient_notes = Notas para el paciente
field-insurance_estimate = Estimación del seguro
field-rejection_reason = Motivo del rechazo
field-rejection_note = Nota del rechazo
field-viewed_at = Visto por el paciente
field-last_reminder_sent_at = Último recordatorio
field-public_auth_method = Cómo lo abre el paciente
field-public_auth_secret_hash = Código para el paciente
field-public_locked_at = Bloqueado para el paciente
field-deleted_at = Eliminado
field-discount_type = Clase de descuento
field-discount_value = Descuento
field-vat_rate = IVA, %
field-tooth_number = Diente
field-invoiced_quantity = Unidades facturadas
field-type = Clase
field-diagnosis_date = Diagnosticado el
field-is_controlled = Controlado
field-is_critical = Crítico
field-medications = Medicación
field-pregnancy_week = Semana de embarazo
field-inr_value = INR
field-last_inr_date = INR medido el
field-reason = Motivo
field-reason_note = Nota del motivo
field-priority = Prioridad
field-last_contact_attempt_at = Último intento de contacto
field-contact_attempt_count = Intentos de contacto
field-linked_treatment_category_key = Grupo de tratamientos
field-key = Nombre corto
field-names = Nombre
field-descriptions = Descripción
field-icon = Icono
field-is_system = Propio del programa
field-cost_price = Coste
field-default_duration_minutes = Minutos
field-requires_appointment = Necesita cita
field-pricing_strategy = Cómo se calcula el precio
field-pricing_config = Reglas del precio
field-surface_prices = Precios por superficie
field-treatment_scope = Dónde se hace
field-is_diagnostic = De diagnóstico
field-requires_surfaces = Necesita superficies
field-billing_mode = Cómo se factura
field-material_notes = Notas de material
field-odontogram_treatment_type = Dibujo en el odontograma
field-visualization_rules = Reglas del dibujo
field-visualization_config = Aspecto del dibujo
field-clinical_category = Grupo clínico
field-source_event = Causa
field-currency = Moneda
field-method = Forma de pago
field-reference = Referencia
field-target_type = Qué paga
field-reason_code = Motivo
field-refunded_at = Devuelto el
field-prefix = Prefijo
field-series_type = Clase de serie
field-reset_yearly = Empieza de nuevo cada año
field-is_default = Por defecto
field-issue_date = Emitida
field-payment_term_days = Días para pagar
field-billing_address = Dirección del pagador
field-billing_email = Correo del pagador
field-public_notes = Notas en la factura
field-vat_exempt_reason = Motivo de exención de IVA
field-profession = Profesión
field-workplace = Lugar de trabajo
field-preferred_language = Idioma
field-photo_url = Fotografía
field-severity = Gravedad
field-reaction = Reacción
field-note_type = Clase de nota
field-owner_type = Sobre qué trata
field-password_hash = Contraseña
field-is_professional = Atiende a pacientes
field-tooth_type = Clase de diente
field-is_displaced = Desplazado
field-is_rotated = Girado
field-displacement_notes = Notas del desplazamiento
field-clinical_type = Tipo de tratamiento
field-scope = Dónde se hace
field-arch = Arcada
field-recorded_at = Anotado
field-duration_snapshot = Minutos
field-vat_rate_snapshot = IVA, %
field-source_module = Dónde se anotó
field-closure_reason = Motivo del cierre
field-closure_note = Nota del cierre
field-closed_at = Cerrado
field-confirmed_at = Confirmado
field-diagnosis_notes = Notas del diagnóstico
field-completed_without_appointment = Completado sin cita

word-male = hombre
word-female = mujer
word-other = otro
word-unknown = desconocido
word-scheduled = programada
word-confirmed = confirmada
word-attended = atendida
word-no_show = no acudió
word-cancelled = anulada
word-doctor = doctor
word-dentist = odontólogo
word-hygienist = higienista
word-auxiliary = auxiliar
word-assistant = ayudante
word-receptionist = recepción
word-admin = administrador
word-allergy = alergia
word-illness = enfermedad
word-medication = medicación
word-summary = resumen médico
word-person = persona
word-chair = gabinete
word-issued = emitida
word-sent = enviada
word-paid = pagada
word-draft = borrador
word-sealant = sellado
word-root_canal = endodoncia
word-implant = implante
word-crown = con corona
word-missing = ausente
word-filling = obturado
word-healthy = sano
word-closed = cerrado
word-archived = archivado
word-active = activo
word-expired = caducado
word-rejected = rechazado
word-accepted = aceptado
word-completed = completado
word-pending = pendiente
word-performed = realizado
word-planned = planificado
word-given_name = nombre
word-surname = apellidos
word-national_id = DNI o NIF
word-name_and_date_of_birth = nombre y fecha de nacimiento
word-name_with_date_of_birth_and_phone = nombre, fecha de nacimiento y teléfono
word-name_and_phone = nombre y teléfono
word-decision = decidido por un administrador
word-professional = profesional
word-patient = paciente
word-delivered = entregado
word-sms = SMS
word-photo = fotografía
word-xray = radiografía
word-radiograph = radiografía
word-company = empresa
word-payment_method = forma de pago
word-cirugia = Cirugía
word-diagnostico = Diagnóstico
word-endodoncia = Endodoncia
word-estetica = Estética
word-ortodoncia = Ortodoncia
word-pediatrica = Odontopediatría
word-periodoncia = Periodoncia
word-preventivo = Preventivo
word-protesis = Prótesis
word-restauradora = Restauradora
word-migrado_gesden = Importado de Gesdén

# La importación, ensayada
trial-heading = Qué va a pasar
trial-running = Se está ensayando la importación en este navegador. No se envía nada.
trial-lead = Ensayado en este navegador con lo que la clínica tiene ahora. La importación dará lo mismo.
trial-absent = No entraría nada de: { $types }.
trial-left-out = { $count ->
    [one] { $count } fila no se importaría. Las observaciones dicen por qué; pasa al archivo histórico.
   *[other] { $count } filas no se importarían. Las observaciones dicen por qué; pasan al archivo histórico.
  }
trial-failed = No se pudo ensayar la importación. { $why }
trial-again = Ensayar de nuevo

money-heading = Dinero
money-lead = Cada importe del archivo frente a lo que habrá en la clínica tras importar.
money-kind = Concepto
money-in-file = En el archivo
money-in-clinic = En la clínica
money-difference = Diferencia
money-agrees = Ninguna
money-budgets = Presupuestos
money-debts = Deudas
money-payments = Cobros
money-refunds = Devoluciones
money-invoices = Facturas
money-reason = { $count ->
    [one] en { $count } fila: { $reason }
   *[other] en { $count } filas: { $reason }
  }
money-reason-imported-before = importado en una importación anterior
money-reason-rounded = se redondearon fracciones de céntimo
money-unreadable = { $count ->
    [one] { $count } importe no se pudo leer.
   *[other] { $count } importes no se pudieron leer.
  }

undo-heading = Deshacer esta importación
undo-lead = Retira de una vez todo lo que esta importación trajo a la clínica. Lo que había antes se queda como está.
undo-ask = Deshacer esta importación…
undo-question = ¿Deshacer la importación de { $name }?
undo-goes = Qué se retira
undo-nothing = No queda nada de ella en la clínica.
undo-others = Lo que depende de ellos
undo-restored = Cambios revertidos
undo-later = { $name } se importó después. Deshaga primero esa importación.
undo-stays = { $count ->
    [one] Un registro se queda
   *[other] { $count } registros se quedan
}
undo-stays-why = Alguien ha trabajado con esta importación desde entonces: { $changed ->
    [0] no se ha cambiado ningún registro
    [one] se ha cambiado un registro
   *[other] se han cambiado { $changed } registros
}, { $used ->
    [0] ninguno se usa en otros nuevos
    [one] uno se usa en otros nuevos
   *[other] { $used } se usan en otros nuevos
}. Estos se quedan, con lo que depende de ellos.
undo-stays-list = Verlos
undo-changed = cambiado { $date }
undo-changed-what = cambiado { $date }: { $fields }
undo-used = lo usan: { $by }
undo-back = Dejarlo como está
undo-confirm = Deshacer la importación
undo-confirm-keep = Deshacerla y conservar estos
undo-running = La importación se está deshaciendo. Sigue aunque cierre esta página.
undone-lead = Deshecha { $date }. Se retiró de la clínica:
undone-kept = { $count ->
    [one] Un registro se quedó porque alguien había trabajado con él.
   *[other] { $count } registros se quedaron porque alguien había trabajado con ellos.
}
review-undecide = Volver a dejarlo sin decidir
same-heading = Pacientes que la clínica quizá ya tiene
same-lead = { $certain ->
    [0] { $likely ->
        [one] Un paciente del archivo quizá ya sea de la clínica.
       *[other] { $likely } pacientes del archivo quizá ya sean de la clínica.
    }
    [one] Un paciente del archivo ya es de la clínica, y { $likely } más quizá lo sean.
   *[other] { $certain } pacientes del archivo ya son de la clínica, y { $likely } más quizá lo sean.
}
same-default = Cuando no hay duda, lo que trae el archivo va al paciente de la clínica, cuyos datos no cambian. Los demás llegan como pacientes nuevos, salvo que diga aquí que son la misma persona. Primero están los dudosos.
same-in-file = En el archivo
same-in-clinic = En la clínica
same-agrees = igual
same-differs = distinto
same-unknown = no se sabe
same-candidate = La misma persona que { $name } ({ $by })
same-nobody = Otra persona: un paciente nuevo
same-more = Otros { $count } no aparecen en la lista; siguen el mismo camino.

changes-heading = Cambios desde la última importación
changes-lead = { $count ->
    [one] Un valor del archivo no es el que tiene la clínica. No se ha sobrescrito nada: elija qué se aplica.
   *[other] { $count } valores del archivo no son los que tiene la clínica. No se ha sobrescrito nada: elija qué se aplica.
}
changes-unlisted = Se muestran los primeros { $count }.
changes-apply = { $count ->
    [0] Aplicar los elegidos
    [one] Aplicar el elegido
   *[other] Aplicar los { $count } elegidos
}
changes-apply-all = Aplicar todos: { $count }
changes-apply-all-heading = { $count ->
    [one] ¿Aplicar un cambio?
   *[other] ¿Aplicar los { $count } cambios?
}
changes-apply-all-means = Cada valor del archivo sustituye al de la clínica, donde el de la clínica sea todavía el que se muestra. Al deshacer la importación vuelven los de antes.
changes-older = Antes de esta se importó una exportación más reciente de esta clínica, hecha el { $date }. Lo que este archivo dice distinto es, por tanto, más antiguo, y no se ofrece nada de ello.
changes-older-show = Mostrar de todos modos lo que dice distinto
changes-outcome = Aplicados: { $applied }. Cambiados entretanto en la clínica y sin tocar: { $edited }. Imposibles en la clínica: { $refused }.
changes-line = { $field }: { $before } → { $after }
changes-offered = Se pueden aplicar
changes-offered-help = Las filas de la clínica están como las dejó una importación.
changes-edited = Editados en la clínica
changes-edited-help = Estas filas se han editado en la clínica desde entonces. Se quedan como están; el segundo valor es el del archivo.
changes-booked = Dinero contabilizado
changes-booked-help = Los pagos y facturas contabilizados no se cambian. Corríjalos en la clínica si el archivo tiene razón; el segundo valor es el del archivo.
changes-applied = Aplicados
changes-applied-help = La clínica tiene ya el segundo valor.
# Rules for the staff, in a line
rules-months = { $count ->
    [one] Sin actividad desde hace un mes
   *[other] Sin actividad desde hace { $count } meses
}
rules-line = Quedan inactivos: { $rules }.
rules-none = Según las reglas, todos siguen activos.
rules-decided = { $count ->
    [one] Hay una persona decidida individualmente.
   *[other] Hay { $count } personas decididas individualmente.
}

# Staff, one by one
team-rules = Las reglas
team-part-active = siguen activos
team-part-inactive = quedan inactivos
team-part-inactive_in_source = inactivo en el programa anterior
team-part-agenda_orphan = columna de agenda sin persona
team-part-no_activity_recorded = sin actividad registrada
team-part-no_recent_activity = sin actividad reciente
team-part-non_clinical_role = sin función clínica
team-part-decided = decididos uno a uno
team-unknown-activity = El archivo no dice de nadie cuándo tuvo actividad por última vez, así que no se juzga a nadie por ello.
team-unknown-role = El archivo no dice la función de nadie, así que no se juzga a nadie por ella.
team-people = Persona por persona
team-reset = Dejar a todos según las reglas
team-search = Buscar en el personal
team-none-found = Nadie coincide.
team-fallback = Quién recibe las citas sin profesional
team-fallback-none = Nadie: se dejan fuera
team-active = Activo
team-inactive = Inactivo
team-role-unknown = función desconocida
team-appointments = { $count ->
    [one] { $count } cita
   *[other] { $count } citas
}
team-last = última actividad: { $date }
team-until = con citas hasta el { $date }
team-last-unknown = sin actividad registrada
team-why-kept = Sigue activo por decisión suya, pese a la regla: { $rule }
team-why-left = Queda inactivo por decisión suya
team-line = { $active } siguen activos, { $inactive } quedan inactivos.
team-change = Cambiarlo

# Lists of the dry run
list-kept = Los primeros { $kept } de { $found }.
outcomes-heading = { $type }: { $fate }
outcomes-open = { $count }: { $type }, { $fate }. Abrir la lista

confirm-trial-running = Todavía se está calculando qué va a pasar. Puede esperar o importar sin haberlo visto.
confirm-trial-failed = No se pudo calcular qué va a pasar. Puede importar sin haberlo visto; el resultado dirá qué fue de cada fila.
# La revisión del catálogo

catalog-heading = Catálogo de tratamientos
catalog-lead = Qué será de cada tratamiento del programa anterior. Lo que no decida irá como se muestra.
catalog-filter = Qué tratamientos mostrar
catalog-all = Todos
catalog-likely = Por revisar
catalog-new = Nuevos
catalog-certain = Seguros
catalog-decided = Decididos
catalog-together = Aceptar a la vez todos los que se parezcan al menos un { $percent }
catalog-accept-all = { $count ->
    [0] Ninguno por aceptar
   *[other] Aceptar { $count }
  }
catalog-search-rows = Buscar en estos tratamientos
catalog-none = Aquí no hay tratamientos.
catalog-unlisted = { $count ->
    [one] Hay un tratamiento más que no aparece aquí; seguirá su curso habitual.
   *[other] Hay { $count } tratamientos más que no aparecen aquí; seguirán su curso habitual.
  }
catalog-offered = { $count ->
    [one] una línea de presupuesto, { $amount }
   *[other] { $count } líneas de presupuesto, { $amount }
  }
catalog-applied = { $count ->
    [one] un tratamiento, { $amount }
   *[other] { $count } tratamientos, { $amount }
  }
catalog-unused = sin uso
catalog-item-gone = Un tratamiento que la clínica ya no tiene
catalog-inactive = ya no se ofrece
catalog-new-in = Nuevo, en { $category }
catalog-left-out = Fuera del catálogo
catalog-alike = { $percent } de parecido
catalog-certain-tag = Seguro
catalog-new-tag = Nuevo
catalog-decided-tag = Decidido por usted
catalog-remembered-tag = Decidido en una importación anterior
catalog-accept = Aceptar
catalog-another = Otro tratamiento
catalog-new-here = Uno nuevo
catalog-leave-out = Dejar fuera
catalog-take-back = Deshacer
catalog-another-label = ¿Qué tratamiento de la clínica es?
catalog-found = { $count ->
    [0] La clínica no tiene ningún tratamiento con esas palabras.
    [one] Un tratamiento encontrado
   *[other] { $count } tratamientos encontrados
  }
catalog-category = Categoría del tratamiento nuevo
catalog-create = Crearlo ahí
catalog-leave-out-means = Sin él, quedará sin tratamiento del catálogo lo siguiente: { $used }. Conserva su precio, y el nombre en sus notas.
catalog-leave-out-do = Dejarlo fuera
catalog-keep = Conservarlo

# Legal data of invoices
legal-heading = Datos legales de las facturas
legal-lead = { $count ->
    [one] { $count } factura lleva datos que exige la ley fiscal, como huellas, ATCUD o códigos QR.
   *[other] { $count } facturas llevan datos que exige la ley fiscal, como huellas, ATCUD o códigos QR.
  }
legal-wanted = Conservarlos con las facturas
legal-wanted-help = Se conservan literalmente como prueba y nunca se usan para firmar o numerar facturas nuevas. Si los deja fuera, quedan en el archivo histórico.
legal-no-place = La clínica no tiene un módulo para ellos (Verifactu): se guardan en el archivo histórico y no se ven en las facturas. En clínicas de España un administrador puede activarlo en Ajustes → Módulos antes de importar.

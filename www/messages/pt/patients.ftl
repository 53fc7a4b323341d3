# A lista de pacientes e a ficha de cada um.

patients-title = Pacientes
patients-search = Procurar pacientes
patients-search-placeholder = Nome, telefone, e-mail, documento ou id. de origem
patients-show-archived = Pacientes arquivados
patients-pages = Páginas da lista de pacientes
patients-none-found-title = Ninguém encontrado
patients-none-found-lead = Experimente parte do nome, ou o telefone sem espaços.
patients-empty-title = Ainda não há pacientes
patients-empty-lead = Traga todo o historial da clínica do programa que usava antes.
patients-empty-action = Ir para a migração de dados

patient-name = Nome
patient-born = Nascimento
patient-born-age = { $date } · { $years ->
    [one] { $years } ano
   *[other] { $years } anos
}
patient-gender = Sexo
patient-phone = Telefone
patient-email = E-mail
patient-address = Morada
patient-national-id = Documento
patient-source-id = Id. de origem
patient-language = Idioma
patient-billing-name = Faturar a
patient-billing-tax-id = NIF de faturação
patient-archived = Arquivado
patient-do-not-contact = Não contactar
patient-imported = Importado · id. de origem { $id }
patient-data = Dados
patient-allergies = Alergias
patient-notes = Notas
patient-notes-none = Sem notas.
patient-appointments = Consultas
patient-appointments-aside = { $count } · horas de { $timezone }
patient-appointments-none = Sem consultas.

appointment-day = Dia
appointment-time = Hora
appointment-professional = Com
appointment-cabinet = Gabinete
appointment-status = Estado
appointment-note = Nota
appointment-scheduled = Marcada
appointment-confirmed = Confirmada
appointment-checked-in = Na sala de espera
appointment-in-treatment = Em tratamento
appointment-completed = Realizada
appointment-cancelled = Cancelada
appointment-no-show = Faltou

note-type-administrative = Administrativa
note-type-diagnosis = Diagnóstico
note-type-treatment = Tratamento
note-type-treatment-plan = Plano de tratamento
note-type-appointment-clinical = Consulta, clínica
note-type-appointment-administrative = Consulta, receção

severity-low = ligeira
severity-medium = moderada
severity-high = grave
severity-critical = crítica

gender-male = Homem
gender-female = Mulher
gender-other = Outro
gender-prefer-not-say = Não indicado

patient-medications = Medicação
patient-illnesses = Doenças
patient-account = Conta
patient-treatments = Tratamentos
patient-budgets = Orçamentos
patient-payments = Pagamentos
patient-invoices = Faturas

column-name = Nome
column-dosage = Dose
column-notes = Notas
column-status = Estado
column-day = Dia
column-treatment = Tratamento
column-teeth = Dentes
column-price = Preço
column-number = Número
column-lines = Linhas
column-total = Total
column-method = Meio de pagamento
column-amount = Montante
column-refunded = Devolvido

account-charged = Debitado
account-paid = Pago
account-balance = Saldo

illness-critical = crítica
illness-known = conhecida
treatment-planned = Planeado
treatment-performed = Realizado
treatment-existing = Existente
budget-draft = Rascunho
budget-sent = Enviado
budget-accepted = Aceite
budget-completed = Concluído
budget-rejected = Recusado
budget-expired = Expirado
budget-cancelled = Cancelado
payment-method-cash = Numerário
payment-method-bank-transfer = Transferência
payment-method-card = Cartão
payment-method-direct-debit = Débito direto
payment-method-insurance = Seguro
payment-method-other = Outro
invoice-draft = Rascunho
invoice-issued = Emitida
invoice-partial = Paga em parte
invoice-paid = Paga
invoice-cancelled = Cancelada
invoice-voided = Anulada

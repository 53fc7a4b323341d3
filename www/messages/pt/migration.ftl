# Definições → Migração de dados: o caminho de um ficheiro e a importação em que se torna.

migration-title = Migração de dados
migration-subtitle = Traga toda a história de uma clínica de um ficheiro .dpm para { $clinic }.
migration-forbidden = Só um administrador desta clínica pode importar dados
migration-forbidden-help = Peça a um administrador que o faça ou que altere a sua função.

step-open = Abrir
step-check = Desbloquear e verificar
step-look = Rever
step-decide = Decidir
step-confirm = Confirmar
step-import = Importar
step-report = Relatório
steps-label = Passos da migração
step-done = feito

ledger-nothing-title = Saiu deste computador
ledger-nothing = Nada
ledger-sent-title = Enviado para o servidor desta clínica
ledger-sent = { $count ->
    [one] { $count } linha descodificada · { $size }
   *[other] { $count } linhas descodificadas · { $size }
  }
ledger-never = Palavra-passe e ficheiro: nunca

open-heading = Abra o ficheiro extraído
open-lead = Até confirmar, tudo acontece neste navegador. Nada é enviado.
open-drop = Largue aqui o ficheiro ou escolha-o
open-drop-now = Largue para o abrir
open-which = O ficheiro criado pelo dental-bridge: .dpm, .dpm.zst, .dpm.enc, .dpm.zst.enc ou .age. É reconhecido pelo conteúdo, não pelo nome.
open-choose = Escolher um ficheiro
open-looking = A ver { $name }…
open-only-first = Só se pode abrir um ficheiro de cada vez: ficou { $name }.

file-encrypted = Cifrado: precisa da palavra-passe
file-plain = Não cifrado
file-choose-another = Escolher outro ficheiro

unlock-heading = Desbloquear { $name }
unlock-lead = A palavra-passe é usada neste navegador e apagada logo a seguir. Nunca é enviada nem guardada.
unlock-label = Palavra-passe usada na extração do ficheiro
unlock-button = Desbloquear
unlock-rejected = Esta não abriu o ficheiro.

check-heading = A verificar { $name }
check-lead = Tudo nesta página acontece neste navegador. Nada foi enviado.
check-note = Fechar esta página interrompe a verificação. O ficheiro não muda.
check-cancel = Cancelar
check-glance = Primeira vista, ainda por verificar
check-announce = { $stage }: { $percent } %
check-announce-done = { $stage }: feito

stage-read = Ler o ficheiro
stage-unlock = Derivar a chave
stage-decrypt = Decifrar
stage-decompress = Descomprimir
stage-verify = Verificar a integridade
stage-waiting = em espera
stage-rows = { $count ->
    [one] { $count } linha
   *[other] { $count } linhas
  }
time-left = faltam { $time }
time-about-left = faltam cerca de { $time }

refusal-nothing-sent = Nada foi enviado e o ficheiro não mudou.
refusal-detail = Pormenor técnico
refusal-code = Código
refusal-reload = Recarregar a página

preview-heading = O que este ficheiro traria
preview-lead = Lido e verificado neste navegador. Nada foi enviado.
preview-continue = Continuar
preview-verified = Integridade verificada · { $digest }
preview-copy-digest = Copiar a impressão digital completa
preview-copied = Copiado
preview-source = { $system } · «{ $clinic }»
preview-extracted = Extraído
preview-extracted-unknown = não consta
preview-by = com { $tool }
preview-adapter = adaptador { $version }
preview-format = Formato
preview-old = Esta extração tem { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}. O que foi registado desde então no programa anterior não está nela.
preview-newer-minor = O formato do ficheiro é um pouco mais recente do que esta versão do Puente. O que ela não conhece é guardado no arquivo.
preview-undeclared = O ficheiro contém tabelas que não constam da sua lista: { $tables }. As suas linhas não são importadas.
preview-files = Ficheiros a seguir
preview-files-size = cerca de { $size }
preview-files-none = nenhum
preview-rows = Linhas ao todo

layer-dpme = cifrado (DPME)
layer-age = cifrado (age)
layer-zstd = comprimido
layer-sqlite = base de dados

counts-heading = Registo a registo
counts-type = No ficheiro
counts-rows = Linhas
counts-fate = O que acontecerá
counts-share = Parte do ficheiro
counts-empty = O ficheiro não declara nenhum registo.
counts-open = Ver algumas linhas de: { $type }
fate-brought-in = Importado
fate-brought-in-chairs = Gabinetes importados; outras listas arquivadas
fate-folded = Passa a fazer parte de outros registos
fate-payers = Anotados nos pacientes, guardados no arquivo
fate-waits = Espera pelo seu ficheiro
fate-archived = Guardado no arquivo
fate-archived-help = Esta versão ainda não os transforma em registos da clínica. São guardados por inteiro, para que nada se perca.
fate-unknown = Tipo desconhecido, guardado no arquivo

samples-heading = { $type }: algumas linhas
samples-lead = Tal como estão no ficheiro. Nada foi enviado.
samples-personal = Mostrar dados pessoais
samples-personal-help = Nomes, contactos, documentos de identidade, datas de nascimento e textos livres ficam ocultos até que os peça.
samples-loading = A procurar linhas…
samples-none = Não há nenhuma linha para mostrar.
samples-row = Linha { $id }
samples-close = Fechar
value-yes = Sim
value-no = Não

extractor-heading = Notas do extrator
extractor-lead = O que o extrator notou ao ler o programa anterior.
extractor-none = O extrator não notou nada de invulgar.
extractor-more = Mostrar os { $count } grupos
severity-info = Informativo
severity-warn = A rever
severity-error = Erro

files-heading = Radiografias e documentos
files-lead = Não vêm dentro deste ficheiro. Depois da importação chegam um a um do computador que os guarda e são reconhecidos pela impressão digital.
files-count = { $count ->
    [one] { $count } ficheiro, cerca de { $size }
   *[other] { $count } ficheiros, cerca de { $size }
  }
files-without = { $count ->
    [one] { $count } ficheiro não pôde ser lido na extração e não tem impressão digital: não poderá ser reconhecido.
   *[other] { $count } ficheiros não puderam ser lidos na extração e não têm impressão digital: não poderão ser reconhecidos.
  }

unreadable-heading = Linhas que não se conseguem ler
unreadable-lead = Estas linhas do ficheiro estão danificadas e não podem tornar-se registos. São guardadas tal como estão no arquivo.

dangling-heading = Referências que não levam a nada
dangling-lead = Estas linhas apontam para outras que não estão no ficheiro. São importadas na medida do possível, cada uma com um aviso.
dangling-line = { $type } · { $field }

decide-heading = O que decide
decide-lead = O que deixar por decidir segue como proposto. Cada alteração é ensaiada neste navegador; o passo anterior mostra no que resulta.
decide-back = Voltar
questions-heading = Decidir antes de importar
questions-unknown = Sabe-se quando a importação tiver sido ensaiada neste navegador.
questions-none = Não há nada a decidir: tudo pode seguir como proposto.
questions-lead = O que deixar por decidir segue como proposto.
questions-patients = Pessoas que talvez já sejam pacientes
questions-treatments = Tratamentos sem correspondência segura no catálogo
questions-staff = Pessoal que as regras deixam inativo
questions-appointments = Consultas sem profissional
questions-legal = Dados legais das faturas
questions-open = { $open } de { $of }
questions-decided = nada pendente
questions-kept = serão guardados
questions-archived = ficam no arquivo
years-heading = Consultas por ano

confirm-heading = Importar para { $clinic }?
confirm-holds = O que { $clinic } contém agora
confirm-empty = Está vazia: um bom momento para importar.
confirm-not-empty = O ficheiro é acrescentado. Os registos importados antes são reconhecidos e não se duplicam.
confirm-before = { $count ->
    [one] Já se concluiu aqui uma importação.
   *[other] Já se concluíram aqui { $count } importações.
  }
confirm-patients = Pacientes
confirm-appointments = Consultas
confirm-staff = Pessoal
confirm-catalog = Tratamentos do catálogo
confirm-cabinets = Gabinetes
confirm-what = O que acontecerá
confirm-what-send = { $count ->
    [one] { $count } linha descodificada segue para o servidor desta clínica. O ficheiro e a palavra-passe ficam aqui.
   *[other] { $count } linhas descodificadas seguem para o servidor desta clínica. O ficheiro e a palavra-passe ficam aqui.
  }
confirm-what-decided = As suas decisões também são enviadas e recordadas para a próxima importação: { $treatments } sobre tratamentos, { $patients } sobre pacientes, { $staff } sobre o pessoal.
confirm-undecided = { $treatments ->
    [one] Um tratamento
   *[other] { $treatments } tratamentos
  } e { $patients ->
    [one] um possível duplicado
   *[other] { $patients } possíveis duplicados
  } estão por decidir e vão como proposto.
confirm-decide = Decidir
confirm-what-once = Entra tudo de uma vez ou nada: se algo falhar, a clínica fica como está.
confirm-what-quiet = Ninguém recebe por isso um e-mail ou um lembrete.
confirm-backup = Antes pode fazer-se uma cópia de segurança. Fica no servidor.
confirm-backup-button = Fazer cópia agora
confirm-backup-running = A fazer a cópia de segurança…
confirm-backup-taken = Cópia guardada no servidor como { $file } ({ $size }).
confirm-backup-elsewhere = As cópias de segurança desta base de dados cabem a quem a administra. Confirme que há uma recente.
confirm-button = Confirmar e importar
confirm-back = Ainda não

options-heading = Que pessoal fica ativo
options-lead = Todos são importados, com a sua história. Quem cumprir uma das regras chega inativo e não aparece na agenda; pode ativá-lo mais tarde.
options-months = Meses sem atividade a partir dos quais alguém se dá por ausente
options-months-help = De 0 a 120. Com 0 esta regra não se aplica.
options-months-invalid = Um número inteiro de 0 a 120.
options-orphans = Colunas da agenda sem pessoa associada
options-orphans-help = Colunas da agenda anterior sem ligação a ninguém do pessoal, salvo se usadas há pouco.
options-inactive = Pessoas inativas no programa anterior
options-inactive-help = Já lá estavam desativadas.
options-nonclinical = Pessoas sem função clínica
options-nonclinical-help = Quem não for médico dentista nem higienista.

send-heading = A enviar para { $clinic }
send-lead = Mantenha esta página aberta até tudo ter sido recebido.
send-row = Enviar
send-starting = A preparar o envio…
send-amount = { $rows } de { $total } linhas · { $size }
send-rate = { $rate } linhas por segundo
send-stop = Parar
send-stop-note = O que foi recebido fica lá; escolha o mesmo ficheiro para continuar.
send-interrupted = O envio foi interrompido
send-network = Não se consegue chegar ao servidor. Nada se perde: o que foi recebido fica lá.
send-resume = Continuar o envio
send-received = Tudo foi recebido. A iniciar a importação…
send-not-started = Tudo foi recebido, mas a importação não começou.
send-start-again = Iniciar a importação

job-heading-receiving = À espera do resto de { $name }
job-receiving = Até agora foram recebidos { $size }.
job-receiving-help = Se a página que o envia estiver aberta noutro sítio, deixe-a aberta. Se não, escolha de novo o mesmo ficheiro: só se envia o que falta.
job-choose-again = Escolher o ficheiro de novo
job-heading-validated = Tudo foi recebido
job-validated = A impressão digital está certa. A importação ainda não começou.
job-run = Iniciar a importação
job-heading-executing = A importar para { $clinic }
job-executing = Pode fechar esta página: a importação continua e pode voltar a ela.
job-unchanged = Até entrar o último registo, a clínica não muda. Se algo falhar, fica como estava.
job-rate = { $rate } registos por segundo
job-started = começou às { $time }
job-amount = { $done } de { $total }
job-done-amount = { $total } registos
job-connection-lost = A ligação ao servidor foi interrompida. A tentar de novo…
job-heading-failed = A importação não se concluiu
job-failed = { $clinic } está como antes. O que o servidor recebeu continua lá.
job-failed-deleted = { $clinic } está como antes. O que o servidor recebeu não era o que o ficheiro contém, por isso apagou-o. Volte a escolher o ficheiro; se acontecer de novo, copie-o outra vez de onde foi extraído.
job-failed-reason = O que o servidor disse
job-run-again = Executar de novo
job-heading-undone = Esta importação foi desfeita
job-heading-abandoned = Esta importação foi abandonada
give-up = Desistir e apagar o que foi recebido
give-up-heading = Desistir desta importação?
give-up-means = O que o servidor recebeu deste ficheiro é apagado. A clínica e o ficheiro ficam como estão; pode recomeçar do início.
give-up-back = Manter
give-up-go = Desistir e apagar
job-back = Todas as importações

phase-received = Recebido
phase-verifying = Verificado de novo
phase-loading = Incorporar
phase-committing = Tornar definitivo
phase-same-digest = mesma impressão digital
phase-working = em curso
phase-waiting = em espera

result-heading = Está tudo dentro
result-heading-partly = Nem tudo entrou
result-heading-over = A importação terminou
result-print = Imprimir
result-csv = Números em CSV
result-absent = Não entrou nada de: { $types }.
result-left-out = { $count ->
    [one] { $count } linha não foi importada. As observações dizem porquê; está no arquivo.
   *[other] { $count } linhas não foram importadas. As observações dizem porquê; estão no arquivo.
  }
result-lead = { $count ->
    [one] { $count } linha justificada em { $time }.
   *[other] { $count } linhas justificadas em { $time }.
  }
result-all-clear = Não há nada a rever.
result-needs-look = { $count ->
    [one] Um tipo de aviso merece ser visto.
   *[other] { $count } tipos de aviso merecem ser vistos.
  }
result-patients = Ver os pacientes
result-accounting = O que foi feito de cada linha
result-accounting-lead = No ficheiro = criadas + ligadas + fundidas + arquivadas + não importadas.
result-type = Registos
result-declared = No ficheiro
result-created = Criadas
result-created-help = São agora um registo próprio da clínica.
result-linked = Ligadas
result-linked-help = A clínica já o tinha.
result-merged = Fundidas
result-merged-help = Passaram a fazer parte de outro registo.
result-archived = Arquivadas
result-archived-help = Guardadas por inteiro, ainda sem ecrã próprio.
result-skipped = Não importadas
result-skipped-help = Um aviso abaixo diz porquê; a linha fica no arquivo.
result-columns = O que significam as colunas
result-total = Total
result-warnings = A rever
result-warnings-count = { $count ->
    [one] { $count } aviso em { $groups ->
        [one] um grupo
       *[other] { $groups } grupos
    }
   *[other] { $count } avisos em { $groups ->
        [one] um grupo
       *[other] { $groups } grupos
    }
  }
result-warnings-none = A importação não tem avisos.
result-open-list = Abrir lista
result-close-list = Fechar lista
result-source-row = { $type } · { $id }
result-facts-file = Ficheiro
result-facts-digest = Impressão digital
result-facts-source = Origem
result-facts-when = Concluída

next-heading = O que se segue
next-patients = Ver os pacientes e rever as observações acima
next-members = Convidar a equipa e verificar a função de cada um
next-files = Enviar as radiografias e os documentos, mais abaixo nesta página

history-heading = Importações anteriores
history-empty = Ainda nada foi importado para { $clinic }.
history-file = Ficheiro
history-when = Quando
history-rows = Linhas
history-state = Estado
state-receiving = A receber
state-validated = Recebida
state-executing = A importar
state-completed = Concluída
state-failed = Falhada
state-undone = Desfeita
state-abandoned = Abandonada

type-center = Locais da clínica
type-professional = Pessoal clínico
type-user = Outro pessoal
type-catalog_item = Gabinetes e listas breves
type-treatment_catalog_item = Tratamentos do catálogo
type-treatment_catalog_variant = Preços por tabela
type-treatment_phase_template = Modelos de fases de tratamento
type-patient = Pacientes
type-client = Pagadores
type-patient_client_link = Quem paga por quem
type-work_calendar = Calendários de trabalho
type-work_calendar_day = Dias do calendário de trabalho
type-work_calendar_shift = Turnos
type-appointment_recurrence = Consultas periódicas
type-budget = Orçamentos
type-budget_line = Linhas de orçamento
type-appointment = Consultas
type-applied_treatment = Tratamentos feitos e previstos
type-applied_treatment_phase = Fases de tratamento
type-patient_alert = Alergias e alertas
type-recall = Revisões e chamadas
type-consent = Consentimentos
type-pharmacological_history = Medicação
type-prescription = Receitas
type-prescription_item = Medicamentos receitados
type-communication = Mensagens a pacientes
type-debt = Dívidas
type-payment = Pagamentos e devoluções
type-debt_payment_application = Pagamentos aplicados a dívidas
type-fiscal_document = Faturas
type-fiscal_document_line = Linhas de fatura
type-patient_document = Documentos e radiografias
type-unknown = Tipo desconhecido «{ $name }»
type-none = O ficheiro no seu todo

field-accepted_date = Aceite
field-address = Morada
field-address_postal_code = Código postal
field-address_street = Rua
field-administration_route = Via
field-adverse_reactions_to_anesthesia = Reação adversa à anestesia
field-agenda_description = Texto na agenda
field-alcohol_consumption = Álcool
field-amount = Valor
field-anesthesia_reaction_details = Reação à anestesia
field-anticoagulant_medication = Anticoagulante
field-applied_treatment_uuid = Tratamento
field-atcud = ATCUD
field-attended = Compareceu
field-base_amount = Base tributável
field-body = Texto
field-bruxism = Bruxismo
field-budget_line_uuid = Linha de orçamento
field-budget_uuid = Orçamento
field-cancelled_by_uuid = Anulada por
field-chair_uuid = Gabinete
field-client_uuid = Pagador
field-coarse_status = Estado
field-code = Código
field-comments = Comentários
field-concept = Descritivo
field-contact_date = Último contacto
field-date_of_birth = Data de nascimento
field-deactivated = Inativo
field-deactivated_at = Inativo desde
field-debt_uuid = Dívida
field-deceased = Falecido
field-default_center_uuid = Local habitual
field-default_professional_uuid = Dentista habitual
field-description = Descrição
field-discount_amount = Desconto
field-discount_percent = Desconto, %
field-document_date = Data
field-document_kind = Tipo de documento
field-document_uuid = Documento
field-dosage = Posologia
field-dose = Dose
field-drug = Medicamento
field-drug_description = Medicamento
field-due_date = Vencimento
field-duration_minutes = Minutos
field-elaborated_by_user_uuid = Elaborado por
field-email = E-mail
field-end_date = Fim
field-executed_on = Feita em
field-family_name = Apelidos
field-fax = Fax
field-flagged = Assinalada
field-frequency = Frequência
field-gdpr_consent = Consentimento de proteção de dados
field-given_name = Nome próprio
field-guardian_client_uuid = Tutor
field-is_lactating = A amamentar
field-is_on_anticoagulants = Toma anticoagulantes
field-is_pregnant = Grávida
field-is_smoker = Fuma
field-issued_at = Emitida
field-kind = Tipo
field-label = Etiqueta
field-last_activity_at = Última atividade
field-legal_name = Denominação social
field-line_discount = Desconto
field-line_number = Linha
field-line_subtotal = Antes de desconto e impostos
field-line_tax = Impostos
field-list_amount = Preço de tabela
field-login = Utilizador
field-mobile_phone = Telemóvel
field-name = Nome
field-national_id = N.º de identificação
field-notes = Notas
field-number = Número
field-observations = Observações
field-order_within_budget = Ordem
field-owed_amount = Em dívida
field-paid_on = Pago em
field-patient_facing_description = Texto para o paciente
field-patient_number = N.º de processo
field-patient_uuid = Paciente
field-payment_kind = Tipo de pagamento
field-payment_method_uuid = Meio de pagamento
field-payment_uuid = Pagamento
field-percent_to_bill = A faturar, %
field-phase_number = Fase
field-phone = Telefone
field-phone_secondary = Outro telefone
field-prescription_uuid = Receita
field-professional_uuid = Profissional
field-quote_date = Data
field-record_kind = Tipo de registo
field-reference_price = Preço
field-referrer_patient_uuid = Recomendado por
field-registered_at = Registado
field-rejected_date = Recusado
field-rejection_observations = Motivo da recusa
field-related_payment_uuid = Pagamento relacionado
field-relative_path = Ficheiro
field-role = Função
field-scheduled = Marcado
field-scheduled_date = Data
field-scheduled_time = Hora
field-series = Série
field-sex = Sexo
field-short_name = Nome curto
field-smoking_frequency = Tabaco
field-sms_consent = Consentimento de SMS
field-start_date = Início
field-status = Estado
field-status_code = Código de estado
field-subtotal = Subtotal
field-tariff_code = Tabela
field-tax_total = Impostos
field-teeth = Dentes
field-tenant_label = Clínica na origem
field-text = Texto
field-title = Título
field-total = Total
field-total_discount = Desconto total
field-total_tax = Impostos no total
field-treatment_number = N.º de tratamento
field-treatment_uuid = Tratamento do catálogo
field-treatment_variant_uuid = Preço do tratamento
field-uncollectible = Incobrável
field-uncollectible_description = Porque é incobrável
field-unit_amount = Preço unitário
field-unit_price = Preço
field-units = Unidades
field-user_uuid = Membro do pessoal
field-valid_from = Válido desde
field-vat_amount = IVA
field-valid_until = Válido até
field-start_time = Desde
field-quantity = Unidades
field-professional_id = Profissional
field-price_snapshot = Preço
field-performed_at = Realizado
field-payment_date = Data do pagamento
field-national_id_type = Tipo de documento
field-line_total = Total
field-last_name = Apelidos
field-internal_notes = Notas internas
field-general_condition = Estado do dente
field-gender = Sexo
field-first_name = Nome
field-end_time = Até
field-due_month = Mês
field-do_not_contact = Não contactar
field-default_price = Preço
field-completed_at = Concluído
field-compliance_data = Dados legais
field-document_hash = Assinatura
field-current_number = Último número dado
field-last_reset_year = Ano do último número
field-cabinet_id = Gabinete
field-cabinet = Gabinete
field-billing_name = Pagador
field-billing_tax_id = NIF do pagador
field-assigned_professional_id = Profissional
field-accepted_via = Aceite por
field-vat_percent = IVA, %
field-year = Ano
field-alert_date = Anotado em
field-channel = Meio
field-diagnosis = Diagnóstico
field-document_type = Tipo de documento
field-hash = Assinatura legal
field-hash_control = Controlo da assinatura
field-interval_weeks = Semanas entre marcações
field-legal_hash = Assinatura legal
field-occurrences = Repetições
field-paid = Pago
field-posology = Posologia
field-prescribed_on = Receitado em
field-previous_hash = Assinatura da anterior
field-qr_code = Código QR
field-rectified_document_uuid = Retifica
field-sent_at = Enviado
field-signed = Assinado
field-signed_on = Assinado em
field-surfaces = Faces
field-taken_on = Tirada em
field-valid_to = Válido até
field-weekday = Dia da semana
field-work_calendar_day_uuid = Dia do calendário
field-work_calendar_uuid = Calendário de trabalho
field-is_active = Ativo
field-color = Cor
field-cabinet_assigned_at = Gabinete atribuído
field-treatment_type = Tipo de tratamento
field-current_status_since = Estado desde
field-global_discount_type = Tipo de desconto total
field-global_discount_value = Desconto total
field-patient_notes = Notas para o paciente
field-insurance_estimate = Estimativa do seguro
field-rejection_reason = Motivo da recusa
field-rejection_note = Nota da recusa
field-viewed_at = Visto pelo paciente
field-last_reminder_sent_at = Último lembrete
field-public_auth_method = Como o paciente o abre
field-public_auth_secret_hash = Código para o paciente
field-public_locked_at = Bloqueado para o paciente
field-deleted_at = Eliminado
field-discount_type = Tipo de desconto
field-discount_value = Desconto
field-vat_rate = IVA, %
field-tooth_number = Dente
field-invoiced_quantity = Unidades faturadas
field-type = Tipo
field-diagnosis_date = Diagnosticado em
field-is_controlled = Controlado
field-is_critical = Crítico
field-medications = Medicação
field-pregnancy_week = Semana de gravidez
field-inr_value = INR
field-last_inr_date = INR medido em
field-reason = Motivo
field-reason_note = Nota do motivo
field-priority = Prioridade
field-last_contact_attempt_at = Última tentativa de contacto
field-contact_attempt_count = Tentativas de contacto
field-linked_treatment_category_key = Grupo de tratamentos
field-key = Nome curto
field-names = Nome
field-descriptions = Descrição
field-icon = Ícone
field-is_system = Próprio do programa
field-cost_price = Custo
field-default_duration_minutes = Minutos
field-requires_appointment = Requer consulta
field-pricing_strategy = Como se calcula o preço
field-pricing_config = Regras do preço
field-surface_prices = Preços por face
field-treatment_scope = Onde se faz
field-is_diagnostic = De diagnóstico
field-requires_surfaces = Requer faces
field-billing_mode = Como se fatura
field-material_notes = Notas de material
field-odontogram_treatment_type = Desenho no odontograma
field-visualization_rules = Regras do desenho
field-visualization_config = Aspeto do desenho
field-clinical_category = Grupo clínico
field-source_event = Causa
field-currency = Moeda
field-method = Forma de pagamento
field-reference = Referência
field-target_type = O que paga
field-reason_code = Motivo
field-refunded_at = Devolvido em
field-prefix = Prefixo
field-series_type = Tipo de série
field-reset_yearly = Recomeça todos os anos
field-is_default = Por omissão
field-issue_date = Emitida
field-payment_term_days = Dias para pagar
field-billing_address = Morada do pagador
field-billing_email = E-mail do pagador
field-public_notes = Notas na fatura
field-vat_exempt_reason = Motivo de isenção de IVA
field-profession = Profissão
field-workplace = Local de trabalho
field-preferred_language = Idioma
field-photo_url = Fotografia
field-severity = Gravidade
field-reaction = Reação
field-note_type = Tipo de nota
field-owner_type = Do que trata
field-password_hash = Palavra-passe
field-is_professional = Atende pacientes
field-tooth_type = Tipo de dente
field-is_displaced = Deslocado
field-is_rotated = Rodado
field-displacement_notes = Notas do deslocamento
field-clinical_type = Tipo de tratamento
field-scope = Onde se faz
field-arch = Arcada
field-recorded_at = Anotado
field-duration_snapshot = Minutos
field-vat_rate_snapshot = IVA, %
field-source_module = Onde foi anotado
field-closure_reason = Motivo do fecho
field-closure_note = Nota do fecho
field-closed_at = Fechado
field-confirmed_at = Confirmado
field-diagnosis_notes = Notas do diagnóstico
field-completed_without_appointment = Concluído sem consulta

word-male = masculino
word-female = feminino
word-other = outro
word-unknown = desconhecido
word-scheduled = marcada
word-confirmed = confirmada
word-attended = realizada
word-no_show = faltou
word-cancelled = cancelada
word-doctor = médico
word-dentist = médico dentista
word-hygienist = higienista
word-auxiliary = auxiliar
word-assistant = assistente
word-receptionist = receção
word-admin = administrador
word-allergy = alergia
word-illness = doença
word-medication = medicação
word-summary = resumo médico
word-person = pessoa
word-chair = gabinete
word-issued = emitida
word-sent = enviada
word-paid = paga
word-draft = rascunho
word-sealant = selado
word-root_canal = endodontia
word-implant = implante
word-crown = com coroa
word-missing = ausente
word-filling = obturado
word-healthy = são
word-closed = fechado
word-archived = arquivado
word-active = ativo
word-expired = caducado
word-rejected = recusado
word-accepted = aceite
word-completed = concluído
word-pending = pendente
word-performed = realizado
word-planned = planeado
word-given_name = nome próprio
word-surname = apelidos
word-national_id = n.º de identificação
word-name_and_date_of_birth = nome e data de nascimento
word-name_with_date_of_birth_and_phone = nome, data de nascimento e telefone
word-name_and_phone = nome e telefone
word-decision = decidido por um administrador
word-professional = profissional
word-patient = paciente
word-delivered = entregue
word-sms = SMS
word-photo = fotografia
word-xray = radiografia
word-radiograph = radiografia
word-company = empresa
word-payment_method = forma de pagamento
word-cirugia = Cirurgia
word-diagnostico = Diagnóstico
word-endodoncia = Endodontia
word-estetica = Estética
word-ortodoncia = Ortodontia
word-pediatrica = Odontopediatria
word-periodoncia = Periodontologia
word-preventivo = Prevenção
word-protesis = Prótese
word-restauradora = Restauradora
word-migrado_gesden = Importado do Gesdén

# A importação, ensaiada
trial-heading = O que vai acontecer
trial-running = A importação está a ser ensaiada neste navegador. Nada é enviado.
trial-lead = Ensaiado neste navegador com o que a clínica tem agora. A importação dará o mesmo.
trial-absent = Não entraria nada de: { $types }.
trial-left-out = { $count ->
    [one] { $count } linha não seria importada. As observações dizem porquê; vai para o arquivo.
   *[other] { $count } linhas não seriam importadas. As observações dizem porquê; vão para o arquivo.
  }
trial-failed = Não foi possível ensaiar a importação. { $why }
trial-again = Ensaiar de novo

money-heading = Dinheiro
money-lead = Cada valor do ficheiro face ao que ficará na clínica depois da importação.
money-kind = O quê
money-in-file = No ficheiro
money-in-clinic = Na clínica
money-difference = Diferença
money-agrees = Nenhuma
money-budgets = Orçamentos
money-debts = Dívidas
money-payments = Pagamentos
money-refunds = Reembolsos
money-invoices = Faturas
money-reason = { $count ->
    [one] em { $count } linha: { $reason }
   *[other] em { $count } linhas: { $reason }
  }
money-reason-imported-before = trazido por uma importação anterior
money-reason-rounded = frações de cêntimo foram arredondadas
money-unreadable = { $count ->
    [one] { $count } valor não pôde ser lido.
   *[other] { $count } valores não puderam ser lidos.
  }

undo-heading = Desfazer esta importação
undo-lead = Retira de uma só vez tudo o que esta importação trouxe para a clínica. O que já lá estava fica como está.
undo-ask = Desfazer esta importação…
undo-question = Desfazer a importação de { $name }?
undo-goes = O que sai
undo-nothing = Não resta nada dela na clínica.
undo-others = O que lhes pertence
undo-restored = Alterações revertidas
undo-later = { $name } foi importado depois. Desfaça primeiro essa importação.
undo-stays = { $count ->
    [one] Um registo fica
   *[other] { $count } registos ficam
}
undo-stays-why = Alguém trabalhou com esta importação desde então: { $changed ->
    [0] nenhum registo foi alterado
    [one] um registo foi alterado
   *[other] { $changed } registos foram alterados
}, { $used ->
    [0] nenhum é usado por outros novos
    [one] um é usado por outros novos
   *[other] { $used } são usados por outros novos
}. Estes ficam, com o que lhes pertence.
undo-stays-list = Ver quais
undo-changed = alterado { $date }
undo-changed-what = alterado { $date }: { $fields }
undo-used = usado por: { $by }
undo-back = Deixar como está
undo-confirm = Desfazer a importação
undo-confirm-keep = Desfazer e manter estes
undo-running = A importação está a ser desfeita. Continua mesmo que feche esta página.
undone-lead = Desfeita { $date }. Saiu da clínica:
undone-kept = { $count ->
    [one] Um registo ficou, porque alguém tinha trabalhado com ele.
   *[other] { $count } registos ficaram, porque alguém tinha trabalhado com eles.
}
review-undecide = Voltar a deixar por decidir
same-heading = Pacientes que a clínica talvez já tenha
same-lead = { $certain ->
    [0] { $likely ->
        [one] Um paciente do ficheiro talvez já seja da clínica.
       *[other] { $likely } pacientes do ficheiro talvez já sejam da clínica.
    }
    [one] Um paciente do ficheiro já é da clínica, e mais { $likely } talvez o sejam.
   *[other] { $certain } pacientes do ficheiro já são da clínica, e mais { $likely } talvez o sejam.
}
same-default = Quando não há dúvida, o que o ficheiro traz vai para o paciente da clínica, cujos dados não mudam. Os outros entram como pacientes novos, a menos que diga aqui que são a mesma pessoa. Os duvidosos estão primeiro.
same-in-file = No ficheiro
same-in-clinic = Na clínica
same-agrees = igual
same-differs = diferente
same-unknown = não se sabe
same-candidate = A mesma pessoa que { $name } ({ $by })
same-nobody = Outra pessoa: um paciente novo
same-more = Mais { $count } não aparecem na lista; seguem o mesmo caminho.

changes-heading = Alterações desde a última importação
changes-lead = { $count ->
    [one] Um valor do ficheiro não é o que a clínica tem. Nada foi substituído: escolha o que se aplica.
   *[other] { $count } valores do ficheiro não são os que a clínica tem. Nada foi substituído: escolha o que se aplica.
}
changes-unlisted = São mostrados os primeiros { $count }.
changes-apply = { $count ->
    [0] Aplicar os escolhidos
    [one] Aplicar o escolhido
   *[other] Aplicar os { $count } escolhidos
}
changes-apply-all = Aplicar todos: { $count }
changes-apply-all-heading = { $count ->
    [one] Aplicar uma alteração?
   *[other] Aplicar as { $count } alterações?
}
changes-apply-all-means = Cada valor do ficheiro substitui o da clínica, onde o da clínica ainda for o que se mostra. Ao desfazer a importação voltam os anteriores.
changes-older = Antes desta foi importada uma exportação mais recente desta clínica, feita em { $date }. O que este ficheiro diz de diferente é, portanto, mais antigo, e nada disso é proposto.
changes-older-show = Mostrar mesmo assim o que diz de diferente
changes-outcome = Aplicados: { $applied }. Alterados entretanto na clínica e não tocados: { $edited }. Impossíveis na clínica: { $refused }.
changes-line = { $field }: { $before } → { $after }
changes-offered = Podem ser aplicados
changes-offered-help = As linhas da clínica estão como uma importação as deixou.
changes-edited = Editados na clínica
changes-edited-help = Estas linhas foram editadas na clínica desde então. Ficam como estão; o segundo valor é o do ficheiro.
changes-booked = Dinheiro contabilizado
changes-booked-help = Pagamentos e faturas contabilizados não são alterados. Corrija-os na clínica se o ficheiro tiver razão; o segundo valor é o do ficheiro.
changes-applied = Aplicados
changes-applied-help = A clínica tem agora o segundo valor.
# Rules for the staff, in a line
rules-months = { $count ->
    [one] Sem atividade há um mês
   *[other] Sem atividade há { $count } meses
}
rules-line = Ficam inativos: { $rules }.
rules-none = Segundo as regras, todos ficam ativos.
rules-decided = { $count ->
    [one] Uma pessoa está decidida individualmente.
   *[other] { $count } pessoas estão decididas individualmente.
}

# Staff, one by one
team-rules = As regras
team-part-active = ficam ativos
team-part-inactive = ficam inativos
team-part-inactive_in_source = inativo no programa anterior
team-part-agenda_orphan = coluna da agenda sem pessoa
team-part-no_activity_recorded = sem atividade registada
team-part-no_recent_activity = sem atividade recente
team-part-non_clinical_role = sem função clínica
team-part-decided = decididos um a um
team-unknown-activity = O ficheiro não diz de ninguém quando teve atividade pela última vez, por isso ninguém é julgado por isso.
team-unknown-role = O ficheiro não diz a função de ninguém, por isso ninguém é julgado por ela.
team-people = Pessoa a pessoa
team-reset = Deixar todos segundo as regras
team-search = Procurar no pessoal
team-none-found = Ninguém corresponde.
team-fallback = Quem recebe as consultas sem profissional
team-fallback-none = Ninguém: ficam de fora
team-active = Ativo
team-inactive = Inativo
team-role-unknown = função desconhecida
team-appointments = { $count ->
    [one] { $count } consulta
   *[other] { $count } consultas
}
team-last = última atividade: { $date }
team-until = com consultas até { $date }
team-last-unknown = sem atividade registada
team-why-kept = Fica ativo por decisão sua, apesar da regra: { $rule }
team-why-left = Fica inativo por decisão sua
team-line = { $active } ficam ativos, { $inactive } ficam inativos.
team-change = Alterar

# Lists of the dry run
list-kept = Os primeiros { $kept } de { $found }.
outcomes-heading = { $type }: { $fate }
outcomes-open = { $count }: { $type }, { $fate }. Abrir a lista

confirm-trial-running = Ainda se está a calcular o que vai acontecer. Pode esperar ou importar sem o ter visto.
confirm-trial-failed = Não foi possível calcular o que vai acontecer. Pode importar sem o ter visto; o resultado dirá o que foi feito de cada linha.
# A revisão do catálogo

catalog-heading = Catálogo de tratamentos
catalog-lead = O que acontece a cada tratamento do programa anterior. O que não decidir segue como se mostra.
catalog-filter = Que tratamentos mostrar
catalog-all = Todos
catalog-likely = A rever
catalog-new = Novos
catalog-certain = Certos
catalog-decided = Decididos
catalog-together = Aceitar de uma vez todos os que se pareçam pelo menos { $percent }
catalog-accept-all = { $count ->
    [0] Nenhum por aceitar
   *[other] Aceitar { $count }
  }
catalog-search-rows = Procurar nestes tratamentos
catalog-none = Não há tratamentos aqui.
catalog-unlisted = { $count ->
    [one] Há mais um tratamento que não aparece aqui; segue o caminho habitual.
   *[other] Há mais { $count } tratamentos que não aparecem aqui; seguem o caminho habitual.
  }
catalog-offered = { $count ->
    [one] uma linha de orçamento, { $amount }
   *[other] { $count } linhas de orçamento, { $amount }
  }
catalog-applied = { $count ->
    [one] um tratamento, { $amount }
   *[other] { $count } tratamentos, { $amount }
  }
catalog-unused = sem uso
catalog-item-gone = Um tratamento que a clínica já não tem
catalog-inactive = já não se oferece
catalog-new-in = Novo, em { $category }
catalog-left-out = Fora do catálogo
catalog-alike = { $percent } de semelhança
catalog-certain-tag = Certo
catalog-new-tag = Novo
catalog-decided-tag = Decidido por si
catalog-remembered-tag = Decidido numa importação anterior
catalog-accept = Aceitar
catalog-another = Outro tratamento
catalog-new-here = Um novo
catalog-leave-out = Deixar de fora
catalog-take-back = Desfazer
catalog-another-label = Que tratamento da clínica é?
catalog-found = { $count ->
    [0] A clínica não tem nenhum tratamento com essas palavras.
    [one] Um tratamento encontrado
   *[other] { $count } tratamentos encontrados
  }
catalog-category = Categoria do novo tratamento
catalog-create = Criá-lo aí
catalog-leave-out-means = Sem ele, fica sem tratamento do catálogo o seguinte: { $used }. Mantém o preço, e o nome nas notas.
catalog-leave-out-do = Deixá-lo de fora
catalog-keep = Mantê-lo

# Legal data of invoices
legal-heading = Dados legais das faturas
legal-lead = { $count ->
    [one] { $count } fatura tem dados exigidos pela lei fiscal, como assinaturas, ATCUD ou códigos QR.
   *[other] { $count } faturas têm dados exigidos pela lei fiscal, como assinaturas, ATCUD ou códigos QR.
  }
legal-wanted = Guardá-los com as faturas
legal-wanted-help = São guardados à letra como prova e nunca usados para assinar ou numerar faturas novas. Se os deixar de fora, ficam no arquivo.
legal-no-place = A clínica não tem um módulo para eles (Verifactu): ficam no arquivo e não aparecem nas faturas. Em clínicas de Espanha um administrador pode ativá-lo em Definições → Módulos antes de importar.

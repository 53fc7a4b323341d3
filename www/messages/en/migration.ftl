# Settings → Data migration: the journey of a file, and the import it becomes.

migration-title = Data migration
migration-subtitle = Bring a clinic’s whole history from a .dpm file into { $clinic }.
migration-forbidden = Only an admin of this clinic can import data
migration-forbidden-help = Ask an admin to do it, or to change your role.

step-open = Open
step-check = Unlock and check
step-look = Look
step-decide = Decide
step-confirm = Confirm
step-import = Import
step-report = Report
steps-label = Steps of the migration
step-done = done

ledger-nothing-title = Left this computer so far
ledger-nothing = Nothing
ledger-sent-title = Sent to this clinic’s server
ledger-sent = { $count ->
    [one] { $count } decoded row · { $size }
   *[other] { $count } decoded rows · { $size }
  }
ledger-never = Passphrase and file: never

open-heading = Open the extracted file
open-lead = Everything up to your confirmation happens in this browser. Nothing is sent.
open-drop = Drop the file here, or choose it
open-drop-now = Let go to open it
open-which = The file dental-bridge made: .dpm, .dpm.zst, .dpm.enc, .dpm.zst.enc or .age. It is recognised by what is in it, not by its name.
open-choose = Choose a file
open-looking = Looking at { $name }…
open-only-first = Only one file can be opened at a time: { $name } was taken.

file-encrypted = Encrypted: needs its passphrase
file-plain = Not encrypted
file-choose-another = Choose another file

unlock-heading = Unlock { $name }
unlock-lead = The passphrase is used in this browser and wiped at once. It is never sent or stored.
unlock-label = Passphrase used when the file was extracted
unlock-button = Unlock
unlock-rejected = This one did not open the file.

check-heading = Checking { $name }
check-lead = Everything on this page happens in this browser. Nothing has been sent.
check-note = Closing this page stops the check. The file is not changed.
check-cancel = Cancel
check-glance = First look, not verified yet
check-announce = { $stage }: { $percent } %
check-announce-done = { $stage }: done

stage-read = Read the file
stage-unlock = Derive the key
stage-decrypt = Decrypt
stage-decompress = Decompress
stage-verify = Verify integrity
stage-waiting = waiting
stage-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
  }
time-left = { $time } left
time-about-left = about { $time } left

refusal-nothing-sent = Nothing was sent, and the file was not changed.
refusal-detail = Technical detail
refusal-code = Code
refusal-reload = Reload the page

preview-heading = What this file would bring
preview-lead = Read and verified in this browser. Nothing has been sent.
preview-continue = Continue
preview-verified = Integrity verified · { $digest }
preview-copy-digest = Copy the whole digest
preview-copied = Copied
preview-source = { $system } · “{ $clinic }”
preview-extracted = Extracted
preview-extracted-unknown = not said
preview-by = by { $tool }
preview-adapter = adapter { $version }
preview-format = Format
preview-old = This extract is { $count ->
    [one] { $count } day
   *[other] { $count } days
} old. What was entered in the old program since then is not in it.
preview-newer-minor = The file’s format is a little newer than this version of Puente. What it does not know is kept in the archive.
preview-undeclared = The file holds tables that it does not list: { $tables }. Their rows are not imported.
preview-files = Files to follow
preview-files-size = about { $size }
preview-files-none = none
preview-rows = Rows in all

layer-dpme = encrypted (DPME)
layer-age = encrypted (age)
layer-zstd = compressed
layer-sqlite = database

counts-heading = Record by record
counts-type = In the file
counts-rows = Rows
counts-fate = What will happen
counts-share = Share of the file
counts-empty = The file declares no records.
counts-open = Look at some rows of: { $type }
fate-brought-in = Brought in
fate-brought-in-chairs = Chairs brought in, other lists archived
fate-folded = Becomes part of other records
fate-payers = Noted with the patients, kept in the archive
fate-waits = Waits for its file
fate-archived = Kept in the archive
fate-archived-help = This version does not yet turn these into clinic records. They are kept whole, so that nothing is lost.
fate-unknown = Unknown kind, kept in the archive

samples-heading = { $type }: some rows
samples-lead = As they stand in the file. Nothing has been sent.
samples-personal = Show personal data
samples-personal-help = Names, contact data, identity documents, dates of birth and free text are masked until you ask for them.
samples-loading = Fetching rows…
samples-none = There is no row to show.
samples-row = Row { $id }
samples-close = Close
value-yes = Yes
value-no = No

extractor-heading = Notes of the extractor
extractor-lead = What the extractor noticed while it read the old program.
extractor-none = The extractor noticed nothing unusual.
extractor-more = Show all { $count } groups
severity-info = For information
severity-warn = Worth a look
severity-error = Error

files-heading = Radiographs and documents
files-lead = They are not inside this file. After the import they arrive one by one from the computer that holds them, matched by their fingerprint.
files-count = { $count ->
    [one] { $count } file, about { $size }
   *[other] { $count } files, about { $size }
  }
files-without = { $count ->
    [one] { $count } file could not be read when the clinic was extracted and has no fingerprint: it cannot be matched.
   *[other] { $count } files could not be read when the clinic was extracted and have no fingerprint: they cannot be matched.
  }

unreadable-heading = Rows that cannot be read
unreadable-lead = These rows of the file are damaged and cannot become records. They are kept in the archive as they are.

dangling-heading = References that lead nowhere
dangling-lead = These rows point at others that are not in the file. They are imported as far as possible, each with a warning.
dangling-line = { $type } · { $field }

decide-heading = What you decide
decide-lead = What you leave undecided goes as proposed. Each change is tried out in this browser; the step before shows what it comes to.
decide-back = Back
questions-heading = Decide before importing
questions-unknown = Known once the import has been tried out in this browser.
questions-none = Nothing has to be decided: everything can go as proposed.
questions-lead = What you leave undecided goes as proposed.
questions-patients = People who may already be patients
questions-treatments = Treatments without a sure match in the catalog
questions-staff = Staff left inactive by the rules
questions-appointments = Appointments without a professional
questions-legal = Legal data of invoices
questions-open = { $open } of { $of }
questions-decided = nothing open
questions-kept = will be kept
questions-archived = kept in the archive
years-heading = Appointments per year

confirm-heading = Import into { $clinic }?
confirm-holds = What { $clinic } holds now
confirm-empty = It is empty: a good moment to import.
confirm-not-empty = The file is added to it. Records imported before are recognised and not duplicated.
confirm-before = { $count ->
    [one] One import was completed here before.
   *[other] { $count } imports were completed here before.
  }
confirm-patients = Patients
confirm-appointments = Appointments
confirm-staff = Staff
confirm-catalog = Treatments offered
confirm-cabinets = Chairs
confirm-what = What will happen
confirm-what-send = { $count ->
    [one] { $count } decoded row goes to this clinic’s server. The file and its passphrase stay here.
   *[other] { $count } decoded rows go to this clinic’s server. The file and its passphrase stay here.
  }
confirm-what-decided = Your decisions are sent too and remembered for the next import: { $treatments } on treatments, { $patients } on patients, { $staff } on staff.
confirm-undecided = { $treatments ->
    [one] One treatment
   *[other] { $treatments } treatments
  } and { $patients ->
    [one] one possible duplicate
   *[other] { $patients } possible duplicates
  } are not decided and go as proposed.
confirm-decide = Decide on them
confirm-what-once = Everything is brought in at once or not at all: if anything fails, the clinic stays as it is.
confirm-what-quiet = Nobody receives an e-mail or a reminder because of it.
confirm-backup = A backup can be taken first. It stays on the server.
confirm-backup-button = Back up now
confirm-backup-running = Taking a backup…
confirm-backup-taken = Backed up on the server as { $file } ({ $size }).
confirm-backup-elsewhere = Backups of this database are taken by its administrator. Make sure there is a fresh one.
confirm-button = Confirm and import
confirm-back = Not yet

options-heading = Which staff stay active
options-lead = Everybody is brought in, with their history. Those who match a rule below come as inactive and do not show in the agenda; you can activate them later.
options-months = Months without activity after which somebody counts as gone
options-months-help = 0 to 120. 0 switches this rule off.
options-months-invalid = A whole number from 0 to 120.
options-orphans = Agenda columns without a person behind them
options-orphans-help = Columns of the old agenda that no member of staff is linked to, unless they were used recently.
options-inactive = People inactive in the old program
options-inactive-help = They were switched off there already.
options-nonclinical = People without a clinical role
options-nonclinical-help = Whoever is not a dentist or a hygienist.

send-heading = Sending to { $clinic }
send-lead = Keep this page open until everything has been received.
send-row = Send
send-starting = Getting ready to send…
send-amount = { $rows } of { $total } rows · { $size }
send-rate = { $rate } rows a second
send-stop = Stop
send-stop-note = What has been received stays there; choose the same file again to go on.
send-interrupted = Sending is interrupted
send-network = The server cannot be reached. Nothing is lost: what has been received stays there.
send-resume = Go on sending
send-received = Everything has been received. Starting the import…
send-not-started = Everything has been received, but the import did not start.
send-start-again = Start the import

job-heading-receiving = Waiting for the rest of { $name }
job-receiving = { $size } has been received so far.
job-receiving-help = If the page that sends it is open elsewhere, leave it open. Otherwise choose the same file again: only what is missing is sent.
job-choose-again = Choose the file again
job-heading-validated = Everything has been received
job-validated = The integrity hash is right. The import has not been started yet.
job-run = Start the import
job-heading-executing = Importing into { $clinic }
job-executing = You may close this page: the import goes on, and you can come back to it.
job-unchanged = Until the last record is in, the clinic is unchanged. If anything fails, it stays unchanged.
job-rate = { $rate } records a second
job-started = started { $time }
job-amount = { $done } of { $total }
job-done-amount = { $total } records
job-connection-lost = The connection to the server is interrupted. Trying again…
job-heading-failed = The import did not go through
job-failed = { $clinic } is as it was before. What the server received is still there.
job-failed-deleted = { $clinic } is as it was before. What the server received was not what the file holds, so it deleted it. Choose the file again; if this happens again, copy the file anew from where it was extracted.
job-failed-reason = What the server said
job-run-again = Run it again
job-heading-undone = This import was taken back
job-heading-abandoned = This import was abandoned
give-up = Give up and delete what was received
give-up-heading = Give this import up?
give-up-means = What the server has received of this file is deleted. The clinic and the file stay as they are; you can start again from the beginning.
give-up-back = Keep it
give-up-go = Give up and delete
job-back = All imports

phase-received = Received
phase-verifying = Verified again
phase-loading = Bring in
phase-committing = Make it final
phase-same-digest = same digest
phase-working = working
phase-waiting = waiting

result-heading = Everything is in
result-heading-partly = Not everything is in
result-heading-over = The import is through
result-print = Print
result-csv = Figures as CSV
result-absent = Nothing came in of: { $types }.
result-left-out = { $count ->
    [one] { $count } row was not brought in. The remarks say why; it is in the archive.
   *[other] { $count } rows were not brought in. The remarks say why; they are in the archive.
  }
result-lead = { $count ->
    [one] { $count } row accounted for in { $time }.
   *[other] { $count } rows accounted for in { $time }.
  }
result-all-clear = Nothing needs a look.
result-needs-look = { $count ->
    [one] One kind of remark is worth a look.
   *[other] { $count } kinds of remarks are worth a look.
  }
result-patients = See the patients
result-accounting = What became of every row
result-accounting-lead = In the file = created + linked + merged + archived + not brought in.
result-type = Records
result-declared = In the file
result-created = Created
result-created-help = A record of its own in the clinic now.
result-linked = Linked
result-linked-help = The clinic already had it.
result-merged = Merged
result-merged-help = Became part of another record.
result-archived = Archived
result-archived-help = Kept whole, without a screen of its own yet.
result-skipped = Not brought in
result-skipped-help = A remark below says why; the row is kept in the archive.
result-columns = What the columns mean
result-total = All
result-warnings = Worth a look
result-warnings-count = { $count ->
    [one] { $count } remark in { $groups ->
        [one] one group
       *[other] { $groups } groups
    }
   *[other] { $count } remarks in { $groups ->
        [one] one group
       *[other] { $groups } groups
    }
  }
result-warnings-none = The import has no remarks.
result-open-list = Open list
result-close-list = Close list
result-source-row = { $type } · { $id }
result-facts-file = File
result-facts-digest = Digest
result-facts-source = Source
result-facts-when = Completed

next-heading = What comes next
next-patients = See the patients and look through the remarks above
next-members = Invite the team and check everybody’s role
next-files = Send the radiographs and documents, below on this page

history-heading = Earlier imports
history-empty = Nothing has been imported into { $clinic } yet.
history-file = File
history-when = When
history-rows = Rows
history-state = State
state-receiving = Receiving
state-validated = Received
state-executing = Importing
state-completed = Completed
state-failed = Failed
state-undone = Taken back
state-abandoned = Abandoned

type-center = Practice sites
type-professional = Clinical staff
type-user = Other staff
type-catalog_item = Chairs and short lists
type-treatment_catalog_item = Treatments offered
type-treatment_catalog_variant = Treatment prices by tariff
type-treatment_phase_template = Treatment phase templates
type-patient = Patients
type-client = Payers
type-patient_client_link = Who pays for whom
type-work_calendar = Work calendars
type-work_calendar_day = Work calendar days
type-work_calendar_shift = Shifts
type-appointment_recurrence = Repeating appointments
type-budget = Budgets
type-budget_line = Budget lines
type-appointment = Appointments
type-applied_treatment = Treatments done and planned
type-applied_treatment_phase = Treatment phases
type-patient_alert = Allergies and alerts
type-recall = Recalls
type-consent = Consents
type-pharmacological_history = Medication
type-prescription = Prescriptions
type-prescription_item = Prescribed medicines
type-communication = Messages to patients
type-debt = Debts
type-payment = Payments and refunds
type-debt_payment_application = Payments applied to debts
type-fiscal_document = Invoices
type-fiscal_document_line = Invoice lines
type-patient_document = Documents and radiographs
type-unknown = Unknown kind “{ $name }”
type-none = The file as a whole

field-accepted_date = Accepted
field-address = Address
field-address_postal_code = Postal code
field-address_street = Street
field-administration_route = Route
field-adverse_reactions_to_anesthesia = Adverse reaction to anaesthesia
field-agenda_description = Text in the agenda
field-alcohol_consumption = Alcohol
field-amount = Amount
field-anesthesia_reaction_details = Reaction to anaesthesia
field-anticoagulant_medication = Anticoagulant
field-applied_treatment_uuid = Treatment
field-atcud = ATCUD
field-attended = Attended
field-base_amount = Taxable amount
field-body = Text
field-bruxism = Bruxism
field-budget_line_uuid = Budget line
field-budget_uuid = Budget
field-cancelled_by_uuid = Cancelled by
field-chair_uuid = Chair
field-client_uuid = Payer
field-coarse_status = Status
field-code = Code
field-comments = Comments
field-concept = Concept
field-contact_date = Last contact
field-date_of_birth = Date of birth
field-deactivated = Inactive
field-deactivated_at = Inactive since
field-debt_uuid = Debt
field-deceased = Deceased
field-default_center_uuid = Usual site
field-default_professional_uuid = Usual dentist
field-description = Description
field-discount_amount = Discount
field-discount_percent = Discount, %
field-document_date = Date
field-document_kind = Kind of document
field-document_uuid = Document
field-dosage = Dosage
field-dose = Dose
field-drug = Medicine
field-drug_description = Medicine
field-due_date = Due
field-duration_minutes = Minutes
field-elaborated_by_user_uuid = Written by
field-email = E-mail
field-end_date = End
field-executed_on = Done on
field-family_name = Surnames
field-fax = Fax
field-flagged = Flagged
field-frequency = Frequency
field-gdpr_consent = Data protection consent
field-given_name = Given name
field-guardian_client_uuid = Guardian
field-is_lactating = Nursing
field-is_on_anticoagulants = Takes anticoagulants
field-is_pregnant = Pregnant
field-is_smoker = Smoker
field-issued_at = Issued
field-kind = Kind
field-label = Label
field-last_activity_at = Last activity
field-legal_name = Legal name
field-line_discount = Discount
field-line_number = Line
field-line_subtotal = Before discount and tax
field-line_tax = Tax
field-list_amount = List price
field-login = User name
field-mobile_phone = Mobile phone
field-name = Name
field-national_id = National id
field-notes = Notes
field-number = Number
field-observations = Observations
field-order_within_budget = Order
field-owed_amount = Owed
field-paid_on = Paid on
field-patient_facing_description = Text for the patient
field-patient_number = Chart number
field-patient_uuid = Patient
field-payment_kind = Kind of payment
field-payment_method_uuid = Payment method
field-payment_uuid = Payment
field-percent_to_bill = To bill, %
field-phase_number = Phase
field-phone = Phone
field-phone_secondary = Other phone
field-prescription_uuid = Prescription
field-professional_uuid = Professional
field-quote_date = Date
field-record_kind = Kind of record
field-reference_price = Price
field-referrer_patient_uuid = Referred by
field-registered_at = Registered
field-rejected_date = Rejected
field-rejection_observations = Reason for rejection
field-related_payment_uuid = Related payment
field-relative_path = File
field-role = Role
field-scheduled = Scheduled
field-scheduled_date = Date
field-scheduled_time = Time
field-series = Series
field-sex = Sex
field-short_name = Short name
field-smoking_frequency = Smoking
field-sms_consent = SMS consent
field-start_date = Start
field-status = Status
field-status_code = Status code
field-subtotal = Subtotal
field-tariff_code = Tariff
field-tax_total = Tax
field-teeth = Teeth
field-tenant_label = Clinic in the source
field-text = Text
field-title = Title
field-total = Total
field-total_discount = Total discount
field-total_tax = Total tax
field-treatment_number = Treatment no.
field-treatment_uuid = Treatment offered
field-treatment_variant_uuid = Treatment price
field-uncollectible = Uncollectible
field-uncollectible_description = Why uncollectible
field-unit_amount = Price per unit
field-unit_price = Price
field-units = Units
field-user_uuid = Member of staff
field-valid_from = Valid from
field-vat_amount = VAT
field-valid_until = Valid until
field-start_time = From
field-quantity = Units
field-professional_id = Professional
field-price_snapshot = Price
field-performed_at = Performed
field-payment_date = Paid on
field-national_id_type = Kind of national id
field-line_total = Total
field-last_name = Surnames
field-internal_notes = Internal notes
field-general_condition = State of the tooth
field-gender = Sex
field-first_name = Given name
field-end_time = Until
field-due_month = Month
field-do_not_contact = Do not contact
field-default_price = Price
field-completed_at = Completed
field-compliance_data = Legal data
field-document_hash = Hash
field-current_number = Last number given
field-last_reset_year = Year of the last number
field-cabinet_id = Chair
field-cabinet = Chair
field-billing_name = Payer
field-billing_tax_id = Payer’s tax id
field-assigned_professional_id = Professional
field-accepted_via = Accepted how
field-vat_percent = VAT, %
field-year = Year
field-alert_date = Noted on
field-channel = Sent by
field-diagnosis = Diagnosis
field-document_type = Kind of document
field-hash = Legal hash
field-hash_control = Hash control
field-interval_weeks = Weeks between
field-legal_hash = Legal hash
field-occurrences = How often
field-paid = Paid
field-posology = How to take it
field-prescribed_on = Prescribed on
field-previous_hash = Hash of the one before
field-qr_code = QR code
field-rectified_document_uuid = Corrects
field-sent_at = Sent
field-signed = Signed
field-signed_on = Signed on
field-surfaces = Surfaces
field-taken_on = Taken on
field-valid_to = Valid until
field-weekday = Day of the week
field-work_calendar_day_uuid = Day of the calendar
field-work_calendar_uuid = Work calendar
field-is_active = Active
field-color = Colour
field-cabinet_assigned_at = Chair given at
field-treatment_type = Kind of treatment
field-current_status_since = Status since
field-global_discount_type = Kind of total discount
field-global_discount_value = Total discount
field-patient_notes = Notes for the patient
field-insurance_estimate = Insurance estimate
field-rejection_reason = Reason for rejection
field-rejection_note = Note on the rejection
field-viewed_at = Seen by the patient
field-last_reminder_sent_at = Last reminder
field-public_auth_method = How the patient opens it
field-public_auth_secret_hash = Code for the patient
field-public_locked_at = Locked for the patient
field-deleted_at = Deleted
field-discount_type = Kind of discount
field-discount_value = Discount
field-vat_rate = VAT, %
field-tooth_number = Tooth
field-invoiced_quantity = Units invoiced
field-type = Kind
field-diagnosis_date = Diagnosed on
field-is_controlled = Under control
field-is_critical = Critical
field-medications = Medication
field-pregnancy_week = Week of pregnancy
field-inr_value = INR
field-last_inr_date = INR measured on
field-reason = Reason
field-reason_note = Note on the reason
field-priority = Priority
field-last_contact_attempt_at = Last attempt to reach
field-contact_attempt_count = Attempts to reach
field-linked_treatment_category_key = Group of treatments
field-key = Short name
field-names = Name
field-descriptions = Description
field-icon = Icon
field-is_system = Made by the program
field-cost_price = Cost
field-default_duration_minutes = Minutes
field-requires_appointment = Needs an appointment
field-pricing_strategy = How it is priced
field-pricing_config = Rules of the price
field-surface_prices = Prices by surface
field-treatment_scope = Where it is done
field-is_diagnostic = For diagnosis
field-requires_surfaces = Needs surfaces
field-billing_mode = How it is billed
field-material_notes = Notes on material
field-odontogram_treatment_type = Drawing in the odontogram
field-visualization_rules = Rules of the drawing
field-visualization_config = Look of the drawing
field-clinical_category = Clinical group
field-source_event = Cause
field-currency = Currency
field-method = Method
field-reference = Reference
field-target_type = What it pays
field-reason_code = Reason
field-refunded_at = Given back on
field-prefix = Prefix
field-series_type = Kind of series
field-reset_yearly = Starts anew each year
field-is_default = Used unless said otherwise
field-issue_date = Issued
field-payment_term_days = Days to pay
field-billing_address = Payer’s address
field-billing_email = Payer’s e-mail
field-public_notes = Notes on the invoice
field-vat_exempt_reason = Why without VAT
field-profession = Profession
field-workplace = Workplace
field-preferred_language = Language
field-photo_url = Photograph
field-severity = Severity
field-reaction = Reaction
field-note_type = Kind of note
field-owner_type = What it is about
field-password_hash = Password
field-is_professional = Treats patients
field-tooth_type = Kind of tooth
field-is_displaced = Displaced
field-is_rotated = Rotated
field-displacement_notes = Notes on the displacement
field-clinical_type = Kind of treatment
field-scope = Where it is done
field-arch = Arch
field-recorded_at = Recorded
field-duration_snapshot = Minutes
field-vat_rate_snapshot = VAT, %
field-source_module = Where it was recorded
field-closure_reason = Reason for closing
field-closure_note = Note on closing
field-closed_at = Closed
field-confirmed_at = Confirmed
field-diagnosis_notes = Notes on the diagnosis
field-completed_without_appointment = Completed without appointment

word-male = male
word-female = female
word-other = other
word-unknown = unknown
word-scheduled = scheduled
word-confirmed = confirmed
word-attended = attended
word-no_show = did not come
word-cancelled = cancelled
word-doctor = doctor
word-dentist = dentist
word-hygienist = hygienist
word-auxiliary = dental nurse
word-assistant = assistant
word-receptionist = receptionist
word-admin = administrator
word-allergy = allergy
word-illness = illness
word-medication = medication
word-summary = medical summary
word-person = person
word-chair = chair
word-issued = issued
word-sent = sent
word-paid = paid
word-draft = draft
word-sealant = sealed
word-root_canal = root canal
word-implant = implant
word-crown = crowned
word-missing = missing
word-filling = filled
word-healthy = healthy
word-closed = closed
word-archived = archived
word-active = active
word-expired = expired
word-rejected = rejected
word-accepted = accepted
word-completed = completed
word-pending = pending
word-performed = performed
word-planned = planned
word-given_name = given name
word-surname = surname
word-national_id = national id
word-name_and_date_of_birth = name and date of birth
word-name_with_date_of_birth_and_phone = name, date of birth and phone
word-name_and_phone = name and phone
word-decision = decided by an administrator
word-professional = professional
word-patient = patient
word-delivered = delivered
word-sms = SMS
word-photo = photograph
word-xray = radiograph
word-radiograph = radiograph
word-company = company
word-payment_method = payment method
word-cirugia = Surgery
word-diagnostico = Diagnosis
word-endodoncia = Endodontics
word-estetica = Aesthetics
word-ortodoncia = Orthodontics
word-pediatrica = Paediatric dentistry
word-periodoncia = Periodontics
word-preventivo = Prevention
word-protesis = Prosthetics
word-restauradora = Restorative
word-migrado_gesden = Imported from Gesdén

# The import tried out
trial-heading = What will happen
trial-running = The import is being tried out in this browser. Nothing is sent.
trial-lead = Tried out in this browser with what the clinic holds now. The import comes to the same.
trial-absent = Nothing would come in of: { $types }.
trial-left-out = { $count ->
    [one] { $count } row would not be brought in. The remarks say why; it goes into the archive.
   *[other] { $count } rows would not be brought in. The remarks say why; they go into the archive.
  }
trial-failed = The import could not be tried out. { $why }
trial-again = Try out again

money-heading = Money
money-lead = Every amount of the file against what is in the clinic after the import.
money-kind = What
money-in-file = In the file
money-in-clinic = In the clinic
money-difference = Difference
money-agrees = None
money-budgets = Budgets
money-debts = Debts
money-payments = Payments
money-refunds = Refunds
money-invoices = Invoices
money-reason = { $count ->
    [one] in { $count } row: { $reason }
   *[other] in { $count } rows: { $reason }
  }
money-reason-imported-before = brought in by an earlier import
money-reason-rounded = fractions of a cent were rounded
money-unreadable = { $count ->
    [one] { $count } amount could not be read.
   *[other] { $count } amounts could not be read.
  }

undo-heading = Undo this import
undo-lead = Takes back everything this import brought into the clinic, in one step. What was there before stays as it is.
undo-ask = Undo this import…
undo-question = Undo the import of { $name }?
undo-goes = What goes
undo-nothing = Nothing of it is left in the clinic.
undo-others = What belongs to them
undo-restored = Changes put back
undo-later = { $name } was imported later. Undo that import first.
undo-stays = { $count ->
    [one] One record stays
   *[other] { $count } records stay
}
undo-stays-why = Somebody has worked with this import since: { $changed ->
    [0] nothing was changed
    [one] one record was changed
   *[other] { $changed } records were changed
}, { $used ->
    [0] none is used by new ones
    [one] one is used by new ones
   *[other] { $used } are used by new ones
}. These stay, with what belongs to them.
undo-stays-list = Show them
undo-changed = changed { $date }
undo-changed-what = changed { $date }: { $fields }
undo-used = used by: { $by }
undo-back = Leave it as it is
undo-confirm = Undo the import
undo-confirm-keep = Undo it and keep these
undo-running = The import is being taken back. It goes on if you close this page.
undone-lead = Taken back { $date }. These left the clinic:
undone-kept = { $count ->
    [one] One record stayed, because somebody had worked with it.
   *[other] { $count } records stayed, because somebody had worked with them.
}
review-undecide = Back to undecided
same-heading = Patients the clinic may already have
same-lead = { $certain ->
    [0] { $likely ->
        [one] One patient of the file may be someone the clinic has.
       *[other] { $likely } patients of the file may be someone the clinic has.
    }
    [one] One patient of the file is someone the clinic has, and { $likely } more may be.
   *[other] { $certain } patients of the file are people the clinic has, and { $likely } more may be.
}
same-default = Where there is no doubt, what the file has goes to the clinic’s patient, whose own data stay as they are. All others come in as new patients unless you say here that they are the same person. Likely ones come first.
same-in-file = In the file
same-in-clinic = In the clinic
same-agrees = the same
same-differs = different
same-unknown = not known
same-candidate = The same person as { $name } ({ $by })
same-nobody = Someone else: a new patient
same-more = { $count } more are not listed; they go the same way.

changes-heading = Changed since the last import
changes-lead = { $count ->
    [one] One value of the file is not what the clinic has. Nothing was overwritten: choose what is to be applied.
   *[other] { $count } values of the file are not what the clinic has. Nothing was overwritten: choose what is to be applied.
}
changes-unlisted = The first { $count } are listed.
changes-apply = { $count ->
    [0] Apply those chosen
    [one] Apply the one chosen
   *[other] Apply the { $count } chosen
}
changes-apply-all = Apply all { $count }
changes-apply-all-heading = { $count ->
    [one] Apply one change?
   *[other] Apply all { $count } changes?
}
changes-apply-all-means = Each value of the file replaces the clinic’s, where the clinic’s is still the one that is shown. Undoing the import puts them back.
changes-older = A newer export of this clinic, made on { $date }, was imported before this one. What this file says differently is therefore older, and nothing of it is offered.
changes-older-show = Show what it says differently all the same
changes-outcome = { $applied } applied. Changed in the clinic meanwhile and left alone: { $edited }. Not possible in the clinic: { $refused }.
changes-line = { $field }: { $before } → { $after }
changes-offered = Can be applied
changes-offered-help = The clinic’s rows are as an import left them.
changes-edited = Edited in the clinic
changes-edited-help = These rows were edited in the clinic since. They stay as they are; the second value is the file’s.
changes-booked = Booked money
changes-booked-help = Payments and invoices that are on the books are not changed. Correct them in the clinic if the file is right; the second value is the file’s.
changes-applied = Applied
changes-applied-help = The clinic has the second value now.
# Rules for the staff, in a line
rules-months = { $count ->
    [one] Not active for a month
   *[other] Not active for { $count } months
}
rules-line = Left inactive: { $rules }.
rules-none = By the rules, everybody stays active.
rules-decided = { $count ->
    [one] One person is decided individually.
   *[other] { $count } people are decided individually.
}

# Staff, one by one
team-rules = The rules
team-part-active = stay active
team-part-inactive = left inactive
team-part-inactive_in_source = inactive in the old program
team-part-agenda_orphan = agenda column without a person
team-part-no_activity_recorded = no activity recorded
team-part-no_recent_activity = not active lately
team-part-non_clinical_role = no clinical role
team-part-decided = decided one by one
team-unknown-activity = The file does not say of anybody when they were last active, so nobody is judged by it.
team-unknown-role = The file does not say what anybody’s role is, so nobody is judged by it.
team-people = One by one
team-reset = Leave everybody to the rules
team-search = Search the staff
team-none-found = Nobody matches.
team-fallback = Who gets the appointments without a professional
team-fallback-none = Nobody: leave them out
team-active = Active
team-inactive = Inactive
team-role-unknown = role unknown
team-appointments = { $count ->
    [one] { $count } appointment
   *[other] { $count } appointments
}
team-last = last active { $date }
team-until = appointments until { $date }
team-last-unknown = no activity recorded
team-why-kept = Stays active by your decision, against the rule: { $rule }
team-why-left = Left inactive by your decision
team-line = { $active } stay active, { $inactive } are left inactive.
team-change = Change this

# Lists of the dry run
list-kept = The first { $kept } of { $found }.
outcomes-heading = { $type }: { $fate }
outcomes-open = { $count }: { $type }, { $fate }. Open the list

confirm-trial-running = What will happen is still being worked out. You can wait for it, or import without having seen it.
confirm-trial-failed = What will happen could not be worked out. You can import without having seen it; the result will say what became of every row.
# The catalog reviewed

catalog-heading = Catalog of treatments
catalog-lead = What becomes of each treatment of the old program. What you do not decide goes as shown.
catalog-filter = Which treatments to show
catalog-all = All
catalog-likely = Need a look
catalog-new = New
catalog-certain = Certain
catalog-decided = Decided
catalog-together = Accept together all that are at least { $percent } alike
catalog-accept-all = { $count ->
    [0] None to accept
   *[other] Accept { $count }
  }
catalog-search-rows = Search these treatments
catalog-none = No treatments here.
catalog-unlisted = { $count ->
    [one] One more treatment is not listed here; it goes its usual way.
   *[other] { $count } more treatments are not listed here; they go their usual way.
  }
catalog-offered = { $count ->
    [one] one budget line, { $amount }
   *[other] { $count } budget lines, { $amount }
  }
catalog-applied = { $count ->
    [one] one treatment, { $amount }
   *[other] { $count } treatments, { $amount }
  }
catalog-unused = not used
catalog-item-gone = A treatment that the clinic does not have any more
catalog-inactive = no longer offered
catalog-new-in = New, in { $category }
catalog-left-out = Left out of the catalog
catalog-alike = { $percent } alike
catalog-certain-tag = Certain
catalog-new-tag = New
catalog-decided-tag = You decided
catalog-remembered-tag = Decided for an earlier import
catalog-accept = Accept
catalog-another = Another treatment
catalog-new-here = New one
catalog-leave-out = Leave out
catalog-take-back = Take back
catalog-another-label = Which treatment of the clinic is it?
catalog-found = { $count ->
    [0] The clinic has no treatment with these words.
    [one] One treatment found
   *[other] { $count } treatments found
  }
catalog-category = Category of the new treatment
catalog-create = Create it there
catalog-leave-out-means = Without it, these will have no treatment of the catalog: { $used }. They keep their price, and its name in their notes.
catalog-leave-out-do = Leave it out
catalog-keep = Keep it

# Legal data of invoices
legal-heading = Legal data of invoices
legal-lead = { $count ->
    [one] { $count } invoice carries data that tax law asks for, such as hashes, ATCUD or QR codes.
   *[other] { $count } invoices carry data that tax law asks for, such as hashes, ATCUD or QR codes.
  }
legal-wanted = Keep them with the invoices
legal-wanted-help = They are kept word for word as evidence, and never used to sign or number new invoices. If you leave them out, they stay in the archive.
legal-no-place = The clinic has no module for them (Verifactu), so they are kept in the archive and do not show on the invoices. For clinics in Spain an administrator can activate it under Settings → Modules before the import.

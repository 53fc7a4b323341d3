# The list of patients and the page of each.

patients-title = Patients
patients-search = Search patients
patients-search-placeholder = Name, phone, e-mail, ID or id in the source
patients-show-archived = Archived patients
patients-pages = Pages of the patient list
patients-none-found-title = Nobody found
patients-none-found-lead = Try part of a name, or a phone number without spaces.
patients-empty-title = No patients yet
patients-empty-lead = Bring the clinic’s whole history in from the program you used before.
patients-empty-action = Go to data migration

patient-name = Name
patient-born = Born
patient-born-age = { $date } · { $years ->
    [one] { $years } year
   *[other] { $years } years
}
patient-gender = Gender
patient-phone = Phone
patient-email = E-mail
patient-address = Address
patient-national-id = National ID
patient-source-id = Id in the source
patient-language = Language
patient-billing-name = Bill to
patient-billing-tax-id = Tax ID
patient-archived = Archived
patient-do-not-contact = Do not contact
patient-imported = Imported · id in the source { $id }
patient-data = Details
patient-allergies = Allergies
patient-notes = Notes
patient-notes-none = No notes.
patient-appointments = Appointments
patient-appointments-aside = { $count } · times in { $timezone }
patient-appointments-none = No appointments.

appointment-day = Day
appointment-time = Time
appointment-professional = With
appointment-cabinet = Room
appointment-status = Status
appointment-note = Note
appointment-scheduled = Scheduled
appointment-confirmed = Confirmed
appointment-checked-in = Waiting
appointment-in-treatment = In treatment
appointment-completed = Completed
appointment-cancelled = Cancelled
appointment-no-show = Did not come

note-type-administrative = Administrative
note-type-diagnosis = Diagnosis
note-type-treatment = Treatment
note-type-treatment-plan = Treatment plan
note-type-appointment-clinical = Appointment, clinical
note-type-appointment-administrative = Appointment, office

severity-low = mild
severity-medium = moderate
severity-high = severe
severity-critical = critical

gender-male = Male
gender-female = Female
gender-other = Other
gender-prefer-not-say = Not stated

patient-medications = Medication
patient-illnesses = Illnesses
patient-account = Account
patient-treatments = Treatments
patient-budgets = Budgets
patient-payments = Payments
patient-invoices = Invoices

column-name = Name
column-dosage = Dose
column-notes = Notes
column-status = Status
column-day = Day
column-treatment = Treatment
column-teeth = Teeth
column-price = Price
column-number = Number
column-lines = Lines
column-total = Total
column-method = Method
column-amount = Amount
column-refunded = Refunded

account-charged = Charged
account-paid = Paid
account-balance = Balance

illness-critical = critical
illness-known = known
treatment-planned = Planned
treatment-performed = Performed
treatment-existing = Found
budget-draft = Draft
budget-sent = Sent
budget-accepted = Accepted
budget-completed = Completed
budget-rejected = Rejected
budget-expired = Expired
budget-cancelled = Cancelled
payment-method-cash = Cash
payment-method-bank-transfer = Bank transfer
payment-method-card = Card
payment-method-direct-debit = Direct debit
payment-method-insurance = Insurance
payment-method-other = Other
invoice-draft = Draft
invoice-issued = Issued
invoice-partial = Partly paid
invoice-paid = Paid
invoice-cancelled = Cancelled
invoice-voided = Void

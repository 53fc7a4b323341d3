# The list of patients and the page of each.

patients-title = Patients
patients-search = Search patients
patients-search-placeholder = Name, phone, e-mail, ID or chart number
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
patient-source-id = Chart no.
patient-language = Language
patient-billing-name = Bill to
patient-billing-tax-id = Tax ID
patient-archived = Archived
patient-do-not-contact = Do not contact
patient-imported = Imported · chart { $id }
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

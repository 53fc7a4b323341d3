//! Every kind of warning there is: its code, how much it matters, and its English sentence. What each means and what
//! to do about it is in `docs/mapping/warnings.md`.

use super::Severity::{self, Error, Info, Warn};

/// A kind of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The message in English, with its arguments' names in braces.
    pub english: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $severity:ident $code:literal: $english:literal;)*) => {
        $(#[doc = concat!("`", $code, "`")]
        pub const $name: Kind = Kind { code: $code, severity: $severity, english: $english };)*

        /// All of them.
        pub const ALL: &[Kind] = &[$($name,)*];
    };
}

kinds! {
    CUT = Warn "value.cut": "{field} is longer than {limit} characters and was cut; the whole text is kept with the archived row.";
    NUL_REMOVED = Info "value.nul_removed": "{field} contains a NUL character, which was removed.";
    BAD_DATE = Warn "value.bad_date": "{field} is not a usable date and was left out: {found}.";
    BAD_NUMBER = Warn "value.bad_number": "{field} is not a usable number and was left out: {found}.";
    BAD_TYPE = Warn "value.bad_type": "{field} is not the kind of value it should be and was left out: {found}.";
    BAD_EMAIL = Warn "value.bad_email": "{field} is not a usable e-mail address and was left out: {found}.";
    DECODE_ERROR = Error "payload.decode_error": "The row cannot be read ({error}); it is kept in the archive as it is.";
    NOTHING_LANDED = Error "import.nothing_landed": "None of the {count} rows of {entity_type} was brought in. Each has a warning of its own that says why.";
    RAW_UNDECODABLE = Warn "payload.raw_undecodable": "The original source row is not JSON; it is kept in the archive as text.";
    ARCHIVED_WHOLE = Info "archive.kept": "{count} rows of the type {type} have no place in the clinic; they are kept in the archive.";
    DELETED_SINCE = Info "import.deleted_since": "What an earlier import made of this row was deleted in the clinic since. It stays deleted, and nothing new hangs on it.";

    FILTERED_INACTIVE = Info "professional.filtered.inactive_in_source": "{name} is inactive in the source and was imported inactive.";
    FILTERED_ORPHAN = Info "professional.filtered.agenda_orphan": "{name} is an agenda column without a person behind it and without recent activity, and was imported inactive.";
    FILTERED_NO_ACTIVITY = Info "professional.filtered.no_activity_recorded": "{name} has no recorded activity and was imported inactive.";
    FILTERED_NOT_RECENT = Info "professional.filtered.no_recent_activity": "{name} was last active on {last_activity} and was imported inactive.";
    FILTERED_NOT_CLINICAL = Info "professional.filtered.non_clinical_role": "{name} has no clinical role ({role}) and was imported inactive.";
    DECIDED_ACTIVE = Info "professional.decided_active": "{name} was imported active, as decided before the import.";
    DECIDED_INACTIVE = Info "professional.decided_inactive": "{name} was imported inactive, as decided before the import.";
    ADMIN_NOT_GRANTED = Warn "staff.admin_not_granted": "{name} is an administrator in the source. A file cannot make administrators: imported as an assistant; change the role in the clinic's settings if it is right.";
    ROLE_UNKNOWN = Warn "professional.role_unknown": "The source does not say what {name} does ({role}): imported as an assistant who is shown in the agenda. Choose the right role in the clinic's settings.";
    EMAIL_SHARED = Warn "staff.email_shared": "{name} has the same e-mail address ({email}) as another person; imported with the address {used} instead.";
    EMAIL_ELSEWHERE = Warn "staff.email_elsewhere": "An account of another clinic has the e-mail address of {name} ({email}). It was left alone; imported as an assistant with the address {used} instead. Choose the right role in the clinic's settings.";
    STAFF_LINKED = Info "staff.linked_existing": "{name} already has an account in this clinic ({email}), which is used as it is.";
    STAFF_MERGED = Info "staff.merged": "{name} occurs twice in the source with the same e-mail address ({email}); both are one account.";

    CHAIR_UNNAMED = Warn "catalog_item.chair_unnamed": "A chair without name or code ({canonical_uuid}) was left out.";
    CHAIR_NAME_TRUNCATED = Info "catalog_item.chair_name_truncated": "The chair's name was shortened: {name}.";
    CHAIR_MERGED = Info "catalog_item.chair_merged": "Two chairs of the source are called {name}; they became one cabinet.";

    CATALOG_MATCHED = Info "catalog.matched_existing": "{label} is the clinic's {name} and was linked to it.";
    CATALOG_FUZZY = Info "catalog.fuzzy_matched": "{label} looks like the clinic's {name} (score {score}) and was linked to it. Check that they are the same.";
    CATALOG_CREATED = Info "catalog.created": "{label} has no counterpart in the clinic and was created under {category}.";
    CATALOG_MERGED = Info "catalog.merged_duplicate": "{label} occurs several times in the source with the same price; they became one treatment.";
    CATALOG_PRICE = Info "catalog.price_differs": "{label} costs {source_price} in the source and {price} in the clinic, where it was linked to {name}. The clinic's price stays.";
    CATALOG_INACTIVE = Info "catalog.matched_inactive": "{label} is the clinic's {name}, which is no longer offered, and was linked to it.";
    CATALOG_DECIDED_LINK = Info "catalog.decided_link": "{label} was linked to the clinic's {name}, as an admin decided.";
    CATALOG_DECIDED_CREATE = Info "catalog.decided_create": "{label} was created under {category}, as an admin decided.";
    CATALOG_IGNORED = Info "catalog.operator_ignored": "{label} was left out of the catalog, as an admin decided; it is kept in the archive.";
    CATALOG_ITEM_GONE = Warn "catalog.decided_item_gone": "An admin decided to link {label} to a treatment that the clinic does not have any more; it went its usual way.";
    CATALOG_CATEGORY_GONE = Warn "catalog.decided_category_gone": "An admin chose the category {category} for {label}, which the clinic does not have; it was created among what fits nowhere.";
    CATALOG_UNLINKED = Info "catalog.unlinked": "An admin left {label} out of the catalog: what was done or offered under it keeps its price, and its name in the notes.";
    VARIANT_NO_PARENT = Warn "catalog_variant.no_parent": "A price of a tariff names no treatment and was left out.";
    VARIANT_PARENT_NOT_MAPPED = Warn "catalog_variant.parent_not_mapped": "A price of a tariff belongs to a treatment that was not imported ({treatment}) and was left out.";

    PATIENT_UNNAMED = Warn "patient.unnamed": "The patient has no {missing} in the source.";
    PATIENT_PHONE = Warn "patient.phone_cleaned": "The phone number was too long and became {phone}; the original is in the notes: {found}.";
    PATIENT_EMAIL = Warn "patient.email_cleaned": "The e-mail address was not one address and became {email}; the original is in the notes: {found}.";
    PATIENT_NOTES = Info "patient.notes_kept": "The source's notes were kept as text.";
    PATIENT_ALLERGY = Warn "patient.allergy_for_review": "The notes seem to name an allergy, now shown as one: {name} (from: {sentence}). Have a clinician confirm it.";
    PATIENT_DUPLICATE = Warn "patient.possible_duplicate": "{name} may be {other}, a patient of this clinic (same {by}). Both were kept.";
    PATIENT_TAKEN = Warn "patient.match_taken": "{name} seems to be {other}, a patient of this clinic (same {by}), whom another patient of the source became already. Both were kept.";
    PATIENT_TWICE = Warn "patient.twice_in_file": "{name} seems to be in the source twice, also as {other} (same {by}). Both were kept.";
    PATIENT_LINKED = Info "patient.linked_existing": "{name} is {other}, a patient of this clinic ({by}), and was linked to them. What the clinic has of them stays as it is.";
    PATIENT_LINK_DIFFERS = Warn "patient.linked_differs": "The source says more of {name} than the clinic, or something else, which was not taken over: {fields}. It is in an administrative note.";
    PATIENT_LINK_UNREACHABLE = Warn "patient.linked_unreachable": "{name}, to whom this patient was linked, is archived in the clinic or does not want to be contacted.";
    PATIENT_LINK_GONE = Warn "patient.link_gone": "{name} was to be linked to a patient whom the clinic does not have (any more), and went the usual way.";
    PAYER_NOTED = Info "patient.payer_contact_in_notes": "{payer} pays for this patient; their contact details are in the notes, not among the patient's own.";

    ALERT_NO_PATIENT = Warn "patient_alert.no_patient": "An alert names no patient and was left out: {text}";
    ALERT_UNMAPPED = Warn "patient_alert.unmapped_patient": "An alert is about a patient who was not imported ({patient}) and was left out: {text}";
    ALERT_BLANK = Info "patient_alert.blank": "An alert says nothing and was left out.";
    ALERT_ALLERGY = Warn "patient_alert.allergy_for_review": "The text may name an allergy, which is now shown as one: {name} (from: {sentence}). Have a clinician confirm it.";
    ALERT_FLAGGED = Warn "patient_alert.flagged_in_notes": "The source shows this alert before anything else. The clinic's banner has no place for it, so it is in the patient's notes: {text}";
    HEALTH_ENTERED = Info "health.entered": "Read from the text and entered: {name} ({kind}).";
    HEALTH_STALE = Warn "health.not_asserted": "The text tells of {fact} without a date, or with an old one. It was kept as text and not entered as of today: {sentence}";
    HEALTH_SUMMARY_KEPT = Warn "health.summary_kept": "The clinic already has a medical summary of this patient, which was not changed. Add to it: {fact}.";
    HEALTH_TOO_MANY = Warn "health.too_many_facts": "The text seems to tell more than {limit} things of the patient's health; the others are only in the text.";
    PHARM_NO_PATIENT = Warn "pharm.no_patient": "A drug names no patient and was left out.";
    PHARM_UNMAPPED = Warn "pharm.unmapped_patient": "A drug belongs to a patient who was not imported ({patient}) and was left out.";
    PHARM_NO_DRUG = Warn "pharm.no_drug_name": "An entry of the medication history names no drug and was left out.";
    RECALL_NO_PATIENT = Warn "recall.missing_patient": "A recall names no patient and was left out.";
    RECALL_UNMAPPED = Warn "recall.unmapped_patient": "A recall is for a patient who was not imported ({patient}) and was left out.";
    RECALL_PROFESSIONAL = Warn "recall.unmapped_professional": "The recall's professional was not imported ({professional}); nobody is assigned to it.";
    RECALL_UNDATED = Warn "recall.without_date": "The recall says no usable date and is to be reviewed.";
    RECALL_CANCELLED = Info "recall.cancelled": "The recall was open, but the patient is archived or does not want to be contacted; it was imported as cancelled.";
    PAPER_NO_PATIENT = Warn "paper.no_patient": "The row names no patient and was left out.";
    PAPER_UNMAPPED = Warn "paper.unmapped_patient": "The row belongs to a patient who was not imported ({patient}) and was left out.";
    PAPER_NO_PRESCRIPTION = Warn "prescription_item.no_prescription": "A prescribed drug belongs to a prescription that was not imported ({prescription}) and was left out.";
    PAPER_UNDATED = Info "communication.without_date": "The message says no usable date. It is a note of the patient instead of a line of the history.";

    LINK_INCOMPLETE = Warn "patient_client_link.incomplete": "A link between patient and payer names only one of them and was left out.";
    LINK_UNMAPPED = Warn "patient_client_link.unmapped_patient": "A link between patient and payer names a patient that was not imported ({patient}) and was left out.";
    LINK_UNKNOWN_CLIENT = Warn "patient_client_link.unknown_client": "A link between patient and payer names a payer that is not in the file ({client}).";
    LINK_PAST = Info "patient_client_link.not_valid": "The link between patient and payer does not hold today: the payer is not the patient's payer, and what was paid while it held stays the patient's.";
    AMBIGUOUS_PAYER = Info "patient_client_link.ambiguous_payer": "A payer stands for several patients; what names the payer alone goes to the first of them.";

    MISSING_ACTOR = Warn "appointment.missing_actor": "The appointment names no professional and was left out.";
    UNMAPPED_ACTOR = Warn "appointment.unmapped_actor": "The appointment's {actor} was not imported ({reference}), so it was left out.";
    FALLBACK_PROFESSIONAL = Warn "appointment.fallback_professional": "The appointment's professional is not named or was not imported ({reference}); it was given to the one chosen for such appointments.";
    NO_SCHEDULE = Warn "appointment.no_schedule": "The appointment has no date or no time and was left out.";
    UNPARSEABLE_DATETIME = Warn "appointment.unparseable_datetime": "The appointment's date and time make no sense ({found}), so it was left out.";
    WITHOUT_PATIENT = Info "appointment.without_patient": "The appointment names no patient and became blocked time in the agenda.";
    TIME_SKIPPED = Warn "appointment.time_skipped": "{time} did not exist that day (clocks went forward); the appointment is at {used}.";
    TIME_REPEATED = Warn "appointment.time_repeated": "{time} happened twice that day (clocks went back); the first was taken.";
    BAD_DURATION = Warn "appointment.bad_duration": "The appointment's duration makes no sense ({found}); it was given 30 minutes.";
    UNKNOWN_STATUS = Warn "appointment.unknown_status": "The appointment's status is not known ({found}); it was imported as scheduled.";
    UNMAPPED_CHAIR = Warn "appointment.unmapped_chair": "The appointment's chair was not imported ({reference}); it has no cabinet.";
    SLOT_TAKEN = Warn "appointment.slot_taken": "Another appointment of the same professional starts at the same time in {cabinet}; this one was kept without cabinet.";
    PAST_STILL_OPEN = Info "appointment.past_still_open": "The appointment was on {time} and the source does not say whether the patient came.";

    DEBT_INVALID = Warn "debt.invalid_amount": "The amount of a debt cannot be read, so it was left out; it is kept in the archive.";
    DEBT_ZERO = Info "debt.zero_amount": "A debt of nothing was left out.";
    DEBT_NO_PATIENT = Warn "debt.no_patient": "Whose debt this is cannot be told, so it was left out.";
    DEBT_UNMAPPED_PATIENT = Warn "debt.unmapped_patient": "The debt's patient was not imported, so it was left out.";
    DEBT_PATIENT_GUESSED = Warn "debt.patient_guessed": "The debt names only a payer of several patients; it was put on one of them.";
    DEBT_ORPHAN = Warn "debt.orphan_treatment": "The treatment the debt is for was not imported as one; the debt stands without it.";
    DEBT_OTHER_PATIENT = Warn "debt.treatment_of_another": "The debt is for the treatment of another patient; it was left with the patient it names.";
    DEBT_PARTLY = Warn "debt.treatment_partly_charged": "Of the treatment's price of {price}, {charged} is charged by its debts, and it is still to be done. DentalPin will charge the whole price when it is performed: lower the price to what is left before.";
    DEBT_NO_DATE = Warn "debt.no_date": "The debt has no usable date; it is dated at the import.";
    DEBT_CANCELLED = Info "debt.cancelled": "The debt was cancelled in the source: {amount} was booked and taken back.";
    DEBT_UNCOLLECTIBLE = Warn "debt.uncollectible": "The debt was given up in the source: the {amount} still owed was booked and taken back.";
    PAYMENT_INVALID = Warn "payment.invalid_amount": "The amount of a payment cannot be read, so it was left out; it is kept in the archive.";
    PAYMENT_ZERO = Warn "payment.zero_amount": "A payment of nothing was left out.";
    PAYMENT_NO_PATIENT = Warn "payment.no_patient_for_client": "Whose payment this is cannot be told, so it was left out.";
    PAYMENT_UNMAPPED_PATIENT = Warn "payment.unmapped_patient": "The patient the payment names was not imported; whose it is was taken from the rest it says.";
    PAYMENT_ORPHAN = Warn "payment.orphan_treatment": "The treatment the payment names was not imported as one; the payment stands without it.";
    PAYMENT_UNKNOWN_CLIENT = Warn "payment.unknown_client": "The payment names a payer who is not in the file ({client}).";
    PAYMENT_KIND = Warn "payment.unknown_kind": "How the payment was made is not known ({found}); it was imported as paid in another way.";
    APPLICATION_LATE = Warn "debt_payment_application.payment_imported_before": "What this part of a payment settled is new, but the payment was imported before: what it was allocated to stays as it is.";
    PAYMENT_OVERAPPLIED = Warn "payment.overapplied": "More was applied to debts than was paid; what is beyond the payment was left out.";
    PAYMENT_TO_PAYER = Warn "payment.given_to_payer": "The payer pays for several patients and the payment does not say for whom; it was given to the payer.";
    PAYMENT_SPLIT = Warn "payment.split_across_family": "The payment of a family ({client}) does not say for whom it is; it was split among {patients} patients by what they owe.";
    PAYMENT_NO_DATE = Warn "payment.no_date": "The payment has no usable date; it is dated at the import.";
    REFUND_UNMAPPABLE = Error "payment.refund_unmappable": "No payment was found that the refund of {amount} takes back; it is kept in the archive.";
    REFUND_CAPPED = Error "payment.refund_capped": "The refund of {amount} is larger than what is left of its payment; {left} was given back, the rest is kept in the archive.";
    REFUND_GUESSED = Warn "payment.refund_guessed": "The refund of {amount} does not say which payment it takes back; the payer's latest that is large enough was taken.";
    REFUND_REFERENCE = Warn "payment.refund_other_payment": "The refund of {amount} names a payment that was not imported, is none, or is given back already; it was taken from the likeliest other one.";
    REFUND_SPREAD = Warn "payment.refund_spread": "The refund of {amount} is more than is left of one payment; it was taken from {payments} of them, the latest first.";
    INVOICE_FAMILY = Info "fiscal_document.family_billing": "The invoice may be for several patients of a payer; it was filed with one of them.";
    INVOICE_UNMAPPED_PATIENT = Warn "fiscal_document.unmapped_patient": "The patient the invoice names was not imported; whose it is was taken from the rest it says.";
    INVOICE_NO_PATIENT = Warn "fiscal_document.no_patient": "Whose invoice this is cannot be told, so it was left out; it is kept in the archive.";
    INVOICE_PAYER_PATIENT = Warn "fiscal_document.payer_is_patient": "The file does not say to whom the invoice was made out; it names its patient, {name}.";
    INVOICE_PAYER_NOBODY = Warn "fiscal_document.payer_unknown": "The file does not say to whom the invoice was made out; it names nobody.";
    INVOICE_DERIVED = Info "fiscal_document.totals_derived": "The invoice does not say all its totals, so they were added up: {total}.";
    INVOICE_MISMATCH = Warn "fiscal_document.totals_mismatch": "The invoice says {total} and its parts come to {lines}; both were kept as they are.";
    INVOICE_KIND = Warn "fiscal_document.unknown_kind": "What kind of document this is is not known ({found}); it was imported as an invoice.";
    INVOICE_STATUS = Warn "fiscal_document.unknown_status": "The invoice's status is not known ({found}); it was imported as issued.";
    INVOICE_NO_DATE = Warn "fiscal_document.no_date": "The invoice has no usable date of issue.";
    CHAIN_GAP = Warn "fiscal_document.chain_gap": "The invoice follows a signed one that is not in the file ({previous}): the chain of the source's signatures has a gap here.";
    CHAIN_FORK = Warn "fiscal_document.chain_fork": "Several invoices follow the same signed one ({previous}): the chain of the source's signatures forks here.";
    INVOICE_NUMBER_TAKEN = Warn "fiscal_document.number_taken": "Another invoice has the number {number}; this one was kept without number, with the original in its notes.";
    INVOICE_NUMBER_ALIKE = Warn "fiscal_document.number_alike": "The clinic has an invoice with the number {number} already, written with other zeros. Both were kept: find out which of them is right.";
    INVOICE_SERIES_RAISED = Warn "fiscal_document.series_raised": "The source's numbers of the series {series} go on to {number} this year, and the clinic's counter stood at {before}. It is set to {number}, so that none is given twice.";
    INVOICE_SERIES_BEHIND = Warn "fiscal_document.series_behind": "The source's numbers of the series {series} go on to {number} in {year}, and the clinic's counter has not reached it. Before issuing with it, set the counter to {number}, or numbers are given twice.";
    INVOICE_PAID_BY_NOTHING = Info "fiscal_document.paid_without_payments": "The invoice is paid in the source, which does not say by which payments; DentalPin shows its total as due.";
    CREDIT_NOTE_ORPHAN = Warn "fiscal_document.original_unknown": "What the credit note corrects was not imported, or corrects it in turn; it was kept without a link.";
    CREDIT_NOTE_POSITIVE = Warn "fiscal_document.credit_note_positive": "The credit note has a positive total ({total}), which was kept as it is.";
    LEGAL_SKIPPED = Info "verifactu.skipped": "The invoice has legal data ({fields}), which DentalPin has no module for here; they are kept in the archive.";
    LEGAL_OPT_OUT = Info "verifactu.opt_out": "The invoice has legal data ({fields}), which were not asked for; they are kept in the archive.";
    LEGAL_ADDED = Info "verifactu.added": "{count} invoices that an earlier import had brought without their legal data were given them.";
    LEGAL_OTHERS = Warn "verifactu.others": "The invoice has legal data of the clinic's own, which were not changed; those of the file ({fields}) were left out.";
    LINE_NO_DOCUMENT = Warn "fiscal_document_line.no_document": "A line names no invoice and was left out.";
    LINE_UNMAPPED_DOCUMENT = Warn "fiscal_document_line.unmapped_document": "A line belongs to an invoice that was not imported and was left out.";
    LINE_ORPHAN = Warn "fiscal_document_line.orphan_treatment": "The treatment the line names was not imported as one; the line stands without it.";
    LINE_DISAGREES = Warn "fiscal_document_line.amounts_disagree": "The line's amounts do not agree with one another; its total ({total}) was kept and the rest follows it.";
    BAD_TOOTH = Warn "value.bad_tooth": "{field} names a tooth that does not exist, which was left out: {found}.";
    REPEATED_TOOTH = Info "value.repeated_tooth": "{field} names a tooth twice; it counts once: {found}.";
    CLINICAL_STAFF = Warn "clinical.unmapped_staff": "The {role} was not imported ({reference}) and was left out.";

    BUDGET_NO_PATIENT = Warn "budget.no_patient": "The budget names no patient and was left out.";
    BUDGET_UNMAPPED_PATIENT = Warn "budget.unmapped_patient": "The budget's patient was not imported ({patient}), so it was left out.";
    BUDGET_NUMBER = Warn "budget.number_collision": "{count} budgets have a number of the source that another budget of the year has already; they were given the next free ones. Theirs are in the internal notes.";
    BUDGET_NO_DATE = Warn "budget.no_date": "The budget has no usable date; it is dated {used}.";
    BUDGET_ACCEPTED = Info "budget.accepted_by_treatment": "The source does not say when the budget was accepted, but something was done about it: imported as accepted.";
    BUDGET_REJECTED_DONE = Warn "budget.rejected_but_performed": "The budget was rejected, yet something of it was performed. It stays rejected.";
    BUDGET_TOTAL = Warn "budget.total_unusable": "The lines of the budget come to more than an amount can be; its totals were left at zero.";
    LINE_NO_BUDGET = Warn "budget_line.no_budget": "The line names no budget and was left out.";
    LINE_UNMAPPED_BUDGET = Warn "budget_line.unmapped_budget": "The line's budget was not imported ({budget}), so it was left out.";
    LINE_NO_TREATMENT = Warn "budget_line.no_treatment": "The line names no treatment of the catalog; it was kept under a general one.";
    LINE_UNMAPPED_TREATMENT = Warn "budget_line.unmapped_treatment": "The line's treatment was not imported ({treatment}); it was kept under a general one.";
    LINE_UNUSABLE = Warn "budget_line.amount_unusable": "The line's amount cannot be kept and was left at zero: {found}.";
    LINE_NO_UNITS = Warn "budget_line.no_units": "The line has zero units; it was taken as one.";
    LINE_FOLDED = Info "budget_line.units_folded": "The line's units cannot be counted at a price in cents ({units} × {price}); it became one unit of its whole amount.";
    LINE_PERCENT = Warn "budget_line.bad_percent": "The line's discount or VAT makes no sense and was left out: {found} %.";
    LINE_RATE = Warn "budget_line.vat_derived": "The line does not say its VAT rate; {rate} % was taken from its amounts.";
    LINE_DIFFERS = Warn "budget_line.amount_differs": "The line comes to {computed}, but the source says {found}.";
    LINE_LATE = Warn "budget_line.budget_imported_before": "The line is new in a budget imported before, whose totals do not count it yet.";

    ACT_NO_PATIENT = Warn "applied_treatment.no_patient": "The treatment names no patient and was left out.";
    ACT_UNMAPPED_PATIENT = Warn "applied_treatment.unmapped_patient": "The treatment's patient was not imported ({patient}), so it was left out.";
    ACT_SHADOW = Info "applied_treatment.shadow_planned": "The treatment is the plan of one that was performed ({performed}); they became one.";
    ACT_MEMO = Info "applied_treatment.non_clinical_entry": "The row is a remark rather than a treatment (type {kind}). With text it became an administrative note; otherwise it is in the archive alone.";
    ACT_UNMAPPED_VARIANT = Warn "applied_treatment.unmapped_variant": "The catalog's treatment was not imported ({variant}); the treatment has none.";
    ACT_UNKNOWN_KIND = Warn "applied_treatment.unmapped_tipo_odg": "The treatment's type is not known ({kind}); it is not drawn on the odontogram.";
    ACT_NO_DATE = Warn "applied_treatment.no_date": "The treatment has no usable date; it is recorded as of the day the file was made.";
    ACT_APPROXIMATE = Info "applied_treatment.approximate_date": "The source says that the treatment was performed, but not when; its start was taken: {used}.";
    ACT_UNCONFIRMED = Warn "applied_treatment.completion_unconfirmed": "The treatment is planned since {since} and nothing says that it was performed. It stays planned: say so if it was.";
    ACT_OTHER_BUDGET = Warn "applied_treatment.budget_of_other_patient": "The treatment is linked to a budget of another patient; the link was left out.";
    ACT_UNMAPPED_LINE = Warn "applied_treatment.unmapped_budget_line": "The treatment's budget line was not imported ({line}); the treatment has none.";
    ACT_PLAN_CLOSED = Warn "applied_treatment.plan_closed": "Treatments still to be done were added to a plan that is closed ({plan}); open it again.";
    ACT_SURFACES = Info "applied_treatment.surfaces_in_notes": "The treatment's surfaces cannot be placed ({found}) and are in its notes.";
    ACT_TOOTH_KEPT = Warn "applied_treatment.tooth_state_kept": "Tooth {tooth} is on record as {was}; after the treatment it would be {computed}. It stays as it is: have a look.";

    PHASE_NO_PARENT = Warn "phase.no_parent": "The phase names no treatment and was left out.";
    PHASE_UNMAPPED_PARENT = Warn "phase.unmapped_parent": "The phase's treatment was not imported ({treatment}), so it was left out.";
    PHASE_OF_NOTE = Info "phase.parent_is_note": "The phase belongs to a remark. With text it became an administrative note; otherwise it is in the archive alone.";
    PHASE_OF_PLAN = Info "phase.shadow_planned": "The phase belongs to the plan of a treatment whose own phases count.";
    PHASE_PERCENTS = Warn "phase.percents_not_100": "The phases of the treatment do not add up to 100 % ({sum} %); the last one takes what is left of its price.";
    PHASE_LATE = Warn "phase.treatment_imported_before": "The phase is new in a treatment imported before, whose price is shared out already; it is worth nothing.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_fit_their_column() {
        let mut codes: Vec<_> = ALL.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert!(codes.iter().all(|code| code.len() <= 80));
    }

    #[test]
    fn every_kind_is_documented() {
        let page = include_str!("../../../docs/mapping/warnings.md");
        for Kind { code, severity, .. } in ALL {
            assert!(page.contains(&format!("| `{code}` | {} |", severity.as_str())), "{code}");
        }
    }
}

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
    RAW_UNDECODABLE = Warn "payload.raw_undecodable": "The original source row is not JSON; it is kept in the archive as text.";

    FILTERED_INACTIVE = Info "professional.filtered.inactive_in_source": "{name} is inactive in the source and was imported inactive.";
    FILTERED_ORPHAN = Info "professional.filtered.agenda_orphan": "{name} is an agenda column without a person behind it and without recent activity, and was imported inactive.";
    FILTERED_NO_ACTIVITY = Info "professional.filtered.no_activity_recorded": "{name} has no recorded activity and was imported inactive.";
    FILTERED_NOT_RECENT = Info "professional.filtered.no_recent_activity": "{name} was last active on {last_activity} and was imported inactive.";
    FILTERED_NOT_CLINICAL = Info "professional.filtered.non_clinical_role": "{name} has no clinical role ({role}) and was imported inactive.";
    ADMIN_NOT_GRANTED = Warn "staff.admin_not_granted": "{name} is an administrator in the source. A file cannot make administrators: imported as an assistant; change the role in the clinic's settings if it is right.";
    ROLE_UNKNOWN = Warn "professional.role_unknown": "The source does not say what {name} does ({role}): imported as an assistant who is shown in the agenda. Choose the right role in the clinic's settings.";
    EMAIL_SHARED = Warn "staff.email_shared": "{name} has the same e-mail address ({email}) as another person; imported with the address {used} instead.";
    EMAIL_ELSEWHERE = Warn "staff.email_elsewhere": "An account of another clinic has the e-mail address of {name} ({email}). It was left alone; imported with the address {used} instead.";
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
    VARIANT_NO_PARENT = Warn "catalog_variant.no_parent": "A price of a tariff names no treatment and was left out.";
    VARIANT_PARENT_NOT_MAPPED = Warn "catalog_variant.parent_not_mapped": "A price of a tariff belongs to a treatment that was not imported ({treatment}) and was left out.";

    PATIENT_UNNAMED = Warn "patient.unnamed": "The patient has no {missing} in the source.";
    PATIENT_PHONE = Warn "patient.phone_cleaned": "The phone number was too long and became {phone}; the original is in the notes: {found}.";
    PATIENT_EMAIL = Warn "patient.email_cleaned": "The e-mail address was not one address and became {email}; the original is in the notes: {found}.";
    PATIENT_NOTES = Info "patient.notes_kept": "The source's notes were kept as text. What could be read of the patient's health was also entered as such: {facts}.";
    PATIENT_ALLERGY = Warn "patient.allergy_for_review": "The notes seem to name an allergy, now shown as one: {name} (from: {sentence}). Have a clinician confirm it.";
    PATIENT_DUPLICATE = Warn "patient.possible_duplicate": "{name} may already be a patient of this clinic (same {by}). Both were kept.";
    PAYER_NOTED = Info "patient.payer_contact_in_notes": "{payer} pays for this patient; their contact details are in the notes, not among the patient's own.";

    ALERT_NO_PATIENT = Warn "patient_alert.no_patient": "An alert names no patient and was left out: {text}";
    ALERT_UNMAPPED = Warn "patient_alert.unmapped_patient": "An alert is about a patient who was not imported ({patient}) and was left out: {text}";
    ALERT_BLANK = Info "patient_alert.blank": "An alert says nothing and was left out.";
    ALERT_READ = Info "patient_alert.read": "What the text says was entered as: {facts}.";
    ALERT_ALLERGY = Warn "patient_alert.allergy_for_review": "The text may name an allergy, which is now shown as one: {name} (from: {sentence}). Have a clinician confirm it.";
    ALERT_FLAGGED = Warn "patient_alert.flagged_in_notes": "The source shows this alert before anything else. The clinic's banner has no place for it, so it is in the patient's notes: {text}";
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
    AMBIGUOUS_PAYER = Info "patient_client_link.ambiguous_payer": "A payer stands for several patients; what names the payer alone goes to the first of them.";

    MISSING_ACTOR = Warn "appointment.missing_actor": "The appointment names no professional and was left out.";
    UNMAPPED_ACTOR = Warn "appointment.unmapped_actor": "The appointment's {actor} was not imported ({reference}), so it was left out.";
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

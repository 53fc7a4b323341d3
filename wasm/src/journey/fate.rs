//! What becomes of the rows of a type, as far as its name tells.

/// What becomes of the rows of a type in this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    BroughtIn,
    /// Of the short lists only the chairs have a place in the clinic.
    ChairsBroughtIn,
    /// What they say becomes part of records of other types.
    Folded,
    /// Who pays is written with the patients; the row itself is archived.
    Payers,
    /// Kept until the file it is about has arrived.
    Waits,
    Archived,
    /// Archived too, and nobody knows what it is.
    Unknown,
}

impl Fate {
    #[must_use]
    pub fn of(entity_type: &str) -> Self {
        match entity_type {
            "catalog_item" => Self::ChairsBroughtIn,
            "client" => Self::Payers,
            "patient_document" => Self::Waits,
            "patient_client_link" | "treatment_catalog_variant" | "debt_payment_application" => Self::Folded,
            "professional"
            | "user"
            | "treatment_catalog_item"
            | "patient"
            | "appointment"
            | "budget"
            | "budget_line"
            | "applied_treatment"
            | "applied_treatment_phase"
            | "patient_alert"
            | "pharmacological_history"
            | "recall"
            | "consent"
            | "prescription"
            | "prescription_item"
            | "communication"
            | "debt"
            | "payment"
            | "fiscal_document"
            | "fiscal_document_line" => Self::BroughtIn,
            known if dpmf::entity::PROCESSING_ORDER.contains(&known) => Self::Archived,
            _ => Self::Unknown,
        }
    }

    #[must_use]
    pub fn is_brought_in(self) -> bool {
        matches!(self, Self::BroughtIn | Self::ChairsBroughtIn | Self::Folded | Self::Payers | Self::Waits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_mappers_know_is_told() {
        for name in mappers::Import::MAPPED {
            let fate = Fate::of(name);
            assert!(!matches!(fate, Fate::Archived | Fate::Unknown), "{name} is said to be {fate:?}");
        }
        assert_eq!((Fate::of("center"), Fate::of("tooth_fairy")), (Fate::Archived, Fate::Unknown));
    }
}

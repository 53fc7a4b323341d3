//! What admins decided of single rows, remembered for the clinic's next import.

use std::collections::BTreeMap;

use api::decisions::{Decisions, PatientDecision, ProfessionalDecision, TreatmentDecision};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Failure;
use crate::store::{Error, Json, Result, Session};
use crate::values;

const PROFESSIONAL: &str = "professional";
const TREATMENT: &str = "treatment_catalog_item";
const PATIENT: &str = "patient";

/// What was decided for earlier imports of a clinic.
pub(super) fn load(session: &Session, clinic: Uuid) -> Result<Decisions> {
    Ok(Decisions {
        professionals: of_type(session, clinic, PROFESSIONAL)?,
        treatments: of_type(session, clinic, TREATMENT)?,
        patients: of_type(session, clinic, PATIENT)?,
    })
}

/// Remembers what was decided for an import, in place of what was decided of the same rows before.
pub(super) fn remember(
    session: &Session,
    clinic: Uuid,
    job: Uuid,
    decisions: &Decisions,
) -> std::result::Result<(), Failure> {
    let writer = Writer { session, clinic, job };
    writer.write(PROFESSIONAL, &decisions.professionals, &ProfessionalDecision::Undecided)?;
    writer.write(TREATMENT, &decisions.treatments, &TreatmentDecision::Undecided)?;
    writer.write(PATIENT, &decisions.patients, &PatientDecision::Undecided)
}

fn of_type<D: DeserializeOwned>(session: &Session, clinic: Uuid, entity_type: &str) -> Result<BTreeMap<String, D>> {
    let sql = "SELECT canonical_uuid, decision FROM puente_decisions WHERE clinic_id = ?1 AND entity_type = ?2";
    session.map(sql, &values![clinic, entity_type], |row| {
        let text = row.text(1)?;
        let decision = serde_json::from_str(&text)
            .map_err(|_| Error::Column { column: "decision".to_owned(), found: "an unknown decision" })?;
        Ok((row.get(0)?, decision))
    })
}

struct Writer<'a> {
    session: &'a Session,
    clinic: Uuid,
    job: Uuid,
}

impl Writer<'_> {
    fn write<D: Serialize + PartialEq>(
        &self,
        entity_type: &str,
        decisions: &BTreeMap<String, D>,
        undecided: &D,
    ) -> std::result::Result<(), Failure> {
        for (uuid, decision) in decisions {
            if decision == undecided {
                self.session.execute(
                    "DELETE FROM puente_decisions WHERE clinic_id = ?1 AND entity_type = ?2 AND canonical_uuid = ?3",
                    &values![self.clinic, entity_type, uuid],
                )?;
                continue;
            }
            let json = serde_json::to_string(decision).map_err(|error| Failure::Job(error.to_string()))?;
            self.session.execute(
                "INSERT INTO puente_decisions (clinic_id, entity_type, canonical_uuid, decision, job_id)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (clinic_id, entity_type, canonical_uuid)
                 DO UPDATE SET decision = excluded.decision, job_id = excluded.job_id",
                &values![self.clinic, entity_type, uuid, Json(json), self.job],
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::{Database, Location};

    #[tokio::test]
    async fn the_last_word_is_remembered_for_each_clinic() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&Location::File(folder.path().join("puente.db"))).await.unwrap();
        let session = database.writer().unwrap();
        // The clinics need not be there.
        session.defer_references().unwrap();
        let (clinic, other, job) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let first = Decisions {
            professionals: [("p".to_owned(), ProfessionalDecision::Inactive)].into(),
            treatments: [("t".to_owned(), TreatmentDecision::Create { category: "cirugia".to_owned() })].into(),
            patients: [("a".to_owned(), PatientDecision::Create)].into(),
        };
        remember(&session, clinic, job, &first).unwrap();
        let changed = PatientDecision::Link { patient_id: Uuid::from_u128(7) };
        let second = Decisions { patients: [("a".to_owned(), changed)].into(), ..Decisions::default() };
        remember(&session, clinic, job, &second).unwrap();

        let mut expected = first;
        expected.overlay(second);
        assert_eq!(load(&session, clinic).unwrap(), expected);
        assert_eq!(load(&session, other).unwrap(), Decisions::default());

        let undecided = Decisions {
            professionals: [("p".to_owned(), ProfessionalDecision::Undecided)].into(),
            treatments: [("t".to_owned(), TreatmentDecision::Undecided)].into(),
            patients: [("a".to_owned(), PatientDecision::Undecided), ("b".to_owned(), PatientDecision::Undecided)]
                .into(),
        };
        remember(&session, clinic, job, &undecided).unwrap();
        assert_eq!(load(&session, clinic).unwrap(), Decisions::default());
    }
}

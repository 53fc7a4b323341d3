//! What admins decided of single rows, remembered for the clinic's next import.

use std::collections::BTreeMap;

use api::decisions::Decisions;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, Result, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

const PROFESSIONAL: &str = "professional";
const TREATMENT: &str = "treatment_catalog_item";
const PATIENT: &str = "patient";

/// What was decided for earlier imports of a clinic.
pub(super) fn load(connection: &Connection, clinic: &str) -> Result<Decisions> {
    Ok(Decisions {
        professionals: of_type(connection, clinic, PROFESSIONAL)?,
        treatments: of_type(connection, clinic, TREATMENT)?,
        patients: of_type(connection, clinic, PATIENT)?,
    })
}

/// Remembers what was decided for an import, in place of what was decided of the same rows before.
pub(super) fn remember(connection: &Connection, clinic: Uuid, job: Uuid, decisions: &Decisions) -> Result<()> {
    let writer = Writer { connection, clinic: clinic.to_string(), job: job.to_string() };
    writer.write(PROFESSIONAL, &decisions.professionals)?;
    writer.write(TREATMENT, &decisions.treatments)?;
    writer.write(PATIENT, &decisions.patients)
}

fn of_type<D: DeserializeOwned>(
    connection: &Connection,
    clinic: &str,
    entity_type: &str,
) -> Result<BTreeMap<String, D>> {
    let sql = "SELECT canonical_uuid, decision FROM puente_decisions WHERE clinic_id = ? AND entity_type = ?";
    let read = |row: &rusqlite::Row<'_>| {
        let decision = serde_json::from_str(row.get_ref(1)?.as_str()?)
            .map_err(|error| Error::FromSqlConversionFailure(1, Type::Text, Box::new(error)))?;
        Ok((row.get(0)?, decision))
    };
    connection.prepare(sql)?.query_map([clinic, entity_type], read)?.collect()
}

struct Writer<'a> {
    connection: &'a Connection,
    clinic: String,
    job: String,
}

impl Writer<'_> {
    fn write<D: Serialize>(&self, entity_type: &str, decisions: &BTreeMap<String, D>) -> Result<()> {
        let mut statement = self.connection.prepare(
            "INSERT INTO puente_decisions (clinic_id, entity_type, canonical_uuid, decision, job_id) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (clinic_id, entity_type, canonical_uuid)
             DO UPDATE SET decision = excluded.decision, job_id = excluded.job_id",
        )?;
        for (uuid, decision) in decisions {
            let json =
                serde_json::to_string(decision).map_err(|error| Error::ToSqlConversionFailure(Box::new(error)))?;
            statement.execute(params![self.clinic, entity_type, uuid, json, self.job])?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use api::decisions::{PatientDecision, ProfessionalDecision, TreatmentDecision};

    use super::*;

    #[test]
    fn the_last_word_is_remembered_for_each_clinic() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../migrations/0008_decisions.sql")).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        let (clinic, other, job) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let first = Decisions {
            professionals: [("p".to_owned(), ProfessionalDecision::Inactive)].into(),
            treatments: [("t".to_owned(), TreatmentDecision::Create { category: "cirugia".to_owned() })].into(),
            patients: [("a".to_owned(), PatientDecision::Create)].into(),
        };
        remember(&connection, clinic, job, &first).unwrap();
        let changed = PatientDecision::Link { patient_id: Uuid::from_u128(7) };
        let second = Decisions { patients: [("a".to_owned(), changed)].into(), ..Decisions::default() };
        remember(&connection, clinic, job, &second).unwrap();

        let mut expected = first;
        expected.overlay(second);
        assert_eq!(load(&connection, &clinic.to_string()).unwrap(), expected);
        assert_eq!(load(&connection, &other.to_string()).unwrap(), Decisions::default());
    }
}

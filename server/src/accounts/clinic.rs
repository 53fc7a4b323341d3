//! A new clinic, with what a catalog needs: rates of VAT and categories of treatments.

use api::account::NewClinic;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::store::{self, Json, Transaction};
use crate::values;

/// A name in Spanish, English, Portuguese and French.
type Names = [&'static str; 4];

/// Categories of treatments, in the order they are shown: key, names, icon.
const CATEGORIES: [(&str, Names, &str); 10] = [
    ("diagnostico", ["Diagnóstico", "Diagnostic", "Diagnóstico", "Diagnostic"], "i-lucide-stethoscope"),
    ("preventivo", ["Preventivo", "Preventive", "Preventiva", "Préventif"], "i-lucide-shield-check"),
    ("restauradora", ["Restauradora", "Restorative", "Restauradora", "Restauration"], "i-lucide-brush"),
    ("endodoncia", ["Endodoncia", "Endodontics", "Endodontia", "Endodontie"], "i-lucide-activity"),
    ("periodoncia", ["Periodoncia", "Periodontics", "Periodontologia", "Parodontie"], "i-lucide-heart-pulse"),
    ("cirugia", ["Cirugía", "Surgery", "Cirurgia", "Chirurgie"], "i-lucide-scissors"),
    ("ortodoncia", ["Ortodoncia", "Orthodontics", "Ortodontia", "Orthodontie"], "i-lucide-align-center"),
    ("estetica", ["Estética", "Cosmetic", "Estética", "Esthétique"], "i-lucide-sparkles"),
    ("protesis", ["Prótesis", "Prosthetics", "Prótese", "Prothèses"], "i-lucide-puzzle"),
    ("pediatrica", ["Odontopediatría", "Pediatric", "Odontopediatria", "Odontologie pédiatrique"], "i-lucide-baby"),
];

const EXEMPT: (Names, f64) = (["Exento", "Exempt", "Isento", "Exonéré"], 0.0);

/// Rates of VAT beside the default: dental care is exempt everywhere in the EU.
fn taxed(country: &str) -> &'static [(Names, f64)] {
    match country {
        "ES" => &[
            (["Reducido (10%)", "Reduced (10%)", "Reduzido (10%)", "Réduit (10%)"], 10.0),
            (["General (21%)", "Standard (21%)", "Geral (21%)", "Général (21%)"], 21.0),
        ],
        "PT" => &[
            (["Reducido (6%)", "Reduced (6%)", "Reduzida (6%)", "Réduit (6%)"], 6.0),
            (["Intermedio (13%)", "Intermediate (13%)", "Intermédia (13%)", "Intermédiaire (13%)"], 13.0),
            (["General (23%)", "Standard (23%)", "Normal (23%)", "Normal (23%)"], 23.0),
        ],
        "FR" => &[
            (["Reducido (5,5%)", "Reduced (5.5%)", "Reduzida (5,5%)", "Réduit (5,5 %)"], 5.5),
            (["Intermedio (10%)", "Intermediate (10%)", "Intermédia (10%)", "Intermédiaire (10 %)"], 10.0),
            (["General (20%)", "Standard (20%)", "Normal (20%)", "Normal (20 %)"], 20.0),
        ],
        _ => &[],
    }
}

fn language(country: &str) -> &'static str {
    match country {
        "PT" => "pt",
        "FR" => "fr",
        "GB" | "IE" => "en",
        _ => "es",
    }
}

fn named([es, en, pt, fr]: Names) -> String {
    json!({ "es": es, "en": en, "pt": pt, "fr": fr }).to_string()
}

/// Creates a clinic.
pub(super) async fn insert(transaction: &mut Transaction, clinic: &NewClinic, now: Timestamp) -> store::Result<Uuid> {
    let id = Uuid::new_v4();
    let address = json!({ "country": clinic.country }).to_string();
    let settings =
        json!({ "country": clinic.country, "communication_language": language(&clinic.country) }).to_string();
    transaction
        .execute(
            "INSERT INTO clinics (id, name, tax_id, address, settings, timezone, currency,
                 created_at, updated_at)
             VALUES (?1, ?2, '', ?3, ?4, ?5, ?6, ?7, ?7)",
            &values![id, clinic.name, Json(address), Json(settings), clinic.timezone, clinic.currency, now],
        )
        .await?;
    insert_vat_types(transaction, id, &clinic.country, now).await?;
    insert_categories(transaction, id, now).await?;
    Ok(id)
}

async fn insert_vat_types(
    transaction: &mut Transaction,
    clinic: Uuid,
    country: &str,
    now: Timestamp,
) -> store::Result<()> {
    let exempt = std::iter::once((EXEMPT, true));
    for ((names, rate), is_default) in exempt.chain(taxed(country).iter().map(|taxed| (*taxed, false))) {
        transaction
            .execute(
                "INSERT INTO vat_types (id, clinic_id, names, rate, is_default, is_active, is_system,
                     created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, TRUE, TRUE, ?6, ?6)",
                &values![Uuid::new_v4(), clinic, Json(named(names)), rate, is_default, now],
            )
            .await?;
    }
    Ok(())
}

async fn insert_categories(transaction: &mut Transaction, clinic: Uuid, now: Timestamp) -> store::Result<()> {
    for (order, (key, names, icon)) in (1_i32..).zip(CATEGORIES) {
        transaction
            .execute(
                "INSERT INTO treatment_categories
                     (id, clinic_id, key, names, descriptions, display_order, icon, is_active, is_system,
                     created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, '{}', ?5, ?6, TRUE, TRUE, ?7, ?7)",
                &values![Uuid::new_v4(), clinic, key, Json(named(names)), order, icon, now],
            )
            .await?;
    }
    Ok(())
}

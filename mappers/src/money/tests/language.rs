//! What Puente writes of its own accord is in the clinic's language.

use serde_json::{Value, json};

use super::{Ran, clinic, crown, run_into};
use crate::Import;
use crate::acts::Act;
use crate::context::Destination;
use crate::phrases::{self, Language};
use crate::record::{Record, Value as Bound};
use crate::testing::{Desk, context, record_of};

/// A row for everything that is written about money.
fn rows() -> Vec<(&'static str, &'static str, Value)> {
    let debt =
        |fields| super::with(json!({"patient_uuid": "bea", "owed_amount": "6", "due_date": "2024-06-15"}), fields);
    let invoice = |day| {
        json!({
            "patient_uuid": "bea", "client_uuid": "c-ana", "series": "F", "number": "12", "year": 2024, "document_kind": "F",
            "document_date": day, "subtotal": "100", "tax_total": "21", "total": "121", "status": "issued"
        })
    };
    let whole = json!({
        "applied_treatment_uuid": "implant", "owed_amount": "1000", "treatment_number": "7", "phase_number": 2
    });
    vec![
        ("debt", "plain", debt(json!({"patient_uuid": "leo"}))),
        ("debt", "whole", debt(whole)),
        ("debt", "cancelled", debt(json!({"cancelled_by_uuid": "z"}))),
        ("debt", "lost", debt(json!({"uncollectible": true}))),
        ("debt", "why", debt(json!({"uncollectible": true, "uncollectible_description": "moroso"}))),
        ("payment", "p", json!({"client_uuid": "c-rosa", "amount": "100", "paid_on": "2024-07-01"})),
        ("payment", "q", json!({"patient_uuid": "ana", "amount": "50", "paid_on": "2024-07-01"})),
        ("payment", "r", json!({"patient_uuid": "ana", "amount": "-10", "related_payment_uuid": "q"})),
        ("fiscal_document", "i", invoice("2024-06-15")),
        ("fiscal_document", "j", invoice("2024-06-16")),
        ("fiscal_document_line", "l", json!({"document_uuid": "i", "base_amount": "10", "units": 3})),
    ]
}

fn speaking(language: &str) -> Destination {
    Destination { language: Some(language.to_owned()), ..clinic() }
}

fn written(ran: &Ran) -> Vec<&str> {
    let texts = [
        ran.entries().iter().map(|it| &it.description).collect(),
        ran.payments().iter().map(|it| &it.notes).collect(),
        ran.refunds().iter().map(|it| &it.reason_note).collect(),
        vec![&record_of!(ran, InvoiceSeries).description],
        ran.invoices().iter().map(|it| &it.internal_notes).collect::<Vec<_>>(),
    ];
    let of_items = ran.items().into_iter().map(|it| &*it.description);
    texts.concat().into_iter().filter_map(|text| text.as_deref()).chain(of_items).collect()
}

#[test]
fn all_that_is_written_about_money_is_in_the_clinics_language() {
    let expected = [
        (
            "es",
            [
                "Adeudo migrado",
                "Implante · NumTto 7 · fase 2",
                "Adeudo migrado",
                "Anulado: Adeudo migrado",
                "Adeudo migrado",
                "Incobrable: Adeudo migrado",
                "Adeudo migrado",
                "Incobrable (moroso): Adeudo migrado",
                "Ya cargado: Implante · NumTto 7 · fase 2",
                "Ya cargado: Implante · NumTto 7 · fase 2",
                "Importado dental-bridge (p) · reparto familiar 1/2 (cliente c-rosa)",
                "Importado dental-bridge (p) · reparto familiar 2/2 (cliente c-rosa)",
                "Importado dental-bridge (q)",
                "Importado dental-bridge (PagoCli=r)",
                "Serie del programa de origen: no emitir con ella",
                "Número en origen, repetido: F-2024-12",
                "Concepto importado (l) (3 uds.)",
            ],
        ),
        (
            "en",
            [
                "Migrated debt",
                "Implant · treatment no. 7 · phase 2",
                "Migrated debt",
                "Cancelled: Migrated debt",
                "Migrated debt",
                "Uncollectible: Migrated debt",
                "Migrated debt",
                "Uncollectible (moroso): Migrated debt",
                "Charged already: Implant · treatment no. 7 · phase 2",
                "Charged already: Implant · treatment no. 7 · phase 2",
                "Imported by dental-bridge (p) · family share 1/2 (payer c-rosa)",
                "Imported by dental-bridge (p) · family share 2/2 (payer c-rosa)",
                "Imported by dental-bridge (q)",
                "Imported by dental-bridge (r)",
                "Series of the source: do not issue with it",
                "Number in the source, given twice: F-2024-12",
                "Imported item (l) (3 units)",
            ],
        ),
        (
            "fr",
            [
                "Créance migrée",
                "Implant · acte n° 7 · phase 2",
                "Créance migrée",
                "Annulé : Créance migrée",
                "Créance migrée",
                "Irrécouvrable : Créance migrée",
                "Créance migrée",
                "Irrécouvrable (moroso) : Créance migrée",
                "Déjà facturé : Implant · acte n° 7 · phase 2",
                "Déjà facturé : Implant · acte n° 7 · phase 2",
                "Importé par dental-bridge (p) · répartition familiale 1/2 (client c-rosa)",
                "Importé par dental-bridge (p) · répartition familiale 2/2 (client c-rosa)",
                "Importé par dental-bridge (q)",
                "Importé par dental-bridge (r)",
                "Série du logiciel d’origine : ne pas l’utiliser pour émettre",
                "Numéro dans la source, en double : F-2024-12",
                "Élément importé (l) (3 unités)",
            ],
        ),
    ];
    for (language, expected) in expected {
        assert_eq!(written(&run_into(speaking(language), context(), &rows())), expected);
    }
}

/// Every way in which a treatment can be drawn, as the ledger calls it.
const TREATMENTS: [(&str, &str, &str, &str); 25] = [
    ("band", "Banda ortodóncica", "Orthodontic band", "Bague orthodontique"),
    ("bracket", "Bracket", "Bracket", "Bracket"),
    ("root_canal_full", "Endodoncia", "Root canal treatment", "Traitement endodontique"),
    ("root_canal_overfill", "Endodoncia", "Root canal treatment", "Traitement endodontique"),
    ("root_canal_half", "Endodoncia parcial", "Partial root canal treatment", "Traitement endodontique partiel"),
    ("root_canal_two_thirds", "Endodoncia parcial", "Partial root canal treatment", "Traitement endodontique partiel"),
    ("filling_composite", "Obturación composite", "Composite filling", "Obturation en composite"),
    ("filling_amalgam", "Obturación amalgama", "Amalgam filling", "Obturation à l’amalgame"),
    ("filling_temporary", "Obturación temporal", "Temporary filling", "Obturation provisoire"),
    ("apicoectomy", "Apicectomía", "Apicoectomy", "Apicectomie"),
    ("implant", "Implante", "Implant", "Implant"),
    ("post", "Perno", "Post", "Tenon"),
    ("crown", "Corona", "Crown", "Couronne"),
    ("bridge", "Puente", "Bridge", "Bridge"),
    ("sealant", "Sellado", "Sealant", "Scellement de sillons"),
    ("veneer", "Carilla", "Veneer", "Facette"),
    ("extraction", "Extracción", "Extraction", "Extraction"),
    ("inlay", "Incrustación", "Inlay", "Inlay"),
    ("overlay", "Recubrimiento", "Overlay", "Overlay"),
    ("crown_on_implant", "Corona sobre implante", "Crown on implant", "Couronne sur implant"),
    (
        "provisional_crown_on_implant",
        "Corona provisional sobre implante",
        "Provisional crown on implant",
        "Couronne provisoire sur implant",
    ),
    ("splint", "Férula", "Splint", "Gouttière"),
    ("retainer", "Retenedor", "Retainer", "Contention"),
    ("attachment", "Attachment", "Attachment", "Taquet"),
    ("global_mouth", "Tratamiento migrado", "Migrated treatment", "Acte migré"),
];

#[test]
fn the_ledger_calls_treatments_as_the_clinic_does() {
    for (clinical_type, spanish, english, french) in TREATMENTS {
        for (language, expected) in [("es", spanish), ("en", english), ("fr", french)] {
            let mut desk = Desk(Import::new(context(), speaking(language)));
            desk.0.acts_mut().insert("t", Act { clinical_type, ..crown() });
            let debt = json!({"patient_uuid": "bea", "owed_amount": "250", "applied_treatment_uuid": "t"});
            let mapped = desk.map("debt", "d", &debt);
            assert_eq!(record_of!(mapped, EarnedEntry).description.as_deref(), Some(expected), "{language}");
        }
    }
}

#[test]
fn nothing_of_money_speaks_spanish_in_another_clinic() {
    for language in [Language::English, Language::Portuguese, Language::French] {
        let is_shared = |words: &str| phrases::ALL.iter().any(|(_, phrase)| phrase.text(language).contains(words));
        let spanish: Vec<_> = phrases::ALL
            .iter()
            .flat_map(|(_, phrase)| phrase.text(Language::Spanish).split("{}"))
            .map(str::trim)
            .filter(|words| words.chars().filter(|it| it.is_alphabetic()).count() > 3 && !is_shared(words))
            .collect();
        assert!(spanish.len() > 100);
        let ran = run_into(speaking(language.tag()), context(), &rows());
        for record in ran.records.iter().filter(|record| !matches!(record, Record::RawEntity(_))) {
            record.bind(&mut |value| {
                if let Bound::Text(text) | Bound::Json(text) = value {
                    let found = spanish.iter().find(|words| text.contains(**words));
                    assert_eq!(found, None, "{language:?}: {text}");
                }
            });
        }
    }
}

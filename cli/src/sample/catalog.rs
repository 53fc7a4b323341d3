//! What the clinic offers: treatments, their prices by tariff, the templates of those done in phases, and the small
//! lookup tables.

use anyhow::Result;

use super::clinic::Clinic;
use super::dice::Dice;
use super::json::{Cents, Object};
use super::out::Out;

/// A treatment of the clinic's list.
pub(crate) struct Act {
    pub(crate) code: &'static str,
    /// As on the agenda, abbreviated.
    pub(crate) short_name: &'static str,
    pub(crate) description: &'static str,
    /// The source's kind of treatment, `IdTipoODG`.
    pub(crate) kind: u8,
    pub(crate) price: Cents,
    pub(crate) minutes: i64,
    pub(crate) area: Area,
    /// What to bill in each phase, in hundredths of a percent; empty when done at once.
    pub(crate) phases: &'static [u16],
    /// How often it is planned, against the others.
    pub(crate) share: u64,
}

/// Where a treatment is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Mouth,
    Tooth,
    Molar,
    ChildTooth,
    Span,
}

impl Act {
    pub(crate) fn is_surgical(&self) -> bool {
        matches!(self.kind, 23 | 24 | 29 | 30 | 35 | 36 | 37)
    }

    pub(crate) fn is_filling(&self) -> bool {
        self.kind == 22
    }

    /// Dental treatment is exempt; what is done for looks alone is not.
    pub(crate) fn vat_percent(&self) -> Cents {
        if self.code == "BLANQ" { 21 } else { 0 }
    }
}

const AT_ONCE: &[u16] = &[];
const IN_THREE: &[u16] = &[3_000, 3_000, 4_000];
const IN_THIRDS: &[u16] = &[3_333, 3_333, 3_334];
const IN_HALVES: &[u16] = &[5_000, 5_000];

const fn act(
    code: &'static str,
    names: (&'static str, &'static str),
    kind: u8,
    price: Cents,
    minutes: i64,
    place: (Area, &'static [u16]),
    share: u64,
) -> Act {
    let (short_name, description) = names;
    let (area, phases) = place;
    Act { code, short_name, description, kind, price, minutes, area, phases, share }
}

pub(crate) static FIRST_VISIT: Act =
    act("PV", ("1ª VISITA", "Primera visita y estudio"), 13, 0, 30, (Area::Mouth, AT_ONCE), 0);
pub(crate) static HYGIENE: Act =
    act("HIG", ("LIMP. BUCAL", "Higiene dental: tartrectomía y pulido"), 38, 6_000, 45, (Area::Mouth, AT_ONCE), 0);
pub(crate) static PANORAMIC: Act =
    act("RXPAN", ("RX PANOR.", "Radiografía panorámica"), 39, 3_500, 15, (Area::Mouth, AT_ONCE), 0);
/// A line the reception writes among the treatments: nothing is done and nothing owed.
pub(crate) static ANNOTATION: Act = act("ANOT", ("ANOTACIÓN", "Anotación"), 11, 0, 5, (Area::Mouth, AT_ONCE), 0);

/// What treatment plans are made of.
pub(crate) static PLANNED: [Act; 32] = [
    act("OBT1", ("OBTUR. COMP.", "Obturación de composite simple"), 22, 6_500, 40, (Area::Tooth, AT_ONCE), 22),
    act(
        "OBT2",
        ("OBTUR. COMP. 2 CARAS", "Obturación de composite compuesta"),
        22,
        7_850,
        45,
        (Area::Tooth, AT_ONCE),
        14,
    ),
    act("REC", ("RECONSTR.", "Gran reconstrucción de composite"), 22, 9_800, 60, (Area::Molar, AT_ONCE), 8),
    act("OBTT", ("OBT. TEMP.", "Obturación temporal"), 22, 3_000, 20, (Area::Tooth, AT_ONCE), 4),
    act("ENDO1", ("ENDO UNI", "Endodoncia unirradicular"), 21, 13_500, 60, (Area::Tooth, AT_ONCE), 6),
    act("ENDO3", ("ENDO MOLAR", "Endodoncia multirradicular"), 21, 21_000, 90, (Area::Molar, IN_HALVES), 8),
    act("REEND", ("RETRAT. ENDO", "Reendodoncia"), 21, 24_000, 90, (Area::Molar, IN_HALVES), 2),
    act("APIC", ("APICECT.", "Apicectomía"), 23, 18_000, 60, (Area::Tooth, AT_ONCE), 1),
    act("EXO", ("EXO SIMPLE", "Exodoncia simple"), 36, 5_000, 30, (Area::Tooth, AT_ONCE), 10),
    act("EXOC", ("EXO CORDAL", "Extracción de cordal incluido"), 35, 14_000, 60, (Area::Molar, AT_ONCE), 4),
    act("EXON", ("EXO TEMP.", "Extracción de diente temporal"), 37, 2_800, 20, (Area::ChildTooth, AT_ONCE), 4),
    act("IMP", ("IMPL. TI", "Implante de titanio"), 24, 89_000, 90, (Area::Tooth, IN_THREE), 7),
    act(
        "CORI",
        ("COR. ZIRC. S/IMPL.", "Corona de zirconio sobre implante"),
        26,
        45_000,
        45,
        (Area::Tooth, IN_HALVES),
        6,
    ),
    act("COR", ("COR. MC", "Corona metal-cerámica"), 26, 32_050, 60, (Area::Tooth, IN_THIRDS), 5),
    act("CORZ", ("CORONA ZIRCONIO", "Corona de zirconio"), 26, 41_000, 60, (Area::Tooth, IN_THREE), 5),
    act("PUE", ("PUENTE MC 3 PZ", "Puente metal-cerámica de tres piezas"), 27, 96_000, 90, (Area::Span, IN_THREE), 2),
    act("PERN", ("PERNO FIBRA", "Perno de fibra de vidrio"), 25, 9_000, 30, (Area::Tooth, AT_ONCE), 4),
    act("INC", ("INLAY", "Incrustación de disilicato"), 22, 26_000, 60, (Area::Molar, IN_HALVES), 2),
    act("CAR", ("CARILLA PORC.", "Carilla de porcelana"), 33, 38_000, 60, (Area::Tooth, IN_HALVES), 2),
    act("SEL", ("SELL. FISURAS", "Sellador de fisuras"), 32, 2_500, 20, (Area::Molar, AT_ONCE), 6),
    act("RAR", ("RAR CUADR.", "Raspado y alisado radicular por cuadrante"), 34, 7_500, 60, (Area::Mouth, AT_ONCE), 8),
    act("MANT", ("MANT. PERIO", "Mantenimiento periodontal"), 34, 8_000, 45, (Area::Mouth, AT_ONCE), 4),
    act("INJ", ("INJERTO", "Injerto óseo particulado"), 29, 35_000, 60, (Area::Tooth, AT_ONCE), 2),
    act("MEMB", ("MEMBRANA", "Membrana reabsorbible"), 30, 18_000, 30, (Area::Tooth, AT_ONCE), 1),
    act(
        "PROT",
        ("PROT. REM. ACRIL.", "Prótesis removible completa acrílica"),
        28,
        62_000,
        45,
        (Area::Mouth, IN_THREE),
        2,
    ),
    act("ESQ", ("ESQ. SUP", "Prótesis esquelética superior"), 28, 54_000, 45, (Area::Mouth, IN_THREE), 1),
    act("FER", ("FER. DESCARGA", "Férula de descarga"), 42, 28_000, 30, (Area::Mouth, IN_HALVES), 4),
    act("BLANQ", ("BLANQ. EN CLÍNICA", "Blanqueamiento dental en clínica"), 42, 30_250, 60, (Area::Mouth, AT_ONCE), 3),
    act("BRACK", ("ORTO BRACK.", "Ortodoncia con brackets metálicos"), 8, 240_000, 60, (Area::Mouth, IN_THREE), 2),
    act("INVIS", ("INVIS.", "Ortodoncia con alineadores transparentes"), 42, 340_000, 60, (Area::Mouth, IN_THREE), 2),
    act("TELE", ("TELE", "Telerradiografía lateral de cráneo"), 40, 4_000, 15, (Area::Mouth, AT_ONCE), 2),
    act("FLUOR", ("FLUOR", "Fluorización tópica"), 41, 2_500, 15, (Area::Mouth, AT_ONCE), 4),
];

/// Tariffs: code and percent of the list price.
const TARIFFS: [(&str, Cents); 3] = [("PRIV", 100), ("MUTUA", 85), ("EMPL", 70)];

/// The list.
fn acts() -> impl Iterator<Item = &'static Act> {
    [&FIRST_VISIT, &HYGIENE, &PANORAMIC, &ANNOTATION].into_iter().chain(&PLANNED)
}

/// A planned treatment, the usual ones more often.
pub(crate) fn planned_act(dice: &mut Dice) -> &'static Act {
    let total = PLANNED.iter().map(|act| act.share).sum::<u64>();
    let mut left = dice.next() % total.max(1);
    PLANNED
        .iter()
        .find(|act| {
            let found = left < act.share;
            left = left.saturating_sub(act.share);
            found
        })
        .unwrap_or(&HYGIENE)
}

/// The source id of a treatment's price in a tariff.
pub(crate) fn variant_id(act: &Act, tariff: &str) -> String {
    [act.code, tariff].join("-")
}

/// The number a treatment has in the source's list.
pub(crate) fn list_number(act: &Act) -> Option<usize> {
    Some(acts().position(|other| other.code == act.code)? + 1)
}

/// The tariff private patients are on.
pub(crate) const PRIVATE: &str = "PRIV";

pub(crate) fn treatment_catalog_items(_: &Clinic, out: &mut Out) -> Result<()> {
    for (number, act) in acts().enumerate() {
        let source = Object::new()
            .plain("IdTto", number + 1)
            .text("Codigo", act.code)
            .text("DescripMed", act.description)
            .text("DescripAgd", act.short_name)
            .text("DescripPac", act.description)
            .plain("IdTipoODG", act.kind)
            .plain("Tiempo", act.minutes)
            .plain("Inactivo", false);
        let fields = Object::new()
            .text("short_name", act.short_name)
            .text("description", act.description)
            .text("patient_facing_description", act.description)
            .text("agenda_description", act.short_name)
            .text("code", act.code)
            .plain("deactivated", act.code == "COR")
            .money("reference_price", act.price)
            .plain("duration_minutes", act.minutes);
        out.row(act.code, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn treatment_catalog_variants(_: &Clinic, out: &mut Out) -> Result<()> {
    for act in acts() {
        for (tariff, percent) in TARIFFS {
            let id = variant_id(act, tariff);
            let price = act.price * percent / 100;
            let source = Object::new()
                .text("Codigo", act.code)
                .text("Tarifa", tariff)
                .money("Importe", price)
                .plain("IdTipoOdg", act.kind);
            let fields = Object::new()
                .refers("treatment_uuid", "treatment_catalog_item", act.code)
                .text("tariff_code", tariff)
                .text("code", &id)
                .money("unit_price", price);
            out.row(&id, &source, &fields)?;
        }
    }
    Ok(())
}

pub(crate) fn treatment_phase_templates(_: &Clinic, out: &mut Out) -> Result<()> {
    for act in acts() {
        for (phase, percent) in (1_u8..).zip(act.phases) {
            let source = Object::new().text("Codigo", act.code).plain("NumFase", phase).plain("Porcentaje", percent);
            let fields = Object::new()
                .refers("treatment_uuid", "treatment_catalog_item", act.code)
                .plain("phase_number", phase)
                .quoted("description", format_args!("Fase {phase} de {}", act.phases.len()))
                .quoted("percent_to_bill", percent);
            out.row(format_args!("{}-F{phase}", act.code), &source, &fields)?;
        }
    }
    Ok(())
}

/// Lookup tables other than chairs: kind, codes and names.
const LOOKUPS: [(&str, &[(&str, &str)]); 4] = [
    ("country", &[("ES", "España"), ("PT", "Portugal"), ("FR", "Francia")]),
    ("province", &[("28", "Madrid"), ("41", "Sevilla"), ("08", "Barcelona"), ("48", "Bizkaia"), ("15", "A Coruña")]),
    ("specialty", &[("OG", "Odontología general"), ("OR", "Ortodoncia"), ("CI", "Cirugía e implantes")]),
    (
        "payment_method",
        &[("1", "Efectivo"), ("2", "Transferencia"), ("3", "Tarjeta"), ("4", "Domiciliación"), ("5", "Seguro")],
    ),
];

pub(crate) fn catalog_items(clinic: &Clinic, out: &mut Out) -> Result<()> {
    for chair in 1..=clinic.chairs {
        let name = if chair == 1 { "Gabinete 1 (cirugía)".to_owned() } else { format!("Gabinete {chair}") };
        let source = Object::new().plain("IdBox", chair).text("Descripcion", &name);
        let fields = Object::new().text("kind", "chair").text("name", &name).quoted("code", format_args!("G{chair}"));
        out.row(chair_id(chair), &source, &fields)?;
    }
    for (kind, entries) in LOOKUPS {
        for (code, name) in entries {
            let source = Object::new().text("Codigo", code).text("Descripcion", name);
            let fields = Object::new().text("kind", kind).text("name", name).text("code", code);
            out.row([kind, code].join(":"), &source, &fields)?;
        }
    }
    Ok(())
}

/// The source id of a chair.
pub(crate) fn chair_id(chair: usize) -> String {
    format!("chair:{chair}")
}

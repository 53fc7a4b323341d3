//! What must be known before treating someone, what was handed to them, and calling them back.

use jiff::civil::Date;

use super::Text;
use crate::value::Fields;

/// `patient_alert`.
pub(crate) struct PatientAlert<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) text: Text<'a>,
    /// Whether the source shows it before anything else.
    pub(crate) is_flagged: bool,
    /// When it was written.
    pub(crate) written: Option<Date>,
}

impl<'a> PatientAlert<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            text: fields.text("text"),
            is_flagged: fields.flag("flagged").unwrap_or(false),
            written: fields.date("alert_date").or_else(|| fields.date("date")),
        }
    }
}

/// `pharmacological_history`: a drug and how it is taken.
pub(crate) struct PharmacologicalHistory<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) drug: Text<'a>,
    pub(crate) dose: Text<'a>,
    pub(crate) dosage: Text<'a>,
    pub(crate) frequency: Text<'a>,
    pub(crate) route: Text<'a>,
    pub(crate) observations: Text<'a>,
    pub(crate) record_kind: Text<'a>,
    pub(crate) start: Option<Date>,
    pub(crate) end: Option<Date>,
}

impl<'a> PharmacologicalHistory<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            drug: fields.text("drug_description"),
            dose: fields.text("dose"),
            dosage: fields.text("dosage"),
            frequency: fields.text("frequency"),
            route: fields.text("administration_route"),
            observations: fields.text("observations"),
            record_kind: fields.text("record_kind"),
            start: fields.date("start_date"),
            end: fields.date("end_date"),
        }
    }
}

/// `recall`.
pub(crate) struct Recall<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) professional: Text<'a>,
    pub(crate) due: Option<Date>,
    /// Date, or date and time.
    pub(crate) contact: Text<'a>,
    pub(crate) is_attended: bool,
    pub(crate) is_scheduled: bool,
    pub(crate) status_code: Option<i64>,
    pub(crate) comments: Text<'a>,
    pub(crate) observations: Text<'a>,
}

impl<'a> Recall<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>, columns: &mut Fields<'_>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            professional: fields.text("professional_uuid"),
            due: fields.date("scheduled_date"),
            contact: fields.text("contact_date").or_else(|| Some(columns.column("FechaContacto")?.into_owned().into())),
            is_attended: fields.flag("attended").unwrap_or(false),
            is_scheduled: fields.flag("scheduled").unwrap_or(false),
            status_code: fields.integer("status_code"),
            comments: fields.text("comments"),
            observations: fields.text("observations"),
        }
    }
}

/// `consent`, `prescription`, `prescription_item`, `communication`, `patient_document`: a paper, by the names its parts
/// go by.
pub(crate) struct Paper<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) prescription: Text<'a>,
    /// What it is about: title, drug, diagnosis, subject.
    pub(crate) title: Text<'a>,
    pub(crate) details: Vec<std::borrow::Cow<'a, str>>,
    pub(crate) channel: Text<'a>,
    /// Date, or date and time.
    pub(crate) date: Text<'a>,
    /// Whether the patient signed it, if the source says.
    pub(crate) is_signed: Option<bool>,
}

impl<'a> Paper<'a> {
    const TITLES: [&'static str; 5] = ["title", "drug_description", "drug", "name", "subject"];
    const DETAILS: [&'static str; 10] = [
        "diagnosis",
        "posology",
        "dose",
        "frequency",
        "administration_route",
        "duration",
        "units",
        "body",
        "text",
        "observations",
    ];
    const DATES: [&'static str; 5] = ["signed_on", "prescribed_on", "sent_at", "taken_on", "date"];

    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            prescription: fields.text("prescription_uuid"),
            title: Self::TITLES.into_iter().find_map(|name| fields.text(name)),
            details: Self::DETAILS.into_iter().filter_map(|name| fields.text(name)).collect(),
            channel: fields.text("channel"),
            date: Self::DATES.into_iter().find_map(|name| fields.text(name)),
            is_signed: fields.flag("signed"),
        }
    }
}

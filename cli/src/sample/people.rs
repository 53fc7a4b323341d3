//! Families: who they are, where they live, and who pays for whom.

use anyhow::Result;
use jiff::civil::Date;

use super::clinic::{Clinic, national_id};
use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::Object;
use super::names::{COMPANIES, PLACES, REGIONS, Region, STREETS};
use super::out::Out;
use super::text::PATIENT_NOTES;

pub(crate) struct Patient {
    pub(crate) id: u64,
    given: &'static str,
    family: String,
    sex: &'static str,
    birth: Option<Date>,
    national_id: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    pub(crate) registered: Date,
    /// When they left, for good or for another clinic.
    pub(crate) left: Option<Date>,
    deceased: bool,
    gdpr_consent: Option<bool>,
    notes: Option<&'static str>,
    pub(crate) dentist: usize,
    /// Index in [`Household::clients`] of who pays.
    pub(crate) payer: usize,
}

/// Who pays: a member of the family, or a company.
pub(crate) struct Client {
    pub(crate) id: u64,
    company: Option<&'static str>,
    given: &'static str,
    family: String,
    national_id: Option<String>,
    mobile: Option<String>,
}

/// Where they live.
pub(crate) struct Home {
    street: String,
    place: (&'static str, &'static str, &'static str),
}

pub(crate) fn home(dice: &mut Dice) -> Home {
    let street = format!(
        "{} {}, {}º {}",
        dice.pick(&STREETS),
        dice.between(1, 140),
        dice.between(1, 9),
        dice.pick(&['A', 'B', 'C', 'D'])
    );
    Home { street, place: dice.pick(&PLACES) }
}

/// So many people under one roof: two adults, then their children.
pub(crate) fn family(clinic: &Clinic, dice: &mut Dice, first_id: u64, size: u64) -> (Vec<Patient>, Vec<Client>) {
    let region = dice.pick(&REGIONS);
    let [mother, father] = [surnames(dice, region), surnames(dice, region)];
    let mut patients = Vec::new();
    for nth in 0..size {
        let family = match nth {
            0 => format!("{} {}", mother.0, mother.1),
            1 => format!("{} {}", father.0, father.1),
            _ => format!("{} {}", father.0, mother.0),
        };
        let mut next = patient(clinic, dice, region, first_id + nth, (family, nth));
        if let Some(last) = patients.last().filter(|_| nth > 1) {
            resemble(dice, &mut next, last);
        }
        patients.push(next);
    }
    let company = dice.percent(4).then(|| dice.pick(&COMPANIES));
    let clients = payers(dice, &mut patients, company);
    (patients, clients)
}

/// Some children are twins of the last one, and some people are in the list twice, the second time without their id.
fn resemble(dice: &mut Dice, next: &mut Patient, last: &Patient) {
    let fate = dice.between(0, 99);
    if fate < 12 {
        next.birth = last.birth;
        next.family.clone_from(&last.family);
    }
    if fate < 4 {
        next.given = last.given;
        next.sex = last.sex;
        next.national_id = None;
        next.mobile.clone_from(&last.mobile);
    }
}

fn surnames(dice: &mut Dice, region: &Region) -> (&'static str, &'static str) {
    let other = if dice.percent(70) { region } else { dice.pick(&REGIONS) };
    (dice.pick(&region.surnames), dice.pick(&other.surnames))
}

fn patient(clinic: &Clinic, dice: &mut Dice, region: &Region, id: u64, (family, nth): (String, u64)) -> Patient {
    let is_child = nth > 1;
    let female = if nth < 2 { nth == 0 } else { dice.percent(50) };
    let age = if is_child { dice.between(4, 20) } else { dice.between(24, 88) };
    let birth = days_after(clinic.today, -(age * 365 + dice.between(0, 364)));
    let registered = dice.day(clinic.opened.max(days_after(birth, 900)), days_after(clinic.today, -10));
    let gone = dice.percent(12).then(|| dice.day(registered, clinic.today));
    let given = dice.pick(if female { &region.female } else { &region.male });
    let mobile = (!is_child && dice.percent(93)).then(|| format!("6{:08}", dice.between(0, 99_999_999)));
    let email = (mobile.is_some() && dice.percent(55)).then(|| format!("paciente{id}@correo.example"));
    Patient {
        id,
        given,
        family,
        sex: match dice.between(0, 49) {
            0 => "unknown",
            _ if female => "female",
            _ => "male",
        },
        birth: (!dice.percent(1)).then_some(birth),
        national_id: (age > 14 && dice.percent(85)).then(|| national_id(10_000_000 + id)),
        mobile,
        email,
        registered,
        left: gone,
        deceased: gone.is_some() && age > 60 && dice.percent(40),
        gdpr_consent: if dice.percent(90) { Some(!dice.percent(3)) } else { None },
        notes: dice.percent(22).then(|| dice.pick(&PATIENT_NOTES)),
        dentist: clinic.on_duty(dice, "dentist", registered),
        payer: 0,
    }
}

/// The first adult pays for the children and often for the other adult, unless a company pays for all.
fn payers(dice: &mut Dice, patients: &mut [Patient], company: Option<&'static str>) -> Vec<Client> {
    let mut clients = Vec::new();
    for (nth, patient) in patients.iter_mut().enumerate() {
        let pays_alone = nth == 0 || (nth == 1 && company.is_none() && dice.percent(50));
        if pays_alone {
            patient.payer = clients.len();
            clients.push(Client {
                id: patient.id,
                company,
                given: patient.given,
                family: patient.family.clone(),
                national_id: if company.is_some() {
                    Some(format!("B{:08}", 80_000_000 + patient.id % 1_000_000))
                } else {
                    patient.national_id.clone()
                },
                mobile: patient.mobile.clone(),
            });
        }
    }
    clients
}

pub(crate) fn patients(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for patient in &household.patients {
        let client = &household.clients[patient.payer];
        let number = format!("{:05}", patient.id);
        let source = Object::new()
            .plain("IdPac", patient.id)
            .quoted("NumPac", &number)
            .text("Nombre", patient.given)
            .text("Apellidos", &patient.family)
            .text_or_null("NIF", patient.national_id.as_deref())
            .date_or_null("FecNacim", patient.birth)
            .quoted("FecAlta", patient.registered)
            .plain("IdCli", client.id)
            .text_or_null("Movil", patient.mobile.as_deref())
            .text("Domicilio", &household.home.street)
            .text("Poblacion", household.home.place.1)
            .text("Provincia", household.home.place.2)
            .text_or_null("Notas", patient.notes)
            .plain("Exitus", patient.deceased);
        let fields = Object::new()
            .quoted("patient_number", &number)
            .text("given_name", patient.given)
            .text("family_name", &patient.family)
            .text_or_null("national_id", patient.national_id.as_deref())
            .date_or_null("date_of_birth", patient.birth)
            .text("sex", patient.sex)
            .quoted("registered_at", patient.registered)
            .plain("deceased", patient.deceased)
            .date_or_null("deactivated_at", patient.left)
            .plain("gdpr_consent", patient.gdpr_consent.map_or("null".to_owned(), |given| given.to_string()))
            .plain("sms_consent", patient.mobile.is_some())
            .text_or_null("notes", patient.notes)
            .text_or_null("mobile_phone", patient.mobile.as_deref())
            .null("phone")
            .text_or_null("email", patient.email.as_deref())
            .text("address_street", &household.home.street)
            .text("address_postal_code", household.home.place.0)
            .refers("default_professional_uuid", "professional", household.staff_id(patient.dentist))
            .refers("guardian_client_uuid", "client", client.id);
        out.row(patient.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn clients(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for client in &household.clients {
        let source = Object::new()
            .plain("IdCli", client.id)
            .text("Nombre", client.company.unwrap_or(client.given))
            .text_or_null("NIF", client.national_id.as_deref())
            .text("Domicilio", &household.home.street);
        let fields = Object::new()
            .text("kind", if client.company.is_some() { "company" } else { "person" })
            .text("given_name", client.given)
            .text("family_name", &client.family)
            .text_or_null("legal_name", client.company)
            .text_or_null("national_id", client.national_id.as_deref())
            .text_or_null("mobile_phone", client.mobile.as_deref())
            .null("email")
            .text("address_street", &household.home.street)
            .text("address_postal_code", household.home.place.0);
        out.row(client.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn links(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for patient in &household.patients {
        let client = &household.clients[patient.payer];
        let source = Object::new().plain("IdPac", patient.id).plain("IdCli", client.id);
        let fields = Object::new()
            .refers("patient_uuid", "patient", patient.id)
            .refers("client_uuid", "client", client.id)
            .quoted("valid_from", patient.registered);
        out.row(format_args!("{}-{}", patient.id, client.id), &source, &fields)?;
    }
    Ok(())
}

/// What the extractor found odd about people.
pub(crate) fn warnings(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for patient in household.patients.iter().filter(|patient| patient.birth.is_none()) {
        let id = patient.id.to_string();
        let details = Object::new().text("FecNacim", "1899-12-30");
        let message = "Fecha de nacimiento imposible en origen; se deja vacía";
        out.warning(Some(("patient", &id)), "warn", "patient.birth_date_invalid", message, Some(&details))?;
    }
    Ok(())
}

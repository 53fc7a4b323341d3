//! The clinic itself: its address, who works there since when, and the hours they keep.

use anyhow::Result;
use jiff::civil::Date;

use super::dice::{Dice, days_after};
use super::json::Object;
use super::names::REGIONS;
use super::out::{Out, TENANT_LABEL};

/// How far the history goes back.
const YEARS: i64 = 12;

/// Patients one chair looks after.
const PATIENTS_A_CHAIR: u64 = 1_500;

pub(crate) struct Clinic {
    pub(crate) seed: u64,
    /// When the file was extracted.
    pub(crate) today: Date,
    pub(crate) opened: Date,
    pub(crate) chairs: usize,
    pub(crate) staff: Vec<Member>,
}

/// Someone who treats or assists; the index in [`Clinic::staff`] is how the rest refers to them.
pub(crate) struct Member {
    pub(crate) source_id: String,
    given: &'static str,
    family: &'static str,
    role: &'static str,
    from: Date,
    until: Option<Date>,
    last_activity: Option<Date>,
}

/// Who sits at the reception desk: login and name. The first one owns the place.
const USERS: [(&str, &str, &str); 5] = [
    ("direccion", "Mercedes", "Ibáñez Coll"),
    ("recepcion", "Carmen", "Vidal Núñez"),
    ("recepcion2", "Íñigo", "Peña Lasa"),
    ("admon", "Àngels", "Güell Prat"),
    ("antigua", "Concepción", "Ríos"),
];

impl Clinic {
    pub(crate) fn new(seed: u64, today: Date, patients: u64) -> Self {
        let chairs = usize::try_from(3 + patients / PATIENTS_A_CHAIR).unwrap_or(3).min(60);
        let mut clinic = Self { seed, today, opened: days_after(today, -365 * YEARS), chairs, staff: Vec::new() };
        let mut dice = Dice::new(seed, u64::MAX);
        let counts = [("dentist", chairs + 2), ("hygienist", 1 + chairs / 3), ("auxiliary", chairs), ("other", 1)];
        for (role, count) in counts {
            for nth in 0..count {
                clinic.hire(&mut dice, role, nth);
            }
        }
        for number in [18, 23] {
            clinic.staff.push(Member {
                source_id: format!("usuagd:{number}"),
                given: "Agenda",
                family: if number == 18 { "Urgencias" } else { "Higiene tardes" },
                role: "other",
                from: clinic.opened,
                until: None,
                last_activity: (number == 23).then(|| days_after(today, -900)),
            });
        }
        clinic
    }

    /// The first of each role has been there from the start and still is; of the others some have left.
    fn hire(&mut self, dice: &mut Dice, role: &'static str, nth: usize) {
        let region = dice.pick(&REGIONS);
        let names = if dice.percent(60) { &region.female } else { &region.male };
        let given = dice.pick(names);
        let from = if nth == 0 { self.opened } else { dice.day(self.opened, days_after(self.today, -700)) };
        let until = (nth > 0 && dice.percent(30)).then(|| dice.day(from, days_after(self.today, -200)));
        let last = until.unwrap_or_else(|| days_after(self.today, -dice.between(0, 20)));
        self.staff.push(Member {
            source_id: (self.staff.len() + 1).to_string(),
            given,
            family: dice.pick(&region.surnames),
            role,
            from,
            until,
            last_activity: (role != "other").then_some(last),
        });
    }

    /// Someone of that role who worked there on the day.
    pub(crate) fn on_duty(&self, dice: &mut Dice, role: &str, day: Date) -> usize {
        let working = |member: &Member| {
            member.role == role && member.from <= day && member.until.is_none_or(|until| day <= until)
        };
        let candidates: Vec<_> = (0..self.staff.len()).filter(|&index| working(&self.staff[index])).collect();
        candidates.get(dice.index(candidates.len())).copied().unwrap_or(0)
    }
}

/// The source id of whoever noted something down at the desk: not the owner, nor the one who left.
pub(crate) fn clerk(dice: &mut Dice) -> usize {
    1 + dice.index(USERS.len() - 2)
}

pub(crate) fn centers(_: &Clinic, out: &mut Out) -> Result<()> {
    let source = Object::new().plain("IdCentro", 1).text("Nombre", "Clínica Dental del Puente");
    let fields = Object::new()
        .text("name", "Clínica Dental del Puente")
        .text("address", "Avda. de la Constitución 12, bajo, 28013 Madrid");
    out.row("C1", &source, &fields)
}

pub(crate) fn professionals(clinic: &Clinic, out: &mut Out) -> Result<()> {
    for (number, member) in (1_u32..).zip(&clinic.staff) {
        let login = format!("p{number}@{TENANT_LABEL}.example");
        let source = Object::new()
            .text("IdCol", &member.source_id)
            .text("Nombre", member.given)
            .text("Apellidos", member.family)
            .plain("IdTipoColab", if member.role == "dentist" { 1 } else { 2 })
            .date_or_null("FecBaja", member.until);
        let fields = Object::new()
            .quoted("code", format_args!("P{number}"))
            .text("given_name", member.given)
            .text("family_name", member.family)
            .quoted("national_id", national_id(50_000_000 + u64::from(number)))
            .text("role", member.role)
            .text_or_null("email", (!member.source_id.starts_with("usuagd:")).then_some(&*login))
            .quoted("phone", format_args!("6{:08}", 10_000 + number))
            .plain("deactivated", member.until.is_some())
            .date_or_null("last_activity_at", member.last_activity);
        out.row(&member.source_id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn users(_: &Clinic, out: &mut Out) -> Result<()> {
    for (number, (login, given, family)) in USERS.iter().enumerate() {
        let source = Object::new().plain("IdUsu", number).text("Login", login).text("Nombre", given);
        let fields = Object::new()
            .text("login", login)
            .text("given_name", given)
            .text("family_name", family)
            .quoted("email", format_args!("{login}@{TENANT_LABEL}.example"))
            .plain("deactivated", *login == "antigua");
        out.row(number, &source, &fields)?;
    }
    Ok(())
}

/// Morning and afternoon; the source keeps one calendar for each person.
const SHIFTS: [(&str, &str); 2] = [("09:00:00", "14:00:00"), ("15:30:00", "20:00:00")];

pub(crate) fn work_calendars(clinic: &Clinic, out: &mut Out) -> Result<()> {
    for member in &clinic.staff {
        let source = Object::new().text("IdCol", &member.source_id).quoted("Desde", member.from);
        let fields = Object::new()
            .refers("professional_uuid", "professional", &member.source_id)
            .quoted("name", format_args!("Horario de {}", member.given))
            .quoted("valid_from", member.from)
            .date_or_null("valid_to", member.until);
        out.row(&member.source_id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn work_calendar_days(clinic: &Clinic, out: &mut Out) -> Result<()> {
    for member in &clinic.staff {
        for weekday in 1..=5 {
            let source = Object::new().text("IdCol", &member.source_id).plain("DiaSemana", weekday);
            let fields = Object::new()
                .refers("work_calendar_uuid", "work_calendar", &member.source_id)
                .plain("weekday", weekday);
            out.row(day_id(member, weekday), &source, &fields)?;
        }
    }
    Ok(())
}

pub(crate) fn work_calendar_shifts(clinic: &Clinic, out: &mut Out) -> Result<()> {
    for member in &clinic.staff {
        for weekday in 1..=5 {
            let day = day_id(member, weekday);
            // On Fridays the clinic closes at two.
            for (number, (start, end)) in SHIFTS.iter().enumerate().take(if weekday == 5 { 1 } else { 2 }) {
                let source = Object::new().text("HoraIni", start).text("HoraFin", end);
                let fields = Object::new()
                    .refers("work_calendar_day_uuid", "work_calendar_day", &day)
                    .text("start_time", start)
                    .text("end_time", end);
                out.row(format_args!("{day}-{number}"), &source, &fields)?;
            }
        }
    }
    Ok(())
}

fn day_id(member: &Member, weekday: u8) -> String {
    format!("{}-{weekday}", member.source_id)
}

/// A Spanish identity number with its check letter.
pub(crate) fn national_id(number: u64) -> String {
    const LETTERS: [char; 23] = [
        'T', 'R', 'W', 'A', 'G', 'M', 'Y', 'F', 'P', 'D', 'X', 'B', 'N', 'J', 'Z', 'S', 'Q', 'V', 'H', 'L', 'C', 'K',
        'E',
    ];
    let letter = usize::try_from(number % 23).map_or('T', |index| LETTERS[index]);
    format!("{number:08}{letter}")
}

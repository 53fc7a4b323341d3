//! One family's whole story, told the same way each time from the seed: a file of any size is written table by table
//! without holding more than one of them.

use super::agenda::{self, Recall, Visit};
use super::care::{self, Care};
use super::clinic::Clinic;
use super::clinical::{self, Plan, Treatment};
use super::dice::Dice;
use super::documents::{self, Document};
use super::invoices::{self, Invoice};
use super::money::{self, Ledger};
use super::people::{self, Client, Home, Patient};

/// Which family, and where its patients' numbers begin.
#[derive(Clone, Copy)]
pub(crate) struct Lot {
    number: u64,
    first_patient: u64,
    size: u64,
}

pub(crate) struct Household<'c> {
    pub(crate) clinic: &'c Clinic,
    pub(crate) home: Home,
    pub(crate) patients: Vec<Patient>,
    pub(crate) clients: Vec<Client>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) treatments: Vec<Treatment>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) recalls: Vec<Recall>,
    pub(crate) care: Vec<Care>,
    pub(crate) ledger: Ledger,
    pub(crate) invoices: Vec<Invoice>,
    pub(crate) documents: Vec<Document>,
}

impl<'c> Household<'c> {
    pub(crate) fn tell(clinic: &'c Clinic, lot: Lot) -> Self {
        let mut dice = Dice::new(clinic.seed, lot.number);
        let dice = &mut dice;
        let home = people::home(dice);
        let (patients, clients) = people::family(clinic, dice, lot.first_patient, lot.size);
        let mut household = Household {
            clinic,
            home,
            patients,
            clients,
            plans: Vec::new(),
            treatments: Vec::new(),
            visits: Vec::new(),
            recalls: Vec::new(),
            care: Vec::new(),
            ledger: Ledger::default(),
            invoices: Vec::new(),
            documents: Vec::new(),
        };
        for patient in &household.patients {
            let (plans, treatments) = clinical::course(clinic, dice, patient);
            household.visits.extend(agenda::visits(clinic, dice, patient, &treatments));
            household.recalls.extend(agenda::recalls(clinic, dice, patient));
            household.care.push(care::care(dice, patient, &treatments));
            household.documents.extend(documents::documents(dice, patient, &treatments));
            household.plans.extend(plans);
            household.treatments.extend(treatments);
        }
        household.ledger = money::ledger(clinic, dice, &household);
        household.invoices = invoices::invoices(dice, &household.ledger);
        household
    }

    /// How many rows of entities it has in all tables.
    pub(crate) fn rows(&self) -> u64 {
        let lines = self.plans.iter().map(|plan| plan.lines.len()).sum::<usize>();
        let phases = self.treatments.iter().map(|treatment| treatment.phases.len()).sum::<usize>();
        let care = self.care.iter().map(Care::rows).sum::<usize>();
        let messages = self.visits.iter().filter(|visit| visit.reminded).count();
        let series = self.visits.iter().filter(|visit| visit.begins_series).count();
        let rows = self.patients.len() * 2
            + self.clients.len()
            + self.plans.len()
            + lines
            + self.treatments.len()
            + phases
            + self.visits.len()
            + messages
            + series
            + self.recalls.len()
            + care
            + self.ledger.rows()
            + self.invoices.iter().map(|invoice| 1 + invoice.lines.len()).sum::<usize>()
            + self.documents.len();
        rows as u64
    }

    /// The source id of a member of staff.
    pub(crate) fn staff_id(&self, index: usize) -> &'c str {
        self.clinic.staff.get(index).map_or("1", |member| &member.source_id)
    }

    /// Who pays for the patient.
    pub(crate) fn payer_of(&self, patient: u64) -> &Client {
        let payer = self.patients.iter().find(|other| other.id == patient).map_or(0, |patient| patient.payer);
        &self.clients[payer]
    }
}

/// The families of a clinic, one after the other.
pub(crate) struct Lots {
    seed: u64,
    next: u64,
    next_patient: u64,
}

impl Lots {
    pub(crate) fn new(seed: u64) -> Self {
        // Streams of dice are numbered: 0 is for sizes, families begin at 1.
        Self { seed, next: 1, next_patient: 1 }
    }

    /// The next family, of at most so many people.
    pub(crate) fn next(&mut self, most: u64) -> Lot {
        let mut dice = Dice::new(self.seed.rotate_left(17), self.next);
        let size = match dice.between(0, 99) {
            0..48 => 1,
            48..70 => 2,
            70..83 => 3,
            83..96 => 4,
            _ => 5,
        };
        let lot = Lot { number: self.next, first_patient: self.next_patient, size: size.min(most) };
        self.next += 1;
        self.next_patient += lot.size;
        lot
    }
}

impl Lot {
    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

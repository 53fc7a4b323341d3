//! Trying an import out: the same mappers as the server's, over the whole file, into what the clinic holds now.

use api::job::{DryRun, ExecuteOptions};
use dpmf::container::{DeclaredEntity, EntityRows};
use dpmf::row::EntityRow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::context::Snapshot;
use mappers::{CatalogSearch, Context, Import, Output};
use uuid::Uuid;

use super::findings::{Findings, Gathering};
use super::legal;
use super::opening::Opened;
use super::port::{Stop, breathe, post};
use super::server::{self, Failure, destination};
use super::years::Years;
use crate::protocol::{LegalData, Reply};

/// Rows between two pauses.
const STRETCH: usize = 4_000;

/// What the admin would confirm.
pub struct Order {
    /// The clinic to import into.
    pub clinic_id: Uuid,
    /// The admin.
    pub imported_by: Uuid,
    /// What they chose.
    pub options: ExecuteOptions,
}

/// Maps every row; nothing of the file leaves this computer. Answers [`Reply::Tried`], and what the page may open of it.
pub async fn dry_run(opened: &Opened, order: &Order, stop: &Stop) -> Result<(Reply, Findings), Failure> {
    let snapshot: Snapshot = server::get_cbor(stop, &destination(order.clinic_id)).await?;
    let exported_at = opened.checked.meta.exported_at.as_deref().and_then(|text| text.parse().ok());
    let context = Context { exported_at, ..context(order, &snapshot)? };
    opened.catalog.replace(CatalogSearch::new(&snapshot.destination.catalog_items));
    let mut legal = LegalData { invoices: 0, has_place: snapshot.destination.has_verifactu };
    let mut import = Import::dry_run(context, snapshot.destination);

    let mut types: Vec<_> = opened.checked.entities.iter().collect();
    types.sort_by(|a, b| a.entity_type.processing_key().cmp(&b.entity_type.processing_key()));
    let is_prepared = |declared: &&&DeclaredEntity| Import::PREPARED.contains(&declared.entity_type.as_str());
    let prepared: Vec<_> = types.iter().filter(is_prepared).copied().collect();
    let rows = |types: &[&DeclaredEntity]| types.iter().map(|declared| declared.row_count).sum::<u64>();
    let mut progress = Progress { done: 0, total: rows(&prepared) + rows(&types) };

    for declared in prepared {
        each_row(opened, declared, &mut progress, |row| import.prepare(&declared.entity_type, row)).await?;
    }
    let (mut output, mut gathering, mut years) = (Output::default(), Gathering::new(), Years::default());
    for declared in &types {
        let map = |row: &EntityRow<'_>| {
            legal.invoices += u64::from(legal::is_in(declared.entity_type.as_str(), row.payload));
            years.note(declared.entity_type.as_str(), row.payload);
            let fate = import.map(&declared.entity_type, row, &mut output);
            gathering.row(&declared.entity_type, row, fate, &mut output);
        };
        each_row(opened, declared, &mut progress, map).await?;
    }
    import.finish(&mut output);
    gathering.rest(&mut output);
    let staff = import.staff_review();
    let review = import.review();
    let (warnings, findings) = gathering.finish(staff);
    let line = |declared: &&DeclaredEntity| import.accounting().line(&declared.entity_type, declared.row_count);
    let outcome = DryRun {
        accounting: types.iter().map(line).collect(),
        money: import.reconciliation().lines(),
        warnings,
        review,
    };
    Ok((Reply::Tried { outcome, legal, years: years.counts() }, findings))
}

fn context(order: &Order, snapshot: &Snapshot) -> Result<Context, Failure> {
    let unusable = |error: jiff::Error| Failure { code: "internal".to_owned(), detail: error.to_string() };
    // Milliseconds since 1970 are whole numbers that doubles hold exactly.
    #[allow(clippy::cast_possible_truncation)]
    let now = js_sys::Date::now() as i64;
    Ok(Context {
        clinic_id: order.clinic_id,
        job_id: Uuid::nil(),
        imported_by: order.imported_by,
        now: Timestamp::from_millisecond(now).map_err(unusable)?,
        exported_at: None,
        timezone: TimeZone::tzif(&snapshot.timezone, &snapshot.tzif).map_err(unusable)?,
        language: mappers::Language::default(),
        professional_filters: (&order.options).into(),
        import_legal_data: order.options.import_fiscal_compliance,
        fallback_professional: order.options.fallback_professional.clone(),
        decisions: order.options.decisions.clone(),
    })
}

async fn each_row(
    opened: &Opened,
    declared: &DeclaredEntity,
    progress: &mut Progress,
    mut each: impl FnMut(&EntityRow<'_>),
) -> Result<(), Failure> {
    let mut rows = EntityRows::new(&opened.container, &declared.entity_type)?;
    loop {
        let read = rows.next(STRETCH, &mut each)?;
        if read == 0 {
            return Ok(());
        }
        progress.advance(read as u64);
        breathe().await;
    }
}

struct Progress {
    done: u64,
    total: u64,
}

impl Progress {
    fn advance(&mut self, rows: u64) {
        self.done += rows;
        post(&Reply::Trying { done: self.done, total: self.total });
    }
}

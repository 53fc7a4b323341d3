//! Which staff are imported inactive (`docs/mapping/staff.md#filters`).

use jiff::civil::Date;

use crate::context::Context;
use crate::entity::Professional;
use crate::warning::kinds::{self, Kind};

/// Marks agenda columns without a person behind them.
const ORPHAN_PREFIX: &str = "usuagd:";

/// What is known of when a professional was last active.
#[derive(Clone, Copy)]
pub(super) struct Activity {
    /// Whether the file tells it of anyone. If of nobody, nobody is judged by it.
    pub(super) is_known: bool,
    /// The last day: what the file says, or the last appointment.
    pub(super) last: Option<Date>,
}

/// Why a professional is imported inactive; `None` when they stay active.
pub(super) fn reason(
    context: &Context,
    professional: &Professional<'_>,
    source_id: &str,
    activity: Activity,
) -> Option<&'static Kind> {
    let filters = context.professional_filters;
    let limit = i32::from(filters.min_activity_months);
    let today = context.now.to_zoned(context.timezone.clone()).date();
    let is_idle = limit > 0 && activity.is_known && activity.last.is_none_or(|last| months(last, today) > limit);

    if filters.exclude_inactive_in_source && professional.is_deactivated {
        Some(&kinds::FILTERED_INACTIVE)
    } else if filters.exclude_agenda_orphans && source_id.starts_with(ORPHAN_PREFIX) && is_idle {
        Some(&kinds::FILTERED_ORPHAN)
    } else if is_idle {
        Some(if activity.last.is_none() { &kinds::FILTERED_NO_ACTIVITY } else { &kinds::FILTERED_NOT_RECENT })
    } else if filters.exclude_non_clinical_roles && !is_clinical(professional.role.as_deref()) {
        Some(&kinds::FILTERED_NOT_CLINICAL)
    } else {
        None
    }
}

/// Calendar months from one day to another; days do not count.
fn months(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

fn is_clinical(role: Option<&str>) -> bool {
    role.is_some_and(|role| {
        ["doctor", "dentist", "hygienist"].iter().any(|clinical| role.eq_ignore_ascii_case(clinical))
    })
}

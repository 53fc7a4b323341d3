//! Which staff are imported inactive (`docs/mapping/staff.md#filters`).

use api::decisions::ProfessionalDecision;
use jiff::civil::Date;

use crate::context::ProfessionalFilters;
use crate::entity::{Professional, User};
use crate::warning::kinds::{self, Kind};

/// Marks agenda columns without a person behind them.
const ORPHAN_PREFIX: &str = "usuagd:";

/// What the filters look at in someone.
#[derive(Clone, Debug)]
pub(super) struct Signals {
    is_deactivated: bool,
    is_orphan: bool,
    is_clinical: bool,
    /// The last day: what the file says, or the last appointment.
    pub(super) last_activity: Option<Date>,
}

impl Signals {
    pub(super) fn of(professional: &Professional<'_>, source_id: &str) -> Self {
        Self {
            is_deactivated: professional.is_deactivated,
            is_orphan: source_id.starts_with(ORPHAN_PREFIX),
            is_clinical: professional.role.as_deref().is_some_and(is_clinical),
            last_activity: professional.last_activity,
        }
    }

    /// A user is a person, and tells nothing of their work.
    pub(super) fn of_user(user: &User<'_>) -> Self {
        Self { is_deactivated: user.is_deactivated, is_orphan: false, is_clinical: false, last_activity: None }
    }

    /// Appointments are activity.
    pub(super) fn active_on(&mut self, day: Option<Date>) {
        self.last_activity = self.last_activity.max(day);
    }

    /// What two rows of one person say together: each counts where it speaks for them.
    pub(super) fn join(&mut self, other: &Self) {
        self.is_deactivated &= other.is_deactivated;
        self.is_orphan &= other.is_orphan;
        self.is_clinical |= other.is_clinical;
        self.last_activity = self.last_activity.max(other.last_activity);
    }
}

/// What the file says of anyone. Of what it says of nobody, nobody is judged by it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Knowledge {
    pub(super) activity: bool,
    pub(super) roles: bool,
}

/// Judges everyone by the same rules.
#[derive(Clone, Copy)]
pub(super) struct Judge {
    pub(super) filters: ProfessionalFilters,
    pub(super) knows: Knowledge,
    pub(super) today: Date,
}

impl Judge {
    /// Why someone is imported inactive; `None` when they stay active.
    pub(super) fn filter(&self, person: &Signals) -> Option<&'static Kind> {
        let Self { filters, knows, today } = self;
        let limit = i32::from(filters.min_activity_months);
        let is_idle =
            limit > 0 && knows.activity && person.last_activity.is_none_or(|last| months(last, *today) > limit);

        if filters.exclude_inactive_in_source && person.is_deactivated {
            Some(&kinds::FILTERED_INACTIVE)
        } else if filters.exclude_agenda_orphans && person.is_orphan && is_idle {
            Some(&kinds::FILTERED_ORPHAN)
        } else if is_idle {
            let never = person.last_activity.is_none();
            Some(if never { &kinds::FILTERED_NO_ACTIVITY } else { &kinds::FILTERED_NOT_RECENT })
        } else if filters.exclude_non_clinical_roles && knows.roles && !person.is_clinical {
            Some(&kinds::FILTERED_NOT_CLINICAL)
        } else {
            None
        }
    }

    /// Whether someone stays active, and what the admin should know of it. What was decided of them wins.
    pub(super) fn verdict(
        &self,
        person: &Signals,
        decision: Option<ProfessionalDecision>,
    ) -> (bool, Option<&'static Kind>) {
        match decision {
            Some(ProfessionalDecision::Active) => (true, Some(&kinds::DECIDED_ACTIVE)),
            Some(ProfessionalDecision::Inactive) => (false, Some(&kinds::DECIDED_INACTIVE)),
            Some(ProfessionalDecision::Undecided) | None => {
                let filter = self.filter(person);
                (filter.is_none(), filter)
            }
        }
    }
}

/// Calendar months from one day to another; days do not count.
fn months(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

fn is_clinical(role: &str) -> bool {
    ["doctor", "dentist", "hygienist"].iter().any(|clinical| role.eq_ignore_ascii_case(clinical))
}

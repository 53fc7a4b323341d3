//! A planned treatment and the performed one it became are one (`docs/mapping/treatments.md#twins`).

use std::collections::HashMap;

use jiff::civil::Date;

use super::facts::{NONE, TreatmentFact};

/// Days from plan to performance beyond which they are two treatments.
const WINDOW: i32 = 730;

/// Makes twins of planned treatments and the performed ones they became. `takes_part` says which rows become treatments
/// of their own: no other can stand for one.
pub(super) fn pair(facts: &mut [TreatmentFact], takes_part: impl Fn(&TreatmentFact) -> bool) {
    let eligible: Vec<usize> = (0..facts.len()).filter(|at| takes_part(&facts[*at])).collect();
    let by_line = eligible.iter().filter(|at| !facts[**at].line.is_nil());
    for group in groups(by_line, |at| (facts[at].patient, facts[at].line)) {
        pair_group(facts, group, |_, _| true);
    }
    // Rows of two lines of budgets are two treatments; where only one has a line, the treatment itself decides.
    let by_identity = eligible.iter().filter(|at| facts[**at].identity != 0);
    for group in groups(by_identity, |at| facts[at].identity) {
        pair_group(facts, group, |planned, performed| planned.line.is_nil() || performed.line.is_nil());
    }
}

/// Rows by key, those that are alone left out.
fn groups<'a, K: std::hash::Hash + Eq>(
    rows: impl Iterator<Item = &'a usize>,
    key: impl Fn(usize) -> K,
) -> Vec<Vec<usize>> {
    let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
    for at in rows {
        groups.entry(key(*at)).or_default().push(*at);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Gives each performed treatment of a group, the oldest first, the latest planned one that is not later.
fn pair_group(
    facts: &mut [TreatmentFact],
    mut group: Vec<usize>,
    may_be_one: impl Fn(&TreatmentFact, &TreatmentFact) -> bool,
) {
    group.retain(|at| facts[*at].twin == NONE);
    group.sort_unstable_by_key(|at| facts[*at].rank());
    let (performed, mut planned): (Vec<usize>, Vec<usize>) = group.into_iter().partition(|at| facts[*at].is_performed);
    planned.retain(|at| facts[*at].start.is_some());
    for performed in performed {
        let Some(day) = facts[performed].date() else { continue };
        let latest = planned.iter().rposition(|planned| {
            let planned = &facts[*planned];
            // What was planned in an earlier import stands for itself, unless the same import performed it.
            (!planned.is_known || facts[performed].is_known)
                && planned.start.is_some_and(|start| is_within(start, day))
                && may_be_one(planned, &facts[performed])
        });
        let Some(planned) = latest.map(|position| planned.remove(position)) else { continue };
        facts[planned].twin = u32::try_from(performed).unwrap_or(NONE);
        facts[performed].twin = u32::try_from(planned).unwrap_or(NONE);
    }
}

fn is_within(planned: Date, performed: Date) -> bool {
    (0..=WINDOW).contains(&performed.since(planned).map_or(-1, |span| span.get_days()))
}

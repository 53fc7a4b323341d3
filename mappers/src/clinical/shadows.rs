//! A planned treatment and the performed one it became are one (`docs/mapping/treatments.md#twins`).

use jiff::civil::Date;

use super::facts::{NONE, TreatmentFact};

/// Days from plan to performance beyond which they are two treatments.
const WINDOW: i32 = 730;

/// Makes twins of planned treatments and the performed ones they became. `takes_part` says which rows become treatments
/// of their own: no other can stand for one.
pub(super) fn pair(facts: &mut [TreatmentFact], takes_part: impl Fn(&TreatmentFact) -> bool) {
    let eligible: Vec<usize> = (0..facts.len()).filter(|at| takes_part(&facts[*at])).collect();
    let key = |fact: &TreatmentFact| (fact.patient, fact.line);
    pair_groups(facts, &eligible, |fact| (!fact.line.is_nil()).then(|| key(fact)), |_, _| true);
    // Rows of two lines of budgets are two treatments; where only one has a line, the treatment itself decides.
    let is_of_one_line =
        |planned: &TreatmentFact, performed: &TreatmentFact| planned.line.is_nil() || performed.line.is_nil();
    pair_groups(facts, &eligible, |fact| (fact.identity != 0).then_some(fact.identity), is_of_one_line);
}

/// Pairs within groups of equal key. Rows without key are in none.
fn pair_groups<K: Ord>(
    facts: &mut [TreatmentFact],
    eligible: &[usize],
    key: impl Fn(&TreatmentFact) -> Option<K>,
    may_be_one: impl Fn(&TreatmentFact, &TreatmentFact) -> bool,
) {
    let mut keyed: Vec<usize> = eligible.iter().copied().filter(|at| key(&facts[*at]).is_some()).collect();
    keyed.sort_unstable_by_key(|at| (key(&facts[*at]), facts[*at].rank()));
    let groups: Vec<&[usize]> = keyed.chunk_by(|one, two| key(&facts[*one]) == key(&facts[*two])).collect();
    for group in groups {
        if group.len() > 1 {
            pair_group(facts, group, &may_be_one);
        }
    }
}

/// Gives each performed treatment of a group, which is in the order of dates, the latest planned one that is not later.
fn pair_group(
    facts: &mut [TreatmentFact],
    group: &[usize],
    may_be_one: impl Fn(&TreatmentFact, &TreatmentFact) -> bool,
) {
    let left = group.iter().copied().filter(|at| facts[*at].twin == NONE);
    let (performed, mut planned): (Vec<usize>, Vec<usize>) = left.partition(|at| facts[*at].is_performed);
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

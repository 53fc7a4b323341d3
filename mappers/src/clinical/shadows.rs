//! A planned treatment and the performed one it became are one (`docs/mapping/treatments.md#twins`).

use jiff::civil::Date;

use super::facts::{NONE, TreatmentFact};
use crate::order;

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
    order::by_key(&mut keyed, |at| (key(&facts[*at]), facts[*at].rank()));
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
    let (performed, planned): (Vec<usize>, Vec<usize>) = left.partition(|at| facts[*at].is_performed);
    let mut planned =
        planned.into_iter().filter(|at| facts[*at].start.is_some()).collect::<Vec<_>>().into_iter().peekable();
    // Planned so far, those apart of which one may be a twin where another may not; the latest last.
    let mut waiting: [Vec<usize>; 4] = Default::default();
    for performed in performed {
        let Some(day) = facts[performed].date() else { continue };
        while let Some(at) = planned.next_if(|at| facts[*at].start <= Some(day)) {
            waiting[class(&facts[at])].push(at);
        }
        let fits =
            |at: &usize| is_in_time(&facts[*at], &facts[performed]) && may_be_one(&facts[*at], &facts[performed]);
        let latest = waiting.iter_mut().filter(|waiting| waiting.last().is_some_and(fits));
        let latest = latest.max_by_key(|waiting| waiting.last().map(|at| facts[*at].rank()));
        let Some(planned) = latest.and_then(Vec::pop) else { continue };
        facts[planned].twin = u32::try_from(performed).unwrap_or(NONE);
        facts[performed].twin = u32::try_from(planned).unwrap_or(NONE);
    }
}

fn class(planned: &TreatmentFact) -> usize {
    2 * usize::from(planned.line.is_nil()) + usize::from(planned.is_known)
}

/// Whether a plan is of the same time. What was planned in an earlier import stands for itself, unless it was performed
/// there too.
fn is_in_time(planned: &TreatmentFact, performed: &TreatmentFact) -> bool {
    let is_within = |start: Date, day: Date| day.since(start).is_ok_and(|span| span.get_days() <= WINDOW);
    (!planned.is_known || performed.is_known)
        && planned.start.zip(performed.date()).is_some_and(|(start, day)| is_within(start, day))
}

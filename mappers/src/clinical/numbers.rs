//! Numbers of budgets: unique in the clinic, in the source not even in its own (`docs/mapping/budgets.md#numbers`).

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use super::facts::{BudgetFact, Origin};
use crate::order;

/// Larger numbers are none.
const MAX: u64 = 999_999_999;

/// A number of a year, as DentalPin spells it.
pub(super) fn spell((year, number): (i16, u64)) -> String {
    format!("PRES-{year}-{number:04}")
}

/// Reads what [`spell`] wrote.
fn read(number: &str) -> Option<(i16, u64)> {
    let (year, number) = number.strip_prefix("PRES-")?.split_once('-')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

/// Gives each new budget a number: its own where that is free, the oldest budget first, or else the next of its year.
/// Returns how many got another than their own.
pub(super) fn assign(budgets: &mut HashMap<Uuid, BudgetFact>, taken: &[String], this_year: i16) -> usize {
    let mut taken: HashSet<(i16, u64)> = taken.iter().filter_map(|number| read(number)).collect();
    let mut last: HashMap<i16, u64> = HashMap::new();
    for (year, number) in &taken {
        let last = last.entry(*year).or_default();
        *last = (*last).max(*number);
    }
    let mut new: Vec<_> = budgets.iter_mut().filter(|(_, budget)| budget.origin == Origin::File).collect();
    order::by_key(&mut new, |(key, budget)| (budget.quoted.is_none(), budget.quoted, budget.order, **key));
    let mut unnumbered = Vec::new();
    let mut renumbered = 0;
    for (_, budget) in new {
        let year = budget.quoted.map_or(this_year, Date::year);
        budget.number = (year, budget.said);
        if (1..=MAX).contains(&budget.said) && taken.insert(budget.number) {
            let last = last.entry(year).or_default();
            *last = (*last).max(budget.said);
        } else {
            renumbered += usize::from(budget.said != 0);
            unnumbered.push(budget);
        }
    }
    for budget in unnumbered {
        let last = last.entry(budget.number.0).or_default();
        *last += 1;
        budget.number.1 = *last;
    }
    renumbered
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn assigned(budgets: &[(i16, u64)], taken: &[&str]) -> (Vec<String>, usize) {
        let key = |at: usize| Uuid::from_u128(u128::MAX - at as u128);
        let mut facts: HashMap<_, _> = budgets
            .iter()
            .enumerate()
            .map(|(at, (year, said))| {
                let quoted = Some(date(*year, 1, 1));
                let order = at as u64;
                (key(at), BudgetFact { quoted, said: *said, order, origin: Origin::File, ..BudgetFact::default() })
            })
            .collect();
        let taken: Vec<_> = taken.iter().map(|number| (*number).to_owned()).collect();
        let renumbered = assign(&mut facts, &taken, 2026);
        ((0..budgets.len()).map(|at| spell(facts[&key(at)].number)).collect(), renumbered)
    }

    #[test]
    fn the_oldest_keeps_a_number_and_the_others_follow_the_greatest() {
        let (numbers, renumbered) = assigned(&[(2024, 7), (2024, 7), (2023, 7), (2024, 0), (2024, 12)], &[]);
        assert_eq!(numbers, ["PRES-2024-0007", "PRES-2024-0013", "PRES-2023-0007", "PRES-2024-0014", "PRES-2024-0012"]);
        assert_eq!(renumbered, 1);
    }

    #[test]
    fn the_clinic_s_numbers_are_taken_and_counted_as_numbers() {
        let (numbers, renumbered) =
            assigned(&[(2024, 9999), (2024, u64::MAX)], &["PRES-2024-9999", "PRES-2024-10000", "other", "PRES-x-1"]);
        assert_eq!(numbers, ["PRES-2024-10001", "PRES-2024-10002"]);
        assert_eq!(renumbered, 2);
    }
}

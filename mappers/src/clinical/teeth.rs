//! Teeth and their surfaces, as the source names them (`docs/mapping/treatments.md#teeth`).

use std::borrow::Cow;

use crate::acts::Surfaces;
use crate::entity::AppliedTreatment;
use crate::order;
use crate::row::Row;
use crate::value::{self, Fields};
use crate::warning::kinds;

/// More than anyone has: what a list says beyond is not read.
const MOST: usize = 64;

/// The teeth of a list, each once, by their FDI number. Others are left out, as problems.
pub(super) fn read(fields: &mut Fields<'_>, listed: &[Cow<'_, str>]) -> Vec<u8> {
    let mut teeth = Vec::with_capacity(listed.len());
    if let Some(further) = listed.get(MOST) {
        fields.problem(&kinds::BAD_TOOTH, "teeth", &format!("{further}…"));
    }
    for number in listed.iter().take(MOST) {
        match fdi(number) {
            None => fields.problem(&kinds::BAD_TOOTH, "teeth", number),
            Some(tooth) if teeth.contains(&tooth) => fields.problem(&kinds::REPEATED_TOOTH, "teeth", number),
            Some(tooth) => teeth.push(tooth),
        }
    }
    teeth
}

/// The teeth of a list, without a word about what is wrong with it.
pub(super) fn known(listed: &[Cow<'_, str>]) -> Vec<u8> {
    let mut teeth: Vec<u8> = listed.iter().take(MOST).filter_map(|number| fdi(number)).collect();
    order::by(&mut teeth, Ord::cmp);
    teeth.dedup();
    teeth
}

fn fdi(number: &str) -> Option<u8> {
    let tooth = u8::try_from(value::integer(number)?).ok()?;
    matches!((tooth / 10, tooth % 10), (1..=4, 1..=8) | (5..=8, 1..=5)).then_some(tooth)
}

pub(super) fn is_permanent(tooth: u8) -> bool {
    tooth < 50
}

/// The surfaces of a single tooth; the text of those that cannot be placed.
pub(super) fn surfaces(row: &mut Row<'_>, source: &AppliedTreatment<'_>, teeth: &[u8]) -> Result<Surfaces, String> {
    let placed = placed(source, teeth);
    if let Err(text) = &placed {
        row.warn(&kinds::ACT_SURFACES, [("found", text)]);
        row.keep_source();
    }
    placed
}

/// The same without a word about it.
pub(super) fn placed(source: &AppliedTreatment<'_>, teeth: &[u8]) -> Result<Surfaces, String> {
    let listed = source.surfaces.join(" ");
    let text = if listed.is_empty() { source.zones.as_deref().unwrap_or_default() } else { &listed };
    match (teeth, text) {
        (_, "" | "0") => Ok(Surfaces::default()),
        ([_], text) => Surfaces::read(text).ok_or_else(|| text.to_owned()),
        _ => Err(text.to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn only_teeth_are_teeth() {
        let listed: Vec<Cow<'_, str>> =
            ["16", "0", "19", "99", "55", "56", "85", "16", "-16", "16.0", "x", "48"].map(Cow::from).into();
        let mut fields = Fields::default();
        assert_eq!(read(&mut fields, &listed), [16, 55, 85, 48]);
        let codes: Vec<_> = fields.take_problems().iter().map(|problem| problem.kind.code).collect();
        assert_eq!(codes.iter().filter(|code| **code == "value.bad_tooth").count(), 6);
        assert_eq!(codes.iter().filter(|code| **code == "value.repeated_tooth").count(), 2);
        assert_eq!(known(&listed), [16, 48, 55, 85]);
    }
}

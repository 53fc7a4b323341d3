//! What a treatment of the source is (`docs/mapping/treatments.md#kinds`).

use crate::catalog::gesden;

/// How a treatment is drawn when nothing says how.
pub(super) const NOT_DRAWN: &str = "migrated";

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A treatment.
    Act,
    /// A note.
    Memo,
    /// A treatment if a budget offers it, or else a note.
    ActIfBudgeted,
}

/// The nature of a row: by Gesdén's type, and where that is general, by whether it is in the catalog or costs something.
pub(super) fn nature(kind: Option<i64>, is_in_catalog: bool, has_price: bool) -> Nature {
    match kind {
        // States of teeth, new patients, missed visits, annotations.
        Some(1..=6 | 9..=11) => Nature::Memo,
        Some(7 | 8 | 13 | 14 | 21..=41 | 44..=46) => Nature::Act,
        // Economic notes, generic treatments, none and unknown ones.
        _ if is_in_catalog || has_price => Nature::Act,
        _ => Nature::ActIfBudgeted,
    }
}

/// Whether the type is one of those known, or none.
pub(super) fn is_known(kind: Option<i64>) -> bool {
    matches!(kind, None | Some(0..=14 | 21..=42 | 44..=46))
}

/// How a treatment is drawn: by its type, and where that stands for several things, by the catalog's treatment.
pub(super) fn clinical_type(kind: Option<i64>, catalog: Option<&'static str>) -> &'static str {
    const FILLINGS: [&str; 5] = ["filling_composite", "filling_amalgam", "filling_temporary", "inlay", "overlay"];
    let refined = match kind {
        Some(22) => catalog.filter(|drawn| FILLINGS.contains(drawn)),
        Some(35) => catalog.filter(|drawn| *drawn == "extraction"),
        _ => None,
    };
    refined.or(gesden::traits(kind, "").clinical_type).unwrap_or(NOT_DRAWN)
}

/// Where a treatment is done, and on which arch when it is on one.
pub(super) fn scope(kind: Option<i64>, teeth: &[u8]) -> (&'static str, Option<&'static str>) {
    let by_type = gesden::traits(kind, "").scope;
    match (by_type, arch(teeth)) {
        ("global_arch", Some(arch)) => return ("global_arch", Some(arch)),
        // A generic treatment can be on teeth.
        ("global_mouth", _) if kind != Some(42) => return ("global_mouth", None),
        _ => {}
    }
    match teeth {
        [] => ("global_mouth", None),
        [_] if by_type != "multi_tooth" => ("tooth", None),
        _ => ("multi_tooth", None),
    }
}

/// The arch that all teeth are in.
fn arch(teeth: &[u8]) -> Option<&'static str> {
    let is_upper = |tooth: &u8| matches!(tooth / 10, 1 | 2 | 5 | 6);
    if teeth.is_empty() {
        None
    } else if teeth.iter().all(is_upper) {
        Some("upper")
    } else if teeth.iter().any(is_upper) {
        None
    } else {
        Some("lower")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_billed_is_a_treatment_and_what_is_only_written_a_note() {
        for kind in [13, 14, 24, 28, 34, 38, 39, 40, 41] {
            assert_eq!(nature(Some(kind), false, false), Nature::Act, "{kind}");
        }
        for kind in [1, 2, 3, 4, 5, 6, 9, 10, 11] {
            assert_eq!(nature(Some(kind), true, true), Nature::Memo, "{kind}");
        }
        for kind in [None, Some(0), Some(12), Some(15), Some(42), Some(999), Some(-1)] {
            assert_eq!(nature(kind, false, false), Nature::ActIfBudgeted, "{kind:?}");
            assert_eq!(nature(kind, true, false), Nature::Act, "{kind:?}");
            assert_eq!(nature(kind, false, true), Nature::Act, "{kind:?}");
        }
    }

    #[test]
    fn the_catalog_tells_apart_what_one_type_stands_for() {
        for (kind, catalog, drawn) in [
            (Some(22), None, "filling_composite"),
            (Some(22), Some("filling_amalgam"), "filling_amalgam"),
            (Some(22), Some("implant"), "filling_composite"),
            (Some(35), Some("extraction"), "extraction"),
            (Some(35), Some("implant"), "migrated"),
            (Some(36), None, "extraction"),
            (Some(44), None, "migrated"),
            (Some(45), None, "extraction"),
            (Some(38), None, "migrated"),
            (None, Some("crown"), "migrated"),
        ] {
            assert_eq!(clinical_type(kind, catalog), drawn, "{kind:?} {catalog:?}");
        }
    }

    #[test]
    fn scope_follows_type_and_teeth() {
        for (kind, teeth, scope_and_arch) in [
            (Some(24), &[16][..], ("tooth", None)),
            (Some(24), &[16, 26], ("multi_tooth", None)),
            (Some(24), &[], ("global_mouth", None)),
            (Some(27), &[14], ("multi_tooth", None)),
            (Some(28), &[11, 55], ("global_arch", Some("upper"))),
            (Some(28), &[31, 85], ("global_arch", Some("lower"))),
            (Some(28), &[11, 31], ("multi_tooth", None)),
            (Some(28), &[], ("global_mouth", None)),
            (Some(38), &[], ("global_mouth", None)),
            (Some(39), &[16], ("global_mouth", None)),
            (Some(42), &[16], ("tooth", None)),
        ] {
            assert_eq!(scope(kind, teeth), scope_and_arch, "{kind:?} {teeth:?}");
        }
    }
}

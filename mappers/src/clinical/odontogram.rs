//! The state of each tooth, from all that was formally done to it (`docs/mapping/treatments.md#tooth-states`).

use jiff::civil::Date;
use uuid::Uuid;

use super::nature;
use crate::ids;
use crate::order;

/// States, the weightier later: of two on one day the weightier counts.
const STATES: [&str; 7] = ["healthy", "missing", "sealant", "filling", "root_canal", "crown", "implant"];
const MISSING: u8 = 1;
/// Gesdén's types that need a closer look.
const SURGERY: i64 = 35;
const BRIDGE: i64 = 27;

/// Something done to a tooth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    patient: Uuid,
    tooth: u8,
    /// The earliest when there is none, so that it outdates nothing.
    date: Option<Date>,
    /// Position in [`STATES`].
    state: u8,
    /// A bridge: it crowns a tooth that is there and replaces one that is not.
    is_bridge: bool,
    /// What the catalog says decides whether it counts; nil when nothing needs to be asked.
    variant: Uuid,
}

/// The events of a performed treatment.
pub(super) fn events(
    patient: Uuid,
    kind: Option<i64>,
    variant: Option<&str>,
    teeth: &[u8],
    date: Option<Date>,
) -> Vec<Event> {
    // Surgery is an extraction if the catalog says so.
    let is_surgery = kind == Some(SURGERY);
    let (Some(state), true) =
        (state(nature::clinical_type(kind, Some("extraction"))), !is_surgery || variant.is_some())
    else {
        return Vec::new();
    };
    let variant = variant.filter(|_| is_surgery).map_or(Uuid::nil(), ids::key);
    let event = |tooth: &u8| Event { patient, tooth: *tooth, date, state, is_bridge: kind == Some(BRIDGE), variant };
    teeth.iter().map(event).collect()
}

/// The state in which a treatment leaves a tooth; `None` when it changes nothing.
fn state(clinical_type: &str) -> Option<u8> {
    Some(match clinical_type {
        "extraction" => MISSING,
        "sealant" => 2,
        "filling_composite" | "filling_amalgam" | "filling_temporary" | "inlay" | "overlay" => 3,
        "root_canal_full" | "root_canal_two_thirds" | "root_canal_half" | "root_canal_overfill" => 4,
        "crown" | "bridge" | "veneer" | "post" => 5,
        "implant" => 6,
        _ => return None,
    })
}

/// All that was done to all teeth.
#[derive(Debug, Default)]
pub(super) struct Odontogram(Vec<Event>);

impl Odontogram {
    /// Takes all events; `is_extraction` says of which variants of the catalog surgery is an extraction.
    pub(super) fn new(mut events: Vec<Event>, is_extraction: impl Fn(Uuid) -> bool) -> Self {
        events.retain(|event| event.variant.is_nil() || is_extraction(event.variant));
        order::by(&mut events, Ord::cmp);
        // One bridge after another changes nothing.
        events.dedup_by(|event, before| {
            event.is_bridge && before.is_bridge && (event.patient, event.tooth) == (before.patient, before.tooth)
        });
        Self(events)
    }

    /// The state of a tooth after everything; healthy when nothing is known.
    pub(super) fn state(&self, patient: Uuid, tooth: u8) -> &'static str {
        let state = self
            .of(patient, tooth)
            .iter()
            .fold(0, |state, event| if event.is_bridge && state == MISSING { state } else { event.state });
        STATES.get(usize::from(state)).copied().unwrap_or(STATES[0])
    }

    /// What a tooth is to a bridge of a day: a pontic where it was missing by then, a pillar where it was treated, and
    /// otherwise unknown.
    pub(super) fn role(&self, patient: Uuid, tooth: u8, day: Option<Date>) -> Option<&'static str> {
        let events = self.of(patient, tooth);
        let by_then = events.partition_point(|event| day.is_none() || event.date <= day);
        let before = events.get(..by_then)?.iter().rfind(|event| !event.is_bridge)?;
        Some(if before.state == MISSING { "pontic" } else { "pillar" })
    }

    fn of(&self, patient: Uuid, tooth: u8) -> &[Event] {
        let from = self.0.partition_point(|event| (event.patient, event.tooth) < (patient, tooth));
        let to = self.0.partition_point(|event| (event.patient, event.tooth) <= (patient, tooth));
        self.0.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ANA: Uuid = Uuid::from_u128(1);

    fn odontogram(done: &[(i64, u8, i16)]) -> Odontogram {
        let events = done
            .iter()
            .flat_map(|(kind, tooth, year)| events(ANA, Some(*kind), Some("v"), &[*tooth], Some(date(*year, 1, 1))));
        Odontogram::new(events.collect(), |variant| variant == ids::key("v"))
    }

    #[test]
    fn the_last_treatment_counts_and_on_one_day_the_weightier() {
        for (done, state) in [
            (&[][..], "healthy"),
            (&[(22, 16, 2020)], "filling"),
            (&[(36, 16, 2021), (22, 16, 2020)], "missing"),
            (&[(36, 16, 2021), (24, 16, 2022)], "implant"),
            (&[(24, 16, 2022), (45, 16, 2023)], "missing"),
            (&[(24, 16, 2022), (44, 16, 2023)], "implant"),
            (&[(21, 16, 2022), (26, 16, 2022)], "crown"),
            (&[(23, 16, 2022)], "healthy"),
            (&[(35, 16, 2022)], "missing"),
            (&[(36, 17, 2022)], "healthy"),
        ] {
            assert_eq!(odontogram(done).state(ANA, 16), state, "{done:?}");
        }
    }

    #[test]
    fn a_bridge_leaves_a_missing_tooth_missing() {
        let odontogram = odontogram(&[(21, 14, 2019), (36, 15, 2020), (27, 14, 2021), (27, 15, 2021), (27, 16, 2021)]);
        let bridged = Some(date(2021, 1, 1));
        assert_eq!([14, 15, 16].map(|tooth| odontogram.state(ANA, tooth)), ["crown", "missing", "crown"]);
        assert_eq!(
            [14, 15, 16].map(|tooth| odontogram.role(ANA, tooth, bridged)),
            [Some("pillar"), Some("pontic"), None]
        );
        assert_eq!(odontogram.role(ANA, 15, Some(date(2019, 1, 1))), None);
    }

    #[test]
    fn surgery_is_an_extraction_only_where_the_catalog_says_so() {
        let surgery = |variant| events(ANA, Some(35), variant, &[16], None);
        assert!(surgery(None).is_empty());
        assert_eq!(Odontogram::new(surgery(Some("v")), |_| false).state(ANA, 16), "healthy");
        assert_eq!(Odontogram::new(surgery(Some("v")), |_| true).state(ANA, 16), "missing");
    }
}

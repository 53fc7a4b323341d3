use proptest::prelude::*;

use super::cases::{FRENCH, PORTUGUESE, SPANISH};
use super::{Fact, Finding, read};

/// A finding as the cases spell it.
fn spelled(finding: &Finding<'_>) -> String {
    match &finding.fact {
        Fact::Allergy { name, is_sure: true } => format!("allergy {name}"),
        Fact::Allergy { name, is_sure: false } => format!("allergy? {name}"),
        Fact::Drug(drug) => {
            let mut text = format!("{} {}", if drug.thins_blood { "thinner" } else { "drug" }, drug.name);
            text.extend(drug.dosage.map(|dosage| format!(" [{dosage}]")));
            text.extend(drug.frequency.as_ref().map(|frequency| format!(" ({frequency})")));
            text
        }
        Fact::Illness { name, is_controlled, is_critical } => {
            let marks = [(*is_controlled, " =controlled"), (*is_critical, " !critical")];
            format!("illness {name}{}", marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect::<String>())
        }
        Fact::AnaesthesiaReaction => "anaesthesia".to_owned(),
        Fact::Smoker(amount) => format!("smoker {}", amount.unwrap_or("")).trim_end().to_owned(),
        Fact::Drinker(amount) => format!("drinker {amount}"),
        Fact::Bruxism => "bruxism".to_owned(),
        Fact::Pregnant(pregnancy) => {
            let mut text = "pregnant".to_owned();
            text.extend(pregnancy.week.map(|week| format!(" week {week}")));
            text.extend(pregnancy.written.map(|date| format!(" on {date}")));
            text.extend(pregnancy.due.map(|date| format!(" due {date}")));
            text
        }
        Fact::Nursing(written) => written.map_or("nursing".to_owned(), |date| format!("nursing on {date}")),
        Fact::Desk => "desk".to_owned(),
    }
}

fn wrong(cases: &[(&str, &str)]) -> Vec<String> {
    let found = |text: &str| read(text).iter().map(spelled).collect::<Vec<_>>().join(" | ");
    cases
        .iter()
        .filter(|(text, expected)| found(text) != *expected)
        .map(|(text, expected)| format!("{text:?}\n    found {:?}\n    not   {expected:?}", found(text)))
        .collect()
}

#[test]
fn receptions_are_understood() {
    for (cases, at_least) in [(SPANISH, 150), (PORTUGUESE, 25), (FRENCH, 25)] {
        assert!(cases.len() >= at_least, "{}", cases.len());
    }
    let wrong: Vec<String> = [SPANISH, PORTUGUESE, FRENCH].into_iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn capitals_and_accents_make_no_difference_to_what_is_found() {
    let kinds = |text: &str| {
        let spelled: Vec<String> = read(text).iter().map(spelled).collect();
        spelled.iter().filter_map(|text| text.split(' ').next().map(str::to_owned)).collect::<Vec<_>>()
    };
    for (text, _) in SPANISH.iter().chain(PORTUGUESE).chain(FRENCH) {
        assert_eq!(kinds(text), kinds(&text.to_uppercase()), "{text}");
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(*text).collect();
        assert_eq!(kinds(text), kinds(&decomposed), "{text}");
    }
}

#[test]
fn a_finding_stands_in_its_sentence() {
    let findings = read("Fumador.\nAlérgica a penicilina, le dio urticaria. HTA");
    let sentences: Vec<_> = findings.iter().map(|finding| finding.sentence).collect();
    assert_eq!(sentences, ["Fumador", "Alérgica a penicilina, le dio urticaria", "HTA"]);
}

/// Reading takes as long as the text is, and no longer: a file may be made to be slow.
#[test]
fn long_texts_are_read() {
    for piece in [
        "no ",
        "alergia no ",
        "alergia, ",
        "no toma ",
        "1 ",
        "HTA ",
        "embarazada ",
        "alergia a penicilina y ",
        "sin dar ",
    ] {
        let text = piece.repeat(10_000);
        for finding in read(&text).iter().take(10) {
            assert!(text.contains(finding.sentence));
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        for finding in read(&text) {
            prop_assert!(text.contains(finding.sentence));
        }
    }

    /// Whatever stands around it, an allergy stays one; but for the family's, to the end of the sentence.
    #[test]
    fn nothing_hides_an_allergy(
        before in prop::sample::select(SPANISH.iter().map(|(text, _)| *text).collect::<Vec<_>>()),
        after in prop::sample::select(SPANISH.iter().map(|(text, _)| *text).collect::<Vec<_>>()),
        glue in prop::sample::select(vec!["\n", ". ", "; ", ", ", " - "]),
    ) {
        let text = format!("{before}{glue}Alérgica a cefuroxima{glue}{after}");
        let is_found = |finding: &Finding<'_>| matches!(finding.fact, Fact::Allergy { name: "cefuroxima", .. });
        let is_family = before.starts_with("Antecedentes familiares:") && ![". ", "\n"].contains(&glue);
        prop_assert!(is_family || read(&text).iter().any(is_found), "{text}");
    }

    #[test]
    fn words_of_receptions_in_any_order_are_read(
        words in prop::collection::vec(
            prop::sample::select(SPANISH.iter().flat_map(|(text, _)| text.split(' ')).collect::<Vec<_>>()), 0..30,
        ),
        glue in prop::sample::select(vec![" ", ", ", "\n", ": ", "/", "-", " (", ") ", "? "]),
    ) {
        read(&words.join(glue));
    }
}

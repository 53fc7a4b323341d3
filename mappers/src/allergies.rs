//! Allergies named in free text (`docs/mapping/patients.md#allergies`).
//!
//! Losing an allergy is worse than showing one too many: only what is plainly denied is left out, and everything found
//! is for a clinician to confirm. The text itself stays where it was.

use crate::text;

/// Beginnings of words that name an allergy.
const NAMING: [&str; 4] = ["alergi", "anafila", "hipersensib", "intoleran"];
/// What "reacción" must be followed by to name one too: "reacción anterior a yodo".
const REACTION: [&str; 7] = ["anterior", "previa", "adversa", "alergica", "anafilactica", "grave", "a"];
/// Words that deny, before the naming word or after it.
const DENYING: [&str; 10] =
    ["no", "sin", "niega", "ninguna", "ninguno", "nunca", "negativo", "negativa", "negativas", "descartada"];
/// Words that may stand between the two without changing the sense: "no se le conocen alergias".
const BETWEEN: [&str; 26] = [
    "es",
    "ser",
    "tiene",
    "presenta",
    "refiere",
    "padece",
    "consta",
    "constan",
    "hay",
    "se",
    "le",
    "conocen",
    "conoce",
    "conocida",
    "conocidas",
    "antecedentes",
    "historia",
    "de",
    "otras",
    "a",
    "medicamentosa",
    "medicamentosas",
    "nada",
    "medicamentos",
    "hasta",
    "fecha",
];
/// Words that take part of a denial back: "no es alérgico a la penicilina, pero sí al látex".
const TAKING_BACK: [&str; 6] = ["pero", "salvo", "excepto", "si", "sino", "solo"];
/// Words that lead from the naming word to what it names.
const LEADING: [&str; 12] =
    ["a", "al", "la", "el", "los", "las", "por", "contra", "anterior", "previa", "adversa", "de"];
/// Words of one thing in an enumeration. With more it is a sentence, better left whole.
const WORDS_OF_A_THING: usize = 3;

/// What a text says someone is allergic to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allergy<'a> {
    /// What to: as the text puts it.
    pub(crate) name: &'a str,
    /// The sentence it stands in.
    pub(crate) sentence: &'a str,
}

/// The allergies a text names.
pub(crate) fn find(text: &str) -> Vec<Allergy<'_>> {
    let mut found = Vec::new();
    let mut sentences = text.split(['\n', '\r', ';']).flat_map(|line| line.split(". ")).map(trimmed).peekable();
    while let Some(sentence) = sentences.next() {
        for mention in mentions(sentence) {
            match mention {
                // A heading: what it names stands below.
                "" if sentence.ends_with(':') && sentences.peek().is_some_and(|below| !below.is_empty()) => {
                    let below = sentences.next().unwrap_or_default();
                    found.extend(enumerated(below).into_iter().map(|name| Allergy { name, sentence: below }));
                }
                "" => found.push(Allergy { name: sentence, sentence }),
                things => found.extend(enumerated(things).into_iter().map(|name| Allergy { name, sentence })),
            }
        }
    }
    found
}

/// What follows each mention of an allergy that the sentence does not deny; empty when nothing does.
fn mentions(sentence: &str) -> Vec<&str> {
    let words = words(sentence);
    let naming: Vec<usize> = (0..words.len()).filter(|at| names_allergy(&words, *at)).collect();
    let mut mentions = Vec::new();
    let mut from = 0;
    for (number, &at) in naming.iter().enumerate() {
        let to = naming.get(number + 1).copied().unwrap_or(words.len());
        let before = words.get(from..=at).unwrap_or_default();
        let after = words.get(at + 1..to).unwrap_or_default();
        from = at + 1;
        if is_denied(sentence, before, after) {
            continue;
        }
        let start = after.iter().find(|word| !LEADING.contains(&word.folded.as_str())).map(|word| word.start);
        let end = words.get(to).map_or(sentence.len(), |next| next.start);
        let things = start.and_then(|start| sentence.get(start..end)).unwrap_or_default();
        mentions.push(things.trim_end_matches([' ', ',']));
    }
    mentions
}

struct Word {
    folded: String,
    /// Where it begins and ends in the sentence, in bytes.
    start: usize,
    end: usize,
}

fn words(sentence: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = 0;
    while let Some(start) = sentence[rest..].find(char::is_alphanumeric).map(|at| rest + at) {
        let end = sentence[start..].find(|c: char| !c.is_alphanumeric()).map_or(sentence.len(), |at| start + at);
        words.push(Word { folded: text::fold(&sentence[start..end]), start, end });
        rest = end;
    }
    words
}

fn names_allergy(words: &[Word], at: usize) -> bool {
    let is_reaction = |next: &Word| REACTION.contains(&next.folded.as_str());
    words.get(at).is_some_and(|word| {
        NAMING.iter().any(|naming| word.folded.starts_with(naming))
            || (word.folded.starts_with("reaccion") && words.get(at + 1).is_some_and(is_reaction))
    })
}

/// Whether an allergy is plainly denied: by what stands right before its name ("sin alergias"; `before` ends with the
/// name itself), or by all that follows ("alergias: ninguna conocida").
fn is_denied(sentence: &str, before: &[Word], after: &[Word]) -> bool {
    let denies = |word: &Word| DENYING.contains(&word.folded.as_str());
    let passes = |word: &Word| BETWEEN.contains(&word.folded.as_str());
    if after.iter().any(|word| TAKING_BACK.contains(&word.folded.as_str())) {
        return false;
    }
    // "Fuma: no, alergia al polen" denies something else.
    let goes_on = |one: &Word, next: &Word| sentence.get(one.end..next.start).is_some_and(|gap| gap.trim().is_empty());
    let run = before.windows(2).rev().take_while(|pair| matches!(pair, [one, next] if goes_on(one, next)));
    let denied_before = run.filter_map(<[Word]>::first).find(|word| !passes(word)).is_some_and(denies);
    let denied_after = after.iter().any(denies) && after.iter().all(|word| denies(word) || passes(word));
    denied_before || denied_after
}

/// The things of an enumeration, or the text as one thing when it is more than that.
fn enumerated(list: &str) -> Vec<&str> {
    let things: Vec<&str> = list
        .split(',')
        .flat_map(|part| part.split(" y "))
        .flat_map(|part| part.split(" e "))
        .map(trimmed)
        .filter(|thing| !thing.is_empty() && !DENYING.contains(&text::fold(thing).as_str()))
        .collect();
    let is_list = !things.is_empty() && things.iter().all(|thing| words(thing).len() <= WORDS_OF_A_THING);
    if is_list { things } else { vec![list] }
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_matches(['.', '-', '*']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|allergy| allergy.name).collect()
    }

    #[test]
    fn allergies_are_found() {
        for (text, expected) in [
            ("Alergia a penicilina.", vec!["penicilina"]),
            ("ALÉRGICA AL LÁTEX", vec!["LÁTEX"]),
            ("Alérgico a penicilina, látex y yodo", vec!["penicilina", "látex", "yodo"]),
            ("Diabetes. Alergias: AINES. Fuma", vec!["AINES"]),
            ("Alergias:\nPolen, ácaros\n\nNo fuma", vec!["Polen", "ácaros"]),
            ("Reacción anterior a Yodo — confirmar antes de prescribir", vec!["Yodo — confirmar antes de prescribir"]),
            ("Shock anafiláctico con amoxicilina", vec!["con amoxicilina"]),
            ("Intolerancia a AINES", vec!["AINES"]),
            ("Es alérgico", vec!["Es alérgico"]),
            ("Alergia a penicilina, no alergia al látex", vec!["penicilina"]),
            ("No alergia a penicilina y alergia al látex", vec!["látex"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_plainly_denied_is_not_an_allergy() {
        for text in [
            "Sin alergias conocidas",
            "No es alérgico a nada",
            "NO ALERGIAS",
            "No se le conocen alergias medicamentosas",
            "Alergias: no",
            "Alergias: ninguna conocida hasta fecha",
            "Niega alergias. Toma Sintrom",
            "Pruebas de alergia: negativas",
            "Buena reacción tras la anestesia",
            "",
        ] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn in_doubt_it_is_one() {
        for text in [
            "No dar penicilina: alergia",
            "No tolera AINES por alergia",
            "No es alérgico a la penicilina, pero sí al látex",
            "No alergias salvo al níquel",
            "Sin fiebre, alergia al polen",
            "Fuma: no, alergia al polen",
            "Sin alergia a penicilina, alergia al látex",
            "Alergia en la infancia, superada",
        ] {
            assert!(!names(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn sentences_without_allergies_are_left_alone() {
        assert_eq!(names("Fumador (15 cig/día). Riesgo periodontal moderado.\nEnergía"), Vec::<&str>::new());
    }
}

//! Whatever code comes over a wire, screens have words for it in every language.

use std::path::Path;

use api::ProblemCode;
use api::job::JobFailure;
use dpmf::entity::PROCESSING_ORDER;
use wasm::messages::{AREAS, Language, Messages};

#[allow(clippy::expect_used)]
fn messages(language: Language) -> Messages {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/messages").join(language.tag());
    let read = |area| std::fs::read_to_string(folder.join(format!("{area}.ftl"))).expect("readable");
    Messages::new(language, AREAS.map(read))
}

/// The messages without which a code would show bare, in any language.
fn missing(keys: &(impl Iterator<Item = String> + Clone)) -> Vec<String> {
    Language::ALL
        .into_iter()
        .flat_map(|language| {
            let messages = messages(language);
            let absent = keys.clone().filter(move |key| messages.get(key, None).is_none());
            absent.map(move |key| format!("{}: {key}", language.tag())).collect::<Vec<_>>()
        })
        .collect()
}

fn key(area: &str, code: &str) -> String {
    format!("{area}-{}", code.replace('.', "-"))
}

#[test]
fn every_problem_is_worded() {
    assert_eq!(missing(&ProblemCode::ALL.iter().map(|code| key("problem", code.as_str()))), [""; 0]);
}

#[test]
fn every_warning_has_a_line_and_a_title() {
    let kinds = mappers::warning::kinds::ALL.iter().map(|kind| key("warning", kind.code));
    assert_eq!(missing(&kinds.flat_map(|key| [format!("{key}-title"), key])), [""; 0]);
}

#[test]
fn every_argument_of_a_warning_is_in_its_words() {
    for language in Language::ALL {
        let messages = messages(language);
        for kind in mappers::warning::kinds::ALL {
            let names = kind.english.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let line = messages.get(&key("warning", kind.code), None).unwrap_or_default();
            for (name, _) in names {
                // Without a value Fluent shows the argument's name.
                assert!(
                    line.contains(&format!("{{${name}}}")),
                    "{}: {} lacks {name}: {line}",
                    language.tag(),
                    kind.code
                );
            }
        }
    }
}

#[test]
#[allow(clippy::expect_used)]
fn every_refusal_says_what_to_do() {
    let source = include_str!("../../dpmf/src/error.rs");
    let (_, code_function) = source.split_once("pub fn code(").expect("Error::code");
    let codes = code_function
        .lines()
        .take_while(|line| *line != "    }")
        .filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \"")?.1.split_once('"'))
        .map(|(code, _)| code)
        .chain(["worker.build_mismatch", "worker.crashed", "worker.too_large"]);
    assert!(codes.clone().count() > 15, "the codes are no longer found in the source");
    let keys = codes.map(|code| key("refusal", code));
    assert_eq!(missing(&keys.flat_map(|key| [format!("{key}-help"), key])), [""; 0]);
}

#[test]
fn every_failure_says_what_to_do() {
    let keys = JobFailure::CODES.iter().map(|(code, _)| format!("failure-{code}"));
    assert_eq!(missing(&keys.flat_map(|key| [format!("{key}-help"), key])), [""; 0]);
}

#[test]
fn every_argument_of_a_failure_is_in_its_words() {
    // The table is the technical detail's.
    let named = |args: &'static [&'static str]| args.iter().filter(|name| **name != "table");
    for language in Language::ALL {
        let messages = messages(language);
        for (code, args) in JobFailure::CODES {
            let title = messages.get(&format!("failure-{code}"), None).unwrap_or_default();
            for name in named(args) {
                assert!(title.contains(&format!("{{${name}}}")), "{}: {code} lacks {name}: {title}", language.tag());
            }
        }
    }
}

#[test]
fn every_type_of_the_format_has_a_name() {
    assert_eq!(missing(&PROCESSING_ORDER.iter().map(|name| format!("type-{name}"))), [""; 0]);
}

//! The message files say the same things in every language, and everything the screens ask of them.

#![allow(clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use wasm::messages::{AREAS, Language, OF_MODULES};

/// Key by key, the arguments the message takes.
type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// The messages of each file of a language.
fn files(language: Language) -> impl Iterator<Item = (String, Catalogue)> {
    AREAS.into_iter().chain(OF_MODULES).map(move |area| {
        let file = format!("{}/{area}.ftl", language.tag());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/messages").join(&file);
        let messages = read(&file, &std::fs::read_to_string(path).expect("readable"));
        (file, messages)
    })
}

/// Panics with the file's name where it cannot be parsed or says something twice.
fn read(file: &str, source: &str) -> Catalogue {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    let mut messages = Catalogue::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let value = message.value.unwrap_or_else(|| panic!("{file}: {} says nothing", message.id.name));
        let mut variables = BTreeSet::new();
        collect(&value, &mut variables);
        assert!(messages.insert(message.id.name.to_owned(), variables).is_none(), "{file}: {} twice", message.id.name);
    }
    messages
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, variables),
            Expression::Select { selector, variants } => {
                collect_inline(selector, variables);
                for variant in variants {
                    collect(&variant.value, variables);
                }
            }
        }
    }
}

fn collect_inline(expression: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = expression {
        variables.insert(id.name.to_owned());
    }
}

fn all(language: Language) -> Catalogue {
    let mut all = Catalogue::new();
    for (file, messages) in files(language) {
        for (key, variables) in messages {
            assert!(all.insert(key.clone(), variables).is_none(), "{file}: another file has {key} too");
        }
    }
    all
}

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    for language in Language::ALL {
        for ((_, english), (file, other)) in files(Language::English).zip(files(language)) {
            let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
            let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(
                missing.is_empty() && surplus.is_empty(),
                "{file} lacks {missing:?}, has only by itself {surplus:?}"
            );
            for (key, variables) in &english {
                assert_eq!(variables, &other[key], "{file}: arguments of {key}");
            }
        }
    }
}

/// Finds `t!("key"`, `t!("key", name = …` and `said("key"` in the sources of the screens.
#[test]
fn every_message_asked_for_exists_and_gets_its_arguments() {
    let english = all(Language::English);
    let mut asked = 0;
    for source in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app")) {
        let text = std::fs::read_to_string(&source).expect("a source file is text");
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let text = code.join("\n");
        for (start, opening) in text.match_indices("t!(\"").chain(text.match_indices("said(\"")) {
            let is_other_macro = text[..start].ends_with(|before: char| before.is_alphanumeric() || before == '_');
            let Some((key, rest)) = text[start + opening.len()..].split_once('"') else { continue };
            if is_other_macro {
                continue;
            }
            let Some(variables) = english.get(key) else { panic!("{}: no message {key}", source.display()) };
            for variable in variables {
                assert!(
                    rest.split(';').next().is_some_and(|call| call.contains(&format!("{variable} ="))),
                    "{}: {key} is not given {variable}",
                    source.display(),
                );
            }
            asked += 1;
        }
    }
    assert!(asked > 50, "only {asked} messages asked for: is the pattern still right?");
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the screens is there").flatten();
    entries
        .map(|entry| entry.path())
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

//! Lists: of teeth, of surfaces.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::Fields;
use crate::warning::kinds;

impl<'a> Fields<'a> {
    /// The texts and numbers of a list, as text. A text stands for a list with commas; a number for one of its own.
    pub(crate) fn list(&mut self, name: &'static str) -> Vec<Cow<'a, str>> {
        let Some(json) = self.take(name) else { return Vec::new() };
        if !json.starts_with('[') {
            let text = self.text_of(name, json).unwrap_or_default();
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            return parts.map(|part| Cow::Owned(part.to_owned())).collect();
        }
        let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) else {
            self.problem(&kinds::BAD_TYPE, name, json);
            return Vec::new();
        };
        elements.into_iter().filter_map(|element| self.text_of(name, element.get())).collect()
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_list_however_it_is_spelled() {
        let text = r#"{"a": [11, "12", " 13 "], "b": "21, 22", "c": 36, "d": [], "e": null, "f": [[1], 2, null]}"#;
        let mut fields = Fields::read(text).expect("an object");
        assert_eq!(fields.list("a"), ["11", "12", "13"]);
        assert_eq!(fields.list("b"), ["21", "22"]);
        assert_eq!(fields.list("c"), ["36"]);
        assert!(fields.list("d").is_empty() && fields.list("e").is_empty() && fields.list("z").is_empty());
        assert!(fields.take_problems().is_empty());
        assert_eq!(fields.list("f"), ["2"]);
        assert_eq!(fields.take_problems().len(), 2);
    }
}

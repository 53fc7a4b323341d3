//! Text compared and cut as people would: without accents, case and punctuation; by characters, not bytes.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Text reduced to what makes two spellings equal: no accents, no case, no punctuation, single spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain = text.nfkd().filter(|c| canonical_combining_class(*c) == 0).flat_map(char::to_lowercase);
    for c in plain {
        if c.is_alphanumeric() || c == '_' {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Lower-case ASCII letters and digits of a text, accents taken off: what an e-mail address can hold.
pub(crate) fn slug(text: &str, limit: usize) -> String {
    text.nfkd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(limit).collect()
}

/// The first `limit` characters, without white space at the end; `None` when nothing needs cutting.
pub(crate) fn cut(text: &str, limit: usize) -> Option<&str> {
    if text.len() <= limit {
        return None;
    }
    let (end, _) = text.char_indices().nth(limit)?;
    text.get(..end).map(str::trim_end)
}

/// Whether the text has the shape of one e-mail address.
pub(crate) fn is_address(text: &str) -> bool {
    let mut parts = text.split('@');
    let (local, domain, rest) = (parts.next(), parts.next(), parts.next());
    let is_part = |part: Option<&str>| {
        part.is_some_and(|part| {
            !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || ",;<>()\"".contains(c))
        })
    };
    is_part(local) && is_part(domain) && rest.is_none()
}

/// Lines that are not empty.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds a line, or several.
    pub(crate) fn push(&mut self, line: impl Into<Cow<'static, str>>) {
        let line = line.into();
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(&line);
    }

    /// All of them; `None` when there are none.
    pub(crate) fn finish(self) -> Option<Box<str>> {
        (!self.0.is_empty()).then(|| self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_removes_what_spellings_differ_by() {
        for (text, folded) in [
            ("OBTUR. COMP.", "obtur comp"),
            ("Corona  metal-cerámica", "corona metal ceramica"),
            ("Niño_2ª visita", "nino_2a visita"),
            ("½ pieza", "1 2 pieza"),
            ("Straße Ñ", "straße n"),
            (" . ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(cut("ññññ", 4), None);
        assert_eq!(cut("ñññññ", 4), Some("ññññ"));
        assert_eq!(cut("😀😀😀", 2), Some("😀😀"));
        assert_eq!(cut("ana bea", 4), Some("ana"));
    }
}

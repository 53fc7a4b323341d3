//! What a browser or program calls itself, in a few words: enough to know one's own.

/// Longest name that is kept.
const LONGEST: usize = 60;

/// In this order: browsers name those they descend from.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The name for a `User-Agent`.
#[must_use]
pub fn name(user_agent: &str) -> Option<String> {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    if let Some(browser) = find(&BROWSERS) {
        return Some(find(&SYSTEMS).map_or_else(|| browser.to_owned(), |system| format!("{browser} · {system}")));
    }
    let product = user_agent.split_whitespace().next()?;
    Some(product.chars().filter(|character| !character.is_control()).take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_know_their_own() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
                Some("Edge · Windows"),
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", Some("Firefox · Linux")),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
                Some("Safari · iPhone"),
            ),
            ("puente/0.1.0", Some("puente/0.1.0")),
            ("", None),
        ] {
            assert_eq!(name(user_agent).as_deref(), expected);
        }
        assert_eq!(name(&"x".repeat(500)).map(|name| name.len()), Some(LONGEST));
    }
}

//! Finding patients: a side table with one line of plain lower-case letters and digits a patient, kept by triggers.
//!
//! The line starts with the surname, so that its index lists patients in the order of a paper file, accents aside.

/// Letters and marks of our languages, and what people type instead. Both cases: SQLite lowers ASCII alone.
const FOLDS: &[(&str, &str)] = &[
    ("áàâäãåÁÀÂÄÃÅªā", "a"),
    ("éèêëÉÈÊËē", "e"),
    ("íìîïÍÌÎÏ", "i"),
    ("óòôöõøÓÒÔÖÕØº", "o"),
    ("úùûüÚÙÛÜ", "u"),
    ("ñÑ", "n"),
    ("çÇ", "c"),
    ("ýÿÝ", "y"),
    ("æÆ", "ae"),
    ("œŒ", "oe"),
    ("ß", "ss"),
    ("\u{300}\u{301}\u{302}\u{303}\u{308}\u{327}", ""),
];

/// What is searched, in the order of the line: names; national id; phone, without the spaces people write in it; e-mail; and the first
/// line of the notes, where an import leaves the number of the patient's chart in the source.
const LINE: &str = "NEW.last_name || ' ' || NEW.first_name || ' ' || coalesce(NEW.national_id, '') || ' ' \
    || coalesce(replace(NEW.phone, ' ', ''), '') || ' ' || coalesce(NEW.email, '') || ' ' \
    || coalesce(substr(NEW.notes, 1, instr(NEW.notes || char(10), char(10)) - 1), '')";

/// Words as they are looked for.
#[must_use]
pub fn words(search: &str) -> Vec<String> {
    let mut folded = search.to_lowercase();
    for (letters, plain) in FOLDS {
        for letter in letters.chars() {
            folded = folded.replace(letter, plain);
        }
    }
    folded.split_whitespace().map(str::to_owned).collect()
}

/// The side table and its triggers.
pub(super) fn schema() -> String {
    let line = folded_line();
    format!(
        "CREATE TABLE puente_patient_search (
            clinic_id TEXT NOT NULL,
            line TEXT NOT NULL,
            patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
            status TEXT NOT NULL,
            PRIMARY KEY (clinic_id, line, patient_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX puente_patient_search_patient ON puente_patient_search (patient_id);
        CREATE TRIGGER puente_patient_search_insert AFTER INSERT ON patients BEGIN
            INSERT INTO puente_patient_search VALUES (NEW.clinic_id, ({line}), NEW.id, NEW.status);
        END;
        CREATE TRIGGER puente_patient_search_update
        AFTER UPDATE OF clinic_id, first_name, last_name, national_id, phone, email, notes, status ON patients BEGIN
            UPDATE puente_patient_search SET clinic_id = NEW.clinic_id, line = ({line}), status = NEW.status
            WHERE patient_id = NEW.id;
        END;"
    )
}

/// The same for PostgreSQL, as a query: its patients may be DentalPin's, and nothing hangs on their table then. Lines are
/// ordered byte by byte.
pub(super) fn lines() -> String {
    let is_single = |plain: &str| plain.len() == 1;
    let (mut letters, mut plain) = (String::new(), String::new());
    let mut line = "lower(last_name || ' ' || first_name || ' ' || coalesce(national_id, '') || ' ' \
        || coalesce(replace(phone, ' ', ''), '') || ' ' || coalesce(email, '') || ' ' \
        || coalesce(split_part(notes, E'\\n', 1), ''))"
        .to_owned();
    for (folded, to) in FOLDS {
        for letter in folded.chars() {
            if is_single(to) {
                letters.push(letter);
                plain.push_str(to);
            } else {
                line = format!("replace({line}, '{letter}', '{to}')");
            }
        }
    }
    format!(
        "(SELECT clinic_id, status, id AS patient_id, translate({line}, '{letters}', '{plain}') COLLATE \"C\" AS line
         FROM patients) AS puente_patient_search"
    )
}

/// The query that folds [`LINE`]. It nests a few letters at a time: an older SQLite, such as the command line tool that makes a backup,
/// cannot parse all of them in one expression.
fn folded_line() -> String {
    let letters: Vec<(char, &str)> =
        FOLDS.iter().flat_map(|(letters, plain)| letters.chars().map(move |letter| (letter, *plain))).collect();
    letters.chunks(12).fold(format!("SELECT lower({LINE}) AS line"), |query, letters| {
        let folded = letters
            .iter()
            .fold("line".to_owned(), |sql, (letter, plain)| format!("replace({sql}, '{letter}', '{plain}')"));
        format!("SELECT {folded} AS line FROM ({query})")
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(words("  MUÑOZ  Ibáñez "), ["munoz", "ibanez"]);
        assert_eq!(words("Conceição"), ["conceicao"]);
        assert_eq!(words("Ibán\u{303}ez"), words("Ibáñez"));
    }
}

//! What Gesdén's treatment types (`IdTipoODG`) mean, and its abbreviations (`docs/mapping/catalog.md#gesden`).

use super::matching::has_word;

/// The category for what fits nowhere; created when needed.
pub(crate) const CATCH_ALL: &str = "migrado_gesden";

/// What a treatment type says about a treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    /// How it is drawn on the odontogram, if it is.
    pub(crate) clinical_type: Option<&'static str>,
    pub(crate) scope: &'static str,
    pub(crate) category: &'static str,
    pub(crate) requires_surfaces: bool,
}

impl Traits {
    /// Of a type nobody knows, or of none.
    const UNKNOWN: Self = Self { clinical_type: None, scope: "tooth", category: CATCH_ALL, requires_surfaces: false };

    /// How its price is counted.
    pub(crate) fn pricing_strategy(self) -> &'static str {
        match self.clinical_type {
            Some("bridge") => "per_role",
            Some("band" | "bracket" | "crown" | "implant" | "sealant" | "veneer") => "per_tooth",
            _ if self.requires_surfaces => "per_surface",
            _ => "flat",
        }
    }
}

const fn tooth(clinical_type: Option<&'static str>, category: &'static str) -> Traits {
    Traits { clinical_type, scope: "tooth", category, requires_surfaces: false }
}

const fn mouth(category: &'static str) -> Traits {
    Traits { clinical_type: None, scope: "global_mouth", category, requires_surfaces: false }
}

/// The traits of a treatment by its type, refined by its label (folded) where one type stands for several things.
pub(crate) fn traits(treatment_type: Option<i64>, label: &str) -> Traits {
    let Some(treatment_type) = treatment_type else { return Traits::UNKNOWN };
    match treatment_type {
        1..=6 => tooth(None, "diagnostico"),
        7 => tooth(Some("band"), "ortodoncia"),
        8 => tooth(Some("bracket"), "ortodoncia"),
        9..=12 | 14 | 42 => mouth(CATCH_ALL),
        13 | 39 | 40 => mouth("diagnostico"),
        21 => tooth(Some("root_canal_full"), "endodoncia"),
        22 => Traits { requires_surfaces: true, ..tooth(Some(filling(label)), "restauradora") },
        23 => tooth(Some("apicoectomy"), "cirugia"),
        24 | 46 => tooth(Some("implant"), "cirugia"),
        25 => tooth(Some("post"), "endodoncia"),
        26 => tooth(Some("crown"), "restauradora"),
        27 => Traits { scope: "multi_tooth", ..tooth(Some("bridge"), "restauradora") },
        28 => Traits { scope: "global_arch", ..tooth(None, "protesis") },
        // 44: an implant the body rejects; what was done about it the type does not say.
        29 | 30 | 44 => tooth(None, "cirugia"),
        31 => tooth(None, "endodoncia"),
        32 => Traits { requires_surfaces: true, ..tooth(Some("sealant"), "preventivo") },
        33 => tooth(Some("veneer"), "restauradora"),
        34 => tooth(None, "periodoncia"),
        // Surgery: an extraction only where the label says so.
        35 => tooth(has_word(label, &["extraccion", "exodoncia"]).then_some("extraction"), "cirugia"),
        36 | 37 | 45 => tooth(Some("extraction"), "cirugia"),
        38 | 41 => mouth("preventivo"),
        _ => Traits::UNKNOWN,
    }
}

fn filling(label: &str) -> &'static str {
    if has_word(label, &["amalgama"]) {
        "filling_amalgam"
    } else if has_word(label, &["temporal", "provisional"]) {
        "filling_temporary"
    } else {
        "filling_composite"
    }
}

/// What an abbreviation may stand for; nothing when it is none.
pub(crate) fn meanings(word: &str) -> impl Iterator<Item = &'static str> {
    let first = ALIASES.partition_point(|(alias, _)| *alias < word);
    ALIASES.iter().skip(first).take_while(move |(alias, _)| *alias == word).map(|(_, meaning)| *meaning)
}

/// Sorted. What stands for several things is there for each.
static ALIASES: [(&str, &str); 70] = [
    ("acril", "acrilica"),
    ("alin", "alineadores"),
    ("amalg", "amalgama"),
    ("apec", "apicectomia"),
    ("atach", "ataches"),
    ("bi", "birradicular"),
    ("biop", "biopsia"),
    ("blanq", "blanqueamiento"),
    ("brack", "brackets"),
    ("car", "caries"),
    ("car", "carilla"),
    ("cir", "cirugia"),
    ("comp", "composite"),
    ("cor", "corona"),
    ("cordal", "tercer molar"),
    ("diag", "diagnostico"),
    ("disi", "disilicato"),
    ("endo", "endodoncia"),
    ("esq", "esqueletica"),
    ("est", "estetica"),
    ("est", "estudio"),
    ("exo", "extraccion"),
    ("exodoncia", "extraccion"),
    ("ext", "extraccion"),
    ("extracc", "extraccion"),
    ("fer", "ferula"),
    ("fluor", "fluorizacion"),
    ("fren", "frenectomia"),
    ("impl", "implante"),
    ("inf", "inferior"),
    ("invis", "invisalign"),
    ("limp", "limpieza"),
    ("mc", "metal ceramica"),
    ("minielevacion", "elevacion"),
    ("obt", "obturacion"),
    ("obtur", "obturacion"),
    ("orto", "ortodoncia"),
    ("over", "overlay"),
    ("pan", "panoramica"),
    ("panor", "panoramica"),
    ("ped", "pediatrico"),
    ("perio", "periodontal"),
    ("pern", "perno"),
    ("pmf", "protesis metal fundida"),
    ("prot", "protesis"),
    ("prov", "provisional"),
    ("pulpec", "pulpectomia"),
    ("pulpot", "pulpotomia"),
    ("qx", "cirugia"),
    ("rad", "radiografia"),
    ("rar", "raspado alisado radicular"),
    ("rasp", "raspado"),
    ("ret", "retenedor"),
    ("ret", "retirada"),
    ("retrat", "retratamiento"),
    ("rev", "revision"),
    ("rx", "radiografia"),
    ("sel", "sellador"),
    ("sellado", "sellador"),
    ("sup", "superior"),
    ("sup", "supernumerario"),
    ("tartrec", "tartrectomia"),
    ("tele", "telerradiografia"),
    ("temp", "temporal"),
    ("ti", "titanio"),
    ("uni", "unirradicular"),
    ("urg", "urgencia"),
    ("vis", "visita"),
    ("zir", "zirconio"),
    ("zirc", "zirconio"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_sorted_and_lead_to_words() {
        assert!(ALIASES.is_sorted());
        let all = |word| meanings(word).collect::<Vec<_>>();
        assert_eq!(all("obtur"), ["obturacion"]);
        assert_eq!(all("acril"), ["acrilica"]);
        assert_eq!(all("zirc"), ["zirconio"]);
        assert_eq!(all("ret"), ["retenedor", "retirada"]);
        assert_eq!([all("corona"), all(""), all("zz")], [[""; 0]; 3]);
    }

    #[test]
    fn thirty_nine_types_are_known() {
        let known = (-10..100).filter(|code| traits(Some(*code), "") != Traits::UNKNOWN).count();
        // 9-12, 14 and 42 differ from an unknown type by their scope.
        assert_eq!(known, 39);
        assert_eq!(traits(None, "corona"), Traits::UNKNOWN);
    }

    /// Code, and without a label: how it is drawn, scope, category, whether surfaces are asked for, how prices count.
    type Known = (i64, Option<&'static str>, &'static str, &'static str, bool, &'static str);

    const TYPES: [Known; 39] = [
        (1, None, "tooth", "diagnostico", false, "flat"),
        (2, None, "tooth", "diagnostico", false, "flat"),
        (3, None, "tooth", "diagnostico", false, "flat"),
        (4, None, "tooth", "diagnostico", false, "flat"),
        (5, None, "tooth", "diagnostico", false, "flat"),
        (6, None, "tooth", "diagnostico", false, "flat"),
        (7, Some("band"), "tooth", "ortodoncia", false, "per_tooth"),
        (8, Some("bracket"), "tooth", "ortodoncia", false, "per_tooth"),
        (9, None, "global_mouth", "migrado_gesden", false, "flat"),
        (10, None, "global_mouth", "migrado_gesden", false, "flat"),
        (11, None, "global_mouth", "migrado_gesden", false, "flat"),
        (12, None, "global_mouth", "migrado_gesden", false, "flat"),
        (13, None, "global_mouth", "diagnostico", false, "flat"),
        (14, None, "global_mouth", "migrado_gesden", false, "flat"),
        (21, Some("root_canal_full"), "tooth", "endodoncia", false, "flat"),
        (22, Some("filling_composite"), "tooth", "restauradora", true, "per_surface"),
        (23, Some("apicoectomy"), "tooth", "cirugia", false, "flat"),
        (24, Some("implant"), "tooth", "cirugia", false, "per_tooth"),
        (25, Some("post"), "tooth", "endodoncia", false, "flat"),
        (26, Some("crown"), "tooth", "restauradora", false, "per_tooth"),
        (27, Some("bridge"), "multi_tooth", "restauradora", false, "per_role"),
        (28, None, "global_arch", "protesis", false, "flat"),
        (29, None, "tooth", "cirugia", false, "flat"),
        (30, None, "tooth", "cirugia", false, "flat"),
        (31, None, "tooth", "endodoncia", false, "flat"),
        (32, Some("sealant"), "tooth", "preventivo", true, "per_tooth"),
        (33, Some("veneer"), "tooth", "restauradora", false, "per_tooth"),
        (34, None, "tooth", "periodoncia", false, "flat"),
        (35, None, "tooth", "cirugia", false, "flat"),
        (36, Some("extraction"), "tooth", "cirugia", false, "flat"),
        (37, Some("extraction"), "tooth", "cirugia", false, "flat"),
        (38, None, "global_mouth", "preventivo", false, "flat"),
        (39, None, "global_mouth", "diagnostico", false, "flat"),
        (40, None, "global_mouth", "diagnostico", false, "flat"),
        (41, None, "global_mouth", "preventivo", false, "flat"),
        (42, None, "global_mouth", "migrado_gesden", false, "flat"),
        (44, None, "tooth", "cirugia", false, "flat"),
        (45, Some("extraction"), "tooth", "cirugia", false, "flat"),
        (46, Some("implant"), "tooth", "cirugia", false, "per_tooth"),
    ];

    #[test]
    fn every_type_means_what_it_means() {
        for (code, clinical_type, scope, category, requires_surfaces, pricing) in TYPES {
            let found = traits(Some(code), "");
            assert_eq!(found, Traits { clinical_type, scope, category, requires_surfaces }, "{code}");
            assert_eq!(found.pricing_strategy(), pricing, "{code}");
        }
        let known: Vec<_> = TYPES.iter().map(|(code, ..)| *code).collect();
        for code in (-10..100).filter(|code| !known.contains(code)) {
            assert_eq!(traits(Some(code), ""), Traits::UNKNOWN, "{code}");
        }
    }

    #[test]
    fn the_label_refines_the_type() {
        assert_eq!(traits(Some(22), "obturacion amalgama").clinical_type, Some("filling_amalgam"));
        assert_eq!(traits(Some(22), "obturacion provisional").clinical_type, Some("filling_temporary"));
        assert_eq!(traits(Some(22), "empaste").clinical_type, Some("filling_composite"));
        assert_eq!(traits(Some(35), "biopsia").clinical_type, None);
        assert_eq!(traits(Some(35), "exodoncia simple").clinical_type, Some("extraction"));
    }
}

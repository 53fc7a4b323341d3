#![allow(clippy::expect_used)]

use super::*;

/// The name found, and how: `=` exactly, `~` by likeness.
fn found(label: &str, category: Option<&str>) -> Option<(char, String)> {
    let catalog = catalog();
    let query = Query { label, code: None, category, clinical_type: None, price: None };
    find(&query, &catalog).map(|(candidate, certainty)| {
        (if certainty == Certainty::Exact { '=' } else { '~' }, candidate.name.to_string())
    })
}

fn item(name: &str, category: &str) -> ExistingCatalogItem {
    ExistingCatalogItem {
        id: Uuid::new_v5(&Uuid::nil(), format!("{category}{name}").as_bytes()),
        internal_code: name.to_uppercase(),
        names: vec![name.to_owned()],
        category_key: category.to_owned(),
        default_price: None,
        clinical_type: None,
        is_active: true,
    }
}

fn catalog() -> Vec<Candidate> {
    [
        ("Obturación composite", "restauradora"),
        ("Obturación amalgama", "restauradora"),
        ("Corona metal", "restauradora"),
        ("Corona metal-cerámica", "restauradora"),
        ("Corona zirconio", "restauradora"),
        ("Sellador de fosas y fisuras", "preventivo"),
        ("Revisión", "preventivo"),
        ("Revisión", "diagnostico"),
        ("Radiografía panorámica", "diagnostico"),
        ("Implante de titanio", "cirugia"),
        ("Injerto óseo", "cirugia"),
        ("Cirugía periodontal resectiva", "periodoncia"),
        ("Raspado y alisado radicular", "periodoncia"),
    ]
    .into_iter()
    .map(|(name, category)| Candidate::from(item(name, category)))
    .collect()
}

#[test]
fn labels_find_what_they_mean() {
    for (label, category, expected) in [
        ("OBTUR. COMP.", Some("restauradora"), Some(('~', "Obturación composite"))),
        ("OBTURACION COMPOSITE PERMANENTE", Some("restauradora"), Some(('~', "Obturación composite"))),
        ("CORONA MC", Some("restauradora"), Some(('~', "Corona metal-cerámica"))),
        ("corona metal", Some("restauradora"), Some(('=', "Corona metal"))),
        ("CORONA ZIRC PROV", Some("restauradora"), Some(('~', "Corona zirconio"))),
        ("SELLADO FOSAS", Some("restauradora"), Some(('~', "Sellador de fosas y fisuras"))),
        ("revisión", Some("diagnostico"), Some(('=', "Revisión"))),
        ("RX PAN", Some("diagnostico"), Some(('~', "Radiografía panorámica"))),
        ("IMPL TI", Some("cirugia"), Some(('~', "Implante de titanio"))),
        ("Cirugía resectiva", Some("cirugia"), Some(('~', "Cirugía periodontal resectiva"))),
        ("RAR", Some("periodoncia"), Some(('~', "Raspado y alisado radicular"))),
        ("Injerto óseo", Some("protesis"), Some(('=', "Injerto óseo"))),
        // One word that only one treatment has, filed under another category.
        ("SELLADO", Some("restauradora"), Some(('~', "Sellador de fosas y fisuras"))),
    ] {
        let expected = expected.map(|(how, name)| (how, name.to_owned()));
        assert_eq!(found(label, category), expected, "{label}");
    }
}

#[test]
fn what_could_be_several_is_none() {
    for (label, category) in [
        ("Corona", Some("restauradora")),
        ("Obturacion", None),
        ("Revision", None),
        ("Ob", Some("restauradora")),
        ("Férula", Some("ortodoncia")),
        // Related to both crowns, and not of metal alone.
        ("Corona ceramo-metálica", Some("cirugia")),
        ("", None),
        ("...", None),
    ] {
        assert_eq!(found(label, category), None, "{label}");
    }
}

#[test]
fn the_order_of_the_catalog_does_not_matter() {
    let mut reversed = catalog();
    reversed.reverse();
    for label in ["OBTUR. COMP.", "SELLADO FOSAS", "Corona", "Revision", "IMPL TI"] {
        let query = Query { label, code: None, category: Some("restauradora"), clinical_type: None, price: None };
        let ids = [&catalog(), &reversed].map(|catalog| find(&query, catalog).map(|(candidate, _)| candidate.id));
        assert_eq!(ids[0], ids[1], "{label}");
    }
}

#[test]
fn ties_are_decided_by_drawing_and_then_by_price() {
    let named = |category: &str, price: i64, clinical_type: Option<&str>| ExistingCatalogItem {
        default_price: Some(Decimal::from(price)),
        clinical_type: clinical_type.map(str::to_owned),
        ..item("Corona provisional", category)
    };
    let catalog: Vec<_> = [named("a", 10, None), named("b", 20, Some("crown")), named("c", 30, None)]
        .into_iter()
        .map(Candidate::from)
        .collect();
    let query = Query { label: "Corona provisional", code: None, category: None, clinical_type: None, price: None };
    assert!(find(&query, &catalog).is_none());
    let drawn = Query { clinical_type: Some("crown"), ..query };
    assert_eq!(find(&drawn, &catalog).map(|(candidate, _)| &*candidate.category), Some("b"));
    let priced = Query { price: Some(Decimal::from(30)), ..query };
    assert_eq!(find(&priced, &catalog).map(|(candidate, _)| &*candidate.category), Some("c"));
}

#[test]
fn a_code_counts_when_the_names_agree_a_little() {
    let coded = |name: &str| ExistingCatalogItem { internal_code: "E1".to_owned(), ..item(name, "endodoncia") };
    let query =
        Query { label: "Endodoncia dos conductos", code: Some("e1"), category: None, clinical_type: None, price: None };
    let found = |name: &str| {
        let catalog: Vec<_> = vec![Candidate::from(coded(name))];
        find(&query, &catalog).map(|(_, certainty)| certainty)
    };
    assert_eq!(found("Endodoncia conductos birradicular"), Some(Certainty::Fuzzy(2.0 / 3.0)));
    assert_eq!(found("ENDODONCIA dos conductos"), Some(Certainty::Exact));
    assert_eq!(found("Estudio ortodoncia"), None);
}

/// Labels, the category their type names, and what they mean.
#[test]
fn every_vector_comes_to_what_it_should() {
    for (label, category, expected) in [
        ("OBTUR. COMP.", Some("restauradora"), Some("~Obturación composite")),
        ("OBTURACION COMPOSITE PERMANENTE", Some("restauradora"), Some("~Obturación composite")),
        ("CORONA MC", Some("restauradora"), Some("~Corona metal-cerámica")),
        ("Corona", Some("restauradora"), None),
        ("corona metal", Some("restauradora"), Some("=Corona metal")),
        ("CORONA ZIRC PROV", Some("restauradora"), Some("~Corona zirconio")),
        // Filed under fillings: a third of the only name that has it.
        ("SELLADO", Some("restauradora"), Some("~Sellador de fosas y fisuras")),
        ("SELLADO FOSAS", Some("restauradora"), Some("~Sellador de fosas y fisuras")),
        ("Revision", None, None),
        ("revisión", Some("diagnostico"), Some("=Revisión")),
        ("revisión", None, None),
        ("RX PAN", Some("diagnostico"), Some("~Radiografía panorámica")),
        ("IMPL TI", Some("cirugia"), Some("~Implante de titanio")),
        ("Cirugía resectiva", Some("cirugia"), Some("~Cirugía periodontal resectiva")),
        ("Cirugía resectiva", None, None),
        ("Obturacion", None, None),
        ("RAR", Some("periodoncia"), Some("~Raspado y alisado radicular")),
        ("Ob", Some("restauradora"), None),
        ("Injerto óseo", Some("protesis"), Some("=Injerto óseo")),
        ("Corona metal ceramica premium", Some("protesis"), None),
        ("Férula", Some("ortodoncia"), None),
    ] {
        let found = found(label, category).map(|(how, name)| format!("{how}{name}"));
        assert_eq!(found.as_deref(), expected, "{label} {category:?}");
    }
}

fn among(names: &[(&str, bool)], label: &str, category: Option<&str>) -> Option<String> {
    let candidate = |(place, (name, is_active)): (usize, &(&str, bool))| {
        let id = Uuid::from_u128(place as u128 + 1);
        Candidate::from(ExistingCatalogItem { id, is_active: *is_active, ..item(name, "estetica") })
    };
    let catalog: Vec<_> = names.iter().enumerate().map(candidate).collect();
    let query = Query { label, code: None, category, clinical_type: None, price: None };
    find(&query, &catalog).map(|(candidate, _)| candidate.name.to_string())
}

#[test]
fn an_abbreviation_means_what_fits() {
    let names =
        ["Carilla estética", "Retirada de implante", "Caries profunda", "Estudio de ortodoncia", "Retenedor fijo"];
    let names = names.map(|name| (name, true));
    for (label, expected) in [
        ("CARILLA EST", "Carilla estética"),
        ("RET IMPLANTE", "Retirada de implante"),
        ("CAR PROFUNDA", "Caries profunda"),
        ("EST ORTODONCIA", "Estudio de ortodoncia"),
        ("RET FIJO", "Retenedor fijo"),
    ] {
        assert_eq!(among(&names, label, Some("estetica")).as_deref(), Some(expected), "{label}");
    }
    // However many there are, it ends.
    assert_eq!(among(&names, &"EST RET CAR SUP ".repeat(5_000), None), None);
}

#[test]
fn several_of_the_very_name_are_not_decided_by_one_that_is_retired() {
    let names = [("Revisión", true), ("Revisión", true), ("Revisión", false)];
    assert_eq!(among(&names, "REVISION", Some("estetica")), None);
    assert_eq!(among(&names, "REVISION", None), None);
    assert_eq!(among(&names[2..], "REVISION", None).as_deref(), Some("Revisión"));
}

#[test]
fn elsewhere_a_word_must_be_a_good_part_of_the_name() {
    let names = [("Férula de descarga rígida superior", true)];
    assert_eq!(among(&names, "Férula", Some("estetica")).as_deref(), Some("Férula de descarga rígida superior"));
    assert_eq!(among(&names, "Férula", Some("protesis")), None);
    assert_eq!(among(&names, "Férula", None), None);
}

#[test]
fn a_treatment_is_found_by_its_name_in_any_language() {
    let names = ["Destartarização", "Limpieza dental"].map(str::to_owned).into();
    let candidate = Candidate::from(ExistingCatalogItem { names, ..item("", "preventivo") });
    for label in ["DESTARTARIZACAO", "LIMPIEZA DENTAL", "LIMP DENTAL"] {
        let query = Query { label, code: None, category: Some("preventivo"), clinical_type: None, price: None };
        let found = find(&query, std::slice::from_ref(&candidate)).map(|(found, _)| &*found.name);
        assert_eq!(found, Some("Destartarização"), "{label}");
    }
}

#[test]
fn a_retired_treatment_is_found_by_its_name_alone() {
    let retired = ExistingCatalogItem { is_active: false, ..item("Gingivectomía", "periodoncia") };
    let catalog: Vec<_> = vec![Candidate::from(retired)];
    let query = |label| Query { label, code: None, category: None, clinical_type: None, price: None };
    assert!(find(&query("GINGIVECTOMIA"), &catalog).is_some());
    assert!(find(&query("Gingivectomía láser"), &catalog).is_none());
}

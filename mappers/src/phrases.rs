//! What Puente writes of its own accord into a clinic: titles, and the words around what the source says. In the
//! clinic's language; the source's text itself stays as it is (`docs/mapping/README.md#language`).

use std::fmt::{Display, Write as _};

use uuid::Uuid;

/// A language that Puente writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// That of most clinics, and of those that do not say theirs.
    #[default]
    Spanish,
    /// Where it is none of the others.
    English,
    /// Of Portugal and Brazil.
    Portuguese,
    /// Of France.
    French,
}

impl Language {
    /// A clinic's language: the one it has chosen (`pt`, `pt-BR`), or else that of its country (`PT`).
    #[must_use]
    pub fn of(chosen: Option<&str>, country: Option<&str>) -> Self {
        let of_tag = |tag: &str| {
            let tag = tag.get(..2)?.to_ascii_lowercase();
            [Self::Spanish, Self::English, Self::Portuguese, Self::French].into_iter().find(|it| it.tag() == tag)
        };
        chosen.and_then(of_tag).unwrap_or_else(|| match country {
            Some("PT" | "BR") => Self::Portuguese,
            Some("FR") => Self::French,
            // What is no code of a country says nothing.
            Some(code) if code.len() == 2 && code != "ES" => Self::English,
            _ => Self::Spanish,
        })
    }

    /// As in `names`: `es`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es",
            Self::English => "en",
            Self::Portuguese => "pt",
            Self::French => "fr",
        }
    }

    /// What is written about a document of which the source says nothing.
    #[must_use]
    pub fn about_document(self, job: Uuid) -> String {
        IMPORTED_BY_JOB.with(self, &[&job])
    }

    /// The line of a document in its patient's history.
    #[must_use]
    pub fn line_of_document(self, title: &str) -> String {
        DOCUMENT.with(self, &[&title])
    }
}

/// The same in every language, with `{}` where something goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase([&'static str; 4]);

impl Phrase {
    /// One into which nothing goes.
    pub(crate) fn text(self, language: Language) -> &'static str {
        let [spanish, english, portuguese, french] = self.0;
        match language {
            Language::Spanish => spanish,
            Language::English => english,
            Language::Portuguese => portuguese,
            Language::French => french,
        }
    }

    /// With what goes into it, in order.
    pub(crate) fn with(self, language: Language, values: &[&dyn Display]) -> String {
        let mut parts = self.text(language).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (value, part) in values.iter().zip(parts) {
            // Writing to a string cannot fail.
            let _infallible = write!(text, "{value}{part}");
        }
        text
    }
}

macro_rules! phrases {
    ($($name:ident: $spanish:literal, $english:literal, $portuguese:literal, $french:literal;)*) => {
        $(pub(crate) const $name: Phrase = Phrase([$spanish, $english, $portuguese, $french]);)*

        #[cfg(test)]
        pub(crate) const ALL: &[(&str, Phrase)] = &[$((stringify!($name), $name),)*];
    };
}

phrases! {
    PROFESSIONAL: "Profesional", "Professional", "Profissional", "Praticien";
    USER: "Usuario", "User", "Utilizador", "Utilisateur";

    CATCH_ALL: "Importado de Gesdén", "Imported from Gesdén", "Importado do Gesdén", "Importé de Gesdén";
    GENERAL_ITEM: "Concepto importado", "Imported item", "Artigo importado", "Élément importé";

    NO_NAME: "Sin nombre", "No name", "Sem nome", "Sans nom";
    PATIENT_NUMBER: "Nº de paciente en origen: {}", "Patient number in the source: {}", "N.º de paciente na origem: {}", "N° de patient dans la source : {}";
    REGISTERED: "Alta en origen: {}", "Registered in the source: {}", "Registo na origem: {}", "Inscription dans la source : {}";
    DECEASED: "Fallecido según el programa de origen", "Deceased, according to the source", "Falecido, segundo o programa de origem", "Décédé, d’après le logiciel d’origine";
    DEACTIVATED: "Baja en origen: {}", "Taken off the list in the source: {}", "Inativo na origem desde: {}", "Retiré dans la source : {}";
    WHOLE_GIVEN_NAME: "Nombre en origen: {}", "Given name in the source: {}", "Nome na origem: {}", "Prénom dans la source : {}";
    WHOLE_FAMILY_NAME: "Apellidos en origen: {}", "Surname in the source: {}", "Apelidos na origem: {}", "Nom dans la source : {}";
    WHOLE_DOCUMENT: "Documento en origen: {}", "Document in the source: {}", "Documento na origem: {}", "Document dans la source : {}";
    WHOLE_BILLING_NAME: "Nombre de facturación en origen: {}", "Billing name in the source: {}", "Nome de faturação na origem: {}", "Nom de facturation dans la source : {}";
    WHOLE_TAX_ID: "NIF de facturación en origen: {}", "Billing tax id in the source: {}", "NIF de faturação na origem: {}", "Identifiant fiscal de facturation dans la source : {}";
    OTHER_PHONES: "Otros teléfonos en origen: {}", "Other phone numbers in the source: {}", "Outros telefones na origem: {}", "Autres téléphones dans la source : {}";
    WHOLE_PHONE: "Teléfono en origen: {}", "Phone number in the source: {}", "Telefone na origem: {}", "Téléphone dans la source : {}";
    WHOLE_EMAIL: "Correo en origen: {}", "E-mail in the source: {}", "E-mail na origem: {}", "E-mail dans la source : {}";
    PAYER: "Paga en origen: {}", "Paid for in the source by: {}", "Paga na origem: {}", "Payeur dans la source : {}";

    PATIENT_SHEET: "Ficha del paciente en el programa de origen", "The patient’s record in the source", "Ficha do paciente no programa de origem", "Fiche du patient dans le logiciel d’origine";
    GIVEN_NAME: "Nombre: {}", "Given name: {}", "Nome: {}", "Prénom : {}";
    FAMILY_NAME: "Apellidos: {}", "Surname: {}", "Apelidos: {}", "Nom : {}";
    DOCUMENT: "Documento: {}", "Document: {}", "Documento: {}", "Document : {}";
    DATE_OF_BIRTH: "Fecha de nacimiento: {}", "Date of birth: {}", "Data de nascimento: {}", "Date de naissance : {}";
    PHONE: "Teléfono: {}", "Phone: {}", "Telefone: {}", "Téléphone : {}";
    EMAIL: "Correo: {}", "E-mail: {}", "E-mail: {}", "E-mail : {}";
    SEX: "Sexo: {}", "Sex: {}", "Sexo: {}", "Sexe : {}";
    ADDRESS: "Dirección: {}", "Address: {}", "Morada: {}", "Adresse : {}";
    PAYS: "Paga: {}", "Paid for by: {}", "Paga: {}", "Payeur : {}";
    IS_DECEASED: "Fallecido: {}", "Deceased: {}", "Falecido: {}", "Décédé : {}";
    IS_DEACTIVATED: "Baja: {}", "Taken off the list: {}", "Inativo desde: {}", "Retiré : {}";
    NO_CONTACT: "No quiere ser contactado: {}", "Does not want to be contacted: {}", "Não quer ser contactado: {}", "Ne souhaite pas être contacté : {}";
    YES: "sí", "yes", "sim", "oui";

    VISIT_SCHEDULED: "Cita programada: Consulta", "Appointment scheduled: Visit", "Consulta marcada", "Rendez-vous prévu : consultation";
    VISIT_COMPLETED: "Cita realizada: Consulta", "Appointment kept: Visit", "Consulta realizada", "Rendez-vous honoré : consultation";
    VISIT_MISSED: "Cita no atendida: Consulta", "Appointment missed: Visit", "Falta à consulta", "Rendez-vous manqué : consultation";
    VISIT_CANCELLED: "Cita anulada: Consulta", "Appointment cancelled: Visit", "Consulta cancelada", "Rendez-vous annulé : consultation";

    READ_IN_NOTES: "Leído en las notas del origen, por confirmar: {}", "Read in the source’s notes, to be confirmed: {}", "Lido nas notas da origem, por confirmar: {}", "Lu dans les notes de la source, à confirmer : {}";
    ALERT: "Alerta del origen: {}", "Alert of the source: {}", "Alerta da origem: {}", "Alerte de la source : {}";
    ALERT_UNCONFIRMED: "Alerta del origen, por confirmar: {}", "Alert of the source, to be confirmed: {}", "Alerta da origem, por confirmar: {}", "Alerte de la source, à confirmer : {}";
    HISTORY_UNCONFIRMED: "Historial farmacológico del origen, por confirmar: {}", "Medication history of the source, to be confirmed: {}", "Histórico de medicação da origem, por confirmar: {}", "Historique des médicaments de la source, à confirmer : {}";
    MEDICATION_ENDED: "Medicación finalizada en origen: {}", "Medication that ended in the source: {}", "Medicação terminada na origem: {}", "Traitement terminé dans la source : {}";
    WHOLE_DRUG: "Fármaco en origen: {}", "Drug in the source: {}", "Fármaco na origem: {}", "Médicament dans la source : {}";
    WHOLE_DOSE: "Dosis en origen: {}", "Dose in the source: {}", "Dose na origem: {}", "Dose dans la source : {}";
    WHOLE_FREQUENCY: "Pauta en origen: {}", "Frequency in the source: {}", "Posologia na origem: {}", "Posologie dans la source : {}";
    ROUTE: "Vía: {}", "Route: {}", "Via: {}", "Voie : {}";
    UNTIL: "Hasta: {}", "Until: {}", "Até: {}", "Jusqu’au : {}";
    RECORD_KIND: "Tipo de registro en origen: {}", "Kind of record in the source: {}", "Tipo de registo na origem: {}", "Type d’enregistrement dans la source : {}";
    SINCE_DAY: "desde {}", "since {}", "desde {}", "depuis le {}";
    UNTIL_DAY: "hasta {}", "until {}", "até {}", "jusqu’au {}";
    FACT_THINNER: "anticoagulado", "on anticoagulants", "anticoagulado", "sous anticoagulants";
    FACT_ANAESTHESIA: "reacción a la anestesia", "reaction to anaesthesia", "reação à anestesia", "réaction à l’anesthésie";
    FACT_SMOKER: "fuma", "smokes", "fuma", "fume";
    FACT_DRINKER: "alcohol", "alcohol", "álcool", "alcool";
    FACT_BRUXISM: "bruxismo", "bruxism", "bruxismo", "bruxisme";
    FACT_PREGNANT: "embarazo", "pregnancy", "gravidez", "grossesse";
    FACT_NURSING: "lactancia", "breast-feeding", "amamentação", "allaitement";

    CONSENT: "Consentimiento del origen", "Consent of the source", "Consentimento da origem", "Consentement de la source";
    SIGNED: "firmado", "signed", "assinado", "signé";
    UNSIGNED: "sin firmar", "not signed", "por assinar", "non signé";
    PRESCRIPTION: "Receta del origen", "Prescription of the source", "Receita da origem", "Ordonnance de la source";
    PRESCRIBED: "Recetado en origen", "Prescribed in the source", "Receitado na origem", "Prescrit dans la source";
    MESSAGE_UNDATED: "Comunicación del origen, sin fecha", "Message of the source, without a date", "Comunicação da origem, sem data", "Message de la source, sans date";
    MESSAGE: "Comunicación del origen ({})", "Message of the source ({})", "Comunicação da origem ({})", "Message de la source ({})";
    MESSAGE_TITLED: "Comunicación del origen ({}): {}", "Message of the source ({}): {}", "Comunicação da origem ({}): {}", "Message de la source ({}) : {}";
    CHANNEL: "mensaje", "message", "mensagem", "message";

    TREATMENT: "Tratamiento en origen: {}", "Treatment in the source: {}", "Tratamento na origem: {}", "Acte dans la source : {}";
    UNITS: "Unidades en origen: {}.", "Units in the source: {}.", "Unidades na origem: {}.", "Unités dans la source : {}.";
    TEETH: "Dientes en origen: {}.", "Teeth in the source: {}.", "Dentes na origem: {}.", "Dents dans la source : {}.";
    OTHER_TEETH: "Dientes adicionales en origen: {}.", "Other teeth in the source: {}.", "Dentes adicionais na origem: {}.", "Autres dents dans la source : {}.";
    SURFACES: "Superficies en origen: {}.", "Surfaces in the source: {}.", "Faces na origem: {}.", "Faces dans la source : {}.";
    PHASE: "Fase {}", "Phase {}", "Fase {}", "Phase {}";
    BUDGET_NUMBER: "Nº de presupuesto en origen: {}", "Number of the quote in the source: {}", "N.º de orçamento na origem: {}", "N° de devis dans la source : {}";
    ACCEPTED_BY_TREATMENT: "Aceptado según los tratamientos que constan en el programa de origen, que no da la fecha.", "Accepted, according to the treatments on record in the source, which does not say when.", "Aceite segundo os tratamentos que constam no programa de origem, que não dá a data.", "Accepté d’après les actes enregistrés dans le logiciel d’origine, qui ne donne pas la date.";
    PLAN: "Migrado — {}", "Migrated — {}", "Migrado — {}", "Migré — {}";
    PLAN_UNDATED: "Migrado — sin fecha", "Migrated — without a date", "Migrado — sem data", "Migré — sans date";
    PLAN_OF_BUDGET: "Plan con los tratamientos del presupuesto {} del programa de origen.", "Plan with the treatments of the quote {} of the source.", "Plano com os tratamentos do orçamento {} do programa de origem.", "Plan des actes du devis {} du logiciel d’origine.";
    PLAN_OF_YEAR: "Plan con los tratamientos de {} que en el programa de origen no tenían presupuesto.", "Plan with the treatments of {} that had no quote in the source.", "Plano com os tratamentos de {} que no programa de origem não tinham orçamento.", "Plan des actes de {} qui n’avaient pas de devis dans le logiciel d’origine.";
    PLAN_OF_NO_YEAR: "Plan con los tratamientos que en el programa de origen no tenían presupuesto ni fecha.", "Plan with the treatments that had neither quote nor date in the source.", "Plano com os tratamentos que no programa de origem não tinham orçamento nem data.", "Plan des actes qui n’avaient ni devis ni date dans le logiciel d’origine.";
    BUDGET_IMPORTED: "Migrado dental-bridge — origen Gesdén {}", "Migrated by dental-bridge — Gesdén source {}", "Migrado pelo dental-bridge — origem Gesdén {}", "Migré par dental-bridge — source Gesdén {}";

    IMPORTED_BY_JOB: "Importado dental-bridge (job {})", "Imported by dental-bridge (job {})", "Importado pelo dental-bridge (importação {})", "Importé par dental-bridge (importation {})";
    IMPORTED: "Importado dental-bridge ({})", "Imported by dental-bridge ({})", "Importado pelo dental-bridge ({})", "Importé par dental-bridge ({})";
    REFUND_IMPORTED: "Importado dental-bridge (PagoCli={})", "Imported by dental-bridge ({})", "Importado pelo dental-bridge ({})", "Importé par dental-bridge ({})";
    FAMILY_SHARE: "{} · reparto familiar {}/{} (cliente {})", "{} · family share {}/{} (payer {})", "{} · repartição familiar {}/{} (cliente {})", "{} · répartition familiale {}/{} (client {})";
    LINE_IMPORTED: "Concepto importado ({})", "Imported item ({})", "Artigo importado ({})", "Élément importé ({})";
    LINE_UNITS: "{} ({} uds.)", "{} ({} units)", "{} ({} un.)", "{} ({} unités)";
    NUMBER_REPEATED: "Número en origen, repetido: {}", "Number in the source, given twice: {}", "Número na origem, repetido: {}", "Numéro dans la source, en double : {}";
    SERIES_OF_SOURCE: "Serie del programa de origen: no emitir con ella", "Series of the source: do not issue with it", "Série do programa de origem: não emitir com ela", "Série du logiciel d’origine : ne pas l’utiliser pour émettre";
    CHARGED_ALREADY: "Ya cargado: {}", "Charged already: {}", "Já debitado: {}", "Déjà facturé : {}";
    CANCELLED: "Anulado: {}", "Cancelled: {}", "Anulado: {}", "Annulé : {}";
    UNCOLLECTIBLE: "Incobrable: {}", "Uncollectible: {}", "Incobrável: {}", "Irrécouvrable : {}";
    UNCOLLECTIBLE_BECAUSE: "Incobrable ({}): {}", "Uncollectible ({}): {}", "Incobrável ({}): {}", "Irrécouvrable ({}) : {}";
    DEBT: "Adeudo migrado", "Migrated debt", "Dívida migrada", "Créance migrée";
    DEBT_OF_TREATMENT: "{} · NumTto {}", "{} · treatment no. {}", "{} · tratamento n.º {}", "{} · acte n° {}";
    DEBT_OF_PHASE: "{} · fase {}", "{} · phase {}", "{} · fase {}", "{} · phase {}";
    BAND: "Banda ortodóncica", "Orthodontic band", "Banda ortodôntica", "Bague orthodontique";
    BRACKET: "Bracket", "Bracket", "Bráquete", "Bracket";
    ROOT_CANAL: "Endodoncia", "Root canal treatment", "Endodontia", "Traitement endodontique";
    ROOT_CANAL_PARTIAL: "Endodoncia parcial", "Partial root canal treatment", "Endodontia parcial", "Traitement endodontique partiel";
    FILLING_COMPOSITE: "Obturación composite", "Composite filling", "Restauração em compósito", "Obturation en composite";
    FILLING_AMALGAM: "Obturación amalgama", "Amalgam filling", "Restauração em amálgama", "Obturation à l’amalgame";
    FILLING_TEMPORARY: "Obturación temporal", "Temporary filling", "Restauração provisória", "Obturation provisoire";
    APICOECTOMY: "Apicectomía", "Apicoectomy", "Apicectomia", "Apicectomie";
    IMPLANT: "Implante", "Implant", "Implante", "Implant";
    POST: "Perno", "Post", "Espigão", "Tenon";
    CROWN: "Corona", "Crown", "Coroa", "Couronne";
    BRIDGE: "Puente", "Bridge", "Ponte", "Bridge";
    SEALANT: "Sellado", "Sealant", "Selante", "Scellement de sillons";
    VENEER: "Carilla", "Veneer", "Faceta", "Facette";
    EXTRACTION: "Extracción", "Extraction", "Extração", "Extraction";
    INLAY: "Incrustación", "Inlay", "Inlay", "Inlay";
    OVERLAY: "Recubrimiento", "Overlay", "Overlay", "Overlay";
    CROWN_ON_IMPLANT: "Corona sobre implante", "Crown on implant", "Coroa sobre implante", "Couronne sur implant";
    PROVISIONAL_CROWN_ON_IMPLANT: "Corona provisional sobre implante", "Provisional crown on implant", "Coroa provisória sobre implante", "Couronne provisoire sur implant";
    SPLINT: "Férula", "Splint", "Goteira", "Gouttière";
    RETAINER: "Retenedor", "Retainer", "Contenção", "Contention";
    ATTACHMENT: "Attachment", "Attachment", "Attachment", "Taquet";
    OTHER_TREATMENT: "Tratamiento migrado", "Migrated treatment", "Tratamento migrado", "Acte migré";
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 4] = [Language::Spanish, Language::English, Language::Portuguese, Language::French];

    #[test]
    fn every_phrase_is_there_in_every_language_and_takes_the_same() {
        for (name, phrase) in ALL {
            let places = |language| phrase.text(language).matches("{}").count();
            for language in LANGUAGES {
                assert!(!phrase.text(language).trim().is_empty(), "{name} {language:?}");
                assert_eq!(places(language), places(Language::Spanish), "{name} {language:?}");
            }
            let others = LANGUAGES.iter().filter(|it| phrase.text(**it) == phrase.text(Language::Spanish)).count();
            assert!(others < LANGUAGES.len(), "{name} is not translated");
        }
    }

    #[test]
    fn what_goes_in_goes_where_it_belongs() {
        assert_eq!(MESSAGE_TITLED.with(Language::French, &[&"SMS", &"{}"]), "Message de la source (SMS) : {}");
        assert_eq!(PHASE.with(Language::Spanish, &[&2]), "Fase 2");
        assert_eq!(YES.with(Language::Portuguese, &[]), "sim");
    }

    /// DentalPin gives a line of history 200 characters; what goes into it is cut for the longest.
    #[test]
    fn lines_of_documents_are_no_longer_in_one_language_than_in_another() {
        let length = |language: Language| language.line_of_document("").chars().count();
        assert!(LANGUAGES.into_iter().all(|language| length(language) <= length(Language::Spanish)));
        assert_eq!(Language::French.line_of_document("Rx"), "Document : Rx");
        let about = Language::English.about_document(Uuid::nil());
        assert_eq!(about, "Imported by dental-bridge (job 00000000-0000-0000-0000-000000000000)");
    }

    #[test]
    fn a_clinic_speaks_what_it_chose_or_its_country_s_language() {
        for (chosen, country, expected) in [
            (None, None, Language::Spanish),
            (None, Some("ES"), Language::Spanish),
            (None, Some("PT"), Language::Portuguese),
            (None, Some("BR"), Language::Portuguese),
            (None, Some("FR"), Language::French),
            (None, Some("GB"), Language::English),
            (None, Some("ESPAÑA"), Language::Spanish),
            (Some("en"), Some("ES"), Language::English),
            (Some("pt-BR"), None, Language::Portuguese),
            (Some("ca"), Some("ES"), Language::Spanish),
            (Some("ñ"), Some("FR"), Language::French),
        ] {
            assert_eq!(Language::of(chosen, country), expected, "{chosen:?} {country:?}");
        }
    }
}

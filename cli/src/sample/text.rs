//! What a clinic's staff writes about its patients.

/// What staff writes in the alerts box: allergies, illnesses, habits, and plenty that is none of them.
pub(crate) const ALERTS: [&str; 30] = [
    "Alergia a Penicilina. Confirmar antes de prescribir.",
    "Alérgica a penicilina y látex",
    "ALERGIA: AINEs, Metamizol",
    "Sin alergias conocidas",
    "No alergias medicamentosas conocidas (NAMC)",
    "Alergia al látex - usar guantes de nitrilo",
    "Niega alergias. HTA en tratamiento con Enalapril 20 mg",
    "Alérgico a penicilina. Paga poco a poco, avisar en recepción",
    "Reacción a la anestesia con adrenalina en 2016, usar SIN VASO",
    "Nunca ha tenido problemas con la anestesia",
    "Toma Sintrom, pedir INR antes de extracciones",
    "MEDICACIÓN HABITUAL: Adiro 100, Atorvastatina 40 mg",
    "Ya no toma Sintrom desde 2019 (informe de cardiología)",
    "Diabetes tipo 2, controlada con metformina",
    "No es diabético; glucemia alta puntual en analítica",
    "Hipertensión arterial. Tomar la tensión antes de empezar",
    "Portador de marcapasos: no usar ultrasonidos",
    "Prótesis de válvula aórtica: profilaxis antibiótica",
    "Ha tenido cáncer de mama, tratada con bifosfonatos hasta 2021",
    "VHC negativo, VIH negativo (analítica 2022)",
    "Fumador 10 cig/día",
    "Ex fumadora, lo dejó hace 8 años",
    "No fuma, no bebe",
    "Bruxismo nocturno, lleva férula",
    "Embarazada de 20 semanas (marzo 2019)",
    "Revisar en 2 semanas",
    "Asma. Lleva Ventolín en el bolso",
    "Mucho miedo al dentista, explicar cada paso",
    "DTO 10% familia numerosa",
    "Epilepsia; último episodio en 2014",
];

/// Longer notes of a patient's card, over several lines as receptions write them.
pub(crate) const PATIENT_NOTES: [&str; 10] = [
    "Prefiere citas por la tarde.\nLlamar siempre al móvil.",
    "Alérgico al níquel.\nTrabaja a turnos, avisar con tiempo",
    "Viene referida por la Dra. Ibáñez.",
    "Habla poco español, acude con su hija como intérprete.\nNo alergias.",
    "Enviar factura a la empresa cada trimestre",
    "Toma Eliquis 5 mg.\nNo suspender sin hablar con su cardiólogo.",
    "Paciente muy puntual. Pide presupuesto por escrito.",
    "Silla de ruedas: usar el gabinete 1.\r\nRampa por la puerta de atrás",
    "Sin enfermedades conocidas. Fuma ocasionalmente.",
    "Cobrar siempre antes de empezar.",
];

pub(crate) const DRUGS: [(&str, &str, &str); 10] = [
    ("Omeprazol", "20 mg", "1 al día en ayunas"),
    ("Enalapril", "20 mg", "1 cada 24 h"),
    ("Metformina", "850 mg", "con desayuno y cena"),
    ("Sintrom", "4 mg", "según control de INR"),
    ("Atorvastatina", "40 mg", "por la noche"),
    ("Levotiroxina", "75 mcg", "1 en ayunas"),
    ("Adiro", "100 mg", "1 al día"),
    ("Salbutamol", "100 mcg/inh", "si precisa"),
    ("Ácido alendrónico", "70 mg", "1 a la semana"),
    ("Sertralina", "50 mg", "1 por la mañana"),
];

pub(crate) const PRESCRIBED: [(&str, &str, &str); 5] = [
    ("Amoxicilina 750 mg comprimidos", "1 comp. cada 8 h, 7 días", "oral"),
    ("Ibuprofeno 600 mg comprimidos", "1 comp. cada 8 h si hay dolor", "oral"),
    ("Clindamicina 300 mg cápsulas", "1 cáps. cada 6 h, 7 días", "oral"),
    ("Clorhexidina 0,12 % colutorio", "enjuagues cada 12 h, 10 días", "tópica"),
    ("Paracetamol 1 g comprimidos", "1 comp. cada 8 h si hay dolor", "oral"),
];

pub(crate) const VISIT_NOTES: [&str; 10] = [
    "Confirma por WhatsApp",
    "Llega 10 minutos tarde, avisado",
    "Urgencia: dolor a la masticación en el segundo cuadrante",
    "Traer radiografía de otro centro",
    "Primera visita. Viene por recomendación",
    "Anulada por el paciente, vuelve a llamar",
    "Revisión de brackets + cambio de arco",
    "Pendiente de laboratorio: llamar antes de citar",
    "Acude con su madre",
    "Retirar puntos",
];

pub(crate) const TREATMENT_NOTES: [&str; 12] = [
    "Aislamiento absoluto con dique. Composite A2.",
    "Anestesia infiltrativa, sin incidencias.",
    "Caries profunda, se coloca base de hidróxido de calcio. Vigilar sensibilidad.",
    "Tres conductos: MV 20 mm, ML 20,5 mm, D 21 mm. Obturación con gutapercha.",
    "Sutura 3/0 seda, retirar en 7 días. Se dan instrucciones.",
    "Toma de medidas con escáner. Color A3.",
    "Sondajes de 4-5 mm en sectores posteriores. Se insiste en higiene interproximal.",
    "Torque 35 Ncm. Tornillo de cierre.",
    "Cementado definitivo. Oclusión comprobada.",
    "Paciente nervioso; se completa la sesión sin problemas.",
    "Se explica la técnica de cepillado y el uso de seda.",
    "Pendiente de segunda sesión",
];

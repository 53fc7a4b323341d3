//! What people in the sample are called, and where they live.

/// Given names and surnames that go together.
pub(crate) struct Region {
    pub(crate) female: [&'static str; 16],
    pub(crate) male: [&'static str; 16],
    pub(crate) surnames: [&'static str; 20],
}

/// Castile and Andalusia twice, as there are more of them in any clinic's list.
pub(crate) const REGIONS: [&Region; 7] = [&CASTILE, &CASTILE, &ANDALUSIA, &CATALONIA, &BASQUE, &GALICIA, &ABROAD];

#[rustfmt::skip]
const CASTILE: Region = Region {
    female: [
        "María", "Carmen", "Lucía", "Ana María", "Sofía", "Inés", "Belén", "Begoña", "Raquel", "Nuria", "Verónica",
        "Mª Jesús", "Ángela", "Concepción", "Elena", "Yolanda",
    ],
    male: [
        "José", "Antonio", "Álvaro", "Jesús", "Ángel", "Íñigo", "Víctor", "Óscar", "Rubén", "Héctor", "Andrés",
        "Julián", "José María", "Tomás", "Adrián", "Nicolás",
    ],
    surnames: [
        "García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Martín",
        "Jiménez", "Ruiz", "Hernández", "Díaz", "Muñoz", "Álvarez", "Gutiérrez", "Núñez", "de la Fuente", "Ibáñez",
    ],
};

#[rustfmt::skip]
const ANDALUSIA: Region = Region {
    female: [
        "Rocío", "Macarena", "María del Mar", "Encarnación", "Dolores", "Triana", "Manuela", "Esperanza", "Lourdes",
        "África", "Reyes", "Candela", "María José", "Aurora", "Estefanía", "Paz",
    ],
    male: [
        "Francisco", "Manuel", "Juan Antonio", "Rafael", "Joaquín", "Curro", "Miguel Ángel", "Sebastián", "Salvador",
        "Ramón", "Juan de Dios", "Fermín", "Germán", "Gonzalo", "Agustín", "Emilio",
    ],
    surnames: [
        "Romero", "Moreno", "Ortega", "Delgado", "Vázquez", "Domínguez", "Cortés", "Heredia", "Peña", "Carmona",
        "Benítez", "Márquez", "Gálvez", "Luque", "Cádiz", "Vargas", "Peláez", "Cárdenas", "Bermúdez", "Ríos",
    ],
};

#[rustfmt::skip]
const CATALONIA: Region = Region {
    female: [
        "Montserrat", "Núria", "Laia", "Mercè", "Àngels", "Roser", "Gemma", "Neus", "Berta", "Aina", "Mireia",
        "Júlia", "Clàudia", "Fina", "Eulàlia", "Marta",
    ],
    male: [
        "Jordi", "Joan", "Marc", "Oriol", "Pau", "Adrià", "Lluís", "Àlex", "Josep Maria", "Ramon", "Arnau", "Ferran",
        "Martí", "Xavier", "Roger", "Biel",
    ],
    surnames: [
        "Puig", "Ferrer", "Solé", "Vilà", "Serra", "Roca", "Martí", "Pujol", "Bosch", "Casanovas", "Gómez i Prat",
        "Coll", "Font", "Esteve", "Ribas", "Güell", "Vallès", "Mas", "Torrents", "Camí",
    ],
};

#[rustfmt::skip]
const BASQUE: Region = Region {
    female: [
        "Ane", "Maite", "Nerea", "Ainhoa", "Itziar", "Leire", "Arantxa", "Miren", "Garazi", "Amaia", "Uxue", "Irati",
        "Edurne", "Olatz", "Izaro", "Begoña",
    ],
    male: [
        "Mikel", "Iker", "Jon", "Unai", "Gorka", "Aitor", "Ander", "Eneko", "Xabier", "Asier", "Beñat", "Julen",
        "Koldo", "Iñaki", "Patxi", "Oier",
    ],
    surnames: [
        "Etxeberria", "Agirre", "Goikoetxea", "Zabala", "Urrutia", "Mendizábal", "Arrieta", "Ibarra", "Larrañaga",
        "Elorza", "Aranburu", "Ugarte", "Otxoa", "Uriarte", "Lasa", "Iriarte", "Zubizarreta", "Olano", "Garmendia",
        "Muñagorri",
    ],
};

#[rustfmt::skip]
const GALICIA: Region = Region {
    female: [
        "Uxía", "Sabela", "Iria", "Noa", "Antía", "Carme", "Xiana", "Catuxa", "Lúa", "Rosalía", "Maruxa", "Aldara",
        "Icía", "Amparo", "Olalla", "Pilar",
    ],
    male: [
        "Brais", "Xoán", "Anxo", "Iago", "Martiño", "Breixo", "Manoel", "Roi", "Uxío", "Xosé", "Lois", "Paulo",
        "Antón", "Suso", "Fiz", "Ramón",
    ],
    surnames: [
        "Castro", "Vázquez", "Otero", "Pazos", "Seoane", "Lamas", "Rey", "Varela", "Fraga", "Souto", "Méndez",
        "Neira", "Piñeiro", "Figueroa", "Outeiriño", "Blanco", "Rial", "Loureiro", "Castiñeira", "Arén",
    ],
};

#[rustfmt::skip]
const ABROAD: Region = Region {
    female: [
        "Fátima", "Ioana", "Zöe", "Khadija", "Oksana", "Mariana", "Ingrid", "Thaís", "Mei Ling", "Brigitte", "Aïcha",
        "Daniela", "Yesenia", "Olha", "Siobhán", "Gülşen",
    ],
    male: [
        "Mohamed", "Ionuț", "Youssef", "Andriy", "Luiz", "Jean-François", "Wei", "Søren", "Jhon Jairo", "Krzysztof",
        "João", "Bogdan", "Ömer", "Dmytro", "Patrick", "Óscar Iván",
    ],
    surnames: [
        "El Amrani", "Popescu", "Ben Saïd", "Kovalenko", "da Silva", "Müller", "Zhang", "O'Connor", "Quispe Mamani",
        "Nowak", "Gonçalves", "Ionescu", "Yılmaz", "Dvořák", "D'Angelo", "Restrepo", "Vélez", "Ström", "Țurcanu",
        "Le Goff",
    ],
};

#[rustfmt::skip]
pub(crate) const STREETS: [&str; 14] = [
    "Calle Mayor", "Avda. de la Constitución", "C/ Sant Pere més Alt", "Plaza de España", "Rúa do Vilar",
    "Gran Vía de Colón", "C/ Nuestra Señora del Pilar", "Paseo de la Castellana", "Camí Vell",
    "Calle Ibáñez de Bilbao", "Travesía del Ángel", "Urb. Los Álamos", "C/ Médico Ruiz de la Peña",
    "Ronda de Sant Antoni",
];

pub(crate) const PLACES: [(&str, &str, &str); 8] = [
    ("28013", "Madrid", "Madrid"),
    ("41004", "Sevilla", "Sevilla"),
    ("08003", "Barcelona", "Barcelona"),
    ("48011", "Bilbao", "Bizkaia"),
    ("15705", "Santiago de Compostela", "A Coruña"),
    ("30001", "Murcia", "Murcia"),
    ("24003", "León", "León"),
    ("28801", "Alcalá de Henares", "Madrid"),
];

pub(crate) const COMPANIES: [&str; 6] = [
    "Talleres Ñandú S.L.",
    "Transportes Peña e Hijos, S.A.",
    "Mutua Gestión Laboral",
    "Panadería Güell S.C.P.",
    "Ayuntamiento - Servicios Sociales",
    "Construcciones Álvarez & Díaz, S.L.U.",
];

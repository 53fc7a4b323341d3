//! The words receptions use, in Spanish, Portuguese and French, folded: no accents, no case. Of stems a word counts that
//! begins so.

use super::lexicon::lexicon;

lexicon! {
    /// Stems that name an allergy, as they are spelled and misspelled.
    ALLERGY stems "alergi alerg alerj alerx alegic algeri alregi alrg allerg halerg lergi anafila anaphyla hipersens \
        hypersens intoler polialerg pluralerg multialerg";

    /// Stems that begin like one but name something else: the specialist.
    ALLERGIST stems "alergolog allergolog";

    /// Stems of "reaction", and what must follow one to name an allergy.
    REACTION stems "reaccion reacc reacao reacoes reaction reaccio";

    REACTION_TO words "anterior previa previo adversa alergica anafilactica grave mala fuerte severa cutanea a al con por ao aos \
        com allergique au aux anteriores previas";

    /// Stems of what an allergy looks like, and what leads from it to its cause.
    SYMPTOM stems "urticaria angioedema edema rash eritema exantema erupcion ronchas urticaire oedeme dermatit eccema eczema";

    SYMPTOM_BY words "con por a al tras com apres apos de despues";

    /// "No reactions known", in letters.
    NONE_KNOWN words "namc nam nramc samc nkda nka nrac";

    /// "Reactions to medicines", in letters: an allergy when something known follows.
    REACTION_LETTERS words "amc ram ramc rams alg";

    /// What denies, before a word or after it.
    DENYING words "no sin niega niegan ningun ninguna ninguno ningunas nunca negativo negativa negativas negativos neg \
        descartada descartado descartadas nada nao sem nega nenhuma nenhum pas aucun aucune sans non jamais neant \
        nie ne n s sense ninguma ni nem";

    /// What one answers a question of a form with.
    ANSWERS words "no si nao sim non oui";

    /// What may stand between a denial and what it denies.
    PASSING words "es ser tiene tener presenta refiere refieren padece consta constan hay se le conocen conoce conocida \
        conocidas conocido conocidos antecedentes antecedente historia de otras otra a al medicamentosa \
        medicamentosas medicamento medicamentos farmaco farmacos hasta la el las los fecha momento ha han tenido \
        prueba pruebas test tests reaccion reacciones tipo alimentaria alimentarias ambientales que sepa sepamos \
        declara manifiesta dice aparentes aparente previas relevantes interes actualmente por ahora actual ya \
        tampoco existe existen en ninguna alimentos alimento tem ter apresenta refere conhecida conhecidas \
        medicamentosos data d l est a-t-il connue connues connu medicamenteuse medicamenteuses ce jour signalee \
        signale du des une fait do da coneix coneixen te coneguda conegudes sont il elle e uma um sea sao foi esta \
        estan estoy";

    /// What leads into a statement without changing it.
    LEADING_IN words "es muy tambien tb posible probable sospecha paciente pte pac ojo atencion importante cuidado rinitis asma \
        conjuntivitis dermatitis rinoconjuntivitis shock choque choc edema pendiente familiares dejo ex \
        actualmente habitualmente en cronico ya antes madre mala vez cree su suyo antecedents fue era rinite \
        asthme rhinite multiples multiple varias algunas alguna fuerte grave severa possivel possible suspeita \
        dejado deixou parou abandono arrete";

    /// People who are not the patient.
    RELATIVES words "madre padre padres mama papa hermano hermana hermanos hermanas hijo hija hijos hijas abuelo abuela abuelos \
        tio tia primo prima marido esposo esposa familiar familiares familia nieto nieta mae pai irmao irma filho \
        filha avo mere pere frere soeur fils fille mari";

    /// What one says through another: "la madre dice que es alérgico".
    REPORTING words "dice refiere comenta avisa informa cuenta advierte que indica diz refere dit signale";

    /// What makes an allergy uncertain.
    DOUBTFUL words "posible posibles probable sospecha sospechosa dudosa dudoso duda cree quizas quiza infancia pequeno \
        pequena nino nina pendiente superada superado confirmada confirmado sabe parece possivel suspeita possible \
        suspicion enfance antigua antiguo descartar talvez estudio si determinar filiar pte";

    /// What takes a denial back after "pero".
    TAKING_BACK words "si a al la el los las solo sim oui";

    /// What leads from "allergic" to what to.
    LEADING words "a al la el los las por contra de del con un una anterior previa anteriores previas adversa adversas \
        medicamentosa medicamentosas alimentaria alimentarias ambiental conocida conocidas grave severa fuerte \
        leve muy multiple multiples alergica alergico alergicas mala cutanea tras anafilactica anafilactico o u \
        tipo posible cruzada tambien ademas algo tomar dar medicamento medicamentos farmaco farmacos solo si \
        varias algunos algunas son ao aos as os da do na no com apos au aux l d le les des du une apres aussi \
        alimentaire medicamenteuse allergique para pas todos todas todo toda positiva positivas positivo positivos";

    /// Stems of what warns of a drug or a thing, short of naming an allergy.
    CAUTION stems "ojo cuidado atencion precauc sensib rash diarrea produc provoc vomit mare reacc baja sube positiv nausea \
        ronch hinch picor prurit evit malest taquicard peligro urticaria eritema inflam ampoll";

    /// What leads from "alergia" to what to.
    LEADING_TO words "a al la las los por de del ao aos au aux contra";

    /// Where the name of what someone is allergic to ends.
    TAIL words "desde hace cuando que segun confirmar confirmada confirmado usar usa debido diagnosticada diagnosticado \
        despues comprobada comprobado demostrada testada se le porque depuis da produce provoca avisar ojo no \
        preguntar nunca dar en pero aunque pendiente por tomar recetar poner";

    /// First words of advice and of details, which name nothing anybody is allergic to.
    ADVICE words "confirmar avisar preguntar llamar usar utilizar traer trae ver consultar pedir revisar comprobar vigilar \
        mirar cuidado ojo pendiente le se me lo que cuando con desde hace por en fue tuvo tras segun porque paga \
        pagar cobrar dar recetar hacer poner sin verificar confirmer demander apresento informe resto urgencias \
        ingreso hospital prefiere tomar lleva tiene muy grave leve severa hay mejor siempre verifier evitar pone \
        hospitalizado hospitalizada acudio estuvo nos utiliser";

    /// Stems of what people who come to a dentist are allergic to.
    ALLERGENS stems "penicil amoxic amoxi augmentin clavulan clamoxyl ampicil cloxacil betalact cefalospor cefurox cefadrox \
        cefix ceftri eritromic azitromic zitromax claritromic espiramic rodogyl metronidaz flagyl clindamic \
        dalacin tetracicl doxicicl minociclin ciproflox levoflox moxiflox quinolon vancomic gentamic estreptomic \
        sulfamid sulfa sulfito bactrim septrin antibiotic aine nsaid ains antiinflamator antiinflammat ibuprofen \
        neobrufen dalsy naproxen diclofen voltaren dexketoprofen enantyum ketoprofen ketorolac piroxicam meloxicam \
        indometac celecoxib etoricoxib aspirin aas acetilsalic acetylsalic nolotil metamiz dipiron pirazol \
        pirazolon codein tramadol morfin paracetamol gelocatil opiace opioid latex caucho yodo iodo iode betadin \
        povidona contraste niquel nickel perfum colofon esparadrapo formol formaldehid polen pollen graminea \
        gramin olivo arizonic cipres acaro polvo poussiere moho gato perro epitelio alternaria avispa abeja \
        himenopter picadura pollens acariens caes gatos marisco pescado anisak gamba crustac molusc huevo ovo oeuf \
        leche leite lait lactos caseina gluten soja cacahuet amendoim arachid nuez nueces noix nogal almendr \
        avellan pistach frutossecos frutos melocoton pessego kiwi melon fresa manzana sandia legumbr lentej \
        mostaza colorant benzoato tiomersal tiosalicil buscapina primperan alcoholbencil propoleo";

    /// Stems of what dentists work with that some are allergic to.
    MATERIALS stems "metal resina acrilic metacrilat eugenol clorhexid chlorhexid amalgama cromo cobalto mercurio fluor pasta dentifric";

    /// Stems of what numbs, with what is in it.
    ANAESTHETICS stems "anestes anesth lidocain articain mepivacain scandin ultracain bupivacain prilocain procain novocain \
        benzocain xilocain xylocain adrenal epinefr vasoconstric octocain caina caine";

    /// Words that allergens are described with, beside their names.
    ALLERGEN_WITH words "secos local locales acido medio contrastes yodado yodados derivados familia grupo del de al a la el los las \
        y o con topico alto animales polvo dentales dental sulfato coque fruits joyas bisuteria toda todos todas \
        tipo oral si iodado iode produit";

    /// What follows "no" where something is forbidden.
    FORBIDDING words "dar darle tomar toma puede puedo poner ponerle recetar recetarle administrar administrarle usar utilizar \
        prescribir mandar pautar debe le se ni pode deve peut prendre donner de con los las el la tolera toleran \
        tolero antes tomarle admite suporta supporte por favor em doy demos d l les utiliser tratar";

    /// Words that forbid by themselves.
    FORBIDDEN words "no evitar evite prohibido prohibida prohibidos prohibidas contraindicado contraindicada contraindicados \
        contraindicadas contraindicacion nunca nao pas eviter jamas nada jamais interdit interdits proibido";

    /// Stems of what thins the blood: anticoagulants and antiplatelets.
    THINNERS stems "sintron sintrom acenocumar warfarin varfarin varfine aldocumar coumadin previscan fluindion heparin clexan \
        lovenox enoxapar hibor bemipar fraxipar innohep tinzapar xarelto rivaroxa eliquis apixab pradaxa dabigatr \
        lixiana edoxab anticoag adiro tromalyt bioplak clopidogr plavix iscover duoplavin prasugr efient ticagrel \
        brilique disgren triflus cilostaz ticlopid tiklid antiagreg antiplaquet kardegic cartia dipiridam \
        persantin antiagregant dicumar sintom hipocoag";

    /// Thinners named by letters alone.
    THINNER_LETTERS words "avk aco acod nacos naco aod hbpm";

    /// Thinners that say nothing of which it is.
    THINNERS_AS_SUCH stems "anticoag antiagreg antiplaquet hipocoag";

    /// What is aspirin: thins the blood in small doses, and many are allergic to it.
    ASPIRIN stems "aspirin aas acetilsalic acetylsalic adiro";

    /// What weakens the healing of bone for years after it was taken.
    LONG_ACTING stems "bifosfon bisfosfon bisphosph alendron fosamax risedron actonel ibandron bonviva zoledr aclasta zometa \
        pamidron denosumab prolia xgeva romosozumab";

    /// Stems of other drugs one meets.
    DRUGS stems "metformin enalapril captopril ramipril lisinopril perindopril losartan valsartan candesartan irbesartan \
        telmisartan olmesartan amlodipin nifedipin verapamil diltiazem bisoprolol atenolol carvedilol propranolol \
        nebivolol furosemid seguril hidroclorot torasemid espironolact atorvastat simvastat rosuvastat pravastat \
        pantopraz esomepraz lansopraz rabepraz ranitid omepraz levotirox eutirox euthyrox levothyrox tirodril \
        sertralin paroxetin fluoxetin escitalopram citalopram venlafax duloxetin mirtazap trazodon lorazepam orfidal \
        alprazolam trankimaz diazepam valium lexatin bromazepam clonazepam rivotril zolpidem insulin glimepir \
        gliclaz sitaglip januvia jardiance ozempic ventolin salbutamol symbicort seretid spiriva montelukast \
        singulair prednison dacortin cortison metotrex methotrex humira adalimum ciclospor tacrolim azatiop \
        hidroxiclor tegretol carbamaz levetirac keppra depakin valpro lamotrig gabapent pregabal lyrica fenitoin \
        quetiap olanzap risperid haloperid litio tamoxif letroz anastroz alopurin allopurin digoxin amiodar flecain \
        tamsulos anticonceptiv antidepresiv ansiolitic antihistamin estatina betabloq diuretic hierro calcio vitamin \
        ebastin cetirizin loratad polaramin doxazos sumatript levodopa sinemet donepez quimioter inmunosup immunosup \
        corticoid omeprazol concerta metilfenid ticlid nitroglic cafinitrin condrosulf naltrex metadona";

    /// Ends of the names of drugs.
    DRUG_ENDS ends "prilo sartan statina statine prazol prazole dipino dipine cilina cilline micina mycine floxacino profeno \
        profene azepam zolam xaban gliptina gliflozina triptan ololol mab";

    /// What begins a list of drugs.
    TAKING words "toma tomando tomo medicacion medicaciones medicamento medicamentos medicado medicada farmacos prend prends \
        medicacao medicamentacao medicaments traitements traitement tratamiento tratamento tratamientos tto ttos \
        trat tratado tratada med meds sous tomaba tomado faz tomava mdto medica";

    /// Those of them that name drugs only with "con", a colon or a known drug.
    TAKING_IF words "tratamiento tratamento tratamientos tto ttos trat tratado tratada traitement traitements med meds sous \
        medicamento medicamentos farmacos faz medicaments medica mdto";

    /// What follows "toma" where nobody takes a drug.
    TAKING_OF words "de tension la da des rendez rdv impresiones medidas el constantes cita cafe mucho mucha bien note le peur \
        parte";

    /// Words of a list of drugs that name none.
    GENERIC words "medicacion habitual actual actualmente pastillas pastilla medicamentos medicamento tratamiento cosas varias \
        varios muchas muchos mucha nada ninguna ninguno algo cronica cronico diaria diario si no con de del la el \
        los las su un una en a para otra otras otros toma tomando tto trat medicado medicada por ver informe hoja \
        listado adjunto archivo ficha habitualmente habituelle medicacao habituel traitement cours aucun aucune \
        nenhuma sem sans niega farmacos desde hace medico domiciliaria cardiologo anos se que comprimidos";

    /// What leads to the name of a drug.
    DRUG_LEADING words "toma tomando tomo medicacion medicaciones habitual habituales actual actualmente tratamiento tratamento \
        tto ttos trat tratado tratada medicado medicada medicamento medicamentos farmacos con de del el la los las \
        un una en esta cronico cronica tambien tb ademas med meds por prend prends du des traitement traitements \
        sous medicacao com da do faz le l est cours habituel ocasionalmente aveces muchas su domiciliaria paciente \
        pte se o no suspender ha tomado es si habituelle elle il que mdto solo recientemente ahora desde hace \
        diario medica toda vida controlada controlado compensada compensado";

    /// What says that a drug is no longer taken.
    NO_LONGER words "dejo dejado tomaba retirado retirada retiraron suspendido suspendida suspendio abandono tomava parou arrete \
        arretee hasta anteriormente finalizado terminado antiguamente jusqu deixou";

    /// What ends the name of a drug and how it is taken.
    DRUG_TAIL words "desde hace segun no depuis pautado recetado indicado suspendido suspendida suspender retirar retirado";

    /// What begins how often a drug is taken.
    HOW_OFTEN words "cada c al diario diaria diarios diariamente semanal mensual noche noches ayunas desayuno comida cena si \
        ocasional ocasionalmente dia antes despues 1comp cuando por en medio media manana mananas par ao matin soir \
        semestral anual quincenal";

    /// What doses are counted in.
    PIECES words "comp comps comprimido comprimidos cp caps capsula capsulas pastilla pastillas vez veces sobre sobres gotas \
        inh inhalaciones puff pildora cps cpr x past unidades dia dosis";

    /// Words beside a slash that make it "each".
    MEASURES words "dia dias d h sem semana semanas mes mg ml cig cigs cigarros cigarrillos paq paquete paquetes comp inh o jour \
        j hora horas cajetilla";

    /// Stems of illnesses.
    ILLNESSES stems "hipertens hypertens hipotens diabet colesterol cholesterol hipercolest hyperchol hiperlip dislip \
        trigliceri hepatit hepatop cirros cirrhos cancer cancro carcinom tumor neoplas linfom lymphom mielom \
        leucem leucim melanom asma asthm bronquit bronquic bronchit enfisema apnea epilep convuls cardiopat \
        cardiac cardiaq coronar infart angina angor arritm arythm taquicard fibrilac marcapas pacemaker \
        desfibrilad valvul valv endocardit soplo stent bypass ictus trombos thrombos embolia parkinson alzhei \
        demenci esclerosis hipotiroid hipertiroid hypothyr hyperthyr hipotireoid hipertireoid tiroid tireoid \
        thyroid bocio depresi depressao depression ansied ansios bipolar esquizof schizo anorexi bulimi autis tdah \
        reumat artrit arthrit artros fibromi lupus sjogren insuficienc insuffisanc renal dialisis dialys nefropat \
        trasplant transplant sinusit psoria psoriasis soriasis glaucom osteopor osteopen anemia anemic anemie \
        hemofil hemophil willebrand trombopen plaquetopen leucopen inmunodef inmunodep immunodep trastorno \
        transtorno sindrome syndrome celiac celiaq coeliaq crohn colitis reflujo refluxo reflux ulcera ulcer \
        hernia gastrit migran enxaquec tuberculos sifilis herpes hepatic obesidad osteonecro radioterap prediabet \
        hiv rinit rhinit dermatit eccema eczema alzheimer paraplej hemiplej paralisis sordera sordo sorda ceguera \
        ciego discapacid anticuerpos trombofil porfiri miasten meningit cushing addison acromegal feocromo vertigo \
        meniere atopi diab hipert corazon coracao coeur cadera rodilla";

    /// Illnesses known by their letters.
    ILLNESS_LETTERS words "hta dm dm1 dm2 dmid dmnid vih sida vhc vhb hiv epoc acv avc ait iam fa acxfa irc tvp tep vih1 dbt ngh dpoc \
        bpco iau saos saho itu azucar acfa toc tca lla lma gota icc dl dlp sahs hbp";

    /// Illnesses of which the word after says which.
    ILLNESS_HEADS stems "sindrom syndrom trastorn transtorn insufic cancer cancro tumor infart angina enfermed hepat ulcer valv \
        trasplant transplant fibrilac trombos hernia carcin soplo artrit esclero";

    /// What leads to the name of an illness.
    ILLNESS_LEADING words "paciente pte pac con tiene padece padecio de del sufre sufrio presenta antecedentes antecedente historial \
        historia dx diagnosticado diagnosticada diagnostico portador portadora es ha tenido tuvo operado operada un \
        una la el los las se le refiere en muy ap am personales medicos intervenido intervenida hace esta llevar \
        lleva portadeur porteur d l tem com patient patiente est a por enfermedades enfermedad atencion ojo utente \
        doente sofre il elle avec infeccion fue tambien si problemas problema cronico medicado medicada ayer";

    /// What leads on from the name of an illness.
    ILLNESS_TRAILING words "con y en de del la el los las por se es un una com avec para tratada tratado le";

    /// Where the name of an illness ends.
    ILLNESS_TAIL stems "desde hace controlad controle que tomar tomad segun diagnost bien no desd compensad pedir si sim oui depuis \
        traite positiv llev cuidad medicad se";

    /// Illnesses a dentist must know of before the first touch.
    CRITICAL stems "marcapas pacemaker desfibrilad endocardit valv hemofil hemophil willebrand trasplant transplant osteonecro";

    /// What says that an illness is under control.
    CONTROLLED stems "controlad compensad equilibr estabiliz";

    /// Stems of smoking and of what is smoked.
    SMOKING stems "fumador fumad fuma fumeu fume cigarr tabaco tabaqu tabagi tabac vapea exfum fumar nicotin";

    SMOKING_WORDS words "cig cigs paq cajetilla";

    /// What says that someone smokes no more.
    QUIT words "ex exfumador exfumadora dejo dejado deixou fumaba fumava antes arrete ancien ancienne exfumadores abandono \
        antiguo pasivo pasiva antigua dejar exfumeur hasta passivo";

    /// Stems of drinking.
    DRINKING stems "bebedor enol alcoholi alcoolism alcohol alcool";

    /// Stems of grinding one's teeth.
    BRUXISM stems "bruxism bruxoman bruxist rechina bruxa bruxeur";

    /// Stems of pregnancy and of nursing.
    PREGNANCY stems "embaraz gestant gestac gravid gravidez enceint grosses embarac prenad";

    NURSING stems "lactanc lactant amamant amament allait aleitam";

    /// Stems of what went wrong with an anaesthesia.
    ADVERSE stems "reaccion reacc marea lipotim sincop desmay taquicard palpitac problem complic shock advers mal tolera \
        crisis convuls parad desvanec perdida ahog desmai tonturas reacao malaise evanou probleme efecto temblor \
        hipotens alterac mareo mare";

    /// Stems of what is prescribed for now and not taken for good.
    PRESCRIBING stems "receta receto pauta pauto prescri ordonnance receit";

    /// What says that something went well.
    WELL words "bien buena buen bem boa bonne";

    /// Stems of months.
    MONTHS stems "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre \
        janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro janvier fevrier mars avril mai juin \
        juillet aout septembre octobre novembre decembre";

    /// What says that a thing no longer is, or is doubted: "ya no".
    STILL words "ya ja plus";

    /// What a test rules out with.
    RULED_OUT words "negativo negativa negativos negativas neg descartada descartado descartadas negatif negative";

    NOT words "no nao non pas";

    BADLY words "mal mala malo poco";

    /// What is not, or not yet.
    UNREAL words "posible posiblemente quiere busca buscando planea riesgo tuvo anterior anteriores previos previo previa \
        possible possivel dudas sospecha puede tras evitar antes puerperio";

    /// What stands around how much is smoked.
    SMOKING_LEADING words "de unos unas a fuma fumador fumadora si sim oui es muy paciente habito consumo tabaco tabaquismo \
        d environ cerca aprox aproximadamente el la y o un habitos toxicos tabaquico actual activo activa";

    /// Weeks.
    WEEKS words "semanas semana sem sems sg semaines semaine ss";

    /// Stems of what the front desk needs to know.
    DESK stems "cobrar cobra cobro paga pago abona factur presu dto descuento moros deuda debe llamar avisar recepc telef \
        whatsapp referid recomend segur mutua poliza vip financi domicili anula orcament devis buscar escanead \
        tarjeta transferenc efectivo desconto dever cheque cita horario";

    /// Words after which a dot ends nothing.
    ABBREVIATIONS words "dr dra sr sra comp comps cap caps aprox alerg med tto trat pac pte hab cig tlf tel num ej cp mg prof alg \
        enf antec ant hosp insuf diab hipert paq";

    /// Stems with which a clause begins, whatever stands before.
    STARTING stems "alerg alerj alerx allerg halerg intoler anafil hipersens embaraz fuma exfuma bruxism anticoag antiagreg \
        enceint gravid";

    STARTING_WORDS words "toma tomando tto medicado medicada medicacion tratamiento tratado tratada prend traitement sous";
}

/// Stems of the months in order, language after language.
pub(super) const MONTHS_IN_ORDER: [&str; 36] = [
    "enero",
    "febr",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "se",
    "octubre",
    "noviembre",
    "dicie",
    "janeiro",
    "feve",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "janvier",
    "fevr",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

# Paramètres → Migration de données : le chemin d’un fichier et l’import qu’il devient.

migration-title = Migration de données
migration-subtitle = Apportez toute l’histoire d’un cabinet d’un fichier .dpm dans { $clinic }.
migration-forbidden = Seul un administrateur de ce cabinet peut importer des données
migration-forbidden-help = Demandez à un administrateur de le faire ou de changer votre rôle.

step-open = Ouvrir
step-check = Déverrouiller et vérifier
step-look = Regarder
step-decide = Décider
step-confirm = Confirmer
step-import = Importer
step-report = Rapport
steps-label = Étapes de la migration
step-done = fait

ledger-nothing-title = A quitté cet ordinateur
ledger-nothing = Rien
ledger-sent-title = Envoyé au serveur de ce cabinet
ledger-sent = { $count ->
    [one] { $count } ligne décodée · { $size }
   *[other] { $count } lignes décodées · { $size }
  }
ledger-never = Phrase secrète et fichier : jamais

open-heading = Ouvrez le fichier extrait
open-lead = Jusqu’à votre confirmation, tout se passe dans ce navigateur. Rien n’est envoyé.
open-drop = Déposez le fichier ici, ou choisissez-le
open-drop-now = Lâchez pour l’ouvrir
open-which = Le fichier créé par dental-bridge : .dpm, .dpm.zst, .dpm.enc, .dpm.zst.enc ou .age. Il est reconnu à son contenu, pas à son nom.
open-choose = Choisir un fichier
open-looking = Lecture de { $name }…
open-only-first = Un seul fichier à la fois : { $name } a été pris.

file-encrypted = Chiffré : il faut sa phrase secrète
file-plain = Non chiffré
file-choose-another = Choisir un autre fichier

unlock-heading = Déverrouiller { $name }
unlock-lead = La phrase secrète sert dans ce navigateur, puis est effacée aussitôt. Elle n’est jamais envoyée ni conservée.
unlock-label = Phrase secrète utilisée lors de l’extraction
unlock-button = Déverrouiller
unlock-rejected = Celle-ci n’a pas ouvert le fichier.

check-heading = Vérification de { $name }
check-lead = Tout se passe dans ce navigateur. Rien n’a été envoyé.
check-note = Fermer cette page arrête la vérification. Le fichier ne change pas.
check-cancel = Annuler
check-glance = Premier coup d’œil, pas encore vérifié
check-announce = { $stage } : { $percent } %
check-announce-done = { $stage } : fait

stage-read = Lire le fichier
stage-unlock = Dériver la clé
stage-decrypt = Déchiffrer
stage-decompress = Décompresser
stage-verify = Vérifier l’intégrité
stage-waiting = en attente
stage-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
  }
time-left = reste { $time }
time-about-left = reste environ { $time }

refusal-nothing-sent = Rien n’a été envoyé et le fichier n’a pas changé.
refusal-detail = Détail technique
refusal-code = Code
refusal-reload = Recharger la page

preview-heading = Ce que ce fichier apporterait
preview-lead = Lu et vérifié dans ce navigateur. Rien n’a été envoyé.
preview-continue = Continuer
preview-verified = Intégrité vérifiée · { $digest }
preview-copy-digest = Copier l’empreinte complète
preview-copied = Copié
preview-source = { $system } · « { $clinic } »
preview-extracted = Extrait
preview-extracted-unknown = non indiqué
preview-by = avec { $tool }
preview-adapter = adaptateur { $version }
preview-format = Format
preview-old = Cette extraction a { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}. Ce qui a été saisi depuis dans l’ancien logiciel n’y est pas.
preview-newer-minor = Le format du fichier est un peu plus récent que cette version de Puente. Ce qu’elle ne connaît pas est gardé dans les archives.
preview-undeclared = Le fichier contient des tables qui ne figurent pas dans sa liste : { $tables }. Leurs lignes ne sont pas importées.
preview-files = Fichiers à suivre
preview-files-size = environ { $size }
preview-files-none = aucun
preview-rows = Lignes en tout

layer-dpme = chiffré (DPME)
layer-age = chiffré (age)
layer-zstd = compressé
layer-sqlite = base de données

counts-heading = Enregistrement par enregistrement
counts-type = Dans le fichier
counts-rows = Lignes
counts-fate = Ce qui va se passer
counts-share = Part du fichier
counts-empty = Le fichier ne déclare aucun enregistrement.
counts-open = Voir quelques lignes : { $type }
fate-brought-in = Importé
fate-brought-in-chairs = Fauteuils importés ; autres listes archivées
fate-folded = Devient une partie d’autres enregistrements
fate-payers = Notés chez les patients, conservés dans les archives
fate-waits = Attend son fichier
fate-archived = Gardé dans les archives
fate-archived-help = Cette version n’en fait pas encore des enregistrements du cabinet. Tout est gardé en entier, pour que rien ne se perde.
fate-unknown = Type inconnu, gardé dans les archives

samples-heading = { $type } : quelques lignes
samples-lead = Telles qu’elles sont dans le fichier. Rien n’a été envoyé.
samples-personal = Montrer les données personnelles
samples-personal-help = Noms, coordonnées, pièces d’identité, dates de naissance et textes libres sont masqués tant que vous ne les demandez pas.
samples-loading = Recherche des lignes…
samples-none = Il n’y a aucune ligne à montrer.
samples-row = Ligne { $id }
samples-close = Fermer
value-yes = Oui
value-no = Non

extractor-heading = Notes de l’extracteur
extractor-lead = Ce que l’extracteur a remarqué en lisant l’ancien logiciel.
extractor-none = L’extracteur n’a rien remarqué d’inhabituel.
extractor-more = Afficher les { $count } groupes
severity-info = Pour information
severity-warn = À regarder
severity-error = Erreur

files-heading = Radiographies et documents
files-lead = Ils ne sont pas dans ce fichier. Après l’import, ils arrivent un à un de l’ordinateur qui les détient et sont reconnus à leur empreinte.
files-count = { $count ->
    [one] { $count } fichier, environ { $size }
   *[other] { $count } fichiers, environ { $size }
  }
files-without = { $count ->
    [one] { $count } fichier n’a pas pu être lu lors de l’extraction et n’a pas d’empreinte : il ne pourra pas être reconnu.
   *[other] { $count } fichiers n’ont pas pu être lus lors de l’extraction et n’ont pas d’empreinte : ils ne pourront pas être reconnus.
  }

unreadable-heading = Lignes illisibles
unreadable-lead = Ces lignes du fichier sont endommagées et ne peuvent devenir des enregistrements. Elles sont gardées telles quelles dans les archives.

dangling-heading = Références qui ne mènent nulle part
dangling-lead = Ces lignes renvoient à d’autres qui ne sont pas dans le fichier. Elles sont importées autant que possible, chacune avec une remarque.
dangling-line = { $type } · { $field }

decide-heading = Ce que vous décidez
decide-lead = Ce que vous laissez sans décision se fait comme proposé. Chaque changement est essayé dans ce navigateur ; l’étape précédente montre ce qu’il donne.
decide-back = Retour
questions-heading = À décider avant d’importer
questions-unknown = Connu une fois l’importation essayée dans ce navigateur.
questions-none = Il n’y a rien à décider : tout peut se faire comme proposé.
questions-lead = Ce que vous laissez sans décision se fait comme proposé.
questions-patients = Personnes qui sont peut-être déjà des patients
questions-treatments = Actes sans correspondance sûre au catalogue
questions-staff = Membres de l’équipe que les règles laissent inactifs
questions-appointments = Rendez-vous sans praticien
questions-legal = Données légales des factures
questions-open = { $open } sur { $of }
questions-decided = rien en attente
questions-kept = seront gardées
questions-archived = gardées dans les archives
years-heading = Rendez-vous par an

confirm-heading = Importer dans { $clinic } ?
confirm-holds = Ce que { $clinic } contient maintenant
confirm-empty = Il est vide : un bon moment pour importer.
confirm-not-empty = Le fichier s’y ajoute. Les enregistrements déjà importés sont reconnus et ne sont pas doublés.
confirm-before = { $count ->
    [one] Un import a déjà été terminé ici.
   *[other] { $count } imports ont déjà été terminés ici.
  }
confirm-patients = Patients
confirm-appointments = Rendez-vous
confirm-staff = Personnel
confirm-catalog = Actes du catalogue
confirm-cabinets = Fauteuils
confirm-what = Ce qui va se passer
confirm-what-send = { $count ->
    [one] { $count } ligne décodée part vers le serveur de ce cabinet. Le fichier et sa phrase secrète restent ici.
   *[other] { $count } lignes décodées partent vers le serveur de ce cabinet. Le fichier et sa phrase secrète restent ici.
  }
confirm-what-decided = Vos décisions sont envoyées aussi et retenues pour la prochaine importation : { $treatments } sur des actes, { $patients } sur des patients, { $staff } sur le personnel.
confirm-undecided = { $treatments ->
    [one] Un acte
   *[other] { $treatments } actes
  } et { $patients ->
    [one] un doublon possible
   *[other] { $patients } doublons possibles
  } ne sont pas décidés et passent comme proposé.
confirm-decide = Décider
confirm-what-once = Tout entre d’un coup ou rien : si quelque chose échoue, le cabinet reste tel quel.
confirm-what-quiet = Personne ne reçoit d’e-mail ni de rappel à cause de cela.
confirm-backup = Une sauvegarde peut être faite d’abord. Elle reste sur le serveur.
confirm-backup-button = Sauvegarder maintenant
confirm-backup-running = Sauvegarde en cours…
confirm-backup-taken = Sauvegardé sur le serveur sous { $file } ({ $size }).
confirm-backup-elsewhere = Les sauvegardes de cette base de données relèvent de son administrateur. Vérifiez qu’il y en a une récente.
confirm-button = Confirmer et importer
confirm-back = Pas encore

options-heading = Quel personnel reste actif
options-lead = Tout le monde est importé, avec son histoire. Qui répond à l’une de ces règles arrive inactif et n’apparaît pas dans l’agenda ; vous pourrez l’activer plus tard.
options-months = Mois sans activité après lesquels quelqu’un est considéré comme parti
options-months-help = De 0 à 120. Avec 0, cette règle ne s’applique pas.
options-months-invalid = Un nombre entier de 0 à 120.
options-orphans = Colonnes d’agenda sans personne derrière
options-orphans-help = Colonnes de l’ancien agenda qui ne sont liées à personne, sauf si elles ont servi récemment.
options-inactive = Personnes inactives dans l’ancien logiciel
options-inactive-help = Elles y étaient déjà désactivées.
options-nonclinical = Personnes sans fonction clinique
options-nonclinical-help = Qui n’est ni dentiste ni hygiéniste.

send-heading = Envoi vers { $clinic }
send-lead = Gardez cette page ouverte jusqu’à ce que tout soit reçu.
send-row = Envoyer
send-starting = Préparation de l’envoi…
send-amount = { $rows } sur { $total } lignes · { $size }
send-rate = { $rate } lignes par seconde
send-stop = Arrêter
send-stop-note = Ce qui a été reçu y reste ; choisissez le même fichier pour continuer.
send-interrupted = L’envoi est interrompu
send-network = Le serveur est injoignable. Rien n’est perdu : ce qui a été reçu y reste.
send-resume = Continuer l’envoi
send-received = Tout a été reçu. L’import démarre…
send-not-started = Tout a été reçu, mais l’import n’a pas démarré.
send-start-again = Démarrer l’import

job-heading-receiving = En attente du reste de { $name }
job-receiving = { $size } ont été reçus jusqu’ici.
job-receiving-help = Si la page qui l’envoie est ouverte ailleurs, laissez-la ouverte. Sinon, choisissez à nouveau le même fichier : seul ce qui manque est envoyé.
job-choose-again = Choisir à nouveau le fichier
job-heading-validated = Tout a été reçu
job-validated = L’empreinte d’intégrité est juste. L’import n’a pas encore démarré.
job-run = Démarrer l’import
job-heading-executing = Import dans { $clinic }
job-executing = Vous pouvez fermer cette page : l’import continue et vous pouvez y revenir.
job-unchanged = Jusqu’au dernier enregistrement, le cabinet ne change pas. Si quelque chose échoue, il reste tel quel.
job-rate = { $rate } enregistrements par seconde
job-started = commencé à { $time }
job-amount = { $done } sur { $total }
job-done-amount = { $total } enregistrements
job-connection-lost = La connexion au serveur est interrompue. Nouvel essai…
job-heading-failed = L’import n’a pas abouti
job-failed = { $clinic } est comme avant. Ce que le serveur a reçu y est toujours.
job-failed-deleted = { $clinic } est comme avant. Ce que le serveur a reçu n’était pas le contenu du fichier ; il l’a donc supprimé. Choisissez de nouveau le fichier ; si cela se reproduit, recopiez-le depuis l’endroit où il a été extrait.
job-failed-reason = Ce que le serveur a dit
job-run-again = Relancer
job-heading-undone = Cet import a été annulé
job-heading-abandoned = Cet import a été abandonné
give-up = Abandonner et supprimer ce qui a été reçu
give-up-heading = Abandonner cet import ?
give-up-means = Ce que le serveur a reçu de ce fichier est supprimé. Le cabinet et le fichier restent tels quels ; vous pourrez recommencer depuis le début.
give-up-back = Le garder
give-up-go = Abandonner et supprimer
job-back = Tous les imports

phase-received = Reçu
phase-verifying = Vérifié à nouveau
phase-loading = Intégrer
phase-committing = Rendre définitif
phase-same-digest = même empreinte
phase-working = en cours
phase-waiting = en attente

result-heading = Tout est en place
result-heading-partly = Tout n’est pas entré
result-heading-over = L’import est terminé
result-print = Imprimer
result-csv = Chiffres en CSV
result-absent = Rien n’est entré de : { $types }.
result-left-out = { $count ->
    [one] { $count } ligne n’a pas été importée. Les remarques disent pourquoi ; elle est dans les archives.
   *[other] { $count } lignes n’ont pas été importées. Les remarques disent pourquoi ; elles sont dans les archives.
  }
result-lead = { $count ->
    [one] { $count } ligne justifiée en { $time }.
   *[other] { $count } lignes justifiées en { $time }.
  }
result-all-clear = Il n’y a rien à revoir.
result-needs-look = { $count ->
    [one] Un type de remarque mérite un regard.
   *[other] { $count } types de remarques méritent un regard.
  }
result-patients = Voir les patients
result-accounting = Ce qu’est devenue chaque ligne
result-accounting-lead = Dans le fichier = créées + liées + fusionnées + archivées + non importées.
result-type = Enregistrements
result-declared = Dans le fichier
result-created = Créées
result-created-help = Un enregistrement propre du cabinet désormais.
result-linked = Liées
result-linked-help = Le cabinet l’avait déjà.
result-merged = Fusionnées
result-merged-help = Devenues une partie d’un autre enregistrement.
result-archived = Archivées
result-archived-help = Gardées en entier, sans écran propre pour l’instant.
result-skipped = Non importées
result-skipped-help = Une remarque ci-dessous dit pourquoi ; la ligne est gardée dans les archives.
result-columns = Ce que signifient les colonnes
result-total = Total
result-warnings = À regarder
result-warnings-count = { $count ->
    [one] { $count } remarque dans { $groups ->
        [one] un groupe
       *[other] { $groups } groupes
    }
   *[other] { $count } remarques dans { $groups ->
        [one] un groupe
       *[other] { $groups } groupes
    }
  }
result-warnings-none = L’import n’a aucune remarque.
result-open-list = Ouvrir la liste
result-close-list = Fermer la liste
result-source-row = { $type } · { $id }
result-facts-file = Fichier
result-facts-digest = Empreinte
result-facts-source = Source
result-facts-when = Terminé

next-heading = Et maintenant
next-patients = Voir les patients et parcourir les remarques ci-dessus
next-members = Inviter l’équipe et vérifier le rôle de chacun
next-files = Envoyer les radiographies et les documents, plus bas sur cette page

history-heading = Imports précédents
history-empty = Rien n’a encore été importé dans { $clinic }.
history-file = Fichier
history-when = Quand
history-rows = Lignes
history-state = État
state-receiving = Réception
state-validated = Reçu
state-executing = Import en cours
state-completed = Terminé
state-failed = Échoué
state-undone = Annulé
state-abandoned = Abandonné

type-center = Sites du cabinet
type-professional = Personnel soignant
type-user = Autre personnel
type-catalog_item = Fauteuils et petites listes
type-treatment_catalog_item = Actes du catalogue
type-treatment_catalog_variant = Prix par tarif
type-treatment_phase_template = Modèles de phases de traitement
type-patient = Patients
type-client = Payeurs
type-patient_client_link = Qui paie pour qui
type-work_calendar = Calendriers de travail
type-work_calendar_day = Jours du calendrier de travail
type-work_calendar_shift = Plages de travail
type-appointment_recurrence = Rendez-vous périodiques
type-budget = Devis
type-budget_line = Lignes de devis
type-appointment = Rendez-vous
type-applied_treatment = Soins faits et prévus
type-applied_treatment_phase = Phases de traitement
type-patient_alert = Allergies et alertes
type-recall = Rappels
type-consent = Consentements
type-pharmacological_history = Médicaments pris
type-prescription = Ordonnances
type-prescription_item = Médicaments prescrits
type-communication = Messages aux patients
type-debt = Créances
type-payment = Paiements et remboursements
type-debt_payment_application = Paiements affectés aux créances
type-fiscal_document = Factures
type-fiscal_document_line = Lignes de facture
type-patient_document = Documents et radiographies
type-unknown = Type inconnu « { $name } »
type-none = Le fichier dans son ensemble

field-accepted_date = Accepté
field-address = Adresse
field-address_postal_code = Code postal
field-address_street = Rue
field-administration_route = Voie
field-adverse_reactions_to_anesthesia = Réaction indésirable à l’anesthésie
field-agenda_description = Texte dans l’agenda
field-alcohol_consumption = Alcool
field-amount = Montant
field-anesthesia_reaction_details = Réaction à l’anesthésie
field-anticoagulant_medication = Anticoagulant
field-applied_treatment_uuid = Soin
field-atcud = ATCUD
field-attended = Venu
field-base_amount = Base imposable
field-body = Texte
field-bruxism = Bruxisme
field-budget_line_uuid = Ligne de devis
field-budget_uuid = Devis
field-cancelled_by_uuid = Annulée par
field-chair_uuid = Fauteuil
field-client_uuid = Payeur
field-coarse_status = État
field-code = Code
field-comments = Commentaires
field-concept = Libellé
field-contact_date = Dernier contact
field-date_of_birth = Date de naissance
field-deactivated = Inactif
field-deactivated_at = Inactif depuis
field-debt_uuid = Créance
field-deceased = Décédé
field-default_center_uuid = Site habituel
field-default_professional_uuid = Dentiste habituel
field-description = Description
field-discount_amount = Remise
field-discount_percent = Remise, %
field-document_date = Date
field-document_kind = Genre de document
field-document_uuid = Document
field-dosage = Posologie
field-dose = Dose
field-drug = Médicament
field-drug_description = Médicament
field-due_date = Échéance
field-duration_minutes = Minutes
field-elaborated_by_user_uuid = Établi par
field-email = E-mail
field-end_date = Fin
field-executed_on = Faite le
field-family_name = Nom de famille
field-fax = Fax
field-flagged = Signalée
field-frequency = Fréquence
field-gdpr_consent = Consentement RGPD
field-given_name = Prénom
field-guardian_client_uuid = Tuteur
field-is_lactating = Allaite
field-is_on_anticoagulants = Prend des anticoagulants
field-is_pregnant = Enceinte
field-is_smoker = Fume
field-issued_at = Émise
field-kind = Genre
field-label = Libellé
field-last_activity_at = Dernière activité
field-legal_name = Raison sociale
field-line_discount = Remise
field-line_number = Ligne
field-line_subtotal = Avant remise et taxes
field-line_tax = Taxes
field-list_amount = Prix affiché
field-login = Identifiant
field-mobile_phone = Mobile
field-name = Nom
field-national_id = Pièce d’identité
field-notes = Notes
field-number = Numéro
field-observations = Observations
field-order_within_budget = Ordre
field-owed_amount = Dû
field-paid_on = Payé le
field-patient_facing_description = Texte pour le patient
field-patient_number = N° de dossier
field-patient_uuid = Patient
field-payment_kind = Genre de paiement
field-payment_method_uuid = Moyen de paiement
field-payment_uuid = Paiement
field-percent_to_bill = À facturer, %
field-phase_number = Phase
field-phone = Téléphone
field-phone_secondary = Autre téléphone
field-prescription_uuid = Ordonnance
field-professional_uuid = Praticien
field-quote_date = Date
field-record_kind = Genre d’enregistrement
field-reference_price = Prix
field-referrer_patient_uuid = Adressé par
field-registered_at = Inscrit
field-rejected_date = Refusé
field-rejection_observations = Motif du refus
field-related_payment_uuid = Paiement lié
field-relative_path = Fichier
field-role = Fonction
field-scheduled = Planifié
field-scheduled_date = Date
field-scheduled_time = Heure
field-series = Série
field-sex = Sexe
field-short_name = Nom court
field-smoking_frequency = Tabac
field-sms_consent = Consentement SMS
field-start_date = Début
field-status = État
field-status_code = Code d’état
field-subtotal = Sous-total
field-tariff_code = Tarif
field-tax_total = Taxes
field-teeth = Dents
field-tenant_label = Cabinet dans la source
field-text = Texte
field-title = Titre
field-total = Total
field-total_discount = Remise totale
field-total_tax = Taxes en tout
field-treatment_number = N° de soin
field-treatment_uuid = Acte du catalogue
field-treatment_variant_uuid = Prix de l’acte
field-uncollectible = Irrécouvrable
field-uncollectible_description = Pourquoi irrécouvrable
field-unit_amount = Prix unitaire
field-unit_price = Prix
field-units = Unités
field-user_uuid = Membre du personnel
field-valid_from = Valable depuis
field-vat_amount = TVA
field-valid_until = Valable jusqu’au
field-start_time = De
field-quantity = Unités
field-professional_id = Praticien
field-price_snapshot = Prix
field-performed_at = Réalisé
field-payment_date = Payé le
field-national_id_type = Type de pièce d’identité
field-line_total = Total
field-last_name = Nom de famille
field-internal_notes = Notes internes
field-general_condition = État de la dent
field-gender = Sexe
field-first_name = Prénom
field-end_time = Jusqu’à
field-due_month = Mois
field-do_not_contact = Ne pas contacter
field-default_price = Prix
field-completed_at = Terminé
field-compliance_data = Données légales
field-document_hash = Empreinte
field-current_number = Dernier numéro donné
field-last_reset_year = Année du dernier numéro
field-cabinet_id = Fauteuil
field-cabinet = Fauteuil
field-billing_name = Payeur
field-billing_tax_id = Identifiant fiscal du payeur
field-assigned_professional_id = Praticien
field-accepted_via = Accepté par
field-vat_percent = TVA, %
field-year = Année
field-alert_date = Noté le
field-channel = Moyen
field-diagnosis = Diagnostic
field-document_type = Genre de document
field-hash = Empreinte légale
field-hash_control = Contrôle de l’empreinte
field-interval_weeks = Semaines d’intervalle
field-legal_hash = Empreinte légale
field-occurrences = Nombre de fois
field-paid = Payé
field-posology = Posologie
field-prescribed_on = Prescrit le
field-previous_hash = Empreinte de la précédente
field-qr_code = Code QR
field-rectified_document_uuid = Rectifie
field-sent_at = Envoyé
field-signed = Signé
field-signed_on = Signé le
field-surfaces = Faces
field-taken_on = Prise le
field-valid_to = Valable jusqu’au
field-weekday = Jour de la semaine
field-work_calendar_day_uuid = Jour du calendrier
field-work_calendar_uuid = Calendrier de travail
field-is_active = Actif
field-color = Couleur
field-cabinet_assigned_at = Fauteuil attribué
field-treatment_type = Type de soin
field-current_status_since = État depuis
field-global_discount_type = Genre de remise totale
field-global_discount_value = Remise totale
field-patient_notes = Notes pour le patient
field-insurance_estimate = Estimation de l’assurance
field-rejection_reason = Motif du refus
field-rejection_note = Note sur le refus
field-viewed_at = Vu par le patient
field-last_reminder_sent_at = Dernier rappel
field-public_auth_method = Comment le patient l’ouvre
field-public_auth_secret_hash = Code pour le patient
field-public_locked_at = Bloqué pour le patient
field-deleted_at = Supprimé
field-discount_type = Genre de remise
field-discount_value = Remise
field-vat_rate = TVA, %
field-tooth_number = Dent
field-invoiced_quantity = Unités facturées
field-type = Genre
field-diagnosis_date = Diagnostiqué le
field-is_controlled = Sous contrôle
field-is_critical = Critique
field-medications = Médicaments
field-pregnancy_week = Semaine de grossesse
field-inr_value = INR
field-last_inr_date = INR mesuré le
field-reason = Motif
field-reason_note = Note sur le motif
field-priority = Priorité
field-last_contact_attempt_at = Dernière tentative de contact
field-contact_attempt_count = Tentatives de contact
field-linked_treatment_category_key = Groupe d’actes
field-key = Nom court
field-names = Nom
field-descriptions = Description
field-icon = Icône
field-is_system = Propre au programme
field-cost_price = Coût
field-default_duration_minutes = Minutes
field-requires_appointment = Nécessite un rendez-vous
field-pricing_strategy = Mode de calcul du prix
field-pricing_config = Règles du prix
field-surface_prices = Prix par face
field-treatment_scope = Où il se fait
field-is_diagnostic = De diagnostic
field-requires_surfaces = Nécessite des faces
field-billing_mode = Mode de facturation
field-material_notes = Notes sur le matériel
field-odontogram_treatment_type = Dessin sur l’odontogramme
field-visualization_rules = Règles du dessin
field-visualization_config = Aspect du dessin
field-clinical_category = Groupe clinique
field-source_event = Cause
field-currency = Devise
field-method = Mode de paiement
field-reference = Référence
field-target_type = Ce qu’il paie
field-reason_code = Motif
field-refunded_at = Remboursé le
field-prefix = Préfixe
field-series_type = Genre de série
field-reset_yearly = Recommence chaque année
field-is_default = Par défaut
field-issue_date = Émise le
field-payment_term_days = Jours pour payer
field-billing_address = Adresse du payeur
field-billing_email = E-mail du payeur
field-public_notes = Notes sur la facture
field-vat_exempt_reason = Motif d’exonération de TVA
field-profession = Profession
field-workplace = Lieu de travail
field-preferred_language = Langue
field-photo_url = Photographie
field-severity = Gravité
field-reaction = Réaction
field-note_type = Genre de note
field-owner_type = Ce dont il s’agit
field-password_hash = Mot de passe
field-is_professional = Soigne des patients
field-tooth_type = Genre de dent
field-is_displaced = Déplacée
field-is_rotated = Tournée
field-displacement_notes = Notes sur le déplacement
field-clinical_type = Type de soin
field-scope = Où il se fait
field-arch = Arcade
field-recorded_at = Noté le
field-duration_snapshot = Minutes
field-vat_rate_snapshot = TVA, %
field-source_module = Où il a été noté
field-closure_reason = Motif de clôture
field-closure_note = Note de clôture
field-closed_at = Clôturé
field-confirmed_at = Confirmé
field-diagnosis_notes = Notes sur le diagnostic
field-completed_without_appointment = Terminé sans rendez-vous

word-male = homme
word-female = femme
word-other = autre
word-unknown = inconnu
word-scheduled = prévu
word-confirmed = confirmé
word-attended = venu
word-no_show = absent
word-cancelled = annulé
word-doctor = médecin
word-dentist = dentiste
word-hygienist = hygiéniste
word-auxiliary = assistante dentaire
word-assistant = assistant
word-receptionist = accueil
word-admin = administrateur
word-allergy = allergie
word-illness = maladie
word-medication = médicament
word-summary = résumé médical
word-person = personne
word-chair = fauteuil
word-issued = émise
word-sent = envoyée
word-paid = payée
word-draft = brouillon
word-sealant = scellée
word-root_canal = traitement de canal
word-implant = implant
word-crown = couronnée
word-missing = absente
word-filling = obturée
word-healthy = saine
word-closed = clôturé
word-archived = archivé
word-active = actif
word-expired = expiré
word-rejected = refusé
word-accepted = accepté
word-completed = terminé
word-pending = en attente
word-performed = réalisé
word-planned = planifié
word-given_name = prénom
word-surname = nom de famille
word-national_id = pièce d’identité
word-name_and_date_of_birth = nom et date de naissance
word-name_with_date_of_birth_and_phone = nom, date de naissance et téléphone
word-name_and_phone = nom et téléphone
word-decision = décidé par un administrateur
word-professional = praticien
word-patient = patient
word-delivered = remis
word-sms = SMS
word-photo = photographie
word-xray = radiographie
word-radiograph = radiographie
word-company = société
word-payment_method = mode de paiement
word-cirugia = Chirurgie
word-diagnostico = Diagnostic
word-endodoncia = Endodontie
word-estetica = Esthétique
word-ortodoncia = Orthodontie
word-pediatrica = Pédodontie
word-periodoncia = Parodontologie
word-preventivo = Prévention
word-protesis = Prothèse
word-restauradora = Restauratrice
word-migrado_gesden = Importé de Gesdén

# L’import, à l’essai
trial-heading = Ce qui va se passer
trial-running = L’import est essayé dans ce navigateur. Rien n’est envoyé.
trial-lead = Essayé dans ce navigateur avec ce que le cabinet contient maintenant. L’import donnera la même chose.
trial-absent = Rien n’entrerait de : { $types }.
trial-left-out = { $count ->
    [one] { $count } ligne ne serait pas importée. Les remarques disent pourquoi ; elle va dans les archives.
   *[other] { $count } lignes ne seraient pas importées. Les remarques disent pourquoi ; elles vont dans les archives.
  }
trial-failed = L’import n’a pas pu être essayé. { $why }
trial-again = Essayer à nouveau

money-heading = Argent
money-lead = Chaque montant du fichier face à ce qu’il y aura dans le cabinet après l’import.
money-kind = Quoi
money-in-file = Dans le fichier
money-in-clinic = Dans le cabinet
money-difference = Différence
money-agrees = Aucune
money-budgets = Devis
money-debts = Dettes
money-payments = Paiements
money-refunds = Remboursements
money-invoices = Factures
money-reason = { $count ->
    [one] sur { $count } ligne : { $reason }
   *[other] sur { $count } lignes : { $reason }
  }
money-reason-imported-before = repris par un import précédent
money-reason-rounded = des fractions de centime ont été arrondies
money-unreadable = { $count ->
    [one] { $count } montant n’a pas pu être lu.
   *[other] { $count } montants n’ont pas pu être lus.
  }

undo-heading = Annuler cet import
undo-lead = Retire d’un seul coup tout ce que cet import a apporté au cabinet. Ce qui s’y trouvait déjà reste tel quel.
undo-ask = Annuler cet import…
undo-question = Annuler l’import de { $name } ?
undo-goes = Ce qui est retiré
undo-nothing = Il n’en reste rien dans le cabinet.
undo-others = Ce qui en dépend
undo-restored = Modifications rétablies
undo-later = { $name } a été importé après. Annulez d’abord cet import.
undo-stays = { $count ->
    [one] Une fiche reste
   *[other] { $count } fiches restent
}
undo-stays-why = Quelqu’un a travaillé avec cet import depuis : { $changed ->
    [0] aucune fiche n’a été modifiée
    [one] une fiche a été modifiée
   *[other] { $changed } fiches ont été modifiées
}, { $used ->
    [0] aucune n’est utilisée par de nouvelles
    [one] une est utilisée par de nouvelles
   *[other] { $used } sont utilisées par de nouvelles
}. Elles restent, avec ce qui en dépend.
undo-stays-list = Les voir
undo-changed = modifiée { $date }
undo-changed-what = modifiée { $date } : { $fields }
undo-used = utilisée par : { $by }
undo-back = Laisser tel quel
undo-confirm = Annuler l’import
undo-confirm-keep = Annuler et garder celles-ci
undo-running = L’import est en cours d’annulation. Cela continue si vous fermez cette page.
undone-lead = Annulé { $date }. Ont quitté le cabinet :
undone-kept = { $count ->
    [one] Une fiche est restée, car quelqu’un avait travaillé avec elle.
   *[other] { $count } fiches sont restées, car quelqu’un avait travaillé avec elles.
}
review-undecide = Ne plus décider
same-heading = Patients que le cabinet a peut-être déjà
same-lead = { $certain ->
    [0] { $likely ->
        [one] Un patient du fichier est peut-être déjà au cabinet.
       *[other] { $likely } patients du fichier sont peut-être déjà au cabinet.
    }
    [one] Un patient du fichier est déjà au cabinet, et { $likely } autres le sont peut-être.
   *[other] { $certain } patients du fichier sont déjà au cabinet, et { $likely } autres le sont peut-être.
}
same-default = Quand il n’y a pas de doute, ce que contient le fichier rejoint le patient du cabinet, dont les données ne changent pas. Les autres arrivent comme nouveaux patients, sauf si vous dites ici qu’il s’agit de la même personne. Les cas douteux viennent en premier.
same-in-file = Dans le fichier
same-in-clinic = Au cabinet
same-agrees = identique
same-differs = différent
same-unknown = inconnu
same-candidate = La même personne que { $name } ({ $by })
same-nobody = Quelqu’un d’autre : un nouveau patient
same-more = { $count } autres ne figurent pas dans la liste ; ils suivent le même chemin.

changes-heading = Changements depuis la dernière importation
changes-lead = { $count ->
    [one] Une valeur du fichier n’est pas celle du cabinet. Rien n’a été écrasé : choisissez ce qui doit être appliqué.
   *[other] { $count } valeurs du fichier ne sont pas celles du cabinet. Rien n’a été écrasé : choisissez ce qui doit être appliqué.
}
changes-unlisted = Les { $count } premières sont affichées.
changes-apply = { $count ->
    [0] Appliquer les changements choisis
    [one] Appliquer le changement choisi
   *[other] Appliquer les { $count } changements choisis
}
changes-apply-all = Tout appliquer : { $count }
changes-apply-all-heading = { $count ->
    [one] Appliquer un changement ?
   *[other] Appliquer les { $count } changements ?
}
changes-apply-all-means = Chaque valeur du fichier remplace celle du cabinet, là où celle du cabinet est encore celle qui est affichée. Annuler l’importation remet les valeurs d’avant.
changes-older = Un export plus récent de ce cabinet, fait le { $date }, a été importé avant celui-ci. Ce que ce fichier dit d’autre est donc plus ancien, et rien n’en est proposé.
changes-older-show = Montrer quand même ce qu’il dit d’autre
changes-outcome = Appliqués : { $applied }. Modifiés entre-temps au cabinet et laissés tels quels : { $edited }. Impossibles au cabinet : { $refused }.
changes-line = { $field }: { $before } → { $after }
changes-offered = Peuvent être appliqués
changes-offered-help = Les lignes du cabinet sont telles qu’une importation les a laissées.
changes-edited = Modifiés au cabinet
changes-edited-help = Ces lignes ont été modifiées au cabinet depuis. Elles restent telles quelles ; la seconde valeur est celle du fichier.
changes-booked = Argent comptabilisé
changes-booked-help = Les paiements et factures comptabilisés ne sont pas modifiés. Corrigez-les au cabinet si le fichier a raison ; la seconde valeur est celle du fichier.
changes-applied = Appliqués
changes-applied-help = Le cabinet a maintenant la seconde valeur.
# Rules for the staff, in a line
rules-months = { $count ->
    [one] Sans activité depuis un mois
   *[other] Sans activité depuis { $count } mois
}
rules-line = Restent inactifs : { $rules }.
rules-none = D’après les règles, tout le monde reste actif.
rules-decided = { $count ->
    [one] Une personne fait l’objet d’une décision individuelle.
   *[other] { $count } personnes font l’objet d’une décision individuelle.
}

# Staff, one by one
team-rules = Les règles
team-part-active = restent actifs
team-part-inactive = arrivent inactifs
team-part-inactive_in_source = inactif dans l’ancien logiciel
team-part-agenda_orphan = colonne d’agenda sans personne
team-part-no_activity_recorded = aucune activité enregistrée
team-part-no_recent_activity = sans activité récente
team-part-non_clinical_role = sans fonction clinique
team-part-decided = décidés un par un
team-unknown-activity = Le fichier ne dit de personne quand remonte sa dernière activité : personne n’est jugé sur ce point.
team-unknown-role = Le fichier ne dit la fonction de personne : personne n’est jugé sur ce point.
team-people = Une personne à la fois
team-reset = S’en remettre aux règles pour tous
team-search = Chercher dans le personnel
team-none-found = Personne ne correspond.
team-fallback = Qui reçoit les rendez-vous sans praticien
team-fallback-none = Personne : ils sont laissés de côté
team-active = Actif
team-inactive = Inactif
team-role-unknown = fonction inconnue
team-appointments = { $count ->
    [one] { $count } rendez-vous
   *[other] { $count } rendez-vous
}
team-last = dernière activité : { $date }
team-until = rendez-vous jusqu’au { $date }
team-last-unknown = aucune activité enregistrée
team-why-kept = Reste actif par votre décision, malgré la règle : { $rule }
team-why-left = Arrive inactif par votre décision
team-line = { $active } restent actifs, { $inactive } arrivent inactifs.
team-change = Modifier

# Lists of the dry run
list-kept = Les { $kept } premiers sur { $found }.
outcomes-heading = { $type } : { $fate }
outcomes-open = { $count } : { $type }, { $fate }. Ouvrir la liste

confirm-trial-running = Ce qui va se passer est encore en cours de calcul. Vous pouvez attendre, ou importer sans l’avoir vu.
confirm-trial-failed = Ce qui va se passer n’a pas pu être calculé. Vous pouvez importer sans l’avoir vu ; le résultat dira ce qu’est devenue chaque ligne.
# La révision du catalogue

catalog-heading = Catalogue des actes
catalog-lead = Ce que devient chaque acte de l’ancien logiciel. Ce que vous ne décidez pas se fait comme indiqué.
catalog-filter = Quels actes afficher
catalog-all = Tous
catalog-likely = À vérifier
catalog-new = Nouveaux
catalog-certain = Certains
catalog-decided = Décidés
catalog-together = Accepter ensemble tous ceux qui se ressemblent à { $percent } au moins
catalog-accept-all = { $count ->
    [0] Aucun à accepter
   *[other] En accepter { $count }
  }
catalog-search-rows = Chercher parmi ces actes
catalog-none = Aucun acte ici.
catalog-unlisted = { $count ->
    [one] Un acte de plus n’est pas affiché ici ; il suit la voie habituelle.
   *[other] { $count } actes de plus ne sont pas affichés ici ; ils suivent la voie habituelle.
  }
catalog-offered = { $count ->
    [one] une ligne de devis, { $amount }
   *[other] { $count } lignes de devis, { $amount }
  }
catalog-applied = { $count ->
    [one] un soin, { $amount }
   *[other] { $count } soins, { $amount }
  }
catalog-unused = non utilisé
catalog-item-gone = Un acte que le cabinet n’a plus
catalog-inactive = n’est plus proposé
catalog-new-in = Nouveau, dans { $category }
catalog-left-out = Hors du catalogue
catalog-alike = { $percent } de ressemblance
catalog-certain-tag = Certain
catalog-new-tag = Nouveau
catalog-decided-tag = Décidé par vous
catalog-remembered-tag = Décidé lors d’une importation antérieure
catalog-accept = Accepter
catalog-another = Un autre acte
catalog-new-here = Un nouveau
catalog-leave-out = Laisser de côté
catalog-take-back = Annuler
catalog-another-label = Quel acte du cabinet est-ce ?
catalog-found = { $count ->
    [0] Le cabinet n’a aucun acte avec ces mots.
    [one] Un acte trouvé
   *[other] { $count } actes trouvés
  }
catalog-category = Catégorie du nouvel acte
catalog-create = Le créer là
catalog-leave-out-means = Sans lui, resteront sans acte du catalogue : { $used }. Ils gardent leur prix, et son nom dans leurs notes.
catalog-leave-out-do = Le laisser de côté
catalog-keep = Le garder

# Legal data of invoices
legal-heading = Données légales des factures
legal-lead = { $count ->
    [one] { $count } facture porte des données exigées par la loi fiscale : empreintes, ATCUD ou codes QR.
   *[other] { $count } factures portent des données exigées par la loi fiscale : empreintes, ATCUD ou codes QR.
  }
legal-wanted = Les garder avec les factures
legal-wanted-help = Elles sont gardées mot pour mot comme preuve et ne servent jamais à signer ou numéroter de nouvelles factures. Si vous les laissez de côté, elles restent dans les archives.
legal-no-place = Le cabinet n’a pas de module pour elles (Verifactu) : elles restent dans les archives et n’apparaissent pas sur les factures. Pour les cabinets en Espagne, un administrateur peut l’activer sous Paramètres → Modules avant l’import.

# La liste des patients et la fiche de chacun.

patients-title = Patients
patients-search = Chercher un patient
patients-search-placeholder = Nom, téléphone, e-mail, pièce d’identité ou id. d’origine
patients-show-archived = Patients archivés
patients-pages = Pages de la liste des patients
patients-none-found-title = Personne ne correspond
patients-none-found-lead = Essayez une partie du nom, ou le téléphone sans espaces.
patients-empty-title = Pas encore de patients
patients-empty-lead = Reprenez tout l’historique du cabinet depuis le logiciel que vous utilisiez avant.
patients-empty-action = Aller à la migration des données

patient-name = Nom
patient-born = Naissance
patient-born-age = { $date } · { $years ->
    [one] { $years } an
   *[other] { $years } ans
}
patient-gender = Sexe
patient-phone = Téléphone
patient-email = E-mail
patient-address = Adresse
patient-national-id = Pièce d’identité
patient-source-id = Id. d’origine
patient-language = Langue
patient-billing-name = Facturer à
patient-billing-tax-id = N° fiscal
patient-archived = Archivé
patient-do-not-contact = Ne pas contacter
patient-imported = Importé · id. d’origine { $id }
patient-data = Coordonnées
patient-allergies = Allergies
patient-notes = Notes
patient-notes-none = Aucune note.
patient-appointments = Rendez-vous
patient-appointments-aside = { $count } · heures de { $timezone }
patient-appointments-none = Aucun rendez-vous.

appointment-day = Jour
appointment-time = Heure
appointment-professional = Avec
appointment-cabinet = Salle
appointment-status = État
appointment-note = Note
appointment-scheduled = Prévu
appointment-confirmed = Confirmé
appointment-checked-in = En salle d’attente
appointment-in-treatment = En soins
appointment-completed = Effectué
appointment-cancelled = Annulé
appointment-no-show = Absent

note-type-administrative = Administratif
note-type-diagnosis = Diagnostic
note-type-treatment = Soin
note-type-treatment-plan = Plan de traitement
note-type-appointment-clinical = Rendez-vous, clinique
note-type-appointment-administrative = Rendez-vous, accueil

severity-low = légère
severity-medium = modérée
severity-high = grave
severity-critical = critique

gender-male = Homme
gender-female = Femme
gender-other = Autre
gender-prefer-not-say = Non précisé

patient-medications = Médicaments
patient-illnesses = Maladies
patient-account = Compte
patient-treatments = Soins
patient-budgets = Devis
patient-payments = Paiements
patient-invoices = Factures

column-name = Nom
column-dosage = Dose
column-notes = Notes
column-status = État
column-day = Jour
column-treatment = Soin
column-teeth = Dents
column-price = Prix
column-number = Numéro
column-lines = Lignes
column-total = Total
column-method = Moyen de paiement
column-amount = Montant
column-refunded = Remboursé

account-charged = Facturé
account-paid = Payé
account-balance = Solde

illness-critical = critique
illness-known = connue
treatment-planned = Prévu
treatment-performed = Réalisé
treatment-existing = Existant
budget-draft = Brouillon
budget-sent = Envoyé
budget-accepted = Accepté
budget-completed = Terminé
budget-rejected = Refusé
budget-expired = Expiré
budget-cancelled = Annulé
payment-method-cash = Espèces
payment-method-bank-transfer = Virement
payment-method-card = Carte
payment-method-direct-debit = Prélèvement
payment-method-insurance = Assurance
payment-method-other = Autre
invoice-draft = Brouillon
invoice-issued = Émise
invoice-partial = Payée en partie
invoice-paid = Payée
invoice-cancelled = Annulée
invoice-voided = Annulée

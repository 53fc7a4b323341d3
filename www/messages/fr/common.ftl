# Le cadre de chaque écran, la connexion, le premier démarrage.

loading = Chargement…
try-again = Réessayer
cancel = Annuler
close = Fermer
skip-to-content = Aller au contenu
breadcrumb = Emplacement

nav-label = Rubriques
nav-patients = Patients
nav-settings = Réglages
nav-data-migration = Migration des données
clinic-label = Cabinet
language-label = Langue
theme-label = Clair ou sombre
theme-system = Comme le système
theme-light = Clair
theme-dark = Sombre
account-label = Votre compte
sign-out = Se déconnecter

pager-range = { $first }–{ $last } sur { $total }
pager-previous = Précédent
pager-next = Suivant

leave-heading = Quitter cette page ?
leave-means = Le fichier ouvert se ferme et ce que vous avez décidé à son sujet est perdu. Ce que le serveur a déjà reçu y reste ; choisissez de nouveau le même fichier pour continuer.
leave-back = Rester ici
leave-go = Quitter

failure-unreachable = Le serveur est injoignable. Vérifiez la connexion et réessayez.
failure-unexpected = Le serveur a répondu d’une façon que cette page ne comprend pas (statut { $status }). Rechargez la page ; si cela se reproduit, prévenez la personne qui administre le serveur.
breakdown = Quelque chose a lâché dans cette page. Rechargez-la ; ce que fait le serveur continue.
unreachable-title = Le serveur ne répond pas
not-found-title = Cette page n’existe pas
not-found-lead = L’adresse est peut-être mal saisie ou périmée.
not-found-home = Aller à la page d’accueil
no-clinic-title = Pas encore de cabinet
no-clinic-lead = Votre compte n’est rattaché à aucun cabinet. Demandez à un administrateur de vous ajouter au sien.

email = E-mail
password = Mot de passe
password-show = Afficher la saisie
password-hide = Masquer la saisie
password-caps-lock = Le verrouillage des majuscules est activé.
first-name = Prénom
last-name = Nom

sign-in-title = Connexion
sign-in-submit = Se connecter
sign-in-not-set-up-title = Ce serveur est neuf
sign-in-not-set-up-lead = Il n’a encore aucun compte. Ouvrez le lien d’installation que le serveur a affiché à son démarrage : il mène au formulaire du premier compte et du cabinet.

setup-title = Installez votre cabinet
setup-lead = Votre compte sera le premier à administrer. Cela prend une minute, et le lien ne sert qu’une fois.
setup-no-token-title = Le lien d’installation est incomplet
setup-no-token-lead = Ouvrez le lien entier que le serveur a affiché à son démarrage, y compris ce qui suit le signe #.
setup-account = Votre compte
setup-email-hint = Il vous servira à vous connecter.
setup-password-hint = Au moins { $length } caractères. Quelques mots sans rapport se retiennent bien et se devinent mal.
setup-clinic = Votre cabinet
setup-clinic-name = Nom du cabinet
setup-country = Pays
setup-timezone = Fuseau horaire
setup-timezone-hint = Les heures des agendas importés sont lues à cette horloge.
setup-currency = Monnaie
setup-submit = Créer le compte et le cabinet

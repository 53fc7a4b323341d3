# The frame of every screen, signing in, first start.

loading = Loading…
try-again = Try again
cancel = Cancel
close = Close
skip-to-content = Skip to content
breadcrumb = Where you are

nav-label = Sections
nav-patients = Patients
nav-settings = Settings
nav-data-migration = Data migration
clinic-label = Clinic
language-label = Language
theme-label = Light or dark
theme-system = Like the system
theme-light = Light
theme-dark = Dark
account-label = Your account
sign-out = Sign out

pager-range = { $first }–{ $last } of { $total }
pager-previous = Previous
pager-next = Next

leave-heading = Leave this page?
leave-means = The opened file is closed, and what you decided about it is lost. What the server has received already stays there; choose the same file again to go on.
leave-back = Stay here
leave-go = Leave

failure-unreachable = The server cannot be reached. Check the connection and try again.
failure-unexpected = The server answered in a way this page does not understand (status { $status }). Reload the page; if it happens again, tell whoever runs the server.
breakdown = Something broke in this page. Reload it; what the server is doing goes on.
unreachable-title = No answer from the server
not-found-title = This page does not exist
not-found-lead = The address may be mistyped or out of date.
not-found-home = Go to the start page
no-clinic-title = No clinic yet
no-clinic-lead = Your account does not belong to a clinic. Ask an administrator to add you to theirs.

email = E-mail
password = Password
password-show = Show what is typed
password-hide = Hide what is typed
password-caps-lock = Caps lock is on.
first-name = First name
last-name = Last name

sign-in-title = Sign in
sign-in-submit = Sign in
sign-in-not-set-up-title = This server is new
sign-in-not-set-up-lead = It has no account yet. Open the set-up link that the server printed when it started: it leads to the form for the first account and the clinic.

setup-title = Set up your clinic
setup-lead = Your account will be the first administrator. It takes a minute, and the link works only once.
setup-no-token-title = The set-up link is incomplete
setup-no-token-lead = Open the whole link that the server printed when it started, including the part after the # sign.
setup-account = Your account
setup-email-hint = You will sign in with it.
setup-password-hint = At least { $length } characters. A few unrelated words are easy to remember and hard to guess.
setup-clinic = Your clinic
setup-clinic-name = Name of the clinic
setup-country = Country
setup-timezone = Timezone
setup-timezone-hint = The times in imported agendas are read as this clock.
setup-currency = Currency
setup-submit = Create account and clinic

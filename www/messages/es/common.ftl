# El marco de cada pantalla, el acceso, el primer inicio.

loading = Cargando…
try-again = Reintentar
cancel = Cancelar
close = Cerrar
skip-to-content = Saltar al contenido
breadcrumb = Ubicación

nav-label = Secciones
nav-patients = Pacientes
nav-settings = Ajustes
nav-data-migration = Migración de datos
clinic-label = Clínica
language-label = Idioma
theme-label = Claro u oscuro
theme-system = Como el sistema
theme-light = Claro
theme-dark = Oscuro
account-label = Tu cuenta
sign-out = Cerrar sesión

pager-range = { $first }–{ $last } de { $total }
pager-previous = Anterior
pager-next = Siguiente

leave-heading = ¿Salir de esta página?
leave-means = El archivo abierto se cierra y se pierde lo que decidió sobre él. Lo que el servidor ya ha recibido se queda allí; vuelva a elegir el mismo archivo para continuar.
leave-back = Quedarse aquí
leave-go = Salir

failure-unreachable = No hay conexión con el servidor. Comprueba la red y vuelve a intentarlo.
failure-unexpected = El servidor ha respondido algo que esta página no entiende (estado { $status }). Recarga la página; si se repite, avisa a quien administra el servidor.
breakdown = Algo ha fallado en esta página. Vuelve a cargarla; lo que hace el servidor sigue en marcha.
unreachable-title = El servidor no responde
not-found-title = Esta página no existe
not-found-lead = La dirección puede estar mal escrita o ser antigua.
not-found-home = Ir a la página de inicio
no-clinic-title = Todavía sin clínica
no-clinic-lead = Tu cuenta no pertenece a ninguna clínica. Pide a un administrador que te añada a la suya.

email = Correo electrónico
password = Contraseña
password-show = Mostrar lo escrito
password-hide = Ocultar lo escrito
password-caps-lock = El bloqueo de mayúsculas está activado.
first-name = Nombre
last-name = Apellidos

sign-in-title = Iniciar sesión
sign-in-submit = Entrar
sign-in-not-set-up-title = Este servidor es nuevo
sign-in-not-set-up-lead = Aún no tiene ninguna cuenta. Abre el enlace de configuración que el servidor mostró al arrancar: lleva al formulario de la primera cuenta y de la clínica.

setup-title = Configura tu clínica
setup-lead = Tu cuenta será la primera con permisos de administración. Se tarda un minuto y el enlace solo sirve una vez.
setup-no-token-title = El enlace de configuración está incompleto
setup-no-token-lead = Abre el enlace entero que el servidor mostró al arrancar, incluida la parte que sigue al signo #.
setup-account = Tu cuenta
setup-email-hint = Lo usarás para iniciar sesión.
setup-password-hint = { $length } caracteres como mínimo. Unas cuantas palabras sin relación entre sí se recuerdan bien y cuesta adivinarlas.
setup-clinic = Tu clínica
setup-clinic-name = Nombre de la clínica
setup-country = País
setup-timezone = Zona horaria
setup-timezone-hint = Las horas de las agendas importadas se leen con este reloj.
setup-currency = Moneda
setup-submit = Crear cuenta y clínica

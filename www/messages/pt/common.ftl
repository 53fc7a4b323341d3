# A moldura de cada ecrã, o início de sessão, o primeiro arranque.

loading = A carregar…
try-again = Tentar de novo
cancel = Cancelar
close = Fechar
skip-to-content = Saltar para o conteúdo
breadcrumb = Localização

nav-label = Secções
nav-patients = Pacientes
nav-settings = Definições
nav-data-migration = Migração de dados
clinic-label = Clínica
language-label = Idioma
theme-label = Claro ou escuro
theme-system = Como o sistema
theme-light = Claro
theme-dark = Escuro
account-label = A sua conta
sign-out = Terminar sessão

pager-range = { $first }–{ $last } de { $total }
pager-previous = Anterior
pager-next = Seguinte

leave-heading = Sair desta página?
leave-means = O ficheiro aberto fecha-se e perde-se o que decidiu sobre ele. O que o servidor já recebeu fica lá; volte a escolher o mesmo ficheiro para continuar.
leave-back = Ficar aqui
leave-go = Sair

failure-unreachable = Não há ligação ao servidor. Verifique a rede e tente de novo.
failure-unexpected = O servidor respondeu algo que esta página não compreende (estado { $status }). Recarregue a página; se voltar a acontecer, avise quem administra o servidor.
breakdown = Algo falhou nesta página. Recarregue-a; o que o servidor está a fazer continua.
unreachable-title = O servidor não responde
not-found-title = Esta página não existe
not-found-lead = O endereço pode estar mal escrito ou desatualizado.
not-found-home = Ir para a página inicial
no-clinic-title = Ainda sem clínica
no-clinic-lead = A sua conta não pertence a nenhuma clínica. Peça a um administrador que a adicione à dele.

email = E-mail
password = Palavra-passe
password-show = Mostrar o texto escrito
password-hide = Ocultar o texto escrito
password-caps-lock = As maiúsculas estão bloqueadas.
first-name = Nome próprio
last-name = Apelidos

sign-in-title = Iniciar sessão
sign-in-submit = Entrar
sign-in-not-set-up-title = Este servidor é novo
sign-in-not-set-up-lead = Ainda não tem nenhuma conta. Abra a ligação de configuração que o servidor mostrou ao arrancar: conduz ao formulário da primeira conta e da clínica.

setup-title = Configure a sua clínica
setup-lead = A sua conta será a primeira com direitos de administração. Demora um minuto e a ligação só funciona uma vez.
setup-no-token-title = A ligação de configuração está incompleta
setup-no-token-lead = Abra a ligação completa que o servidor mostrou ao arrancar, incluindo a parte depois do sinal #.
setup-account = A sua conta
setup-email-hint = Vai usá-lo para iniciar sessão.
setup-password-hint = Pelo menos { $length } caracteres. Algumas palavras sem relação entre si são fáceis de lembrar e difíceis de adivinhar.
setup-clinic = A sua clínica
setup-clinic-name = Nome da clínica
setup-country = País
setup-timezone = Fuso horário
setup-timezone-hint = As horas das agendas importadas são lidas neste relógio.
setup-currency = Moeda
setup-submit = Criar conta e clínica

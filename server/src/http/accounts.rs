//! `/api/v1/auth`: set-up, sign-in, and who one is.

use std::net::IpAddr;

use api::account::{Credentials, Me, Refresh, Refreshed, Setup, SetupStatus, Tokens};
use api::audit::AuditAction;
use api::clinic::Clinic;
use api::{Item, Page, ProblemCode};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use uuid::Uuid;

use super::problem::ApiError;
use super::session::{AgentName, ClientAddress, SignedIn, clear_cookie, set_cookie};
use super::{clinics, invitations, sessions};
use crate::accounts::{self, InvalidAccount, Kind, NewAccount, Pair, Password, Permission, SignInError, Token};
use crate::audit::Entry;
use crate::setup::{self, SetupError};
use crate::{App, Shared};

/// `/api/v1/auth`.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/setup/status", get(setup_status))
        .route("/setup", post(set_up))
        .route("/session", post(open_session).delete(close_session))
        .route("/login", post(login))
        .route("/refresh", post(refresh))
        .route("/me", get(me))
        .route("/clinics", get(my_clinics))
        .merge(sessions::router())
        .merge(invitations::of_guests())
}

pub(super) type Cookie = [(HeaderName, String); 1];

async fn setup_status(State(app): State<Shared>) -> Result<Json<Item<SetupStatus>>, ApiError> {
    let initialised = setup::is_done(&app.database).await?;
    Ok(Json(Item { data: SetupStatus { initialised } }))
}

/// Whoever follows the link is signed in at once.
async fn set_up(
    State(app): State<Shared>,
    AgentName(agent): AgentName,
    Json(request): Json<Setup>,
) -> Result<(StatusCode, Cookie, Json<Item<Me>>), ApiError> {
    let link = setup::check_link(&app.database, &request.token).await?;
    let account =
        NewAccount::new(&request.email, request.password, &request.first_name, &request.last_name, &request.clinic)?;
    let user_id = setup::accept(&app.database, &link, &account).await?;
    tracing::info!("the first account was created");
    let (cookie, me) = open_browser_session(&app, user_id, agent.as_deref()).await?;
    Ok((StatusCode::CREATED, cookie, me))
}

async fn open_session(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    AgentName(agent): AgentName,
    Json(credentials): Json<Credentials>,
) -> Result<(Cookie, Json<Item<Me>>), ApiError> {
    let user_id = sign_in(&app, address, credentials).await?;
    open_browser_session(&app, user_id, agent.as_deref()).await
}

pub(super) async fn open_browser_session(
    app: &App,
    user_id: Uuid,
    agent: Option<&str>,
) -> Result<(Cookie, Json<Item<Me>>), ApiError> {
    let token = accounts::open_browser(&app.database, user_id, agent).await?;
    let session = accounts::find(&app.database, &token, &[Kind::Cookie]).await?.ok_or(ProblemCode::Unauthenticated)?;
    let me = describe(app, session.user).await?;
    Ok((set_cookie(&token, app.config.is_https()), Json(Item { data: me })))
}

/// Takes the cookie away also when its session is over already.
async fn close_session(
    State(app): State<Shared>,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<(StatusCode, Cookie), ApiError> {
    if let Ok(signed_in) = signed_in {
        accounts::close(&app.database, signed_in.session.id).await?;
    }
    Ok((StatusCode::NO_CONTENT, clear_cookie()))
}

/// Tokens for programs: JSON, or a form with `username` and `password`.
async fn login(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    AgentName(agent): AgentName,
    JsonOrForm(credentials): JsonOrForm,
) -> Result<Json<Tokens>, ApiError> {
    let user_id = sign_in(&app, address, credentials).await?;
    Ok(Json(reveal(&accounts::open_pair(&app.database, user_id, agent.as_deref()).await?)))
}

struct JsonOrForm(Credentials);

impl FromRequest<Shared> for JsonOrForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Response> {
        let is_form = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if is_form {
            let form = Form::from_request(request, app).await;
            form.map(|Form(credentials)| Self(credentials)).map_err(IntoResponse::into_response)
        } else {
            let json = Json::from_request(request, app).await;
            json.map(|Json(credentials)| Self(credentials)).map_err(IntoResponse::into_response)
        }
    }
}

async fn refresh(State(app): State<Shared>, Json(request): Json<Refresh>) -> Result<Json<Refreshed>, ApiError> {
    let token = Token::parse(&request.refresh_token).ok_or(ProblemCode::Unauthenticated)?;
    let pair = accounts::rotate(&app.database, &token).await?.ok_or(ProblemCode::Unauthenticated)?;
    let session = accounts::find(&app.database, &pair.access, &[Kind::Access]).await?;
    let user = session.ok_or(ProblemCode::Unauthenticated)?.user;
    let clinics = accounts::memberships(&app.database, user.id).await?;
    Ok(Json(Refreshed { tokens: reveal(&pair), user, clinics }))
}

fn reveal(pair: &Pair) -> Tokens {
    Tokens { access_token: pair.access.reveal(), refresh_token: pair.refresh.reveal(), token_type: "bearer".to_owned() }
}

async fn me(State(app): State<Shared>, signed_in: SignedIn) -> Result<Json<Item<Me>>, ApiError> {
    Ok(Json(Item { data: describe(&app, signed_in.session.user).await? }))
}

/// Permissions are those of all the person's clinics together: a hint for screens, each request is checked for its clinic.
async fn describe(app: &App, user: api::account::User) -> Result<Me, ApiError> {
    let clinics = accounts::memberships(&app.database, user.id).await?;
    let mut permissions: Vec<_> = clinics.iter().flat_map(|clinic| Permission::of(clinic.role)).collect();
    permissions.sort_unstable();
    permissions.dedup();
    Ok(Me { user, clinics, permissions: permissions.into_iter().map(|it| it.as_str().to_owned()).collect() })
}

async fn my_clinics(State(app): State<Shared>, signed_in: SignedIn) -> Result<Json<Page<Clinic>>, ApiError> {
    let data = clinics::of_user(&app.database, signed_in.user_id).await?;
    let total = data.len();
    let page_size = u32::try_from(total).unwrap_or(u32::MAX);
    Ok(Json(Page { data, total: total as u64, page: 1, page_size }))
}

pub(super) async fn sign_in(app: &Shared, address: IpAddr, credentials: Credentials) -> Result<Uuid, ApiError> {
    let password = Password::typed(credentials.password);
    let signed_in = accounts::sign_in(&app.database, &app.throttle, address, &credentials.email, password).await;
    if let Err(SignInError::Bad { user: Some(user) }) = &signed_in {
        Entry::of_account(AuditAction::SignInFailed, *user).record_later_of_session(app);
    }
    signed_in.map_err(Into::into)
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Bad { .. } => ProblemCode::BadCredentials.into(),
            SignInError::Inactive => ProblemCode::AccountInactive.into(),
            SignInError::TooMany { wait } => Self::new(ProblemCode::TooManyRequests).retry_after(wait),
            SignInError::Failed(cause) => cause.into(),
        }
    }
}

impl From<SetupError> for ApiError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Done => ProblemCode::SetupDone.into(),
            SetupError::LinkInvalid => ProblemCode::SetupLinkInvalid.into(),
            SetupError::Failed(cause) => cause.into(),
        }
    }
}

impl From<InvalidAccount> for ApiError {
    fn from(error: InvalidAccount) -> Self {
        Self::new(ProblemCode::Invalid).detail(error.to_string())
    }
}

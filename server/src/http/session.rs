//! Who sends a request.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use api::ProblemCode;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderMap};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use uuid::Uuid;

use super::problem::ApiError;
use crate::accounts::{self, Agent, Kind, Member, Session, Token};
use crate::{App, Shared};

const COOKIE_NAME: &str = "puente_session";

/// A signed-in person: by session cookie, or by bearer token.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub user_id: Uuid,
    pub email: String,
    pub session: Session,
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let (token, kinds) = match parts.headers.get(AUTHORIZATION) {
            Some(value) => (bearer(value), &[Kind::Access, Kind::Api][..]),
            None => (cookie(&parts.headers), &[Kind::Cookie][..]),
        };
        let token = token.ok_or(ProblemCode::Unauthenticated)?;
        let session = accounts::find(&app.database, &token, kinds).await?.ok_or(ProblemCode::Unauthenticated)?;
        if !session.user.is_active {
            return Err(ProblemCode::AccountInactive.into());
        }
        app.renewal.renew(&app.database, &session);
        Ok(Self { user_id: session.user.id, email: session.user.email.clone(), session })
    }
}

/// Who sends files: a signed-in person, or an agent with a token for one import.
#[derive(Clone, Debug)]
pub(super) enum FileSender {
    Person(SignedIn),
    Agent(Agent),
}

impl FromRequestParts<Shared> for FileSender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        if let Some(token) = parts.headers.get(AUTHORIZATION).and_then(bearer)
            && let Some(agent) = accounts::agent(&app.database, &token).await?
        {
            return Ok(Self::Agent(agent));
        }
        SignedIn::from_request_parts(parts, app).await.map(Self::Person)
    }
}

impl App {
    /// The person as a member of a clinic; refuses who is none.
    pub async fn membership(&self, user: &SignedIn, clinic_id: Uuid) -> Result<Member, ApiError> {
        accounts::membership(&self.database, user.user_id, clinic_id).await
    }
}

fn bearer(value: &HeaderValue) -> Option<Token> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::parse(token.trim()))?
}

/// The token in the session cookie.
pub(super) fn cookie(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE_NAME).find_map(|(_, value)| Token::parse(value))
}

/// The header that gives a browser its session.
pub(super) fn set_cookie(token: &Token, is_https: bool) -> [(HeaderName, String); 1] {
    let secure = if is_https { "; Secure" } else { "" };
    [(header::SET_COOKIE, format!("{COOKIE_NAME}={}; HttpOnly; SameSite=Strict; Path=/{secure}", token.reveal()))]
}

/// The header that takes it away.
pub(super) fn clear_cookie() -> [(HeaderName, String); 1] {
    [(header::SET_COOKIE, format!("{COOKIE_NAME}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"))]
}

/// Where the request came from: the one at the other end, unless that is a proxy of ours. Who else says otherwise could be anyone.
pub(super) struct ClientAddress(pub(super) IpAddr);

impl FromRequestParts<Shared> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = connection.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(address)| address.ip().to_canonical());
        Ok(Self(behind(peer, &parts.headers, &app.config.trusted_proxies)))
    }
}

/// Each proxy adds whom it heard it from at the end, so the list is believed from there up to the first who is no proxy of ours.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let lists: Vec<_> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut said = lists.iter().rev().flat_map(|list| list.rsplit(','));
    let mut address = peer;
    while proxies.contains(&address)
        && let Some(before) = said.next()
    {
        let Ok(before) = before.trim().parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    address
}

/// The token a request comes with, whosever it is.
pub(super) fn presented(headers: &HeaderMap) -> Option<String> {
    let token = match headers.get(AUTHORIZATION) {
        Some(value) => bearer(value),
        None => cookie(headers),
    };
    token.map(|token| token.reveal())
}

/// What the sender calls itself, in a few words.
pub(super) struct AgentName(pub(super) Option<String>);

impl<S: Sync> FromRequestParts<S> for AgentName {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(user_agent.and_then(accounts::browser::name)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let (proxy, inner, client) = (ip("10.0.0.1"), ip("10.0.0.2"), ip("203.0.113.7"));
        let seen = |peer, said: &[&str], proxies: &[IpAddr]| {
            let value =
                |text: &&str| (HeaderName::from_static("x-forwarded-for"), HeaderValue::from_str(text).unwrap());
            behind(peer, &said.iter().map(value).collect(), proxies)
        };
        assert_eq!(seen(client, &["1.2.3.4"], &[]), client, "nobody is trusted");
        assert_eq!(seen(client, &["1.2.3.4"], &[proxy]), client, "it did not come from the proxy");
        assert_eq!(seen(proxy, &["203.0.113.7"], &[proxy]), client);
        assert_eq!(seen(proxy, &["1.2.3.4, 203.0.113.7"], &[proxy]), client, "what the client claimed stands before");
        assert_eq!(seen(proxy, &["203.0.113.7, 10.0.0.2"], &[proxy, inner]), client);
        assert_eq!(seen(proxy, &["203.0.113.7", "10.0.0.2"], &[proxy, inner]), client, "in two headers");
        assert_eq!(seen(proxy, &["nonsense"], &[proxy]), proxy);
        assert_eq!(seen(proxy, &[], &[proxy]), proxy);
    }
}

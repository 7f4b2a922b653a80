//! Signing in with a name and a password, as the routes of the deployment do with Cognito: the same paths,
//! bodies and answers. Here every password is right, but for three.

use std::sync::Arc;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    http::Site,
    issuer::{Persona, TOKEN_LIFE_SECONDS},
};
use crate::scenario::Pass;

/// The password that is not accepted.
const WRONG: &str = "wrong";
/// The password that has to be changed first.
const TEMPORARY: &str = "temporary";
/// The password whose session is over as soon as it begins.
const EXPIRED: &str = "expired";
/// What a refresh token of this issuer begins with.
const REFRESH: &str = "refresh:";
const SESSION: &str = "a-session-of-the-local-issuer";
/// SOURCE: Cognito's default password policy asks for 8 characters.
const SHORTEST_PASSWORD: usize = 8;

/// The three routes.
pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/auth/sign-in", post(sign_in))
        .route("/auth/new-password", post(new_password))
        .route("/auth/refresh", post(refresh))
}

/// No `Debug`: it holds a password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    username: String,
    password: String,
}

/// No `Debug`: it holds a password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    username: String,
    new_password: String,
    session: String,
}

/// No `Debug`: it holds a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

type Answer = (StatusCode, Json<Value>);

async fn sign_in(State(site): State<Arc<Site>>, Json(body): Json<SignIn>) -> Answer {
    match body.password.as_str() {
        WRONG => not_signed_in(),
        TEMPORARY if site.town.people.contains_key(&body.username) => {
            let body = json!({ "challenge": "new_password_required", "session": SESSION });
            (StatusCode::OK, Json(body))
        }
        EXPIRED => tokens(&site, &body.username, Pass::Expired, None),
        _ => with_refresh(&site, &body.username),
    }
}

async fn new_password(State(site): State<Arc<Site>>, Json(body): Json<Chosen>) -> Answer {
    if body.session != SESSION {
        return not_signed_in();
    }
    if body.new_password.chars().count() < SHORTEST_PASSWORD {
        let body = json!({
            "code": "password_refused",
            "message": "the new password is too short or too simple",
        });
        return (StatusCode::BAD_REQUEST, Json(body));
    }
    with_refresh(&site, &body.username)
}

async fn refresh(State(site): State<Arc<Site>>, Json(body): Json<Refresh>) -> Answer {
    match body.refresh_token.strip_prefix(REFRESH) {
        Some(username) => tokens(&site, username, Pass::Good, None),
        None => not_signed_in(),
    }
}

fn with_refresh(site: &Site, username: &str) -> Answer {
    tokens(site, username, Pass::Good, Some(format!("{REFRESH}{username}")))
}

fn tokens(site: &Site, username: &str, pass: Pass, refresh_token: Option<String>) -> Answer {
    let Some(person) = site.town.people.get(username) else { return not_signed_in() };
    let persona = Persona::new(username).in_groups(person.groups.clone());
    let Ok(Some(access_token)) = site.tokens.mint(&persona, pass, site.gateway.clock.now()) else {
        let body = json!({
            "code": "sign_in_unavailable",
            "message": "nobody can sign in at the moment: try again",
        });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body));
    };
    let mut body = json!({ "access_token": access_token, "expires_in": TOKEN_LIFE_SECONDS });
    if let (Some(token), Some(members)) = (refresh_token, body.as_object_mut()) {
        members.insert("refresh_token".to_owned(), json!(token));
    }
    (StatusCode::OK, Json(body))
}

/// All reasons to refuse are one.
fn not_signed_in() -> Answer {
    let body = json!({
        "code": "not_signed_in",
        "message": "the user name or what was sent with it is not accepted",
    });
    (StatusCode::UNAUTHORIZED, Json(body))
}

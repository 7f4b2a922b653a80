//! The dev issuer: Cognito-shaped tokens from keys that live and die with this process.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{Json, Router, extract::State, routing::get};
use jsonwebtoken::{Algorithm, Header, crypto};
use sekisho_identity::{ClientId, IssuerUrl, TokenUse};
use sekisho_policy::UnixTime;
use serde_json::{Map, Value, json};

use self::keys::{DevKey, DevKeys};
pub use self::{keys::DevIssuerError, persona::Persona};

mod keys;
mod persona;

/// Cognito's default life of an access or id token, in seconds.
pub const TOKEN_LIFE_SECONDS: i64 = 3600;

/// An issuer of real RS256 tokens for development and tests. Never for production: whoever can
/// reach the process that holds it can be anybody.
///
/// It makes its own RSA-2048 keys at the start, two of them as Cognito does (access and id tokens
/// are signed by different ones), and publishes the public halves. The private halves have no
/// `Debug`, are written nowhere and end with the process.
pub struct DevIssuer {
    issuer: IssuerUrl,
    client_id: ClientId,
    keys: RwLock<DevKeys>,
}

impl DevIssuer {
    /// An issuer that calls itself `issuer` and signs for the app client `client_id`.
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::KeyGeneration`] if no RSA key could be made.
    pub fn new(issuer: IssuerUrl, client_id: ClientId) -> Result<Self, DevIssuerError> {
        Ok(Self { issuer, client_id, keys: RwLock::new(DevKeys::generate()?) })
    }

    /// The `iss` of its tokens.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// The app client its tokens are for.
    #[must_use]
    pub const fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    /// The key id that tokens of this use are signed under now.
    #[must_use]
    pub fn key_id(&self, token_use: TokenUse) -> String {
        self.with_key(token_use, |key| key.id().to_owned())
    }

    /// Makes new keys and signs with them from now on. The old public keys stay published, as
    /// Cognito keeps them, until [`withdraw_old_keys`](Self::withdraw_old_keys).
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::KeyGeneration`] if no RSA key could be made.
    pub fn rotate(&self) -> Result<(), DevIssuerError> {
        let fresh = DevKeys::generate()?;
        self.keys.write().unwrap_or_else(PoisonError::into_inner).replace(fresh);
        Ok(())
    }

    /// Stops publishing the keys that a rotation replaced.
    pub fn withdraw_old_keys(&self) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).withdraw_old();
    }

    /// The JWKS document: the public keys in force and the old ones not yet withdrawn.
    #[must_use]
    pub fn jwks(&self) -> Value {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).jwks()
    }

    /// The claims of a Cognito access token for this persona, issued `now`.
    #[must_use]
    pub fn access_claims(&self, persona: &Persona, now: UnixTime) -> Map<String, Value> {
        let mut claims = self.common_claims(persona, now);
        claims.insert("token_use".to_owned(), "access".into());
        claims.insert("client_id".to_owned(), self.client_id.as_str().into());
        claims.insert("scope".to_owned(), "aws.cognito.signin.user.admin".into());
        claims.insert("username".to_owned(), persona.user().into());
        claims
    }

    /// The claims of a Cognito id token for this persona, issued `now`.
    #[must_use]
    pub fn id_claims(&self, persona: &Persona, now: UnixTime) -> Map<String, Value> {
        let mut claims = self.common_claims(persona, now);
        claims.insert("token_use".to_owned(), "id".into());
        claims.insert("aud".to_owned(), self.client_id.as_str().into());
        claims.insert("cognito:username".to_owned(), persona.user().into());
        claims
    }

    /// A signed access token for this persona, good for an hour from `now`.
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::Signing`] if the signature could not be made.
    pub fn access_token(&self, who: &Persona, now: UnixTime) -> Result<String, DevIssuerError> {
        self.sign(TokenUse::Access, &self.access_claims(who, now))
    }

    /// A signed id token for this persona, good for an hour from `now`.
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::Signing`] if the signature could not be made.
    pub fn id_token(&self, who: &Persona, now: UnixTime) -> Result<String, DevIssuerError> {
        self.sign(TokenUse::Id, &self.id_claims(who, now))
    }

    /// Any claims, signed by the key for `token_use` under a header like Cognito's.
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::Signing`] if the signature could not be made.
    pub fn sign(
        &self,
        token_use: TokenUse,
        claims: &Map<String, Value>,
    ) -> Result<String, DevIssuerError> {
        self.with_key(token_use, |key| {
            let mut header = Header::new(Algorithm::RS256);
            header.typ = None;
            header.kid = Some(key.id().to_owned());
            jsonwebtoken::encode(&header, claims, key.private())
                .map_err(|_| DevIssuerError::Signing)
        })
    }

    /// The RS256 signature of any bytes, in base64url: what a test needs to sign a header or a
    /// payload that no honest issuer writes.
    ///
    /// # Errors
    ///
    /// [`DevIssuerError::Signing`] if the signature could not be made.
    pub fn signature(
        &self,
        token_use: TokenUse,
        signing_input: &[u8],
    ) -> Result<String, DevIssuerError> {
        self.with_key(token_use, |key| {
            crypto::sign(signing_input, key.private(), Algorithm::RS256)
                .map_err(|_| DevIssuerError::Signing)
        })
    }

    /// The routes of its public documents: `/.well-known/jwks.json` and
    /// `/.well-known/openid-configuration`.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/.well-known/jwks.json", get(jwks))
            .route("/.well-known/openid-configuration", get(configuration))
            .with_state(Arc::clone(self))
    }

    fn common_claims(&self, persona: &Persona, now: UnixTime) -> Map<String, Value> {
        let mut claims = persona.claims().clone();
        let signed_in_at = persona.signed_in_at().unwrap_or(now);
        claims.insert("sub".to_owned(), persona.subject().into());
        claims.insert("iss".to_owned(), self.issuer.as_str().into());
        claims.insert("iat".to_owned(), now.seconds().into());
        claims.insert("exp".to_owned(), now.saturating_add(TOKEN_LIFE_SECONDS).seconds().into());
        claims.insert("auth_time".to_owned(), signed_in_at.seconds().into());
        claims.insert("jti".to_owned(), uuid::Uuid::new_v4().to_string().into());
        claims.insert("origin_jti".to_owned(), uuid::Uuid::new_v4().to_string().into());
        // Cognito leaves the claim out for a user in no group.
        if !persona.groups().is_empty() {
            claims.insert("cognito:groups".to_owned(), persona.groups().into());
        }
        claims
    }

    fn with_key<T>(&self, token_use: TokenUse, read: impl FnOnce(&DevKey) -> T) -> T {
        read(self.keys.read().unwrap_or_else(PoisonError::into_inner).of(token_use))
    }
}

impl fmt::Debug for DevIssuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DevIssuer")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

async fn jwks(State(issuer): State<Arc<DevIssuer>>) -> Json<Value> {
    Json(issuer.jwks())
}

async fn configuration(State(issuer): State<Arc<DevIssuer>>) -> Json<Value> {
    let base = issuer.issuer.as_str();
    Json(json!({
        "issuer": base,
        "jwks_uri": format!("{base}/.well-known/jwks.json"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "token"],
        "subject_types_supported": ["public"],
    }))
}

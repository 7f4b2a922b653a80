//! The tokens people show: good ones, and those that must not work.

use std::sync::OnceLock;

use sekisho_identity::{ClientId, IssuerUrl, TokenUse};
use sekisho_policy::UnixTime;

use super::issuer::{DevIssuer, DevIssuerError, Persona, TOKEN_LIFE_SECONDS};
use crate::scenario::Pass;

/// The app client whose tokens the town's API takes.
pub(crate) const CLIENT_ID: &str = "hoshimi_console";

/// Another app client of the same directory.
const OTHER_CLIENT_ID: &str = "hoshimi_attendance";

/// The issuer of the town, and a stranger with keys of their own.
#[derive(Debug)]
pub(crate) struct Tokens {
    issuer: DevIssuer,
    /// Made when somebody first asks for a forgery: a key pair takes a while.
    stranger: OnceLock<DevIssuer>,
}

impl Tokens {
    pub(crate) fn new(issuer: &IssuerUrl, client_id: &ClientId) -> Result<Self, DevIssuerError> {
        let issuer = DevIssuer::new(issuer.clone(), client_id.clone())?;
        Ok(Self { issuer, stranger: OnceLock::new() })
    }

    pub(crate) const fn issuer(&self) -> &DevIssuer {
        &self.issuer
    }

    /// An access token of this kind; `None` for no token.
    pub(crate) fn mint(
        &self,
        persona: &Persona,
        pass: Pass,
        now: UnixTime,
    ) -> Result<Option<String>, DevIssuerError> {
        let token = match pass {
            Pass::None => return Ok(None),
            Pass::Good => self.issuer.access_token(persona, now)?,
            Pass::Expired => {
                let two_lives = TOKEN_LIFE_SECONDS.saturating_mul(-2);
                self.issuer.access_token(persona, now.saturating_add(two_lives))?
            }
            Pass::OtherClient => {
                let mut claims = self.issuer.access_claims(persona, now);
                claims.insert("client_id".to_owned(), OTHER_CLIENT_ID.into());
                self.issuer.sign(TokenUse::Access, &claims)?
            }
            Pass::Forged => {
                // The issuer's own header and claims, under a signature that is not the issuer's.
                let genuine = self.issuer.access_token(persona, now)?;
                let (signed, _) = genuine.rsplit_once('.').ok_or(DevIssuerError::Signing)?;
                let forged = self.stranger()?.signature(TokenUse::Access, signed.as_bytes())?;
                format!("{signed}.{forged}")
            }
        };
        Ok(Some(token))
    }

    fn stranger(&self) -> Result<&DevIssuer, DevIssuerError> {
        if let Some(stranger) = self.stranger.get() {
            return Ok(stranger);
        }
        let (url, client_id) = (self.issuer.issuer().clone(), self.issuer.client_id().clone());
        let made = DevIssuer::new(url, client_id)?;
        // Of two that were made at the same time either will do.
        Ok(self.stranger.get_or_init(|| made))
    }
}

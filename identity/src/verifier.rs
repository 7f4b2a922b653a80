//! The verifier with its keys: what a Lambda keeps between invocations.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sekisho_policy::UnixTime;
use tokio::task::JoinSet;

use crate::{
    BearerToken, ConfigError, IssuerExpectation, IssuerUrl, KeySettings, KeySource, RefreshError,
    TokenRefusal, VerifiedToken,
    jws::Unverified,
    keys::{IssuerKeys, Standing},
    prefix,
    verify::verify_with,
};

/// Verifies tokens of the configured issuers, each with its own keys.
///
/// Memory is bounded by the configuration: nothing a token says is kept.
#[derive(Debug)]
pub struct Verifier {
    issuers: BTreeMap<String, Issuer>,
}

#[derive(Debug)]
struct Issuer {
    expected: IssuerExpectation,
    keys: Arc<IssuerKeys>,
}

/// How the key fetches of a cold start ended, for each issuer.
#[derive(Debug)]
#[must_use]
pub struct Hydration(Vec<(IssuerUrl, Result<(), RefreshError>)>);

impl Verifier {
    /// A verifier for these issuers. It fetches nothing yet.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoIssuers`] without any, [`ConfigError::DuplicateIssuer`] if one is given twice,
    /// [`ConfigError::NoPrefix`] and [`ConfigError::PrefixClash`] if one of several could speak in the
    /// name of another.
    pub fn new(
        issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)>,
        settings: KeySettings,
    ) -> Result<Self, ConfigError> {
        let mut by_issuer = BTreeMap::new();
        for (expected, source) in issuers {
            let issuer = expected.issuer().clone();
            let keys = IssuerKeys::new(issuer.clone(), source, settings);
            let entry = Issuer { expected, keys: Arc::new(keys) };
            if by_issuer.insert(issuer.as_str().to_owned(), entry).is_some() {
                return Err(ConfigError::duplicate_issuer(&issuer));
            }
        }
        if by_issuer.is_empty() {
            return Err(ConfigError::NoIssuers);
        }
        prefix::check(by_issuer.values().map(|issuer| &issuer.expected))?;
        Ok(Self { issuers: by_issuer })
    }

    /// Fetches the keys of all issuers, concurrently. An issuer whose fetch fails does not stop the
    /// others: its tokens are refused as `keys_unavailable` until a later fetch succeeds.
    pub async fn hydrate(&self, now: UnixTime) -> Hydration {
        let mut fetches = JoinSet::new();
        for issuer in self.issuers.values() {
            let keys = Arc::clone(&issuer.keys);
            fetches.spawn(async move { (keys.issuer().clone(), keys.hydrate(now).await) });
        }
        let mut results = Vec::new();
        while let Some(fetch) = fetches.join_next().await {
            results.extend(fetch);
        }
        results.sort_by(|(one, _), (other, _)| one.cmp(other));
        Hydration(results)
    }

    /// Checks a token at `now`.
    ///
    /// # Errors
    ///
    /// A [`TokenRefusal`]; see [`verify`](crate::verify()) for their order. The issuer is found by the
    /// key that the token names. Only a token whose key nobody has, or several have, is asked for its
    /// `iss` before its signature is checked: that chooses whose keys are fetched, and nothing else.
    pub async fn verify(
        &self,
        token: &BearerToken,
        now: UnixTime,
    ) -> Result<VerifiedToken, TokenRefusal> {
        let unverified = Unverified::decode(token)?;
        let issuer = self.issuer_of(&unverified, now)?;
        let set = issuer.keys.set_with(unverified.key_id(), now).await?;
        let key = set.key(unverified.key_id()).ok_or(TokenRefusal::UnknownKey)?;
        verify_with(unverified, key, &issuer.expected, now)
    }

    /// How old the oldest of the issuers' key sets is that are in use; `None` if there is none.
    #[must_use]
    pub fn oldest_keys(&self, now: UnixTime) -> Option<Duration> {
        self.issuers.values().filter_map(|issuer| issuer.keys.age(now)).max()
    }

    /// How many fetches of keys have brought none, of all issuers, since this verifier was made. A fetch
    /// that a penalty put off was not made, and one that brought other keys than were wanted did not fail.
    #[must_use]
    pub fn failed_fetches(&self) -> u64 {
        self.issuers.values().map(|issuer| issuer.keys.failed()).fold(0, u64::saturating_add)
    }

    /// The issuer whose key a token names; where none or several have that key, the one it claims
    /// to be of.
    fn issuer_of<'a>(
        &'a self,
        unverified: &Unverified<'_>,
        now: UnixTime,
    ) -> Result<&'a Issuer, TokenRefusal> {
        let (mut holder, mut others) = (None, None);
        for issuer in self.issuers.values() {
            match issuer.keys.standing(unverified.key_id(), now) {
                Standing::Held if holder.is_some() => return self.claimed(unverified),
                Standing::Held => holder = Some(issuer),
                // The one that all of them share, or that it is open.
                standing @ (Standing::Unknown | Standing::Unavailable | Standing::Open) => {
                    let shared = others.is_none_or(|other| other == standing);
                    others = Some(if shared { standing } else { Standing::Open });
                }
            }
        }
        match (holder, others) {
            (Some(holder), _) => Ok(holder),
            // A flood of such tokens is refused without a look at what else they say.
            (None, Some(Standing::Unknown)) => Err(TokenRefusal::UnknownKey),
            (None, Some(Standing::Unavailable)) => Err(TokenRefusal::KeysUnavailable),
            (None, _) => self.claimed(unverified),
        }
    }

    fn claimed(&self, unverified: &Unverified<'_>) -> Result<&Issuer, TokenRefusal> {
        let claimed = unverified.claimed_issuer()?;
        claimed.and_then(|issuer| self.issuers.get(&issuer)).ok_or(TokenRefusal::UnknownIssuer)
    }
}

impl Hydration {
    /// The issuers whose keys could not be had, each with the reason.
    pub fn failures(&self) -> impl Iterator<Item = (&IssuerUrl, &RefreshError)> {
        self.0.iter().filter_map(|(issuer, result)| Some((issuer, result.as_ref().err()?)))
    }
}

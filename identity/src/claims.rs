//! The claims of a token whose signature holds.

use std::borrow::Cow;

use sekisho_policy::{Caller, Fact, UnixTime};

use crate::{
    IssuerExpectation, NamePrefix, RESERVED_NAMES, TokenRefusal, TokenUse,
    json::{Json, Object},
};

/// The claims in their documented types, each checked.
pub(crate) struct Claims {
    pub(crate) caller: Caller,
    pub(crate) client_id: String,
    pub(crate) expires_at: UnixTime,
    pub(crate) token_id: Option<String>,
}

/// Checks signed claims against what is expected of the issuer whose key signed them, at `now`.
pub(crate) fn check(
    claims: &Object<'_>,
    expected: &IssuerExpectation,
    now: UnixTime,
) -> Result<Claims, TokenRefusal> {
    if text(claims, "iss") != Some(expected.issuer().as_str()) {
        return Err(TokenRefusal::UnknownIssuer);
    }
    if text(claims, "token_use") != Some(expected.token_use().as_str()) {
        return Err(TokenRefusal::WrongTokenUse);
    }
    let client_id = client(claims, expected)?;
    let times = Times::check(claims, expected, now)?;
    let named = |name| prefixed(expected.prefix(), name);
    let subject = text(claims, "sub").filter(|sub| !sub.is_empty()).map(named);
    let subject = subject.filter(|subject| !is_reserved(subject));
    let subject = subject.ok_or(TokenRefusal::BadSubject)?;
    let user = user(claims, expected.token_use())?.map(named);
    let groups: Vec<Cow<'_, str>> = groups(claims)?.into_iter().map(named).collect();
    if user.as_ref().known().is_some_and(|user| is_reserved(user)) {
        return Err(TokenRefusal::BadUser);
    }
    if groups.iter().any(|group| is_reserved(group)) {
        return Err(TokenRefusal::BadGroups);
    }
    let mut caller = Caller::unknown()
        .with_subject(Fact::Known(&subject))
        .with_user(user.as_ref().map(Cow::as_ref))
        .with_groups(Fact::Known(groups.iter().map(Cow::as_ref)))
        .with_issued_at(Fact::Known(times.issue))
        .with_signed_in_at(Fact::known_or_absent(times.sign_in));
    for name in expected.trusted_claims().iter() {
        caller = caller.with_claim(name, trusted(claims, name));
    }
    registered(claims)?;
    let token_id = text(claims, "jti").map(str::to_owned);
    Ok(Claims { caller, client_id: client_id.to_owned(), expires_at: times.expiry, token_id })
}

/// A name as the policy knows it.
fn prefixed<'a>(prefix: Option<&NamePrefix>, name: &'a str) -> Cow<'a, str> {
    match prefix {
        None => Cow::Borrowed(name),
        Some(prefix) => Cow::Owned(format!("{}{name}", prefix.as_str())),
    }
}

/// Whether a name, prefix included, is of those that belong to no person.
fn is_reserved(name: &str) -> bool {
    name.starts_with(RESERVED_NAMES)
}

/// The client a token is for: `aud` of an id token, `client_id` of an access token, one text.
fn client<'a>(
    claims: &'a Object<'_>,
    expected: &IssuerExpectation,
) -> Result<&'a str, TokenRefusal> {
    let name = match expected.token_use() {
        TokenUse::Access => "client_id",
        TokenUse::Id => "aud",
    };
    text(claims, name)
        .filter(|client| expected.client_ids().contains(client))
        .ok_or(TokenRefusal::WrongClient)
}

struct Times {
    expiry: UnixTime,
    issue: UnixTime,
    sign_in: Option<UnixTime>,
}

impl Times {
    fn check(
        claims: &Object<'_>,
        expected: &IssuerExpectation,
        now: UnixTime,
    ) -> Result<Self, TokenRefusal> {
        let tolerance = expected.tolerance();
        let latest = now.saturating_add(tolerance.before_issue());
        let expires_at = time(claims, "exp")
            .and_then(|time| time.ok_or(NotATime))
            .map_err(|NotATime| TokenRefusal::BadExpiry)?;
        if now >= expires_at.saturating_add(tolerance.after_expiry()) {
            return Err(TokenRefusal::Expired);
        }
        let issued_at = time(claims, "iat")
            .and_then(|time| time.ok_or(NotATime))
            .map_err(|NotATime| TokenRefusal::BadIssuedAt)?;
        if issued_at > latest {
            return Err(TokenRefusal::IssuedInFuture);
        }
        if expires_at <= issued_at {
            return Err(TokenRefusal::BadExpiry);
        }
        if expires_at > issued_at.saturating_add(MAX_LIFE_SECONDS) {
            return Err(TokenRefusal::TooLongLived);
        }
        let not_before = time(claims, "nbf").map_err(|NotATime| TokenRefusal::BadNotBefore)?;
        if not_before.is_some_and(|start| start > latest) {
            return Err(TokenRefusal::NotYetValid);
        }
        let signed_in_at =
            time(claims, "auth_time").map_err(|NotATime| TokenRefusal::BadAuthTime)?;
        if signed_in_at.is_some_and(|time| time > latest) {
            return Err(TokenRefusal::BadAuthTime);
        }
        // The tolerance is applied here and nowhere else: to the policy, a sign-in by a clock that is
        // a little ahead of ours was now, since one that lies in the future is none.
        let sign_in = signed_in_at.map(|time| time.min(now));
        Ok(Self { expiry: expires_at, issue: issued_at, sign_in })
    }
}

/// The claim is there, and is no integer.
struct NotATime;

fn time(claims: &Object<'_>, name: &str) -> Result<Option<UnixTime>, NotATime> {
    claims
        .get(name)
        .map(|value| value.integer().map(UnixTime::from_seconds).ok_or(NotATime))
        .transpose()
}

/// The user name: Absent if the token has none, so that no rule about users is met.
fn user<'a>(claims: &'a Object<'_>, token_use: TokenUse) -> Result<Fact<&'a str>, TokenRefusal> {
    let name = match token_use {
        TokenUse::Access => "username",
        TokenUse::Id => "cognito:username",
    };
    match claims.get(name) {
        None => Ok(Fact::Absent),
        Some(Json::Text(user)) if !user.is_empty() => Ok(Fact::Known(user)),
        Some(_) => Err(TokenRefusal::BadUser),
    }
}

/// The groups: none if the claim is missing, as Cognito leaves it out for a user in no group. Never
/// split from a text, never coerced.
fn groups<'a>(claims: &'a Object<'_>) -> Result<Vec<&'a str>, TokenRefusal> {
    let Some(value) = claims.get("cognito:groups") else { return Ok(Vec::new()) };
    let items = value.list().filter(|items| items.len() <= MAX_GROUPS);
    let sized = |group: &&str| (1..=MAX_GROUP_CHARS).contains(&group.chars().count());
    items
        .ok_or(TokenRefusal::BadGroups)?
        .iter()
        .map(|item| item.text().filter(sized).ok_or(TokenRefusal::BadGroups))
        .collect()
}

/// A claim the configuration trusts: a text is Known, a missing or empty claim Absent, so that what
/// was never filled in equals no empty tag. Any other type is Unknown: whatever rests on it is
/// undecided and the request denied, not the whole token.
fn trusted<'a>(claims: &'a Object<'_>, name: &str) -> Fact<&'a str> {
    match claims.get(name) {
        None => Fact::Absent,
        Some(Json::Text(text)) if text.is_empty() => Fact::Absent,
        Some(value) => Fact::known_or_unknown(value.text()),
    }
}

/// Claims that need not be there and decide nothing here, but whose types are fixed: a token that breaks
/// them is none that Cognito makes, and other verifiers refuse it.
// SOURCE: RFC 7519, 4.1.3 (`aud`) and 4.1.7 (`jti`); RFC 8693, 4.2 (`scope`)
fn registered(claims: &Object<'_>) -> Result<(), TokenRefusal> {
    let is_text = |value: &Json<'_>| value.text().is_some();
    let is_audience = |value: &Json<'_>| {
        is_text(value) || value.list().is_some_and(|items| items.iter().all(is_text))
    };
    let fits = claims.get("aud").is_none_or(is_audience)
        && ["jti", "scope"].into_iter().all(|name| claims.get(name).is_none_or(is_text));
    if fits { Ok(()) } else { Err(TokenRefusal::MistypedClaim) }
}

fn text<'a>(claims: &'a Object<'_>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Json::text)
}

/// Cognito's longest life of an access or id token.
// SOURCE: AccessTokenValidity and IdTokenValidity, 5 minutes to 1 day
const MAX_LIFE_SECONDS: i64 = 24 * 60 * 60;
/// Cognito's quota of groups for one user.
const MAX_GROUPS: usize = 100;
/// The longest name of a Cognito group.
const MAX_GROUP_CHARS: usize = 128;

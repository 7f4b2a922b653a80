//! Who is asking.

use alloc::vec::Vec;

use smol_str::SmolStr;

use crate::{
    Fact, Groups, UnixTime,
    text::{Text, nfc},
};

/// The person behind a request, as far as an issuer vouches for them. Everything not set is Unknown.
///
/// Texts are kept in Unicode NFC, byte for byte otherwise: no case is folded.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Caller {
    subject: Fact<SmolStr>,
    user: Fact<Text>,
    groups: Fact<Groups>,
    /// In the order of their names.
    claims: Vec<(SmolStr, Fact<Text>)>,
    signed_in_at: Fact<UnixTime>,
    issued_at: Fact<UnixTime>,
}

impl Caller {
    /// A caller of whom nothing is known yet.
    #[inline]
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// Sets the stable, opaque key of the person (`sub`), behind the prefix of its issuer
    /// if that has one: for audit, never compared by a rule.
    #[inline]
    #[must_use]
    pub fn with_subject(mut self, subject: Fact<&str>) -> Self {
        self.subject = subject.map(|subject| nfc(subject).into());
        self
    }

    /// Sets the name the person signs in by (`username` or `cognito:username`): what `users` tests.
    #[inline]
    #[must_use]
    pub fn with_user(mut self, user: Fact<&str>) -> Self {
        self.user = user.map(Text::new);
        self
    }

    /// Sets the groups: known or unknown as a whole. A person in no group has `Known` of none.
    #[inline]
    #[must_use]
    pub fn with_groups<'a>(mut self, groups: Fact<impl IntoIterator<Item = &'a str>>) -> Self {
        self.groups = groups.map(Groups::new);
        self
    }

    /// Sets a claim that the issuer's configuration trusts: `Absent` if the token lacks it. A claim
    /// that is never set is Unknown: the issuer is not trusted on it.
    #[inline]
    #[must_use]
    pub fn with_claim(mut self, name: &str, value: Fact<&str>) -> Self {
        let (name, value) = (SmolStr::from(nfc(name)), value.map(Text::new));
        match self.place(&name) {
            Ok(at) => {
                if let Some((_, known)) = self.claims.get_mut(at) {
                    *known = value;
                }
            }
            Err(at) => self.claims.insert(at, (name, value)),
        }
        self
    }

    /// Sets when the person last proved who they are (`auth_time`).
    #[inline]
    #[must_use]
    pub fn with_signed_in_at(mut self, at: Fact<UnixTime>) -> Self {
        self.signed_in_at = at;
        self
    }

    /// Sets when the token was issued (`iat`).
    #[inline]
    #[must_use]
    pub fn with_issued_at(mut self, at: Fact<UnixTime>) -> Self {
        self.issued_at = at;
        self
    }

    /// The stable, opaque key of the person.
    #[must_use]
    pub fn subject(&self) -> Fact<&str> {
        self.subject.as_ref().map(SmolStr::as_str)
    }

    /// The name the person signs in by.
    #[must_use]
    pub fn user(&self) -> Fact<&str> {
        self.user.as_ref().map(Text::as_str)
    }

    /// The groups the person is in.
    #[must_use]
    pub const fn groups(&self) -> Fact<&Groups> {
        self.groups.as_ref()
    }

    /// The value of a trusted claim; Unknown for a claim the issuer is not trusted on.
    #[must_use]
    pub fn claim(&self, name: &str) -> Fact<&str> {
        self.claim_text(name).map(Text::as_str)
    }

    /// Every claim that was set, in the order of their names.
    #[must_use]
    pub fn claims(&self) -> impl ExactSizeIterator<Item = (&str, Fact<&str>)> {
        self.claims.iter().map(|(name, value)| (name.as_str(), value.as_ref().map(Text::as_str)))
    }

    /// When the person last proved who they are.
    #[must_use]
    pub const fn signed_in_at(&self) -> Fact<UnixTime> {
        self.signed_in_at
    }

    /// When the token was issued.
    #[must_use]
    pub const fn issued_at(&self) -> Fact<UnixTime> {
        self.issued_at
    }

    pub(crate) const fn user_text(&self) -> Fact<&Text> {
        self.user.as_ref()
    }

    pub(crate) fn claim_text(&self, name: &str) -> Fact<&Text> {
        let claim = self.place(name).ok().and_then(|at| self.claims.get(at));
        claim.map_or(Fact::Unknown, |(_, value)| value.as_ref())
    }

    /// Where a claim is, or where it would be.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.claims.binary_search_by_key(&name, |(name, _)| name.as_str())
    }
}

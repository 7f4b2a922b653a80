//! What an event has where the bearer token should be.

use sekisho_identity::{BearerToken, TokenRefusal};

use crate::Pairs;

/// The `Authorization` of a call. It can be judged, but not printed.
#[expect(missing_debug_implementations, reason = "it holds a token")]
pub struct Authorization(Found);

enum Found {
    /// No value at all.
    Missing,
    /// Exactly one value, wherever one looks.
    One(String),
    /// Several values, or several headers: which one a reader takes is anybody's guess.
    Ambiguous,
}

impl Authorization {
    /// The value of a TOKEN event.
    #[must_use]
    pub fn of_value(value: Option<String>) -> Self {
        Self(value.map_or(Found::Missing, Found::One))
    }

    /// The one value of the `Authorization` header. API Gateway reports each header twice: once with
    /// one value, once with all of them. A value counts only if both agree that there is no other.
    pub(crate) fn of_headers(
        headers: Pairs<Option<String>>,
        multi_value_headers: Pairs<Option<Vec<String>>>,
    ) -> Self {
        let reported_twice = !multi_value_headers.is_empty();
        let mut single = headers.named(AUTHORIZATION).flatten();
        let mut all = multi_value_headers.named(AUTHORIZATION).flatten().flatten();
        Self(match (single.next(), single.next(), all.next(), all.next()) {
            (None, None, None, None) => Found::Missing,
            (Some(value), None, None, None) if !reported_twice => Found::One(value),
            (Some(value), None, Some(again), None) if value == again => Found::One(value),
            _ => Found::Ambiguous,
        })
    }

    /// The bearer token.
    ///
    /// # Errors
    ///
    /// [`TokenRefusal`] if there is none, more than one, or one that is not of the form of a token.
    pub fn bearer(&self) -> Result<BearerToken, TokenRefusal> {
        match &self.0 {
            Found::One(value) => BearerToken::from_header(value),
            Found::Missing => Err(TokenRefusal::MissingToken),
            Found::Ambiguous => Err(TokenRefusal::AmbiguousAuthorization),
        }
    }
}

const AUTHORIZATION: &str = "authorization";

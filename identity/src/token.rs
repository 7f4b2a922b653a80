//! The bearer token as it arrived.

use crate::TokenRefusal;

/// The longest token that is looked at: 8 KiB. API Gateway passes 10,240 bytes of headers in all.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// A text in the form of a compact JWS: at most 8 KiB, exactly three non-empty parts of base64url
/// characters. Nothing of it has been checked or trusted yet.
///
/// It is a secret: it has no `Debug` and no `Display`.
///
/// ```compile_fail,E0277
/// # let token = sekisho_identity::BearerToken::from_compact("a.b.c").ok();
/// println!("{token:?}");
/// ```
#[expect(missing_debug_implementations, reason = "a token in a log is a stolen token")]
pub struct BearerToken {
    text: String,
    // INVARIANT (dots): the only two dots of `text` are at `signed` and before it at `header`.
    header: usize,
    signed: usize,
}

impl BearerToken {
    /// The token of an `Authorization` header field: `Bearer` in any case, exactly one space, a token.
    ///
    /// # Errors
    ///
    /// [`TokenRefusal::MissingToken`], [`TokenRefusal::NotBearer`], and those of
    /// [`from_compact`](Self::from_compact).
    pub fn from_header(value: &str) -> Result<Self, TokenRefusal> {
        if value.is_empty() {
            return Err(TokenRefusal::MissingToken);
        }
        let (scheme, token) = value.split_once(' ').ok_or(TokenRefusal::NotBearer)?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.starts_with(' ') {
            return Err(TokenRefusal::NotBearer);
        }
        Self::from_compact(token)
    }

    /// The token of a text that is nothing but the token.
    ///
    /// # Errors
    ///
    /// [`TokenRefusal::MissingToken`] if it is empty, [`TokenRefusal::TooLarge`] above 8 KiB,
    /// [`TokenRefusal::MalformedToken`] unless it is three non-empty parts of base64url characters.
    pub fn from_compact(text: &str) -> Result<Self, TokenRefusal> {
        if text.is_empty() {
            return Err(TokenRefusal::MissingToken);
        }
        if text.len() > MAX_TOKEN_BYTES {
            return Err(TokenRefusal::TooLarge);
        }
        // From the end, where the shorter part is; a dot too many is then within the claims, no part.
        let (front, signature) = text.rsplit_once('.').ok_or(TokenRefusal::MalformedToken)?;
        let (header, claims) = front.split_once('.').ok_or(TokenRefusal::MalformedToken)?;
        if ![header, claims, signature].into_iter().all(is_part) {
            return Err(TokenRefusal::MalformedToken);
        }
        Ok(Self { text: text.to_owned(), header: header.len(), signed: front.len() })
    }

    pub(crate) fn header(&self) -> &str {
        self.text.get(..self.header).unwrap_or_default()
    }

    pub(crate) fn claims(&self) -> &str {
        self.text.get(self.header.saturating_add(1)..self.signed).unwrap_or_default()
    }

    /// The bytes under the signature: header, dot, claims, as they arrived.
    pub(crate) fn signed(&self) -> &[u8] {
        self.text.as_bytes().get(..self.signed).unwrap_or_default()
    }

    pub(crate) fn signature(&self) -> &str {
        self.text.get(self.signed.saturating_add(1)..).unwrap_or_default()
    }
}

fn is_part(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    // To the end, whatever is found on the way: so the compiler looks at many bytes at once.
    !text.is_empty() && text.bytes().fold(true, |all, byte| all & allowed(byte))
}

//! What verifying a token costs, beside the bare signature and other verifiers.

mod aws_jwt_verify;
mod contest;
mod issuer;
#[cfg(feature = "peers")]
mod jsonwebtoken;
mod ours;

pub use aws_jwt_verify::AwsJwtVerify;
pub use contest::{Contender, Figure, contest};
pub use issuer::Issuer;
#[cfg(feature = "peers")]
pub use jsonwebtoken::Jsonwebtoken;
pub use ours::{Bare, Pure, Refusing, Whole, growth};

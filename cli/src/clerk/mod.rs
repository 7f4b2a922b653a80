//! What a clerk does in a terminal: the same as on the page of the console, through the same API.
//!
//! [`session`] is who is signed in where, [`api`] the calls made in their name, [`instance`] and
//! [`answer`] what comes back, [`target`] which instances are meant, [`watch`] looks until they are there.

mod answer;
mod api;
mod change;
mod error;
mod instance;
mod password;
mod session;
mod target;
mod told;
mod watch;

pub use self::session::session_folder;
pub(crate) use self::{
    api::{Action, Api, SignedIn, sign_in},
    change::ChangeOptions,
    error::ClerkError,
    instance::Instance,
    password::Passwords,
    session::{Session, Sessions},
    told::{plain, state},
};

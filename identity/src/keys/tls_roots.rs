//! Whom an https connection trusts.

/// The certificate authorities that may vouch for a server.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever makes a connection must see a new one")]
pub enum TlsRoots {
    /// Those compiled into the program, by Mozilla's list. Nothing is read: reading a system's list
    /// takes several milliseconds, more than everything else a cold start does.
    #[default]
    Bundled,
    /// Those of the system, or of the variables `SSL_CERT_FILE` and `SSL_CERT_DIR`: for an issuer or
    /// a proxy with an authority of its own.
    System,
}

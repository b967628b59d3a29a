//! What kind of server it is.

/// How a client reaches safety.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// Not at all: no TLS is offered.
    #[default]
    Plain,
    /// `STARTTLS` is offered, and nothing else is answered before it.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl Credentials {
    /// These two.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials {
            username: username.into(),
            password: password.into(),
        }
    }
}

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// How a client reaches safety.
    pub security: Security,
    /// Who may send. Without credentials everybody may, and `AUTH` is not offered.
    pub credentials: Option<Credentials>,
    /// The largest letter that is taken, in bytes.
    pub largest_letter: usize,
    /// Letters that are kept; the oldest make room for new ones.
    pub most_letters: usize,
}

impl Default for Options {
    /// No TLS, nobody has to sign in, 1,000 letters of 1 MiB.
    fn default() -> Self {
        Options {
            security: Security::default(),
            credentials: None,
            largest_letter: 1 << 20,
            most_letters: 1000,
        }
    }
}

//! What can be made to go wrong.

use serde::{Deserialize, Serialize};

/// One way of being wrong. Several may be in force at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misbehaviour {
    /// The identity token is for another client (`aud`).
    WrongAudience,
    /// The identity token is for this client and another one, and was issued to the other (`azp`).
    WrongAuthorizedParty,
    /// The identity token has the nonce of another sign-in.
    WrongNonce,
    /// The identity token has no nonce.
    NoNonce,
    /// The identity token comes from another issuer (`iss`).
    WrongIssuer,
    /// The identity token ended an hour ago.
    Expired,
    /// The identity token was issued an hour from now.
    FromTheFuture,
    /// The identity token says `alg: none` and has no signature.
    AlgorithmNone,
    /// The identity token is signed with HMAC, and the key is the text of the public key.
    AlgorithmConfusion,
    /// The identity token is signed with a key that was never published.
    UnknownKey,
    /// The identity token names a published key, but was signed with another.
    WrongSignature,
    /// The identity token says that the address is not verified.
    UnverifiedEmail,
    /// The identity token has no address at all.
    NoEmail,
    /// The identity token has the right address but another subject, as when an address was given to somebody else.
    OtherSubject,
    /// The identity token names another Workspace domain, `elsewhere.example`.
    OtherDomain,
    /// There is no identity token.
    NoIdToken,
    /// The token endpoint answers 500.
    TokenErrors,
    /// The token endpoint sends the caller somewhere else.
    TokenRedirects,
    /// The token endpoint answers 16 MiB.
    TokenFloods,
    /// The token endpoint answers a page instead of JSON.
    TokenNotJson,
    /// The keys cannot be read: 500.
    KeysUnavailable,
    /// The discovery document cannot be read: 500.
    DiscoveryUnavailable,
    /// The discovery document is another issuer's.
    DiscoveryOfAnother,
    /// Every answer to a program comes late.
    Slow {
        /// By how much.
        milliseconds: u64,
    },
    /// Whatever the person chooses, they deny.
    Denied,
    /// The person comes back with another state than they were sent with.
    WrongState,
    /// The person comes back with the name of another issuer (a mix-up).
    OtherIssuerInAnswer,
}

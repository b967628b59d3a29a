//! The ids of what the whole campus speaks about.

base::id_kinds! {
    /// A person, or a program that acts as one.
    AccountId = "account";
    /// A signed-in browser or client.
    SessionId = "session";
    /// A secret made for a program.
    TokenId = "token";
    /// Durable work.
    JobId = "job";
    /// An institute: a tenant of the installation.
    InstituteId = "institute";
    /// A person in an institute.
    MemberId = "member";
}

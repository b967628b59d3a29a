//! The ids of this crate.

base::id_kinds! {
    /// A letter in the outbox.
    LetterId = "letter";
}

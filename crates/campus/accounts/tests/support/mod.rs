//! What several files of stories share.
#![allow(dead_code, reason = "each file of stories uses its part")]

pub mod authenticator;
pub mod signing;

/// Verified credentials are trusted for a second of real time.
pub async fn forget_the_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
}

//! The directory target against the suite, and against what happens to disks.

mod support;

use super::*;
use crate::suite;
use support::Place;

#[tokio::test]
async fn passes_the_suite() {
    suite::run(async || Box::new(Place::new(Limits::default()).await) as Box<dyn suite::Subject>).await;
}

#[tokio::test]
async fn passes_the_suite_with_tiny_packs() {
    let limits = Limits {
        pack_len: 3_000,
        max_records: 12,
    };
    suite::run(async || Box::new(Place::new(limits).await) as Box<dyn suite::Subject>).await;
}

//! HTTP as people and programs meet it, around what the slices answer.

mod docs;
mod headers;
mod health;
pub mod listener;
mod metrics;
mod observe;
mod router;
mod web_app;

pub use metrics::Metrics;
pub use router::{Parts, router};
pub use web_app::WebApp;

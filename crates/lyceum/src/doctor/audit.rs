//! The audit record: every chain as it was written.

use ::audit::{INSTALLATION, Report};
use ::database::{Database, DatabaseError};
use base::chain;
use kernel::InstituteId;

use super::Check;

const NAME: &str = "audit record";
const ADVICE: &str = "somebody has changed the database past the server: find out who may write to it, keep a copy as \
                      evidence, and compare with the last backup";

/// Reads all chains. Broken ones get a line each, at most ten.
pub(super) async fn examine(database: &Database) -> Vec<Check> {
    match look(database).await {
        Ok(checks) => checks,
        Err(error) => vec![Check::fail(NAME, chain(&error), "check that the database runs")],
    }
}

async fn look(database: &Database) -> Result<Vec<Check>, DatabaseError> {
    let chains = ::audit::chains(database).await?;
    let (mut entries, mut broken) = (0, Vec::new());
    for institute in &chains {
        let report = ::audit::verify(database, *institute).await?;
        entries += report.entries;
        if !report.intact && broken.len() < 10 {
            broken.push(Check::fail(NAME, said(*institute, &report), ADVICE));
        }
    }
    if broken.is_empty() {
        let detail = format!(
            "{} chains with {entries} entries, all as they were written",
            chains.len()
        );
        broken.push(Check::ok(NAME, detail));
    }
    Ok(broken)
}

fn said(institute: InstituteId, report: &Report) -> String {
    let whose = if institute == INSTALLATION {
        "the installation".to_owned()
    } else {
        institute.to_string()
    };
    let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    format!("the chain of {whose} is broken: {}", findings.join("; "))
}

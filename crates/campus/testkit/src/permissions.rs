//! Walks every operation of the OpenAPI document and compares what it lets in with what the permission table says.

use axum::http::Method;
use kernel::Access;

use crate::TestCampus;

/// Fits wherever a path has a variable part, and names nothing.
const NOTHING: &str = "nothing";

impl TestCampus {
    /// Stops the test unless every operation has exactly one line in the permission table, and each lets in whom its line
    /// says: strangers meet 401 wherever somebody must be signed in, people without any role meet 404 wherever one is needed.
    pub async fn check_permissions(&self) {
        let mut operations = self.operations();
        operations.sort();
        let mut lines: Vec<_> = self
            .permissions
            .iter()
            .map(|line| (line.path.to_owned(), line.method.to_owned()))
            .collect();
        lines.sort();
        assert_eq!(
            operations, lines,
            "operations of the document on the left, lines of the table on the right"
        );

        let (stranger, member) = (self.stranger(), self.member("somebody").await);
        for line in &self.permissions {
            let method: Method = line.method.parse().expect("a method");
            let path = without_variables(line.path);
            let shown = format!("{method} {path}");
            let alone = stranger.call(method.clone(), &path).streamed().await.status().as_u16();
            match line.access {
                Access::Public => assert!(alone != 401 && alone != 403, "{shown} refuses strangers: {alone}"),
                Access::SignedIn => assert_eq!(alone, 401, "{shown} does not ask who is calling"),
                Access::Owner | Access::Institute(_) => {
                    assert_eq!(alone, 401, "{shown} does not ask who is calling");
                    let status = member.call(method, &path).streamed().await.status().as_u16();
                    assert_eq!(status, 404, "{shown} shows itself to people it is not for");
                }
            }
        }
    }

    /// Every operation as path and upper-case method.
    fn operations(&self) -> Vec<(String, String)> {
        let document = serde_json::to_value(&self.document).expect("a document");
        let paths = document["paths"].as_object().cloned().unwrap_or_default();
        let of_path = |(path, item): (String, serde_json::Value)| {
            let methods = item.as_object().cloned().unwrap_or_default();
            methods
                .into_iter()
                .map(move |(method, _)| (path.clone(), method.to_uppercase()))
        };
        paths
            .into_iter()
            .flat_map(of_path)
            .filter(|(_, method)| method.parse::<Method>().is_ok())
            .collect()
    }
}

/// `/api/files/{id}` becomes `/api/files/nothing`.
fn without_variables(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { NOTHING } else { part });
    parts.collect::<Vec<_>>().join("/")
}

//! What every call can answer, added to the OpenAPI document once instead of in every handler. Pure.

use kernel::{Access, Permission};
use utoipa::openapi::{
    Content, OpenApi, RefOr, Response, ResponseBuilder,
    path::{Operation, PathItem},
    schema::Ref,
};

/// Completes the operations: refusals of the guard from their permission lines, refusals of malformed requests from their
/// bodies and parameters, and those of the server as a whole. What a handler says itself stays.
pub fn complete(document: &mut OpenApi, permissions: &[Permission]) {
    for line in permissions {
        let Some(item) = document.paths.paths.get_mut(line.path) else {
            continue;
        };
        if let Some(operation) = operation_mut(item, line.method) {
            for (status, why) in refusals(line, operation) {
                operation
                    .responses
                    .responses
                    .entry(status.to_owned())
                    .or_insert_with(|| RefOr::T(problem(why)));
            }
        }
    }
}

fn refusals(line: &Permission, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut refusals = vec![
        ("429", "Too much at once. `Retry-After` says when to try again."),
        ("500", "A defect of the server; its log says more."),
        ("503", "The storage or the database does not answer. Try again later."),
    ];
    if line.access != Access::Public {
        refusals.push(("401", "Nobody is signed in."));
        refusals.push((
            "403",
            "Not from another site; not with this token; or confirm first that it is you: see `code`.",
        ));
        refusals.push(("404", "Absent, or nothing the caller may know of."));
    }
    let takes_body = operation.request_body.is_some();
    if takes_body || operation.parameters.as_ref().is_some_and(|list| !list.is_empty()) {
        refusals.push(("400", "What was sent cannot be right; `field` and `detail` say why."));
    }
    if line.path.contains('{') {
        refusals.push(("404", "Absent, or nothing the caller may know of."));
    }
    if takes_body {
        refusals.push(("408", "The body did not arrive in time."));
        refusals.push(("413", "The body is too long."));
        refusals.push(("415", "The body is of another kind than the call takes."));
    }
    refusals
}

fn problem(why: &str) -> Response {
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    ResponseBuilder::new()
        .description(why)
        .content("application/problem+json", content)
        .build()
}

fn operation_mut<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "PUT" => item.put.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        "OPTIONS" => item.options.as_mut(),
        "HEAD" => item.head.as_mut(),
        "PATCH" => item.patch.as_mut(),
        _ => None,
    }
}

//! The one door to all slices: enforces the permission tables before any handler runs.
//!
//! A route that nobody declared is closed. Whoever may not come in meets 401 when nobody is signed in and otherwise the
//! same 404, whether the route, the institute or their right to it is missing: nobody learns what exists.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State},
    http::{Method, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use crate::{Access, Caller, Credential, InstituteId, Kernel, Member, Permission, Problem, Roles, caller::recognise};

/// How long a proof of who one is suffices for what asks for a fresh one. ASVS 5.0, 7.5.1.
pub const FRESH: Duration = Duration::from_secs(10 * 60);

/// Puts the door in front of the routes.
pub fn guard(routes: Router, kernel: &Kernel, permissions: &[Permission]) -> Router {
    let lines = permissions
        .iter()
        .map(|line| ((line.path, line.method), *line))
        .collect();
    let guard = Guard {
        kernel: kernel.clone(),
        lines,
    };
    routes.route_layer(middleware::from_fn_with_state(Arc::new(guard), enforce))
}

struct Guard {
    kernel: Kernel,
    lines: HashMap<(&'static str, &'static str), Permission>,
}

async fn enforce(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match guard.admit(&mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

impl Guard {
    /// Lets the request in, with the caller and the member it proved to be, or says why not.
    async fn admit(&self, parts: &mut Parts) -> Result<(), Problem> {
        let line = self.line(parts).ok_or_else(Problem::hidden)?;
        if line.access == Access::Public {
            return Ok(());
        }
        let caller = recognise(parts, &self.kernel)
            .await?
            .ok_or_else(Problem::unauthenticated)?;
        match line.access {
            Access::Public | Access::SignedIn => {}
            Access::Owner if caller.is_owner() => {}
            Access::Owner => return Err(Problem::hidden()),
            Access::Institute(roles) => {
                let member = self.member(parts, caller, roles).await?;
                parts.extensions.insert(member);
            }
        }
        self.check_credential(&line, &caller)?;
        parts.extensions.insert(caller);
        Ok(())
    }

    fn line(&self, parts: &Parts) -> Option<Permission> {
        let path = parts.extensions.get::<MatchedPath>()?.as_str();
        // Axum answers HEAD with the handler of GET.
        let get = || {
            (parts.method == Method::HEAD)
                .then(|| self.lines.get(&(path, "GET")))
                .flatten()
        };
        let line = self.lines.get(&(path, parts.method.as_str())).or_else(get).copied();
        if line.is_none() {
            tracing::error!(method = %parts.method, path, "a route has no line in a permission table and stays closed");
        }
        line
    }

    async fn member(&self, parts: &mut Parts, caller: Caller, roles: Roles) -> Result<Member, Problem> {
        let institute = named_institute(parts).await.ok_or_else(Problem::hidden)?;
        let found = self.kernel.institutes.membership(institute, caller.account).await?;
        let membership = found.filter(|it| roles.contain(it.role)).ok_or_else(Problem::hidden)?;
        if membership.strong_factor && !caller.strong {
            return Err(Problem::factor_required());
        }
        Ok(Member {
            caller,
            institute,
            id: membership.member,
            role: membership.role,
        })
    }

    fn check_credential(&self, line: &Permission, caller: &Caller) -> Result<(), Problem> {
        match (caller.credential, line.scope) {
            (Credential::Token(_), None) => return Err(Problem::people_only()),
            (Credential::Token(_), Some(scope)) if !caller.scopes.allow(scope) => {
                return Err(Problem::scope_missing(scope));
            }
            _ => {}
        }
        let proved = |at| self.kernel.world.now().since(at) <= FRESH;
        if line.fresh && !caller.verified_at.is_some_and(proved) {
            return Err(Problem::step_up_required());
        }
        Ok(())
    }
}

/// The institute in the path.
async fn named_institute(parts: &mut Parts) -> Option<InstituteId> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let (_, text) = params.iter().find(|(name, _)| *name == "institute")?;
    text.parse().ok()
}

//! `POST /api/auth/register`: somebody new.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Invited, Locale, Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Account, Accounts, Email, Error, Password, PersonName,
    account::{self, may_register, role_of_newcomer, view::User},
    attempts::{Browser, email_hint, seconds},
    cookies::Cookie,
    factors::email::Sent,
    limits::Request,
};

/// Who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterAccount {
    /// May be left out with an invitation, which names it.
    #[schema(example = "asha@example.org")]
    email: Option<String>,
    /// 8 to 256 characters.
    #[schema(min_length = 8, max_length = 256)]
    password: String,
    #[schema(example = "Asha", min_length = 1, max_length = 100)]
    name: String,
    /// The secret of an invitation: opens a closed door, and leads into the institute.
    invitation: Option<String>,
    /// The language of letters; the institute's, or English.
    language: Option<Locale>,
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registered {
    user: User,
}

/// The address is to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToConfirm {
    status: Confirm,
    /// Names this registration in the calls that follow; good for 15 minutes.
    attempt: String,
    /// Where the code goes.
    #[schema(example = "a•••@example.org")]
    email_hint: String,
    /// In how many seconds another code may be asked for.
    resend_after: u64,
    /// Whether a letter was sent by this very call.
    code_sent: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Confirm {
    Confirm,
}

/// Make an account. The first one becomes the owner of the installation. Where letters can be sent, and always with an
/// invitation, a code confirms the address first.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = RegisterAccount, responses(
    (status = 201, description = "Made.", body = Registered),
    (status = 202, description = "A code is on its way, or a letter that says that the address is taken.",
        body = ToConfirm),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Registration is closed.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The address is taken.", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The invitation is no longer good.",
        body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn register_account(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<RegisterAccount>,
) -> Result<Response, Problem> {
    accounts.flood.take(Request::Register, browser.client.address)?;
    let invited = accounts.invited(request.invitation.as_deref()).await?;
    let newcomer = Newcomer::read(&request, invited.as_ref())?;
    let first = account::store::none_yet(&accounts.database).await?;
    // Asked again inside of the transaction; here it spares the hashing.
    if invited.is_none() && !may_register(accounts.registration, first) {
        return Err(Error::RegistrationClosed.into());
    }
    if invited.is_none() && (first || !accounts.post.can_deliver()) {
        let account = accounts.register_at_once(newcomer).await?;
        let user = accounts.user(account).await?;
        return Ok((StatusCode::CREATED, Json(Registered { user })).into_response());
    }
    accounts.ask_to_confirm(newcomer, request.invitation, browser).await
}

/// What was typed, checked.
struct Newcomer {
    email: Email,
    name: PersonName,
    password: Password,
    language: Locale,
}

impl Newcomer {
    fn read(request: &RegisterAccount, invited: Option<&Invited>) -> Result<Self, Problem> {
        let email: Email = match (&request.email, invited) {
            (Some(typed), None) => typed.parse()?,
            (None, Some(invited)) => invited.email.parse()?,
            (Some(typed), Some(invited)) => the_invited(typed.parse()?, &invited.email.parse()?)?,
            (None, None) => return Err(Problem::validation("email", "Write your e-mail address.")),
        };
        let name: PersonName = request.name.parse()?;
        let language = request.language.or(invited.map(|invited| invited.locale));
        Ok(Newcomer {
            password: Password::chosen(&request.password, &email, &name)?,
            email,
            name,
            language: language.unwrap_or_default(),
        })
    }
}

fn the_invited(typed: Email, invited: &Email) -> Result<Email, Problem> {
    if typed == *invited {
        return Ok(typed);
    }
    let detail = "The invitation is for another address. Leave the address as it is in the invitation.";
    Err(Problem::validation("email", detail))
}

impl Accounts {
    /// The invitation behind a secret, if one is shown.
    pub(super) async fn invited(&self, secret: Option<&str>) -> Result<Option<Invited>, Error> {
        let Some(secret) = secret else { return Ok(None) };
        let invited = self.institutes.invited(secret).await?;
        Ok(Some(invited.ok_or(Error::InvitationOver)?))
    }

    async fn register_at_once(&self, newcomer: Newcomer) -> Result<Account, Error> {
        let registration = self.registration;
        let Newcomer {
            email,
            name,
            password,
            language,
        } = newcomer;
        let new = self.prepare(email, name, language, password).await?;
        let account = self.insert(new, move |first| {
            may_register(registration, first)
                .then(|| role_of_newcomer(first))
                .ok_or(Error::RegistrationClosed)
        });
        account.await
    }

    async fn ask_to_confirm(
        &self,
        newcomer: Newcomer,
        invitation: Option<String>,
        browser: Browser,
    ) -> Result<Response, Problem> {
        let browser = browser.marked(&self.world);
        let hash = self.passwords.hash(newcomer.password).await?;
        let (email, name) = (&newcomer.email, &newcomer.name);
        let attempt = self
            .begin_registration(email, name, newcomer.language, hash, invitation, &browser)
            .await?;
        let pending = self.pending(&attempt)?;
        let sent = self.send_registration_code(&attempt, &pending, &browser).await?;
        let mut headers = HeaderMap::new();
        if let Some(mark) = &browser.mark {
            headers.append(
                header::SET_COOKIE,
                Cookie::Attempt.line(&self.site, mark, crate::attempts::MARK_LIFETIME)?,
            );
        }
        let body = ToConfirm {
            status: Confirm::Confirm,
            attempt: attempt.secret.reveal().to_owned(),
            email_hint: email_hint(newcomer.email.as_str()),
            resend_after: seconds(sent.wait()),
            code_sent: matches!(sent, Sent::Now { .. }),
        };
        Ok((StatusCode::ACCEPTED, headers, Json(body)).into_response())
    }
}

//! Stories about the outbox and the postman, told to both databases, with a real mail server at the other end.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use database::{on_each_database, testing::TestDatabase};
use kernel::Problem;
use mail::{Message, Postman, Security, State};
use simulator_mail::{MailSimulator, Trouble};
use support::{ASHA, code, draft, draft_to, options, server, simulator};
use testkit::TestCampus;
use tokio_util::sync::CancellationToken;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const PATIENCE: Duration = Duration::from_secs(10);

/// A campus whose letters go to a simulator without TLS.
async fn connected(test: TestDatabase) -> (TestCampus, MailSimulator) {
    let simulator = simulator(Security::None).await;
    let campus = TestCampus::with(test, options(Some(server(&simulator, Security::None)))).await;
    (campus, simulator)
}

async fn state(campus: &TestCampus) -> (State, String) {
    let letter = campus.last_letter(ASHA).await.unwrap();
    (letter.state, letter.problem.unwrap_or_default())
}

#[tokio::test]
async fn a_letter_arrives_over_each_kind_of_line() {
    for security in [Security::None, Security::Starttls, Security::Tls] {
        let simulator = simulator(security).await;
        let settings = options(Some(server(&simulator, security)));
        let campus = TestCampus::with(TestDatabase::sqlite().await, settings).await;
        campus.post.send(draft(code("123456"))).await.unwrap();
        assert_eq!(campus.deliver_letters().await, 1);
        let letter = simulator.wait_for(ASHA, PATIENCE).await.unwrap();
        assert!(letter.text.starts_with("123456"), "{}", letter.text);
        assert!(letter.html.contains(">123456<") && !letter.subject.contains("123456"));
        assert_eq!(
            (letter.encrypted, letter.username.as_deref()),
            (security != Security::None, Some("campus"))
        );
        assert_eq!(letter.header("From").as_deref(), Some("Lyceum <campus@example.org>"));
        assert_eq!(
            letter.header("Date").as_deref(),
            Some("Fri, 20 Nov 2026 06:00:00 +0000")
        );
    }
}

#[tokio::test]
async fn a_server_with_a_certificate_of_nobody_gets_nothing() {
    for security in [Security::Starttls, Security::Tls] {
        let simulator = simulator(security).await;
        let mut server = server(&simulator, security);
        server.certificate = None;
        let campus = TestCampus::with(TestDatabase::sqlite().await, options(Some(server))).await;
        campus.post.send(draft(code("123456"))).await.unwrap();
        campus.deliver_letters().await;
        let (state, problem) = state(&campus).await;
        assert_eq!(state, State::Queued);
        assert!(problem.contains("ertificate"), "{problem}");
        assert!(simulator.letters().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_offers_no_tls_gets_nothing() {
    let simulator = simulator(Security::None).await;
    let settings = options(Some(server(&simulator, Security::Starttls)));
    let campus = TestCampus::with(TestDatabase::sqlite().await, settings).await;
    campus.post.send(draft(code("123456"))).await.unwrap();
    campus.deliver_letters().await;
    assert_eq!(state(&campus).await.0, State::Queued);
    assert!(simulator.letters().is_empty());
}

on_each_database! {
    async fn a_letter_of_a_change_that_was_not_made_was_never_written(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        let (post, letter) = (campus.post.clone(), campus.post.write(draft(Message::Test)).unwrap());
        let refused = campus.kernel.database.write::<(), Problem, _>(move |tx| {
            let (post, letter) = (post.clone(), letter.clone());
            Box::pin(async move {
                post.enqueue(tx, &letter).await?;
                Err(Problem::not_found("thing"))
            })
        }).await;
        assert!(refused.is_err());
        assert_eq!(campus.deliver_letters().await, 0);
        assert!(simulator.letters().is_empty());
    }

    async fn what_a_letter_said_is_gone_when_it_has_left(test: TestDatabase) {
        let (campus, _simulator) = connected(test).await;
        campus.post.send(draft(code("123456"))).await.unwrap();
        let before = campus.last_letter(ASHA).await.unwrap();
        assert!(before.text.contains("123456") && before.html.contains("123456"));
        campus.deliver_letters().await;
        let after = campus.last_letter(ASHA).await.unwrap();
        assert_eq!((after.state, after.text.as_str(), after.html.as_str()), (State::Sent, "", ""));
        assert_eq!(after.subject, before.subject);
    }

    async fn a_letter_that_is_put_off_is_tried_again_after_a_pause(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::Later { to: ASHA.into(), times: 2 });
        campus.post.send(draft(Message::Test)).await.unwrap();
        assert_eq!(campus.deliver_letters().await, 1);
        let (now, problem) = state(&campus).await;
        assert!(now == State::Queued && problem.contains("450"), "{now:?} {problem}");
        campus.wait(MINUTE / 2);
        assert_eq!(campus.deliver_letters().await, 0, "the pause is a minute");
        campus.wait(MINUTE / 2);
        assert_eq!(campus.deliver_letters().await, 1);
        campus.wait(MINUTE);
        assert_eq!(campus.deliver_letters().await, 0, "the next pause is two minutes");
        campus.wait(MINUTE);
        assert_eq!(campus.deliver_letters().await, 1);
        assert_eq!(state(&campus).await, (State::Sent, String::new()));
        assert_eq!(simulator.letters().len(), 1);
    }

    async fn a_letter_that_is_refused_for_good_fails_at_once(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::Never { to: ASHA.into() });
        campus.post.send(draft(code("123456"))).await.unwrap();
        campus.deliver_letters().await;
        let letter = campus.last_letter(ASHA).await.unwrap();
        assert!(letter.state == State::Failed && letter.problem.unwrap().contains("550"));
        assert_eq!(letter.text, "");
        simulator.calm();
        campus.wait(HOUR);
        assert_eq!(campus.deliver_letters().await, 0);
    }

    async fn a_wrong_password_is_the_operator_s_matter_and_not_the_letter_s(test: TestDatabase) {
        let simulator = simulator(Security::None).await;
        let mut wrong = server(&simulator, Security::None);
        wrong.credentials.as_mut().unwrap().password = "wrong".to_owned().into();
        let campus = TestCampus::with(test, options(Some(wrong))).await;
        campus.post.send(draft(Message::Test)).await.unwrap();
        campus.deliver_letters().await;
        let (now, problem) = state(&campus).await;
        assert!(now == State::Queued && problem.contains("535"), "{now:?} {problem}");
    }

    async fn a_line_that_drops_costs_a_minute_and_no_letter(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::DropInData { times: 1 });
        campus.post.send(draft(Message::Test)).await.unwrap();
        campus.deliver_letters().await;
        assert_eq!(state(&campus).await.0, State::Queued);
        campus.wait(MINUTE);
        campus.deliver_letters().await;
        assert_eq!((state(&campus).await.0, simulator.letters().len()), (State::Sent, 1));
    }

    async fn a_letter_that_arrives_twice_is_seen_to_be_one(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        // The server has it, and the line drops before it says so: nobody can know.
        simulator.make(Trouble::DropAfterData { times: 1 });
        campus.post.send(draft(Message::Test)).await.unwrap();
        campus.deliver_letters().await;
        campus.wait(MINUTE);
        campus.deliver_letters().await;
        let ids: Vec<_> = simulator.letters().iter().map(|letter| letter.header("Message-ID")).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    }

    async fn nobody_tries_for_more_than_two_days(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        drop(simulator);
        campus.post.send(draft(Message::Test)).await.unwrap();
        let mut attempts = 0;
        for _ in 0..60 {
            attempts += campus.deliver_letters().await;
            campus.wait(HOUR);
        }
        assert_eq!(state(&campus).await.0, State::Failed);
        assert!((8..=20).contains(&attempts), "{attempts}");
    }

    async fn a_code_that_is_no_longer_good_is_not_sent(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::Later { to: ASHA.into(), times: 100 });
        campus.post.send(draft(code("123456"))).await.unwrap();
        for _ in 0..30 {
            campus.deliver_letters().await;
            campus.wait(MINUTE);
        }
        let letter = campus.last_letter(ASHA).await.unwrap();
        assert_eq!((letter.state, letter.text.as_str()), (State::Failed, ""));
        // Written while no server ran.
        campus.post.send(draft(code("654321"))).await.unwrap();
        simulator.calm();
        campus.wait(11 * MINUTE);
        campus.deliver_letters().await;
        assert!(state(&campus).await.1.contains("too late"));
        assert!(simulator.letters().is_empty());
    }

    async fn two_servers_never_send_one_letter_twice(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        let twin = campus.twin().await;
        let addresses: BTreeSet<String> = (0..40).map(|number| format!("person{number}@example.org")).collect();
        for address in &addresses {
            campus.post.send(draft_to(address, Message::Test)).await.unwrap();
        }
        let (one, two, three) = tokio::join!(
            campus.deliver_letters(),
            twin.deliver_letters(),
            twin.deliver_letters(),
        );
        assert_eq!(one + two + three, addresses.len());
        let arrived: Vec<String> = simulator.letters().into_iter().flat_map(|letter| letter.to).collect();
        assert_eq!(arrived.len(), addresses.len());
        assert_eq!(arrived.into_iter().collect::<BTreeSet<_>>(), addresses);
    }

    async fn a_dead_server_s_letter_is_taken_over(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::Slow(HOUR));
        campus.post.send(draft(Message::Test)).await.unwrap();
        let post = campus.post.clone();
        let dying = tokio::spawn(async move { post.deliver_due().await });
        while simulator.connections() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        simulator.calm();
        let twin = campus.twin().await;
        assert_eq!(twin.deliver_letters().await, 0, "the lease still stands");
        campus.wait(Duration::from_secs(121));
        assert_eq!(twin.deliver_letters().await, 1);
        assert_eq!((state(&campus).await.0, simulator.letters().len()), (State::Sent, 1));
    }

    async fn a_lease_from_before_the_clock_was_set_back_does_not_hold_for_hours(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        simulator.make(Trouble::Slow(HOUR));
        campus.post.send(draft(Message::Test)).await.unwrap();
        campus.wait(HOUR);
        let post = campus.post.clone();
        let dying = tokio::spawn(async move { post.deliver_due().await });
        while simulator.connections() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        dying.abort();
        simulator.calm();
        campus.clock.set(campus.kernel.world.now().before(HOUR));
        assert_eq!(campus.deliver_letters().await, 1);
    }

    async fn the_postman_comes_within_a_second(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        let twin = campus.twin().await;
        let stopping = CancellationToken::new();
        let postman = Postman::start(campus.post.clone(), stopping.clone());
        let begun = Instant::now();
        campus.post.send(draft(Message::Test)).await.unwrap();
        simulator.wait_for(ASHA, PATIENCE).await.expect("a letter");
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        // A letter of a server that has no postman, as when that one died right after the commit.
        twin.post.send(draft_to("ravi@example.org", Message::Test)).await.unwrap();
        simulator.wait_for("ravi@example.org", PATIENCE).await.expect("a letter");
        stopping.cancel();
        postman.finished().await;
        campus.post.send(draft_to("late@example.org", Message::Test)).await.unwrap();
        assert!(simulator.wait_for("late@example.org", Duration::from_millis(1500)).await.is_none());
    }

    async fn letters_of_long_ago_are_forgotten(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        campus.post.send(draft(Message::Test)).await.unwrap();
        campus.deliver_letters().await;
        let forget = |campus: &TestCampus| {
            let job = campus.kernel.jobs.prepare("mail.forget_letters", serde_json::Value::Null);
            let jobs = campus.kernel.jobs.clone();
            async move { jobs.start(job).await.unwrap() }
        };
        campus.wait(29 * 24 * HOUR);
        forget(&campus).await;
        campus.run_jobs().await;
        assert_eq!(campus.letters(ASHA).await.len(), 1);
        campus.post.send(draft(code("123456"))).await.unwrap();
        campus.wait(2 * 24 * HOUR);
        forget(&campus).await;
        campus.run_jobs().await;
        assert_eq!(campus.letters(ASHA).await.len(), 1, "the younger one stays");
        assert_eq!(simulator.letters().len(), 1);
    }

    async fn nothing_somebody_typed_becomes_a_header_or_another_address(test: TestDatabase) {
        let (campus, simulator) = connected(test).await;
        let evil = "Asha\r\nBcc: evil@example.org\r\n\r\n<script>";
        let invitation = |to: &str| mail::Draft {
            sender: mail::Sender::Institute(
                kernel::InstituteId::from_bytes([1; 16]),
                kernel::Branding { name: evil.into(), color: "#123456".into() },
            ),
            ..draft_to(to, Message::Invitation {
                institute: evil.into(),
                inviter: Some(evil.into()),
                role: kernel::Role::Student,
                link: "https://campus.example.org/join#abc".into(),
                days: 7,
            })
        };
        campus.post.send(invitation(ASHA)).await.unwrap();
        campus.post.send(invitation("a@b\r\nRCPT TO:<evil@example.org>")).await.unwrap();
        campus.post.send(invitation("asha@example.org, evil@example.org")).await.unwrap();
        campus.deliver_letters().await;
        let letters = simulator.letters();
        assert_eq!(letters.len(), 1, "what is no address gets nothing");
        let letter = &letters[0];
        assert_eq!(letter.to, [ASHA]);
        assert_eq!(letter.header("Bcc"), None);
        assert!(!letter.html.contains("<script"));
    }
}

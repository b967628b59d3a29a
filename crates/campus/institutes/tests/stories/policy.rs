//! What is asked at sign-in.

use kernel::{CodeRule, Institutes as _, Role};
use serde_json::json;
use testkit::on_each_campus;

use crate::deeds;

on_each_campus! {
    async fn a_policy_is_read_changed_and_recorded(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let path = institute.path("/policy");
        let mut policy = institute.owner.get(&path).await.expect(200).json();
        assert_eq!(policy, json!({
            "code": "new_device", "strong_roles": [], "sessions": {"limit": null, "when_full": "newest_wins"},
            "idle_minutes": 43200, "google_domain": null, "remember_days": 90,
        }));
        policy["sessions"] = json!({"limit": 2, "when_full": "ask"});
        policy["google_domain"] = json!("Vidya.org");
        let put = institute.owner.put(&path).json(policy.clone()).await.expect(200).json();
        assert_eq!(put["google_domain"], "vidya.org");
        policy["idle_minutes"] = json!(1);
        let refusal = institute.owner.put(&path).json(policy).await.expect_problem(400, "VALIDATION").json();
        assert_eq!(refusal["field"], "idle_minutes");
        assert_eq!(deeds(&institute).await, ["institute.policy.changed"]);
    }

    async fn the_strictest_of_all_institutes_applies(campus: TestCampus) {
        let (one, two) = (campus.institute("One").await, campus.institute("Two").await);
        let asha = one.person(Role::Student, "asha").await;
        let account = campus.account_of(&asha).await;
        let rules = campus.directory.sign_in_rules(account).await.unwrap();
        assert_eq!((rules.code, rules.sessions.limit), (CodeRule::NewDevice, None));
        for (institute, code, limit) in [(&one, "never", 5), (&two, "always", 3)] {
            let policy = json!({
                "code": code, "strong_roles": ["owner"], "sessions": {"limit": limit, "when_full": "ask"},
                "idle_minutes": 60, "google_domain": null, "remember_days": 30,
            });
            institute.owner.put(&institute.path("/policy")).json(policy).await.expect(200);
        }
        let rules = campus.directory.sign_in_rules(account).await.unwrap();
        assert_eq!((rules.code, rules.sessions.limit, rules.strong_factor), (CodeRule::Never, Some(5), false));
        let owner = campus.directory.sign_in_rules(campus.account_of(&two.owner).await).await.unwrap();
        assert_eq!((owner.code, owner.strong_factor), (CodeRule::Always, true));
    }

    async fn a_role_that_needs_a_strong_factor_waits_for_it_at_once(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let teacher = institute.person(Role::Teacher, "asha").await;
        teacher.get(&institute.path("/people")).await.expect(200);
        let policy = json!({
            "code": "never", "strong_roles": ["teacher"], "sessions": {"limit": null, "when_full": "ask"},
            "idle_minutes": 60, "google_domain": null, "remember_days": 30,
        });
        institute.owner.put(&institute.path("/policy")).json(policy).await.expect(200);
        teacher.get(&institute.path("/people")).await.expect_problem(403, "FACTOR_REQUIRED");
        institute.owner.get(&institute.path("/people")).await.expect(200);
    }

    async fn a_policy_changes_only_for_somebody_who_just_proved_who_they_are(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let policy = institute.owner.get(&institute.path("/policy")).await.expect(200).json();
        campus.wait(std::time::Duration::from_secs(11 * 60));
        let refusal = institute.owner.put(&institute.path("/policy")).json(policy).await;
        refusal.expect_problem(403, "STEP_UP_REQUIRED");
    }
}

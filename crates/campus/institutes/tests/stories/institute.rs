//! Opening institutes, and what they say about themselves.

use serde_json::{Value, json};
use testkit::on_each_campus;

use crate::deeds;

/// The header of a picture of 64 by 64 pixels; nobody here decodes it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x40\0\0\0\x40\x08\x06\0\0\0";

on_each_campus! {
    async fn whoever_runs_the_installation_opens_institutes(campus: TestCampus) {
        let (owner, asha) = (campus.owner().await, campus.member("asha").await);
        let new = json!({"name": "Vidya Classes", "time_zone": "Asia/Kolkata", "language": "hi"});
        asha.post("/api/institutes").json(new.clone()).await.expect_problem(404, "NOT_FOUND");
        let opened = owner.post("/api/institutes").json(new).await.expect(201).json();
        assert_eq!((&opened["language"], &opened["role"]), (&json!("hi"), &json!("owner")));
        let path = format!("/api/institutes/{}", opened["id"].as_str().unwrap());
        assert_eq!(owner.get(&path).await.expect(200).json(), opened);
        asha.get(&path).await.expect_problem(404, "NOT_FOUND");

        let all = owner.get("/api/institutes").await.expect(200).json();
        assert_eq!(all["items"][0]["people"], json!({"active": 1, "invited": 0}));
        asha.get("/api/institutes").await.expect_problem(404, "NOT_FOUND");
        for (field, new) in [
            ("name", json!({"name": "", "time_zone": "Asia/Kolkata", "language": "hi"})),
            ("time_zone", json!({"name": "X", "time_zone": "Mars", "language": "hi"})),
            ("body", json!({"name": "X", "time_zone": "Asia/Kolkata", "language": "xx"})),
        ] {
            let refusal = owner.post("/api/institutes").json(new).await.expect_problem(400, "VALIDATION");
            assert_eq!(refusal.json()["field"], field);
        }
    }

    async fn all_institutes_are_listed_in_pages(campus: TestCampus) {
        for name in ["Gamma", "alpha", "Beta"] {
            campus.institute(name).await;
        }
        let owner = campus.owner().await;
        let first = owner.get("/api/institutes?limit=2").await.expect(200).json();
        let path = format!("/api/institutes?limit=2&after={}", first["next"].as_str().unwrap());
        let second = owner.get(&path).await.expect(200).json();
        let names = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!([names(&first), names(&second)].concat(), ["alpha", "Beta", "Gamma"]);
        assert_eq!(second["next"], Value::Null);
    }

    async fn an_institute_says_something_else_about_itself(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let change = json!({"name": "Vidya 2", "color": "#004400", "contact_email": "Office@Vidya.org"});
        let changed = institute.owner.patch(&institute.path("")).json(change.clone()).await.expect(200).json();
        assert_eq!((&changed["name"], &changed["contact_email"]), (&json!("Vidya 2"), &json!("office@vidya.org")));
        assert_eq!(changed["time_zone"], "Asia/Kolkata");
        institute.owner.patch(&institute.path("")).json(change).await.expect(200);
        assert_eq!(deeds(&institute).await, ["institute.changed"]);
        for color in ["#ffee00", "red"] {
            let refusal = institute.owner.patch(&institute.path("")).json(json!({"color": color})).await;
            assert_eq!(refusal.expect_problem(400, "VALIDATION").json()["field"], "color");
        }
        let gone = institute.owner.patch(&institute.path("")).json(json!({"contact_email": ""})).await.expect(200).json();
        assert_eq!(gone["contact_email"], Value::Null);
    }

    async fn a_logo_is_a_picture_and_nothing_else(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let path = institute.path("/logo");
        institute.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        let put = institute.owner.put(&path).header("content-type", "text/html").body(PNG).await.expect(200).json();
        let logo = institute.owner.get(put["logo"].as_str().unwrap()).await.expect(200);
        assert_eq!((logo.body.as_slice(), logo.header("content-type")), (PNG, Some("image/png")));
        assert_eq!(logo.header("x-content-type-options"), Some("nosniff"));
        assert!(logo.header("content-security-policy").unwrap().contains("sandbox"));
        let tag = logo.header("etag").unwrap();
        institute.owner.get(&path).header("if-none-match", tag).await.expect(304);

        for body in [&b"<svg onload=alert(1)></svg>"[..], b"GIF89a\x01\0\x01\0\0\0\0;", b""] {
            institute.owner.put(&path).body(body).await.expect_problem(400, "VALIDATION");
        }
        institute.owner.put(&path).body([PNG, &vec![0; 600 << 10]].concat()).await.expect_problem(413, "TOO_LARGE");
        institute.owner.delete(&path).await.expect(204);
        institute.owner.delete(&path).await.expect(204);
        institute.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        assert_eq!(deeds(&institute).await, ["institute.logo.changed", "institute.logo.changed"]);
    }

    async fn the_home_page_shows_each_role_what_it_needs(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let home = institute.owner.get(&institute.path("/home")).await.expect(200).json();
        let codes: Vec<_> = home["notes"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
        assert_eq!(codes, ["no_mail", "no_strong_factor", "nobody_invited", "no_students", "no_logo"]);
        assert_eq!(home["people"], json!({"invited": 0, "active": 1, "deactivated": 0}));
        let asha = institute.person(kernel::Role::Student, "asha").await;
        let home = asha.get(&institute.path("/home")).await.expect(200).json();
        assert_eq!(home, json!({"role": "student", "people": null, "storage": null, "notes": []}));
    }

    async fn the_whole_slice_is_in_the_permission_table(campus: TestCampus) {
        campus.check_permissions().await;
    }
}

//! Folders as archives.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use database::on_each_database;
use support::{TestDrive, noise, text};

fn u16_at(archive: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()))
}

fn u32_at(archive: &[u8], at: usize) -> usize {
    u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize
}

/// Name and bytes of each member, by way of the central directory.
fn members(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let end = archive.len() - 22;
    let (count, mut at) = (u16_at(archive, end + 10), u32_at(archive, end + 16));
    (0..count)
        .map(|_| {
            let (crc, size, local) = (
                u32_at(archive, at + 16),
                u32_at(archive, at + 24),
                u32_at(archive, at + 42),
            );
            let name = String::from_utf8(archive[at + 46..at + 46 + u16_at(archive, at + 28)].to_vec()).unwrap();
            let data = local + 30 + u16_at(archive, local + 26) + u16_at(archive, local + 28);
            let bytes = archive[data..data + size].to_vec();
            assert_eq!(crc32fast::hash(&bytes) as usize, crc);
            at += 46 + u16_at(archive, at + 28) + u16_at(archive, at + 30);
            (name, bytes)
        })
        .collect()
}

on_each_database! {
    async fn a_folder_with_everything_below_it(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let (small, large) = (noise(5000, 1), noise(150_000, 2));
        asha.upload("/नोट्स/a.bin", small.clone()).await;
        asha.upload("/नोट्स/inner/b.bin", large.clone()).await;
        asha.upload("/नोट्स/inner/empty", "").await;
        let gone = asha.upload("/नोट्स/gone.txt", "gone").await;
        asha.delete(&format!("/api/files/{}", text(&gone["id"]))).await.expect(204);
        let listing = asha.get("/api/files").await.json();
        let folder = listing["items"].as_array().unwrap().iter().find(|entry| entry["name"] == "नोट्स").unwrap();
        let answer = asha.get(&format!("/api/folders/{}/zip", text(&folder["id"]))).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/zip");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
        assert!(answer.header("content-disposition").contains("filename*=UTF-8''"));
        assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
        let expected = [
            ("नोट्स/inner/".to_owned(), Vec::new()),
            ("नोट्स/a.bin".to_owned(), small),
            ("नोट्स/inner/b.bin".to_owned(), large),
            ("नोट्स/inner/empty".to_owned(), Vec::new()),
        ];
        assert_eq!(members(&answer.body), expected);
    }

    async fn the_whole_drive(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let empty = asha.get("/api/folders/top/zip").await.expect(200);
        assert_eq!(empty.body.len(), 22);
        for number in 0..700 {
            asha.upload(&format!("/f/{number}.txt"), number.to_string()).await;
        }
        let answer = asha.get("/api/folders/top/zip").await.expect(200);
        let members = members(&answer.body);
        assert_eq!((members.len(), members[0].0.as_str()), (701, "f/"));
        assert!(members.contains(&("f/699.txt".into(), b"699".to_vec())));
        let head = asha.head("/api/folders/top/zip").await.expect(200);
        assert_eq!(head.header("content-length"), answer.body.len().to_string());
    }
}

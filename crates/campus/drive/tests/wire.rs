//! Over a real socket: what a refusal costs a client, and what a broken connection leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use axum::{Router, body::Body, extract::Request, middleware::map_request};
use database::on_each_database;
use support::{ALLOWANCE, TestDrive, noise};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Serves the drive behind a layer that wraps bodies, as layers with a time limit do.
async fn connect(drive: &TestDrive) -> TcpStream {
    let wrap = |request: Request| async move { request.map(|body| Body::from_stream(body.into_data_stream())) };
    let router: Router = drive.router.clone().layer(map_request(wrap));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    TcpStream::connect(address).await.unwrap()
}

fn put(length: u64, expect: &str) -> String {
    format!(
        "PUT /api/files/content?path=/a.bin HTTP/1.1\r\nHost: drive.test\r\nAuthorization: Bearer asha\r\n\
         Content-Length: {length}\r\n{expect}\r\n"
    )
}

async fn status_line(stream: &mut TcpStream) -> String {
    let mut head = [0; 64];
    let read = stream.read(&mut head).await.unwrap();
    String::from_utf8_lossy(&head[..read])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

on_each_database! {
    async fn a_refused_upload_sends_no_body(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let mut stream = connect(&drive).await;
        stream.write_all(put(ALLOWANCE + 1, "Expect: 100-continue\r\n").as_bytes()).await.unwrap();
        assert_eq!(status_line(&mut stream).await, "HTTP/1.1 413 Payload Too Large");
        let mut stream = connect(&drive).await;
        stream.write_all(put(4, "Expect: 100-continue\r\n").as_bytes()).await.unwrap();
        assert_eq!(status_line(&mut stream).await, "HTTP/1.1 100 Continue");
        stream.write_all(b"four").await.unwrap();
        assert_eq!(status_line(&mut stream).await, "HTTP/1.1 201 Created");
    }

    async fn a_pulled_cable_leaves_nothing(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let mut stream = connect(&drive).await;
        stream.write_all(put(2 << 20, "").as_bytes()).await.unwrap();
        stream.write_all(&noise(1 << 20, 1)).await.unwrap();
        // The room is set aside: the upload is under way.
        while drive.count("SELECT COUNT(*) FROM reservations").await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(stream);
        drive.wait_until_nothing_is_left().await;
        assert!(drive.person("asha").names("").await.is_empty());
        drive.check_books("asha").await;
    }
}

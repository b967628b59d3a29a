//! Taking the next bytes of an upload.
//!
//! The work runs in a task of its own: when the connection dies, the request's future is dropped, but the task still makes
//! durable what has arrived. The last byte is never made durable without the file: an upload that stands at its end and is
//! no file would look finished to its client.

use std::sync::Arc;

use axum::{body::Body, http::HeaderMap};
use bytes::Bytes;
use engine::{ContentWriter, Finished, WriteError};
use futures::StreamExt;
use kernel::Problem;

use super::{Standing, inspect::standing};
use crate::{
    Drive,
    error::DriveError,
    http::receive::{self, text},
    ids::{NodeId, UploadId},
    jobs::expire_uploads::give_up,
    model::{
        digest::Checksum,
        media::{self, HEAD_BYTES, Head},
        path::DrivePath,
    },
    store::{
        saving::{self, Guard, NewFile, Saved},
        uploads::{self, Upload},
        volumes::Volume,
    },
    uploads::Turn,
};

/// Bytes with a checksum are held back until it is verified, so they are bounded.
const CHECKED_PART: u64 = 16 << 20;

/// Bytes that a request brings.
pub(super) struct Part {
    offset: u64,
    length: Option<u64>,
    checksum: Option<Checksum>,
    body: Body,
}

impl Part {
    /// The body of a request, from `offset` on.
    pub fn new(offset: u64, headers: &HeaderMap, body: Body) -> Result<Part, DriveError> {
        let checksum = text(headers, "upload-checksum")?.map(Checksum::parse).transpose()?;
        Ok(Part {
            offset,
            length: receive::length(headers, &body),
            checksum,
            body,
        })
    }

    /// No bytes, for an empty file.
    pub fn empty() -> Part {
        Part {
            offset: 0,
            length: Some(0),
            checksum: None,
            body: Body::empty(),
        }
    }
}

/// Takes a part; answers where the upload stands then.
pub(super) async fn take(drive: &Drive, volume: &Volume, id: UploadId, part: Part) -> Result<Standing, DriveError> {
    let (drive, volume) = (drive.clone(), *volume);
    // Known before anybody is asked to make room: strangers must not be able to stop an upload.
    standing(&drive, &volume, id).await?;
    let turn = drive.lanes().enter(id).await.ok_or(WriteError::Busy)?;
    let task = tokio::spawn(async move { take_alone(&drive, &volume, id, part, turn).await });
    task.await
        .map_err(|_| DriveError::Defect("an upload's task ended badly"))?
}

async fn take_alone(
    drive: &Drive,
    volume: &Volume,
    id: UploadId,
    part: Part,
    mut turn: Turn,
) -> Result<Standing, DriveError> {
    let standing = standing(drive, volume, id).await?;
    check(&standing, &part)?;
    if standing.upload.file.is_some() {
        return Ok(standing);
    }
    let upload = standing.upload;
    let mut receiver = Receiver {
        head: Head::starting_with(upload.head.clone()),
        writer: drive.engine().resume(upload.content).await?,
    };
    if receiver.writer.offset() != part.offset {
        return Err(elsewhere(receiver.writer.offset()));
    }
    let outcome = match part.checksum {
        Some(checksum) => receiver.checked(part.length, checksum, part.body).await,
        None => receiver.stream(part.body, &mut turn).await,
    };
    match outcome {
        Ok(()) if receiver.writer.offset() == upload.length => finish(drive, volume, upload, receiver).await,
        // Whatever ended it: what has arrived whole stays.
        Ok(()) | Err(DriveError::Body(_)) => {
            let rested = rest(drive, upload, receiver).await?;
            outcome.map(|()| rested)
        }
        Err(refused) => Err(refused),
    }
}

/// Refuses before a byte is read what cannot be right.
fn check(standing: &Standing, part: &Part) -> Result<(), DriveError> {
    if standing.offset != part.offset {
        return Err(elsewhere(standing.offset));
    }
    let end = part.offset.saturating_add(part.length.unwrap_or(0));
    if end > standing.upload.length {
        let detail = format!(
            "The upload was announced with {} bytes; these are more.",
            standing.upload.length
        );
        return Err(Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", detail).into());
    }
    Ok(())
}

fn elsewhere(offset: u64) -> DriveError {
    let detail = format!("The upload stands at byte {offset}; go on from there.");
    Problem::conflict("CONFLICT", detail).with("offset", offset).into()
}

struct Receiver {
    head: Head,
    writer: ContentWriter,
}

impl Receiver {
    async fn write(&mut self, bytes: Bytes) -> Result<(), DriveError> {
        if self.writer.offset() < HEAD_BYTES as u64 {
            self.head.see(&bytes);
        }
        Ok(self.writer.write(bytes).await?)
    }

    /// Takes bytes until they end, or until another connection wants to go on.
    async fn stream(&mut self, body: Body, turn: &mut Turn) -> Result<(), DriveError> {
        let mut bytes = std::pin::pin!(receive::stream(body));
        loop {
            tokio::select! {
                biased;
                () = turn.is_wanted() => return Err(DriveError::Body(axum::Error::new(WriteError::Busy))),
                next = bytes.next() => match next {
                    Some(bytes) => self.write(bytes?).await?,
                    None => return Ok(()),
                },
            }
        }
    }

    /// Takes bytes only if they are the promised ones.
    async fn checked(&mut self, length: Option<u64>, mut checksum: Checksum, body: Body) -> Result<(), DriveError> {
        let too_large = || {
            let detail = "Send at most 16 MiB at a time with a checksum.";
            Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", detail)
        };
        if length.is_some_and(|length| length > CHECKED_PART) {
            return Err(too_large().into());
        }
        let (mut held, mut count) = (Vec::new(), 0);
        let mut bytes = std::pin::pin!(receive::stream(body));
        while let Some(bytes) = bytes.next().await {
            // Bytes that did not all come cannot be verified, so none of them counts.
            let bytes = bytes.map_err(|_| DriveError::Checksum)?;
            checksum.update(&bytes);
            count += bytes.len() as u64;
            held.push(bytes);
            if count > CHECKED_PART {
                return Err(too_large().into());
            }
        }
        if !checksum.holds() {
            return Err(DriveError::Checksum);
        }
        for bytes in held {
            self.write(bytes).await?;
        }
        Ok(())
    }
}

/// Makes durable what has arrived; the upload goes on another time.
async fn rest(drive: &Drive, mut upload: Upload, receiver: Receiver) -> Result<Standing, DriveError> {
    let offset = receiver.writer.suspend().await?;
    upload.expires_at = drive.kernel().world.now().after(drive.settings().upload_period);
    upload.head = receiver.head.bytes().to_vec();
    let (id, head, expires_at) = (upload.id, upload.head.clone(), upload.expires_at);
    let touched = drive.database().write::<_, DriveError, _>(move |tx| {
        let head = head.clone();
        Box::pin(async move { Ok(uploads::touch(tx, id, &head, expires_at).await?) })
    });
    touched.await?;
    Ok(Standing { upload, offset })
}

/// Turns an upload that is complete into a file.
async fn finish(
    drive: &Drive,
    volume: &Volume,
    mut upload: Upload,
    receiver: Receiver,
) -> Result<Standing, DriveError> {
    let finished = receiver.writer.finish().await?;
    if upload.sha256.is_some_and(|promised| promised != finished.sha256) {
        drop(finished);
        give_up(drive, &upload).await?;
        return Err(DriveError::Checksum);
    }
    let sha256 = finished.sha256;
    let saved = save(drive, volume, &upload, &receiver.head, finished).await?;
    drive.remember(volume.id, &saved.chain);
    drive.announce(volume);
    upload.file = Some((saved.node.id, sha256));
    Ok(Standing {
        offset: upload.length,
        upload,
    })
}

async fn save(
    drive: &Drive,
    volume: &Volume,
    upload: &Upload,
    head: &Head,
    finished: Finished,
) -> Result<Saved, DriveError> {
    let spot = drive.spot_below(volume.id, upload.base, DrivePath::absolute(&upload.path)?)?;
    let (world, engine) = (drive.kernel().world.clone(), drive.engine().clone());
    let id: NodeId = world.new_id();
    let new = Arc::new(NewFile {
        media_type: media::media_type(&spot.name, head),
        spot,
        id,
        version: world.new_id(),
        guard: Guard::default(),
        now: world.now(),
    });
    let (volume, upload, holder) = (volume.id, upload.id, *new.version.as_bytes());
    let commit = drive
        .engine()
        .commit::<Saved, DriveError, _>(finished, holder, move |tx, content| {
            let (new, world, engine) = (Arc::clone(&new), world.clone(), engine.clone());
            Box::pin(async move {
                let saved = saving::save(tx, volume, &new, content, &engine, &world).await?;
                if uploads::finish(tx, upload, saved.node.id, content.sha256).await? {
                    Ok(saved)
                } else {
                    Err(DriveError::NotFound("upload"))
                }
            })
        });
    commit.await
}

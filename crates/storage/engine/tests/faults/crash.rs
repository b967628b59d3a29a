//! A server that dies at every step of a write, an upload and a repair, and another one that starts on what is left.
//!
//! A server is a runtime: when it is dropped, every task of the engine ends wherever it stands. The database and the disks
//! live on in a runtime of their own, as they do in a machine.

use std::time::Duration;

use database::{Query, values};
use storage_engine::{ContentId, NoProgress};
use targets::{Effect, Fault};
use tokio::runtime::Runtime;

use crate::{
    common::{CHUNK, bytes},
    rig::Lab,
};

/// Longer than any write here takes on a machine that has something else to do.
const LIFE: Duration = Duration::from_millis(80);

fn server() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// What a server was doing when it died.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    Put,
    Upload,
    Repair,
    Transition,
}

/// Starts a server whose disks stop answering after `calls` calls each, lets it work, and kills it.
fn die_at(lab: &mut Lab, work: Work, calls: u64, content: &[u8]) {
    let server = server();
    server.block_on(async {
        lab.rig.reopen().await;
        let upload = lab.rig.begin(content.len() as u64).await;
        let kept: Vec<ContentId> = lab.kept.iter().map(|(id, _)| *id).collect();
        lab.order_all(Fault {
            on: None,
            skip: calls,
            times: u64::MAX,
            effect: Effect::Delay(Duration::from_secs(3600)),
        });
        let doing = async {
            match work {
                Work::Put => {
                    let _ = lab.rig.try_put(content).await;
                }
                Work::Upload => {
                    let _ = lab.resumable(upload, content, lab.rig.world.bytes()).await;
                }
                Work::Repair => {
                    for id in kept {
                        let _ = lab.rig.engine.replicate(id, &NoProgress).await;
                    }
                }
                Work::Transition => {
                    for id in kept {
                        let _ = lab.rig.engine.transition(id, "coded", &NoProgress).await;
                    }
                }
            }
        };
        let _ = tokio::time::timeout(LIFE, doing).await;
    });
    server.shutdown_background();
    lab.clear();
}

/// Starts a server in good health and looks at everything.
fn look_after(lab: &mut Lab, content: &[u8], context: &str) {
    let server = server();
    server.block_on(async {
        lab.rig.reopen().await;
        let sql = "SELECT id, state FROM contents";
        for row in (&lab.rig.test.database).all(sql, values![]).await.unwrap() {
            let (id, state): (ContentId, String) = (row.get(0).unwrap(), row.get(1).unwrap());
            if state == "open" {
                let standing = lab.rig.engine.resumable_state(id).await.unwrap().unwrap();
                assert!(standing.offset <= standing.length, "{context}: {standing:?}");
                lab.resumable_again(id, content, lab.rig.world.bytes()).await;
            }
            // What was committed and not acknowledged must be whole as well.
            if lab.kept.iter().all(|(kept, _)| *kept != id) {
                lab.kept.push((id, content.to_vec()));
            }
        }
        lab.assert_sound(context).await;
        while lab.kept.len() > 2 {
            let (id, _) = lab.kept[0];
            lab.delete(id).await;
        }
        lab.rig.engine.shut_down().await;
    });
}

fn deaths(work: Work, calls: impl Iterator<Item = u64>) {
    let machine = server();
    let mut lab = machine.block_on(async {
        let lab = Lab::sqlite("replicated", 6).await;
        lab.rig.engine.shut_down().await;
        lab
    });
    for calls in calls {
        let content = bytes(9 * CHUNK as usize + 77, calls);
        let context = format!("{work:?}, death after {calls} calls");
        if work == Work::Repair {
            damage(&machine, &lab, calls as usize % 6);
        }
        die_at(&mut lab, work, calls, &content);
        look_after(&mut lab, &content, &context);
    }
}

fn damage(machine: &Runtime, lab: &Lab, disk: usize) {
    machine.block_on(async {
        for place in lab.objects().await.into_iter().filter(|place| place.disk == disk) {
            assert!(lab.tamper(place, |object| object.truncate(100)));
        }
    });
}

#[test]
fn a_put_that_dies_anywhere() {
    deaths(Work::Put, 0..12);
}

#[test]
fn an_upload_that_dies_anywhere() {
    deaths(Work::Upload, 0..12);
}

#[test]
fn a_repair_that_dies_anywhere() {
    deaths(Work::Repair, (0..24).step_by(3));
}

#[test]
fn a_transition_that_dies_anywhere() {
    deaths(Work::Transition, (0..24).step_by(3));
}

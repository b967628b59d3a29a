//! A target that misbehaves on command: fails, lies, delays, damages, forgets, vanishes.
//!
//! The orders are given through a handle, [`Faults`], while the target is in use. Without orders it is as quiet as the
//! target it wraps.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use format::ShardId;

use crate::{ShardEntry, ShardWriter, Space, Target, TargetError, TargetErrorKind};

/// What a target is asked for, as far as faults tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// [`Target::create`].
    Create,
    /// [`ShardWriter::write`].
    Write,
    /// [`ShardWriter::finish`].
    Finish,
    /// [`Target::put`].
    Put,
    /// [`Target::read`]; a tail is a length and a read.
    Read,
    /// [`Target::len`].
    Len,
    /// [`Target::delete`].
    Delete,
    /// [`Target::list`].
    List,
    /// [`Target::check`].
    Check,
    /// [`Target::space`].
    Space,
}

/// How an operation goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is refused and nothing happens.
    Fail(TargetErrorKind),
    /// It happens, and an error is answered: the acknowledgement that got lost.
    FailAfter(TargetErrorKind),
    /// Success is answered and nothing happens. Reads and listings cannot lie this way and are left alone.
    Lie,
    /// It happens so much later.
    Delay(Duration),
    /// Of the bytes read or written, the last so many are missing.
    Truncate(usize),
    /// Of the bytes read or written, this bit (counted from the first, modulo their number) is turned.
    Flip(usize),
}

/// An order: on which calls of an operation what goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The operation; `None` = any.
    pub on: Option<Operation>,
    /// How many such calls pass unharmed first.
    pub skip: u64,
    /// How many calls are hit then.
    pub times: u64,
    /// What happens to them.
    pub effect: Effect,
}

impl Fault {
    /// Hits the next call of `on`, once.
    pub const fn next(on: Operation, effect: Effect) -> Self {
        Fault {
            on: Some(on),
            skip: 0,
            times: 1,
            effect,
        }
    }

    /// Hits every call of `on` until the faults are cleared.
    pub const fn every(on: Operation, effect: Effect) -> Self {
        Fault {
            on: Some(on),
            skip: 0,
            times: u64::MAX,
            effect,
        }
    }

    /// Lets `calls` calls pass first.
    #[must_use]
    pub const fn after(mut self, calls: u64) -> Self {
        self.skip = calls;
        self
    }
}

/// The handle that gives a [`FaultyTarget`] its orders. Clones command the same target.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Orders>>);

#[derive(Debug, Default)]
struct Orders {
    faults: Vec<Fault>,
    vanished: bool,
    calls: HashMap<Operation, u64>,
    /// While writes are held: what was answered for and is not really durable.
    held: Option<Vec<ShardId>>,
}

impl Faults {
    /// Adds an order. Of several that fit a call, the first one given strikes.
    pub fn add(&self, fault: Fault) {
        self.orders().faults.push(fault);
    }

    /// Takes all orders back.
    pub fn clear(&self) {
        self.orders().faults.clear();
    }

    /// The place is gone: everything answers `Vanished`.
    pub fn vanish(&self) {
        self.orders().vanished = true;
    }

    /// The place is back, with what it had.
    pub fn come_back(&self) {
        self.orders().vanished = false;
    }

    /// From now on syncs are only pretended.
    pub fn hold_writes(&self) {
        self.orders().held.get_or_insert_default();
    }

    /// How often an operation was asked for.
    pub fn calls(&self, operation: Operation) -> u64 {
        self.orders().calls.get(&operation).copied().unwrap_or(0)
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a shard was answered for.
    fn stored(&self, id: ShardId) {
        if let Some(held) = &mut self.orders().held {
            held.push(id);
        }
    }

    /// Counts a call and says what is to happen to it.
    fn strike(&self, operation: Operation) -> Result<Option<Effect>, TargetError> {
        let mut orders = self.orders();
        *orders.calls.entry(operation).or_default() += 1;
        if orders.vanished {
            return Err(ordered(TargetErrorKind::Vanished, operation));
        }
        let effect = orders.next(operation);
        orders.faults.retain(|fault| fault.times > 0);
        Ok(effect)
    }
}

impl Orders {
    fn next(&mut self, operation: Operation) -> Option<Effect> {
        for fault in self
            .faults
            .iter_mut()
            .filter(|fault| fault.on.is_none_or(|on| on == operation))
        {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else {
                fault.times -= 1;
                return Some(fault.effect);
            }
        }
        None
    }
}

fn ordered(kind: TargetErrorKind, operation: Operation) -> TargetError {
    TargetError::new(kind, format!("{operation:?} was ordered to fail as {kind}"))
}

/// A target that obeys [`Faults`].
#[derive(Debug)]
pub struct FaultyTarget<T> {
    inner: Arc<T>,
    faults: Faults,
}

impl<T: Target> FaultyTarget<T> {
    /// Wraps a target.
    pub fn new(inner: T) -> Self {
        FaultyTarget {
            inner: Arc::new(inner),
            faults: Faults::default(),
        }
    }

    /// The handle for its faults.
    pub fn faults(&self) -> Faults {
        self.faults.clone()
    }

    /// The target behind the faults, which answers honestly.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// The power is cut: what was written since [`Faults::hold_writes`] was never durable and is gone.
    pub async fn forget_held_writes(&self) -> Result<(), TargetError> {
        let held = self.faults.orders().held.take().unwrap_or_default();
        for id in held {
            self.inner.delete(id).await?;
        }
        Ok(())
    }
}

/// What is left to do of a call after its fault struck.
enum Course {
    /// Do it, with this done to the bytes, and then answer honestly or with an error.
    Go {
        bytes: Option<Effect>,
        then: Option<TargetError>,
    },
    /// Do nothing and claim success.
    Pretend,
}

impl Faults {
    async fn course(&self, operation: Operation) -> Result<Course, TargetError> {
        let go = |bytes, then| Ok(Course::Go { bytes, then });
        match self.strike(operation)? {
            None => go(None, None),
            Some(Effect::Fail(kind)) => Err(ordered(kind, operation)),
            Some(Effect::FailAfter(kind)) => go(None, Some(ordered(kind, operation))),
            Some(Effect::Lie) => Ok(Course::Pretend),
            Some(Effect::Delay(span)) => {
                tokio::time::sleep(span).await;
                go(None, None)
            }
            Some(damage @ (Effect::Truncate(_) | Effect::Flip(_))) => go(Some(damage), None),
        }
    }

    /// A call that changes nothing and has no bytes.
    async fn ask<R>(
        &self,
        on: Operation,
        call: impl Future<Output = Result<R, TargetError>>,
    ) -> Result<R, TargetError> {
        let course = self.course(on).await?;
        let answer = call.await?;
        match course {
            Course::Go { then: Some(error), .. } => Err(error),
            _ => Ok(answer),
        }
    }

    /// A call that changes something and has no bytes.
    async fn act(&self, on: Operation, call: impl Future<Output = Result<(), TargetError>>) -> Result<(), TargetError> {
        match self.course(on).await? {
            Course::Pretend => Ok(()),
            Course::Go { then, .. } => {
                call.await?;
                then.map_or(Ok(()), Err)
            }
        }
    }
}

fn damage(mut bytes: Vec<u8>, effect: Option<Effect>) -> Vec<u8> {
    match effect {
        Some(Effect::Truncate(missing)) => bytes.truncate(bytes.len().saturating_sub(missing)),
        Some(Effect::Flip(bit)) if !bytes.is_empty() => {
            let bit = bit % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        _ => {}
    }
    bytes
}

fn damage_written(bytes: Bytes, effect: Option<Effect>) -> Bytes {
    if effect.is_none() {
        bytes
    } else {
        damage(bytes.into(), effect).into()
    }
}

#[async_trait]
impl<T: Target> Target for FaultyTarget<T> {
    async fn create(&self, id: ShardId) -> Result<Box<dyn ShardWriter>, TargetError> {
        let inner = self.faults.ask(Operation::Create, self.inner.create(id)).await?;
        Ok(Box::new(FaultyWriter {
            inner,
            id,
            faults: self.faults.clone(),
        }))
    }

    async fn put(&self, id: ShardId, bytes: Bytes) -> Result<(), TargetError> {
        match self.faults.course(Operation::Put).await? {
            Course::Pretend => Ok(()),
            Course::Go { bytes: effect, then } => {
                self.inner.put(id, damage_written(bytes, effect)).await?;
                self.faults.stored(id);
                then.map_or(Ok(()), Err)
            }
        }
    }

    async fn read(&self, id: ShardId, range: Range<u64>) -> Result<Vec<u8>, TargetError> {
        let course = self.faults.course(Operation::Read).await?;
        let bytes = self.inner.read(id, range).await?;
        match course {
            Course::Pretend => Ok(bytes),
            Course::Go {
                bytes: effect,
                then: None,
            } => Ok(damage(bytes, effect)),
            Course::Go { then: Some(error), .. } => Err(error),
        }
    }

    async fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        self.faults.ask(Operation::Len, self.inner.len(id)).await
    }

    async fn delete(&self, id: ShardId) -> Result<(), TargetError> {
        self.faults.act(Operation::Delete, self.inner.delete(id)).await
    }

    async fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        self.faults.ask(Operation::List, self.inner.list(after, limit)).await
    }

    async fn check(&self) -> Result<(), TargetError> {
        self.faults.act(Operation::Check, self.inner.check()).await
    }

    async fn space(&self) -> Result<Space, TargetError> {
        self.faults.ask(Operation::Space, self.inner.space()).await
    }
}

struct FaultyWriter {
    inner: Box<dyn ShardWriter>,
    id: ShardId,
    faults: Faults,
}

#[async_trait]
impl ShardWriter for FaultyWriter {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TargetError> {
        match self.faults.course(Operation::Write).await? {
            Course::Pretend => Ok(()),
            Course::Go { bytes: effect, then } => {
                self.inner.write(damage_written(bytes, effect)).await?;
                then.map_or(Ok(()), Err)
            }
        }
    }

    async fn finish(self: Box<Self>) -> Result<(), TargetError> {
        let FaultyWriter { inner, id, faults } = *self;
        match faults.course(Operation::Finish).await? {
            Course::Pretend => {
                inner.abort().await;
                Ok(())
            }
            Course::Go { then, .. } => {
                inner.finish().await?;
                faults.stored(id);
                then.map_or(Ok(()), Err)
            }
        }
    }

    async fn abort(self: Box<Self>) {
        self.inner.abort().await;
    }
}

#[cfg(test)]
mod tests;

//! How a target is reached: by whoever knows its kind.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use targets::{DirectoryTarget, Identity, OpenMode, Target, TargetError};

use crate::TargetId;

/// Opens one target, again and again when it goes away and comes back.
#[async_trait]
pub trait Opener: Send + Sync + 'static {
    /// Opens what is there. `adopt` allows to begin with an absent or empty place.
    ///
    /// # Errors
    /// `Vanished` when there is nothing, `Empty` when the place has lost everything and may be adopted, and the rest.
    async fn open(&self, target: TargetId, installation: [u8; 16], adopt: bool)
    -> Result<Arc<dyn Target>, TargetError>;
}

/// A directory on this machine.
#[derive(Clone, Debug)]
pub struct DirectoryOpener(pub PathBuf);

#[async_trait]
impl Opener for DirectoryOpener {
    async fn open(
        &self,
        target: TargetId,
        installation: [u8; 16],
        adopt: bool,
    ) -> Result<Arc<dyn Target>, TargetError> {
        let identity = Identity {
            target: *target.as_bytes(),
            installation,
        };
        let mode = if adopt { OpenMode::Create } else { OpenMode::Existing };
        Ok(Arc::new(DirectoryTarget::open(&self.0, identity, mode).await?))
    }
}

/// A target that is open already: memory, or a faulty wrapper in a test.
#[derive(Clone)]
pub struct OpenedTarget(pub Arc<dyn Target>);

#[async_trait]
impl Opener for OpenedTarget {
    async fn open(&self, _: TargetId, _: [u8; 16], _: bool) -> Result<Arc<dyn Target>, TargetError> {
        self.0.check().await?;
        Ok(self.0.clone())
    }
}

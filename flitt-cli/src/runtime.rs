//! The asynchronous runtime of commands that use the network.

use std::future::Future;

use crate::output::CommandError;

/// Runs a future to its end on the current thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::usage(error).context("cannot start the network runtime"))?;
    Ok(runtime.block_on(future))
}

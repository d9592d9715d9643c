//! How many requests run worlds at the same time, how many wait for it, and which of them are overtaken by newer ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use presidium_lab::Cancel;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::Refusal;

/// Requests that may wait, for each that may run.
const WAITING: usize = 8;

/// Lets so many in at a time.
#[derive(Clone, Debug)]
pub struct Gate {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Gate {
    /// So many run at the same time.
    pub fn of(runs: usize) -> Gate {
        let runs = runs.max(1);
        Gate { running: Arc::new(Semaphore::new(runs)), waiting: Arc::new(Semaphore::new(runs * (1 + WAITING))) }
    }

    /// Waits until there is room; it is held as long as what is given back.
    ///
    /// # Errors
    /// [`Refusal::busy`] if too many wait already.
    pub async fn enter(&self) -> Result<Permit, Refusal> {
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| Refusal::busy())?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| Refusal::busy())?;
        Ok(Permit { _waiting: waiting, _running: running })
    }
}

/// Leave to run.
#[derive(Debug)]
pub struct Permit {
    _waiting: OwnedSemaphorePermit,
    _running: OwnedSemaphorePermit,
}

/// The requests that are under way, by client and view.
#[derive(Clone, Debug, Default)]
pub struct Asks(Arc<Mutex<UnderWay>>);

#[derive(Debug, Default)]
struct UnderWay {
    count: u64,
    by_view: BTreeMap<(String, String), (u64, Cancel)>,
}

/// A request that is under way; it is cancelled when this is dropped.
#[derive(Debug)]
pub struct Asking {
    asks: Asks,
    of: Option<(String, String)>,
    number: u64,
    cancel: Cancel,
}

impl Asks {
    /// Notes a request, and cancels the older one of the same client and view.
    pub fn begin(&self, client: String, view: String) -> Asking {
        let (of, cancel) = ((client, view), Cancel::default());
        let mut under_way = self.lock();
        under_way.count += 1;
        let number = under_way.count;
        if let Some((_, older)) = under_way.by_view.insert(of.clone(), (number, cancel.clone())) {
            older.cancel();
        }
        drop(under_way);
        Asking { asks: self.clone(), of: Some(of), number, cancel }
    }

    /// A request that no other one overtakes.
    pub fn alone(&self) -> Asking {
        Asking { asks: self.clone(), of: None, number: 0, cancel: Cancel::default() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, UnderWay> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asking {
    /// Cancelled when a newer request has come, or nobody listens any more.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.cancel.cancel();
        let Some(of) = &self.of else { return };
        let mut under_way = self.asks.lock();
        if under_way.by_view.get(of).is_some_and(|(number, _)| *number == self.number) {
            under_way.by_view.remove(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_request_of_the_same_view_cancels_the_older() {
        let asks = Asks::default();
        let of = |view: &str| asks.begin("a".to_owned(), view.to_owned());
        let (first, other) = (of("home"), of("ledger"));
        let second = of("home");
        assert!(first.cancel().is_cancelled());
        assert!(!other.cancel().is_cancelled() && !second.cancel().is_cancelled());
        drop(first);
        let third = of("home");
        assert!(second.cancel().is_cancelled(), "the end of an overtaken request forgets no newer one");
        drop((other, second, third));
        assert!(asks.lock().by_view.is_empty());
    }

    #[tokio::test]
    async fn so_many_run_and_so_many_wait() {
        let gate = Gate::of(1);
        let running = gate.enter().await.expect("room");
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(gate.enter())).collect();
        for one in &mut waiting {
            let polled = tokio::time::timeout(std::time::Duration::from_millis(1), one).await;
            assert!(polled.is_err(), "it waits");
        }
        assert!(gate.enter().await.is_err());
        drop(running);
        assert!(waiting.swap_remove(0).await.is_ok());
    }
}

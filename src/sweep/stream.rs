//! # Blocks in order from many threads
//!
//! Scenarios are cut into blocks whose size depends on the case and the grid alone. A block is
//! answered from the same start whoever answers it, so the same bytes come out for any number of
//! threads, for shards, and for a run that was resumed. Workers take the next block; one writer puts
//! them in order. A worker waits while it is more than a few blocks ahead of the writer, so memory
//! stays flat.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::control::Control;
use crate::language::Language;

use super::error::SweepError;

/// Blocks that each thread may be ahead of the writer.
const AHEAD: u64 = 2;

/// What the workers and the writer share.
struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    stopped: AtomicBool,
}

struct State<T> {
    next: u64,
    written: u64,
    ready: BTreeMap<u64, T>,
}

/// Computes `work(block)` for every block on `threads` threads and hands the results to `write` in
/// order, on the calling thread. Stops at the first error of `write`, and where `write` says so with
/// `Ok(false)`.
///
/// # Errors
/// The error of `write`.
pub fn in_order<T: Send, E>(
    blocks: Range<u64>,
    pool: &rayon::ThreadPool,
    work: impl Fn(u64) -> T + Sync,
    mut write: impl FnMut(u64, T) -> Result<bool, E>,
) -> Result<(), E> {
    let queue = Queue {
        state: Mutex::new(State {
            next: blocks.start,
            written: blocks.start,
            ready: BTreeMap::new(),
        }),
        changed: Condvar::new(),
        stopped: AtomicBool::new(false),
    };
    let threads = pool.current_num_threads() as u64;
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| queue.work(blocks.end, threads * AHEAD, &work));
        }
        let result = queue.write(blocks.clone(), &mut write);
        queue.stop();
        result
    })
}

/// As [`in_order`], on as many threads as `control` says.
///
/// # Errors
/// [`SweepError::Threads`], and the error of `write`.
pub(crate) fn controlled<T: Send, E: From<SweepError>>(
    blocks: Range<u64>,
    control: &Control<'_>,
    work: impl Fn(u64) -> T + Sync,
    write: impl FnMut(u64, T) -> Result<bool, E>,
) -> Result<(), E> {
    if control.threads() == Some(1) {
        return alone(blocks, work, write);
    }
    let builder = rayon::ThreadPoolBuilder::new().num_threads(control.threads().unwrap_or(0));
    let pool = builder.build().map_err(SweepError::Threads)?;
    in_order(blocks, &pool, work, write)
}

/// As [`in_order`], all on the calling thread. Rows are documents, and so English, as on any other thread.
///
/// # Errors
/// The error of `write`.
pub(crate) fn alone<T, E>(
    blocks: Range<u64>,
    work: impl Fn(u64) -> T,
    mut write: impl FnMut(u64, T) -> Result<bool, E>,
) -> Result<(), E> {
    for block in blocks {
        let rows = Language::En.speak(|| work(block));
        if !write(block, rows)? {
            break;
        }
    }
    Ok(())
}

impl<T> Queue<T> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        // a worker that panicked left whole results behind
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _guard = self.lock();
        self.changed.notify_all();
    }

    /// The next block to compute, once the writer is near enough.
    fn take(&self, end: u64, ahead: u64) -> Option<u64> {
        let mut state = self.lock();
        loop {
            if self.stopped.load(Ordering::SeqCst) || state.next >= end {
                return None;
            }
            if state.next < state.written + ahead {
                state.next += 1;
                return Some(state.next - 1);
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self, end: u64, ahead: u64, work: &(impl Fn(u64) -> T + Sync)) {
        /// Tells the writer that no result will come where a worker unwinds.
        struct StopOnPanic<'a, T>(&'a Queue<T>);
        impl<T> Drop for StopOnPanic<'_, T> {
            fn drop(&mut self) {
                if std::thread::panicking() {
                    self.0.stop();
                }
            }
        }
        let _guard = StopOnPanic(self);
        while let Some(block) = self.take(end, ahead) {
            let result = work(block);
            self.lock().ready.insert(block, result);
            self.changed.notify_all();
        }
    }

    fn write<E>(
        &self,
        blocks: Range<u64>,
        write: &mut impl FnMut(u64, T) -> Result<bool, E>,
    ) -> Result<(), E> {
        for block in blocks {
            let Some(result) = self.wait_for(block) else {
                return Ok(());
            };
            if !write(block, result)? {
                return Ok(());
            }
            self.lock().written = block + 1;
            self.changed.notify_all();
        }
        Ok(())
    }

    fn wait_for(&self, block: u64) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.ready.remove(&block) {
                return Some(result);
            }
            if self.stopped.load(Ordering::SeqCst) {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().expect("a pool of a few threads")
    }

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        for threads in [1, 2, 5] {
            let mut seen = Vec::new();
            let result: Result<(), ()> = in_order(
                3..40,
                &pool(threads),
                |block| block * block,
                |block, square| {
                    seen.push((block, square));
                    Ok(true)
                },
            );
            assert_eq!(result, Ok(()));
            let expected: Vec<_> = (3..40).map(|block| (block, block * block)).collect();
            assert_eq!(seen, expected);
        }
    }

    #[test]
    fn an_error_of_the_writer_ends_the_work() {
        let result = in_order(
            0..1_000_000,
            &pool(2),
            |block| block,
            |block, _| if block < 5 { Ok(true) } else { Err("full") },
        );
        assert_eq!(result, Err("full"));
    }

    #[test]
    fn no_worker_runs_far_ahead_of_the_writer() {
        let furthest = std::sync::atomic::AtomicU64::new(0);
        let result: Result<(), ()> = in_order(
            0..200,
            &pool(2),
            |block| {
                furthest.fetch_max(block, Ordering::SeqCst);
            },
            |block, ()| {
                assert!(furthest.load(Ordering::SeqCst) <= block + 2 * AHEAD);
                Ok(true)
            },
        );
        assert_eq!(result, Ok(()));
    }
}

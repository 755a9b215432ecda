//! # Waiting for a study
//!
//! A study works on a thread of its own without the interpreter's lock, while the thread that called looks ten times a second whether Python
//! has a signal to handle: Ctrl-C so stops it soon. All threads end with the call, and nothing waits for one in a later call, so a
//! process may fork between two.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use eastwest::control::{Control, Progress};
use pyo3::prelude::*;

use crate::errors::{Failure, internal, unwound};

/// Between two looks at the signals.
pub const LOOK: Duration = Duration::from_millis(100);
/// Between two calls of who is told how far it is.
const TELL: Duration = Duration::from_millis(50);
/// Room for the calls of a study, as a process has it.
pub const STACK: usize = 8 << 20;

/// Threads that a study uses where nothing is said.
pub fn threads(asked: Option<usize>) -> usize {
    let cores = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.filter(|&threads| threads > 0).unwrap_or_else(cores)
}

/// Whom a study tells how far it is: a function of what is counted, how much of it is done, and how much there is.
pub struct Listener {
    told: Option<Py<PyAny>>,
    /// When it was told last.
    last: Mutex<Option<Instant>>,
}

impl Listener {
    pub fn new(told: Option<Py<PyAny>>) -> Self {
        Listener {
            told,
            last: Mutex::default(),
        }
    }

    /// Tells it, unless that was done a moment ago; the end is always told.
    pub fn tell(&self, py: Python<'_>, progress: &Progress<'_>) -> PyResult<()> {
        if let Some(told) = &self.told {
            told.call1(py, (progress.what, progress.done, progress.of))?;
        }
        Ok(())
    }

    /// Whether it is time to tell.
    pub fn is_due(&self, progress: &Progress<'_>) -> bool {
        if self.told.is_none() {
            return false;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= TELL) || progress.done >= progress.of;
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

/// What stopped a study from outside of it.
#[derive(Default)]
struct Stop {
    flag: Arc<AtomicBool>,
    why: Mutex<Option<PyErr>>,
}

impl Stop {
    fn set(&self, error: PyErr) {
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        why.get_or_insert(error);
        self.flag.store(true, Ordering::Relaxed);
    }
}

/// Does `work` and waits for it.
pub fn wait<T: Send>(
    py: Python<'_>,
    told: Option<Py<PyAny>>,
    threads: usize,
    work: impl FnOnce(&Control<'_>) -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let (stop, listener) = (Stop::default(), Listener::new(told));
    let done = py.detach(|| on_own_thread(&stop, &listener, threads, work));
    let why = stop
        .why
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    match (why, done) {
        (Some(error), _) => Err(error),
        (None, done) => done.map_err(|failure| failure.raise(py)),
    }
}

fn on_own_thread<T: Send>(
    stop: &Stop,
    listener: &Listener,
    threads: usize,
    work: impl FnOnce(&Control<'_>) -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let tell = |progress: &Progress<'_>| {
        if !stop.flag.load(Ordering::Relaxed) && listener.is_due(progress) {
            let told = Python::attach(|py| listener.tell(py, progress));
            told.unwrap_or_else(|error| stop.set(error));
        }
    };
    let control = Control::default()
        .telling(&tell)
        .stopped_by(Arc::clone(&stop.flag))
        .on_threads(threads);
    thread::scope(|scope| {
        let (sender, done) = mpsc::sync_channel::<()>(1);
        let worker = thread::Builder::new().name("eastwest".to_owned());
        let worker = worker.stack_size(STACK).spawn_scoped(scope, move || {
            let result = unwound(|| work(&control));
            // who waits may have gone, or will see that nobody can send any more
            let _ = sender.send(());
            result
        });
        let worker = worker.map_err(|error| Failure::Other(error.to_string()))?;
        while done.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Timeout) {
            let looked = Python::attach(|py| py.check_signals());
            looked.unwrap_or_else(|error| stop.set(error));
        }
        worker.join().unwrap_or_else(|panic| Err(internal(&*panic)))
    })
}

//! # Who waits for a study
//!
//! A study goes from a case to a result: [`answer_with`](crate::answer::answer_with), [`sweep`](fn@crate::sweep::sweep),
//! [`frontier_with`](crate::frontier::frontier_with), [`trace_with`](crate::trace::trace_with),
//! [`explain_with`](crate::explain::explain_with), [`breakeven_with`](crate::breakeven::breakeven_with),
//! [`diagnose_with`](crate::diagnosis::diagnose_with), [`ranges_with`](crate::ranges::ranges_with). It may take minutes, and whoever waits says by a [`Control`] who is told how
//! far it is, who can stop it, and on how many threads it works. None of the three changes the result.
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicBool, Ordering}};
//! use eastwest::{breakeven::{BreakevenError, DriverKind, breakeven_with}, control::Control, input::read_case};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let stop = Arc::new(AtomicBool::new(false));
//! // on this thread alone, until the first driver is done
//! let tell = |_: &eastwest::control::Progress<'_>| stop.store(true, Ordering::Relaxed);
//! let control = Control::default().on_threads(1).telling(&tell).stopped_by(Arc::clone(&stop));
//! let turned = breakeven_with(&case, &DriverKind::ALL, &control);
//! assert!(matches!(turned, Err(BreakevenError::Cancelled(_))));
//! # Ok::<(), String>(())
//! ```

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::language::Language;

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// What is counted, or done: `drivers`, `scenarios`.
    pub what: &'a str,
    /// So much of it is done.
    pub done: f64,
    /// So much there is; at least 1 unless there is nothing to do.
    pub of: f64,
}

impl Progress<'_> {
    /// The part that is done, 0..1.
    #[must_use]
    pub fn part(&self) -> f64 {
        if self.of > 0.0 {
            self.done / self.of
        } else {
            1.0
        }
    }
}

/// A study was asked to stop before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", tr!("cancelled before its end"))]
pub struct Cancelled;

/// Who is told.
type Told<'a> = &'a (dyn Fn(&Progress<'_>) + Sync);

/// Who is told how far a study is, who can stop it, and on how many threads it works. By default nobody, nobody, and one for each
/// core.
#[derive(Clone, Default)]
pub struct Control<'a> {
    progress: Option<Told<'a>>,
    cancel: Option<Arc<AtomicBool>>,
    threads: Option<usize>,
}

impl std::fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control")
            .field("progress", &self.progress.is_some())
            .field("cancel", &self.cancel)
            .field("threads", &self.threads)
            .finish()
    }
}

impl<'a> Control<'a> {
    /// The same, and `progress` is told; from any thread of the study.
    #[must_use]
    pub fn telling(self, progress: Told<'a>) -> Self {
        Control {
            progress: Some(progress),
            ..self
        }
    }

    /// The same, and the study ends soon after `cancel` is set.
    #[must_use]
    pub fn stopped_by(self, cancel: Arc<AtomicBool>) -> Self {
        Control {
            cancel: Some(cancel),
            ..self
        }
    }

    /// The same on so many threads. With 1, all is done on the thread that calls, and none is started.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Control {
            threads: Some(threads.max(1)),
            ..self
        }
    }

    /// Threads that were asked for.
    #[must_use]
    pub const fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// The flag that stops it; one that nobody sets, where none was given.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        self.cancel.clone().unwrap_or_default()
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.as_deref().is_some_and(is_set)
    }

    /// Tells whoever waits how far a study is: for those of this crate, and for who makes one of its parts.
    pub fn tell(&self, what: &str, done: f64, of: f64) {
        if let Some(progress) = self.progress {
            progress(&Progress { what, done, of });
        }
    }

    /// Does `work` so that it stops on request and keeps to its threads. What comes of it once a stop was asked for is not whole,
    /// whatever it says: then [`Cancelled`] comes out.
    ///
    /// # Errors
    /// That of `work`, and where a stop was asked for.
    pub fn run<T, E: From<Cancelled>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let done = self.run_to_its_best(work);
        if self.is_cancelled() {
            return Err(Cancelled.into());
        }
        done
    }

    /// As [`Control::run`], for work whose result says itself whether it was stopped.
    pub(crate) fn run_to_its_best<T, E: From<Cancelled>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if self.is_cancelled() {
            return Err(Cancelled.into());
        }
        let own = Bounds {
            cancel: self.cancel.clone(),
            threads: self.threads,
            language: Language::spoken(),
        };
        own.within(work)
    }
}

fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

/// What holds for the work of this thread.
#[derive(Clone, Default)]
pub(crate) struct Bounds {
    cancel: Option<Arc<AtomicBool>>,
    threads: Option<usize>,
    /// What is said there.
    language: Language,
}

thread_local! {
    static BOUNDS: RefCell<Bounds> = RefCell::default();
}

/// Sets back what held before, also where the work panics.
struct Before(Bounds);

impl Drop for Before {
    fn drop(&mut self) {
        let before = std::mem::take(&mut self.0);
        BOUNDS.with(|own| *own.borrow_mut() = before);
    }
}

impl Bounds {
    /// Those of this thread, to be handed to others.
    pub(crate) fn of_this_thread() -> Self {
        Bounds {
            language: Language::spoken(),
            ..BOUNDS.with(|own| own.borrow().clone())
        }
    }

    /// Does `work` on this thread within them.
    pub(crate) fn within<R>(self, work: impl FnOnce() -> R) -> R {
        let language = self.language;
        let _before = Before(BOUNDS.with(|own| own.replace(self)));
        language.speak(work)
    }

    /// Threads that the work may use; `None` for one each core.
    pub(crate) const fn threads(&self) -> Option<usize> {
        self.threads
    }
}

/// Whether the work of this thread was asked to stop.
pub(crate) fn is_cancelled() -> bool {
    BOUNDS.with(|own| own.borrow().cancel.as_deref().is_some_and(is_set))
}

/// An error where the work of this thread was asked to stop.
pub(crate) fn go_on() -> Result<(), Cancelled> {
    if is_cancelled() {
        Err(Cancelled)
    } else {
        Ok(())
    }
}

/// Whether the work of this thread has to stay on it.
pub(crate) fn is_alone() -> bool {
    BOUNDS.with(|own| own.borrow().threads == Some(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_for_a_study_ends_with_it() {
        let flag = Arc::new(AtomicBool::new(false));
        let control = Control::default()
            .stopped_by(Arc::clone(&flag))
            .on_threads(1);
        let inside = control.run(|| {
            flag.store(true, Ordering::Relaxed);
            assert!(is_alone() && is_cancelled());
            Ok::<_, Cancelled>(3)
        });
        assert_eq!(inside, Err(Cancelled));
        assert!(!is_alone() && !is_cancelled());
    }
}

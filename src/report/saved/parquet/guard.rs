//! Panics of the library as errors.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is about to become an error.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

static QUIET: Once = Once::new();

/// The result of `work`, or what it said when it panicked. Nothing of that reaches the terminal; panics elsewhere do, as
/// ever. What `work` held is not to be used again after a panic.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            if !IS_GUARDED.get() {
                before(about);
            }
        }));
    });
    let outer = IS_GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(outer);
    done.map_err(|said| in_words(&*said))
}

fn in_words(said: &(dyn Any + Send)) -> String {
    let text = said
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| said.downcast_ref::<&str>().copied());
    let first = text.and_then(|text| text.lines().next());
    first.unwrap_or(tr!("no reason given")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_becomes_what_it_said() {
        assert_eq!(guarded(|| 5), Ok(5));
        let index = std::hint::black_box(7);
        let said = guarded(|| [1, 2][index]).expect_err("out of bounds");
        assert!(said.contains("index is 7"), "{said}");
    }
}

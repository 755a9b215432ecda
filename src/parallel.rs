//! Independent pieces of work on the threads of a study: as many as its [`Control`](crate::control::Control) allows, each with the
//! watcher, the flag and the language of the thread that asked.

use rayon::prelude::*;

use crate::control::{Bounds, is_alone};
use crate::engine::watch;

/// Does `work` on every item, in any order, and gives what came of it in theirs. Each thread starts with what `init` gives;
/// what comes of an item must not depend on those before it.
pub(crate) fn each_with<T: Sync, S, R: Send>(
    items: &[T],
    init: impl Fn() -> S + Send + Sync,
    work: impl Fn(&mut S, &T) -> R + Send + Sync,
) -> Vec<R> {
    if is_alone() {
        let mut state = init();
        return items.iter().map(|item| work(&mut state, item)).collect();
    }
    let (bounds, watcher) = (Bounds::of_this_thread(), watch::watcher());
    let inside = |state: &mut S, item: &T| {
        let bounds = bounds.clone();
        bounds.within(|| watch::watched(watcher.clone(), || work(state, item)))
    };
    let spread = || items.par_iter().map_init(&init, &inside).collect();
    match bounds.threads().and_then(pool) {
        Some(pool) => pool.install(spread),
        None => spread(),
    }
}

/// As [`each_with`], for work that starts from nothing.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    each_with(items, || (), |(), item| work(item))
}

/// So many threads; `None` where they cannot be had, and those that are there do.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{Cancelled, Control, is_cancelled};

    #[test]
    fn results_stand_in_the_order_of_the_items_on_any_number_of_threads() {
        let items: Vec<u64> = (0..100).collect();
        let squares: Vec<u64> = items.iter().map(|n| n * n).collect();
        for threads in [1, 2, 5] {
            let control = Control::default().on_threads(threads);
            let done = control.run(|| Ok::<_, Cancelled>(each(&items, |n| n * n)));
            assert_eq!(done.as_ref(), Ok(&squares));
        }
    }

    #[test]
    #[cfg(feature = "plot")]
    fn every_thread_speaks_as_the_one_that_asks() {
        use crate::language::Language::{self, En, Zh};
        for (threads, language) in [(1, Zh), (3, Zh), (3, En)] {
            let control = Control::default().on_threads(threads);
            let said = |_: &u64| (Language::spoken(), Cancelled.to_string());
            let study = || Ok::<_, Cancelled>(each(&[0; 50], said));
            let words = language.speak(|| (Language::spoken(), Cancelled.to_string()));
            let done = language.speak(|| control.run(study));
            assert_eq!(done, Ok(vec![words; 50]));
            let other = std::thread::spawn(Language::spoken).join();
            assert_eq!(other.ok(), Some(En), "a thread of nobody's");
        }
    }

    #[test]
    fn with_one_thread_all_is_done_on_that_which_asks_and_others_know_the_flag() {
        let own = std::thread::current().id();
        let where_it_ran = |_: &u64| (std::thread::current().id(), is_cancelled());
        let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        for (threads, alone) in [(1, true), (3, false)] {
            flag.store(false, std::sync::atomic::Ordering::Relaxed);
            let control = Control::default()
                .on_threads(threads)
                .stopped_by(flag.clone());
            let mut seen = Vec::new();
            let ended = control.run(|| {
                flag.store(true, std::sync::atomic::Ordering::Relaxed);
                seen = each(&[0, 1, 2], where_it_ran);
                Ok::<_, Cancelled>(())
            });
            assert_eq!(ended, Err(Cancelled));
            assert!(
                seen.iter()
                    .all(|(thread, told)| *told && (*thread == own) == alone)
            );
        }
    }
}

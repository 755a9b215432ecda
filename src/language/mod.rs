//! # What the command says, in English and Chinese
//!
//! The English stands where it is said, and is the key: `tr!("grid connection of {}", hub)`. The Chinese stands in this folder alone:
//!
//! - `messages.rs`: one line a message, as arms of a macro. `tr!` expands to both forms, so the compiler holds their placeholders
//!   against the values, and refuses a message without Chinese; nothing is looked up while the command runs.
//! - `words.rs`: single words that the library names at run time (kinds of work, items of cost): [`word`].
//! - `help.rs`: the texts of `--help`, which are comments of the arguments.
//!
//! Which language is spoken belongs to a call: [`Language::speak`], on its thread and on those that work for it, which are told with what
//! bounds a study ([`Bounds`](crate::control::Bounds)). Whoever says nothing, as a program that uses the library, reads English; so do documents for programs (JSON, CSV), whoever writes them.
//!
//! Without the command (in a browser, in a library alone) `tr!` is its English form, and no Chinese of this folder is linked.

#[cfg(feature = "plot")]
#[macro_use]
mod messages;
#[cfg(feature = "cli")]
pub(crate) mod help;
#[cfg(feature = "cli")]
pub(crate) mod lines;
#[cfg(feature = "plot")]
mod words;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A message in the language that is spoken: a `&'static str` where it is text alone, a `String` where it has values, which have numbers
/// or names (`name = value`) so that the Chinese form may tell them in its own order.
#[cfg(feature = "plot")]
macro_rules! tr {
    ($english:tt) => {
        if $crate::language::is_chinese() {
            chinese!($english)
        } else {
            $english
        }
    };
    ($english:tt, $($values:tt)*) => {
        if $crate::language::is_chinese() {
            format!(chinese!($english), $($values)*)
        } else {
            format!($english, $($values)*)
        }
    };
}

/// As with the command, in English alone.
#[cfg(not(feature = "plot"))]
macro_rules! tr {
    ($english:tt) => {
        $english
    };
    ($english:tt, $($values:tt)*) => {
        format!($english, $($values)*)
    };
}

#[cfg(feature = "plot")]
mod spoken {
    use super::Language;
    use std::cell::Cell;

    thread_local! {
        static SPOKEN: Cell<Language> = const { Cell::new(Language::En) };
    }

    /// Gives the thread its language back.
    struct Before(Language);

    impl Drop for Before {
        fn drop(&mut self) {
            SPOKEN.set(self.0);
        }
    }

    impl Language {
        /// Does `work` with all that it says in this language, on this thread.
        pub fn speak<R>(self, work: impl FnOnce() -> R) -> R {
            let _before = Before(SPOKEN.replace(self));
            work()
        }

        /// What this thread speaks.
        pub(crate) fn spoken() -> Self {
            SPOKEN.get()
        }
    }
}

#[cfg(not(feature = "plot"))]
impl Language {
    /// Does `work`: there is English alone.
    pub fn speak<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }

    /// What this thread speaks.
    pub(crate) const fn spoken() -> Self {
        Language::En
    }
}

/// Whether this thread speaks Chinese.
#[cfg(feature = "plot")]
pub(crate) fn is_chinese() -> bool {
    Language::spoken() == Language::Zh
}

/// A word that the library names in English, in the language that is spoken; itself where it is a name.
#[cfg(feature = "plot")]
pub(crate) fn word(english: &str) -> &str {
    match is_chinese() {
        true => words::chinese(english).unwrap_or(english),
        false => english,
    }
}

/// A unit as the library names it, in the language that is spoken: `CNY per kW and month` as `元/kW/月`.
#[cfg(feature = "plot")]
pub(crate) fn unit(english: &str) -> String {
    match is_chinese() {
        true => words::chinese_unit(english),
        false => english.to_owned(),
    }
}

/// What a case says in both languages, in the one that is spoken; in English where it has no Chinese.
pub(crate) fn either<'a>(english: &'a str, chinese: Option<&'a str>) -> &'a str {
    match chinese {
        Some(chinese) if is_chinese() && !chinese.is_empty() => chinese,
        _ => english,
    }
}

/// Nobody speaks Chinese without the command and the page.
#[cfg(not(feature = "plot"))]
pub(crate) const fn is_chinese() -> bool {
    false
}

/// A word that the library names in English.
#[cfg(not(feature = "plot"))]
pub(crate) fn word(english: &str) -> &str {
    english
}

/// A unit as the library names it.
#[cfg(not(feature = "plot"))]
pub(crate) fn unit(english: &str) -> String {
    english.to_owned()
}

/// What is counted: its word for one or for more; in Chinese, its measure word and it.
#[cfg(feature = "plot")]
pub(crate) fn noun<'a>(count: usize, one: &'a str, more: &'a str) -> &'a str {
    match is_chinese() {
        true => words::counted(one).unwrap_or(more),
        false if count == 1 => one,
        false => more,
    }
}

/// What is counted: its word for one or for more.
#[cfg(not(feature = "plot"))]
pub(crate) fn noun<'a>(count: usize, one: &'a str, more: &'a str) -> &'a str {
    if count == 1 { one } else { more }
}

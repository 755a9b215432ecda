//! In which language the command speaks: `--lang`, or the locale.

use std::ffi::OsString;

use clap::ValueEnum;
use eastwest::language::Language;

/// A language of the command, of its pictures and of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }
}

/// What was asked for with `--lang`, which has to be known before faults of what was typed are told; else the locale's.
pub(crate) fn chosen(typed: &[OsString]) -> Language {
    asked(typed).unwrap_or_else(of_locale)
}

/// The last `--lang` in front of `--`.
fn asked(typed: &[OsString]) -> Option<Language> {
    let mut asked = None;
    let mut words = typed.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let value = match word {
            "--" => break,
            "--lang" => words.next(),
            word => word.strip_prefix("--lang="),
        };
        let lang = value.and_then(|value| Lang::from_str(value, false).ok());
        asked = lang.map(Language::from).or(asked);
    }
    asked
}

/// That of the locale: the first of its variables that says something.
fn of_locale() -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match said {
        Some(said) if said.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_in(typed: &str) -> Option<Language> {
        asked(&typed.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_language_is_known_wherever_it_is_typed() {
        assert_eq!(asked_in("eastwest solve case"), None);
        assert_eq!(
            asked_in("eastwest --lang zh solve case"),
            Some(Language::Zh)
        );
        assert_eq!(
            asked_in("eastwest solve case --lang=zh"),
            Some(Language::Zh)
        );
        assert_eq!(
            asked_in("eastwest solve --lang zh --lang en"),
            Some(Language::En)
        );
        assert_eq!(asked_in("eastwest solve -- --lang zh"), None);
        assert_eq!(asked_in("eastwest solve --lang de"), None);
    }
}

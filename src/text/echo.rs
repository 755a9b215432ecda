//! Names and cells in messages, cut to a length that can be read.

use std::borrow::Cow;

/// Most characters of what stands between backticks.
const QUOTED: usize = 100;
/// Most characters of other text in a row.
const PLAIN: usize = 600;
/// Most characters of a whole message.
const WHOLE: usize = 4_000;

/// A message in which nothing quoted from a file, and nothing else, is longer than can be read; `…` stands for the rest.
pub(crate) fn capped(message: &str) -> Cow<'_, str> {
    if message.len() <= QUOTED {
        return Cow::Borrowed(message);
    }
    let mut capped = String::with_capacity(message.len().min(WHOLE));
    for (place, part) in message.split('`').enumerate() {
        if place > 0 {
            capped.push('`');
        }
        let most = if place % 2 == 1 { QUOTED } else { PLAIN };
        capped.push_str(&short(part, most));
        if capped.len() > WHOLE {
            return Cow::Owned(short(&capped, WHOLE).into_owned());
        }
    }
    Cow::Owned(capped)
}

/// A text of at most so many characters, the last of them `…` where there were more.
pub(crate) fn short(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(format!("{kept}…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_short_messages_are_left() {
        let name = "芜".repeat(1_000_000);
        let message = format!("error: no hub is called `{name}`\n  --> hubs.csv, line 3");
        let cut = capped(&message);
        assert!(cut.ends_with("芜…`\n  --> hubs.csv, line 3"), "{cut}");
        assert_eq!(cut.chars().filter(|c| *c == '芜').count(), 99);
        assert_eq!(capped("no hub is called `a`"), "no hub is called `a`");
        assert!(capped(&"`a`".repeat(100_000)).chars().count() <= WHOLE);
    }
}

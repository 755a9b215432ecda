//! The name that was meant: one measure for all that have names, in tables, keys, programmes and rows.

/// Nothing is like a name of more letters: to compare names takes time by the product of their lengths.
const LONGEST: usize = 200;

/// The name that is most like `name`, if any is like it: by Damerau–Levenshtein distance, case apart,
/// less than half of the longer one's letters, or a name that it begins or ends with, or that begins or ends with it. Of equals, the first of the alphabet.
#[must_use]
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    names
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let other_length = other.chars().count();
            let most = ((length.max(other_length).max(1) - 1) / 2).max(1);
            let part = wanted.len() >= 3
                && other.len() >= 3
                && (is_end_of(&wanted, &other) || is_end_of(&other, &wanted));
            // names whose lengths differ by more are at least so far apart
            if !part && length.abs_diff(other_length) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wanted, &other);
            (distance <= most || part).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether one text begins or ends with the other.
fn is_end_of(text: &str, end: &str) -> bool {
    text.starts_with(end) || text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two letters changed places: distance 1. `demand` begins `demands`. `plato` is three edits from the seven letters of `plateau`.
    /// Three of six letters differ: half.
    #[test]
    fn a_slip_of_the_pen_is_like_its_name_and_another_word_is_not() {
        let names = ["demand", "capacity", "pue"];
        assert_eq!(nearest("Capcaity", names), Some("capacity"));
        assert_eq!(nearest("demands", names), Some("demand"));
        assert_eq!(nearest("plato", ["plateau"]), Some("plateau"));
        assert_eq!(
            nearest("deviation", ["standard_deviation"]),
            Some("standard_deviation")
        );
        assert_eq!(nearest("demxyz", names), None);
        assert_eq!(nearest(&"pue".repeat(67), names), None);
    }

    #[test]
    fn of_equals_the_first_of_the_alphabet_is_told_whatever_their_order() {
        assert_eq!(nearest("cat", ["hat", "bat"]), Some("bat"));
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
    }
}
